// Package pace lets requests go no faster than the file's limits say and the server takes them, and so that the look after an act need not
// wait: what may follow an act is reserved before it.
package pace

import (
	"context"
	"errors"
	"net/url"
	"strings"
	"sync"
	"time"

	"golang.org/x/time/rate"

	"github.com/revokespec/revokespec/deployment/file"
)

// ErrHeldBack says that a request was not sent, since the server would not take it for too long.
var ErrHeldBack = errors.New("not sent")

// Pacer lets requests go no faster than the file's limits say and the server takes them. Waiting beforehand is all that
// can be done about a server's rate limit: a request to the token endpoint that was answered 429 may not be sent again.
//
// Limits hold for an API of a host: its Management API, or all else of it (Auth0, "Rate Limit Policy"). What an answer says of a
// limit is kept by endpoint, but every request to the API counts against it and waits for it: whether two endpoints share a
// bucket, no header tells.
type Pacer struct {
	Now        func() time.Time
	Sleep      func(ctx context.Context, d time.Duration) error
	Say        func(string)
	longest    time.Duration // what would wait for longer is not sent
	management string        // URL under which the Management API lives; "" = there is none
	control    string        // that of a mock's control API, which nothing limits

	all, managed *rate.Limiter // of the file, for all requests and for those to the Management API
	fileSpeed    Speed         // a rate of 0: any number
	endpoints    *file.Endpoints

	mu    sync.Mutex
	apis  map[string]*api
	users map[string]*rate.Limiter // by username
}

// api is what is known of the limits of one API. Its fields are guarded by the pacer's lock.
type api struct {
	name      string        // for messages
	turn      chan struct{} // holds one thing: who takes it out is the first to go
	files     []*rate.Limiter
	windows   map[bucket]*window
	periods   map[bucket]time.Duration // how long each lasts, at least
	inFlight  int                      // and not answered yet
	reserved  int                      // promised to sessions, beyond what is sent
	waited    time.Duration
	saidUntil map[string]time.Time // until when it was said that nothing is sent, by what
	changed   chan struct{}        // closed when there may be more room than before
}

// New is the pacer of a deployment, by the limits of its file.
func New(f *file.File, endpoints *file.Endpoints) *Pacer {
	p := &Pacer{
		Now: time.Now, Sleep: Sleep, Say: func(string) {}, longest: f.Limits.LongestWait,
		all: limiter(f.Limits.RequestsPerSecond), managed: limiter(f.Limits.ManagementRequestsPerSecond),
		endpoints: endpoints, apis: map[string]*api{}, users: map[string]*rate.Limiter{},
	}
	p.fileSpeed = Speed{
		RequestsPerSecond: f.Limits.RequestsPerSecond, SignInsPerMinute: f.Limits.SignInsPerMinute,
		ManagementPerSecond: slowerOf(f.Limits.RequestsPerSecond, f.Limits.ManagementRequestsPerSecond),
	}
	if f.Management != nil {
		p.management = strings.TrimSuffix(f.Management.URL, "/") + "/"
	}
	if f.Control != nil {
		p.control = strings.TrimSuffix(f.Control.URL, "/") + "/_mock/"
	}
	return p
}

// managementName is what the Management API is called in messages.
const managementName = "the Management API"

// limiter is nil where there is no limit.
func limiter(perSecond float64) *rate.Limiter {
	if perSecond <= 0 {
		return nil
	}
	return rate.NewLimiter(rate.Limit(perSecond), 1)
}

// Permit is the permit to send one request.
type Permit struct {
	pacer    *Pacer
	api      *api
	endpoint string
	user     string // whose own limit it may count against; "" = nobody's
}

// permitFor says which limits a request is under. It is nil for the control API of a mock.
func (p *Pacer) permitFor(target, who string) *Permit {
	if p.control != "" && strings.HasPrefix(target, p.control) {
		return nil
	}
	key, endpoint := "", target
	if u, err := url.Parse(target); err == nil {
		key, endpoint = u.Host, u.Path
	}
	name := key
	if p.management != "" && strings.HasPrefix(target, p.management) {
		rest, _, _ := strings.Cut(strings.TrimPrefix(target, p.management), "?")
		endpoint, _, _ = strings.Cut(rest, "/")
		key, name = p.management, managementName
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	a := p.apis[key]
	if a == nil {
		a = &api{name: name, turn: make(chan struct{}, 1), windows: map[bucket]*window{}, saidUntil: map[string]time.Time{}, periods: map[bucket]time.Duration{}, changed: make(chan struct{})}
		a.turn <- struct{}{}
		if p.all != nil {
			a.files = append(a.files, p.all)
		}
		if key == p.management && p.managed != nil {
			a.files = append(a.files, p.managed)
		}
		p.apis[key] = a
	}
	return &Permit{pacer: p, api: a, endpoint: endpoint, user: who}
}

// signInOf begins what a user's own limit of sign-ins is called.
const signInOf = "the sign-in of "

// signInKey is the key under which a context says who signs in.
type signInKey struct{}

// SignIn waits until the user may sign in again by limits.sign_ins_per_minute, and lets what is sent with the context
// count as a sign-in of the user.
func (p *Pacer) SignIn(ctx context.Context, user file.User) (context.Context, error) {
	if whoSignsIn(ctx) != "" {
		return ctx, nil
	}
	if p.fileSpeed.SignInsPerMinute > 0 {
		p.mu.Lock()
		own := p.users[user.Username]
		if own == nil {
			own = rate.NewLimiter(rate.Limit(p.fileSpeed.SignInsPerMinute/60), max(1, int(p.fileSpeed.SignInsPerMinute)))
			p.users[user.Username] = own
		}
		p.mu.Unlock()
		if err := p.waitByFile(ctx, signInOf+user.Username, []*rate.Limiter{own}, 1); err != nil {
			return ctx, err
		}
	}
	return context.WithValue(ctx, signInKey{}, signInOf+user.Username), nil
}

func whoSignsIn(ctx context.Context) string {
	who, _ := ctx.Value(signInKey{}).(string)
	return who
}

// waitByFile waits for n turns by the limits of the file.
func (p *Pacer) waitByFile(ctx context.Context, name string, limiters []*rate.Limiter, n int) error {
	now := p.Now()
	var wait time.Duration
	var turns []*rate.Reservation
	for _, l := range limiters {
		for range n {
			turn := l.ReserveN(now, 1)
			turns = append(turns, turn)
			wait = max(wait, turn.DelayFrom(now))
		}
	}
	if wait == 0 {
		return nil
	}
	err := p.sleep(ctx, name, wait, "limits of the file", false)
	if err != nil {
		for _, turn := range turns {
			turn.CancelAt(now)
		}
	}
	return err
}
