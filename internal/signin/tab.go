package signin

import (
	"context"
	"errors"
	"net/url"
	"sync"
	"sync/atomic"
	"time"

	"github.com/revokespec/revokespec/deployment/file"
	"github.com/revokespec/revokespec/internal/chromium"
	"github.com/revokespec/revokespec/internal/pace"
	"github.com/revokespec/revokespec/internal/session"
)

// visit is a person in a Chromium: in a tab without a network, for which the session sends what the pages ask for. So what the
// file says of TLS, headers, proxies and limits holds, and no code leaves for a redirect_uri.
type visit struct {
	ctx     context.Context // of the visit; what is under way ends with it
	cancel  context.CancelFunc
	session *Signer
	purpose session.Purpose
	stop    *url.URL
	page    *chromium.Page
	asked   atomic.Int64 // how many requests were carried
	carried atomic.Int64 // how much came of them, in bytes
	told    atomic.Bool  // one of them had the user's password, since a button was pressed
	doubts  int          // how often something else was sent after it was typed
	word    string       // that password

	mu     sync.Mutex
	back   *url.URL // where the server sent the browser in the end
	broken error    // why nothing more will come
	missed error    // why the first did not come that may be missed
	status int      // of the last page
	last   string   // its path
}

// lookEvery is how often the page is looked at, quietFor how long nothing must happen before that counts as the end.
const (
	lookEvery = 50 * time.Millisecond
	quietFor  = time.Second
)

func (s *Signer) visit(ctx context.Context, p session.Purpose, stopAt string) (*visit, error) {
	stop, err := url.Parse(stopAt)
	if err != nil {
		return nil, errors.New("redirect_uri is no URI; correct it")
	}
	process, err := s.desk.chromium.running(ctx)
	if err != nil {
		return nil, err
	}
	v := &visit{session: s, purpose: p, stop: stop}
	v.ctx, v.cancel = context.WithCancel(ctx)
	v.page, err = process.Open(s.Server.File.Limits.Timeout, v.carry, v.elsewhere)
	if err != nil {
		v.cancel()
	}
	return v, err
}

func (v *visit) leave() {
	v.cancel()
	v.page.Close()
}

// walk does at each page what the visitor would, until the server sends the browser back to the client. Where nobody is to be
// sent back to, it ends at a page that has nothing more to do.
func (v *visit) walk(ctx context.Context, address string, person *visitor) (ending, error) {
	v.word = person.user.Password
	going, stop := context.WithTimeout(ctx, v.session.Server.File.Limits.Timeout)
	err := v.page.Go(going, address)
	stop()
	if ended, also := v.ended(); ended != nil || also != nil {
		return v.came(ended), also
	}
	if err != nil && going.Err() == nil && !errors.Is(err, chromium.ErrBlocked) {
		return ending{}, v.ofThePage(err)
	}
	done := deed{}
	for range maxForms {
		view, next, found, err := v.wait(ctx, person, done)
		if ended, also := v.ended(); ended != nil || also != nil {
			return v.came(ended), also
		}
		if err != nil || !found || person.refused {
			return ending{path: v.session.Path(view.Path)}, v.ofThePage(err)
		}
		if done, err = v.take(ctx, view, next, person, done); err != nil {
			if ended, also := v.ended(); ended != nil || also != nil { // by what the page did meanwhile
				return v.came(ended), also
			}
			return ending{}, v.ofThePage(err)
		}
	}
	_, path := v.answered()
	return ending{}, tooManyForms(path)
}

func (v *visit) came(back *url.URL) ending {
	if back == nil {
		return ending{}
	}
	return ending{v.session.Path(back.Path), back.Query()}
}

// ended says where the server sent the browser in the end, or why nothing more will come.
func (v *visit) ended() (*url.URL, error) {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.back, v.broken
}

// wait looks at the page until there is something to do that was not done yet. Nothing found, and no error: nothing leads on.
func (v *visit) wait(ctx context.Context, person *visitor, done deed) (view chromium.View, next turn, found bool, err error) {
	mint, limit := v.session.Server.File.Mint, v.session.Server.File.Limits.Timeout
	began, still, pressed := time.Now(), time.Now(), time.Now() // still: since when nothing happens
	for {
		seen, err := v.page.Look(ctx)
		if ended, also := v.ended(); err != nil || ended != nil || also != nil {
			return view, next, false, err
		}
		if seen.More {
			return seen, next, false, person.atPage(v.session.Path(seen.Path), errManySeen, "")
		}
		calm := seen.Complete && !v.page.Busy()
		if seen.Document != "" {
			view = seen
		}
		if !calm {
			still = time.Now()
		}
		if seen.Complete && (calm || time.Since(began) > 2*quietFor) { // some pages never stop asking for something
			if next, found = v.choose(person, view, mint); found && !done.covers(view, next, mint, person) {
				return view, next, true, nil
			}
			if min(time.Since(still), time.Since(pressed)) > quietFor/2 {
				pressed = time.Now()
				if err := v.pressAgain(ctx, view, &done); err != nil {
					return view, next, false, err
				}
			}
			if err := v.stuck(person, view, done, time.Since(still) > quietFor); err != nil {
				return view, next, false, err
			}
		}
		switch {
		case v.stop.Scheme == "" && !done.pending(view) && time.Since(still) > quietFor:
			return view, next, false, nil
		case time.Since(began) > limit:
			return view, next, false, v.nothingLeadsOn(view, found, limit)
		}
		if err := pace.Sleep(ctx, lookEvery); err != nil {
			return view, next, false, err
		}
	}
}

func (v *visit) choose(person *visitor, view chromium.View, mint file.Mint) (turn, bool) {
	if next, found := person.choose(seenForms(view), mint); found {
		return next, true
	}
	return person.choose(linksOf(view), mint)
}
