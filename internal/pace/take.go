package pace

import (
	"context"
	"fmt"
	"time"
)

// bucket tells the limits of an API apart.
type bucket struct {
	endpoint, user string
	limit          int
}

// window is what is left of a bucket until it is filled again.
type window struct {
	left int // as far as we know: less than was told, by what is sent since
	allowance
	refilled bool // it was filled again since: nobody knows by how much, until an answer tells
	probing  bool // and one request is on its way to find out
}

// anyRequest is the bucket of all requests to an API, which a 429 empties.
var anyRequest = bucket{endpoint: "*"}

// applies says whether a request counts against the bucket.
func (b bucket) applies(p *Permit) bool { return b.user == "" || b.user == p.user }

// untilAnAnswer is a wait that only an answer ends.
const untilAnAnswer = time.Duration(-1)

// take waits until n requests may be sent, and more kept for later, and counts them as sent. First come, first served.
func (p *Pacer) take(ctx context.Context, permit *Permit, n, more int) error {
	if permit == nil {
		return ctx.Err()
	}
	a := permit.api
	if err := p.waitForOwn(ctx, permit); err != nil { // others need not wait for a limit of one user
		return err
	}
	select {
	case <-a.turn:
		defer func() { a.turn <- struct{}{} }()
	case <-ctx.Done():
		return ctx.Err()
	}
	if err := p.waitByFile(ctx, a.name, a.files, n+a.ahead(more)); err != nil {
		return err
	}
	return p.waitUntil(ctx, a, a.name, func(now time.Time) time.Duration {
		wait := a.wait(now, permit, n+more)
		if wait == 0 {
			a.send(permit, n)
			a.reserved += more
		}
		return wait
	})
}

// ahead is how many of the reserved requests wait for the file's limits beforehand: as many as go in a second.
func (a *api) ahead(more int) int {
	for _, l := range a.files {
		more = min(more, int(l.Limit()))
	}
	if len(a.files) == 0 {
		return 0
	}
	return more
}

// waitForOwn waits for the limits of the one whose request it is.
func (p *Pacer) waitForOwn(ctx context.Context, permit *Permit) error {
	if permit.user == "" {
		return nil
	}
	return p.waitUntil(ctx, permit.api, permit.user, permit.ownWait)
}

// ownWait is how long the one whose request it is must wait for limits of his own. It is called with the lock held.
func (permit *Permit) ownWait(now time.Time) (wait time.Duration) {
	if permit.user == "" {
		return 0
	}
	for b, w := range permit.api.windows {
		if b.user == permit.user && w.left <= 0 && now.Before(w.resets) {
			wait = max(wait, w.resets.Sub(now))
		}
	}
	return wait
}

// waitUntil waits as long as free says, again and again until it says 0. It is called with the lock held.
func (p *Pacer) waitUntil(ctx context.Context, a *api, what string, free func(now time.Time) time.Duration) error {
	now := p.Now()
	for ctx.Err() == nil {
		p.mu.Lock()
		wait, changed := free(now), a.changed
		p.mu.Unlock()
		switch wait {
		case 0:
			return nil
		case untilAnAnswer:
			select {
			case <-changed:
			case <-ctx.Done():
			}
		default:
			if err := p.sleepOrChange(ctx, a, what, wait, changed); err != nil {
				return err
			}
			if next := now.Add(wait); a.unchanged(changed) && p.Now().Before(next) { // a sleep of a test is none
				now = next
				continue
			}
		}
		now = p.Now()
	}
	return ctx.Err()
}

func (a *api) unchanged(changed chan struct{}) bool {
	select {
	case <-changed:
		return false
	default:
		return true
	}
}

// sleepOrChange waits for that long, or until something has changed.
func (p *Pacer) sleepOrChange(ctx context.Context, a *api, what string, wait time.Duration, changed chan struct{}) error {
	resting, wake := context.WithCancel(ctx)
	defer wake()
	go func() {
		select {
		case <-changed:
			wake()
		case <-resting.Done():
		}
	}()
	started := p.Now()
	p.mu.Lock()
	told := !started.Add(wait).After(a.saidUntil[what].Add(time.Second))
	if !told {
		a.saidUntil[what] = started.Add(wait)
	}
	p.mu.Unlock()
	err := p.sleep(resting, what, wait, "its rate limit", told)
	p.mu.Lock()
	a.waited += p.Now().Sub(started)
	p.mu.Unlock()
	if ctx.Err() == nil && resting.Err() != nil {
		return nil
	}
	return err
}

// worthSaying is the shortest wait that is told of.
const worthSaying = 3 * time.Second

// sleep waits, and says so when it takes long and was not told yet; what takes longer than limits.longest_wait is not waited for.
func (p *Pacer) sleep(ctx context.Context, name string, wait time.Duration, why string, told bool) error {
	if wait > p.longest {
		return fmt.Errorf("%w: %s takes no more for %s (%s), and limits.longest_wait is %s",
			ErrHeldBack, name, wait.Round(time.Second), why, p.longest)
	}
	if wait >= worthSaying && !told {
		p.Say(fmt.Sprintf("%s takes no more for %s (%s)", name, wait.Round(time.Second), why))
	}
	return p.Sleep(ctx, wait)
}

// wait is how long until that many requests may be sent; 0 = now.
func (a *api) wait(now time.Time, permit *Permit, want int) (wait time.Duration) {
	for b, w := range a.windows {
		if !b.applies(permit) {
			continue
		}
		if !w.refilled && !now.Before(w.resets) {
			w.refilled, w.probing = true, false
		}
		if w.refilled {
			// What is in flight may count in the new period, whoever sent it, and from whatever reserve.
			if a.inFlight > 0 || b.user == "" && b.limit > 0 && a.reserved > 0 && a.reserved+want > b.limit {
				return untilAnAnswer
			}
			continue
		}
		need, left := want, w.left
		if b.limit > 0 {
			need = min(want, b.limit)
		}
		if b.user == "" {
			left -= a.reserved
		}
		if left < need {
			wait = max(wait, w.resets.Sub(now))
		}
	}
	return wait
}

// send counts requests that are sent now.
func (a *api) send(permit *Permit, n int) {
	a.inFlight += n
	for b, w := range a.windows {
		if b.applies(permit) {
			w.left -= n
			w.probing = w.refilled && n > 0
		}
	}
}

// Sleep waits; the error is the context's, where that ends first.
func Sleep(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
