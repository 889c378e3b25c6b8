package soak

import (
	"context"
	"fmt"
	"math/rand/v2"
	"sync"
	"time"

	"golang.org/x/time/rate"

	"github.com/revokespec/revokespec/record"
)

// Load is a mixed load on a server: each worker signs a user of its own in, exchanges, revokes, and presents what is dead.
type Load struct {
	Apps        []App
	Workers     int
	For         time.Duration
	Acts        int           // after so many it ends as well; 0 = by time alone
	PerSecond   float64       // acts of all workers, at the most; 0 = as the server's limits have it
	Within      time.Duration // an act may take so long to have its effect
	UntilBroken bool          // it ends at the first breach
	Seed        uint64
	Connect     func(worker int) Server
	Now         func() time.Time
	Wait        func(ctx context.Context, d time.Duration) error
	Say         func(line string) // is told how it goes on, now and then
}

// Breach is what must hold and did not.
type Breach int

// The breaches.
const (
	Revived   Breach = iota // a token that was revoked is accepted
	SecondOne               // a family that rotates has more than one live token
	Partial                 // what a revocation ends with its token, or a reuse with its family, lives on
)

// Result is what came of a load.
type Result struct {
	*record.Soak
	Breaches map[Breach][]string // the first of each kind, in words
	Times    map[Breach]int      // of all of them
	Lost     int                 // live tokens that were refused although nothing had ended them
	Ended    bool                // before its time, from outside
}

// mostTold bounds how many breaches of a kind are told in words, and shown.
const mostTold = 3

// running is a load while it goes on.
type running struct {
	*Load
	began   time.Time
	meter   *Meter
	limiter *rate.Limiter

	mu       sync.Mutex
	result   Result
	acts     int
	ends     int // tokens that came to their end
	nextSaid time.Time
}

// sayEvery is how often a load tells how it goes on, at the most.
const sayEvery = 5 * time.Second

// overtime is how long after the end of a load its last answers are waited for. What waits for the server's limits until then is not sent.
const overtime = 2 * time.Second

// Run puts the load on the server until its time is over, or ctx is.
func (l *Load) Run(ctx context.Context) Result {
	r := &running{Load: l, began: l.Now(), meter: NewMeter(l.For), result: Result{Breaches: map[Breach][]string{}, Times: map[Breach]int{}}}
	r.nextSaid = r.began.Add(max(sayEvery, l.For/20))
	if l.PerSecond > 0 {
		r.limiter = rate.NewLimiter(rate.Limit(l.PerSecond), 1)
	}
	loading, cancel := context.WithTimeout(ctx, l.For+overtime)
	defer cancel()
	var workers sync.WaitGroup
	for i := range l.Workers {
		workers.Go(func() {
			w := &worker{running: r, server: l.Connect(i), number: i + 1, random: rand.New(rand.NewPCG(l.Seed, uint64(i)))}
			w.dead = NewSample[deadToken](w.random)
			w.work(loading)
		})
	}
	workers.Wait()
	r.result.Soak = r.meter.Result(l.Now().Sub(r.began))
	r.result.Workers, r.result.Dead, r.result.Ended = l.Workers, r.ends, ctx.Err() != nil
	for _, n := range r.result.Times {
		r.result.Broken += n
	}
	return r.result
}

// over says whether the load has come to its end.
func (r *running) over(ctx context.Context) bool {
	if ctx.Err() != nil || r.Now().Sub(r.began) >= r.For {
		return true
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.Acts > 0 && r.acts >= r.Acts || r.UntilBroken && len(r.result.Times) > 0
}

// note counts an act. What ctx has cut off is none.
func (r *running) note(ctx context.Context, act string, a Answer) {
	if a.State == Unclear && ctx.Err() != nil {
		return
	}
	r.meter.Note(act, a.name(), a.Took, r.Now().Sub(r.began))
	r.tell()
}

// tell counts an act, and says how the load goes on, if it is time.
func (r *running) tell() {
	now := r.Now()
	r.mu.Lock()
	r.acts++
	due := !now.Before(r.nextSaid)
	if due {
		r.nextSaid = now.Add(max(sayEvery, r.For/20))
	}
	acts, dead, broken := r.acts, r.ends, len(r.result.Times)
	r.mu.Unlock()
	if !due || r.Say == nil {
		return
	}
	found := "none accepted"
	if broken > 0 {
		found = "BROKEN"
	}
	passed := now.Sub(r.began)
	r.Say(fmt.Sprintf("soak: %s of %s, %d acts (%.0f a second), %d looks at %d dead tokens: %s",
		passed.Round(time.Second), r.For, acts, float64(acts)/passed.Seconds(), r.meter.Count(Look, ""), dead, found))
}

// buried counts tokens that have come to their end.
func (r *running) buried(n int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.ends += n
}

// breach notes one, and says whether its evidence is to be kept.
func (r *running) breach(b Breach, format string, args ...any) (keep bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.result.Times[b]++
	if r.result.Times[b] > mostTold {
		return false
	}
	r.result.Breaches[b] = append(r.result.Breaches[b], fmt.Sprintf(format, args...))
	return true
}
