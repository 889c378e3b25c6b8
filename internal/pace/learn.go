package pace

import (
	"fmt"
	"net/http"
	"time"

	"github.com/revokespec/revokespec/internal/httpx"
)

// Answered learns from an answer, and lets those go on who wait for one.
func (permit *Permit) Answered(r httpx.Response) {
	if permit == nil {
		return
	}
	p, a := permit.pacer, permit.api
	now, wait := p.Now(), time.Duration(0)
	if isRateLimited(r) {
		wait = RetryAfter(r.Header, now)
	}
	if wait > p.longest {
		p.Say(fmt.Sprintf("%s asks to come back in %s, which is longer than limits.longest_wait (%s): until then nothing is sent to it",
			a.name, wait.Round(time.Second), p.longest))
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	a.inFlight--
	told, ok := readAllowance(r.Header, now)
	for b, w := range a.windows { // those that were asked for, and of which this answer says nothing
		if w.refilled && w.probing && b.applies(permit) {
			delete(a.windows, b)
		}
	}
	if ok {
		a.learnPeriod(bucket{user: permit.user, limit: told.limit}, told, now)
		a.note(bucket{permit.endpoint, permit.user, told.limit}, told)
		if permit.user != "" && a.common(told.limit) {
			a.note(bucket{permit.endpoint, "", told.limit}, told)
		}
	}
	if wait > 0 { // a 429 that names no time says nothing of other requests
		a.hold(permit, told, ok, wait, now)
	}
	a.change()
}

// change wakes those who wait for room.
func (a *api) change() {
	close(a.changed)
	a.changed = make(chan struct{})
}

// note takes down what an answer says of a bucket. Answers may overtake each other: of two about the same time, the
// lower one is the later; and what is still under way may not be counted in it.
func (a *api) note(b bucket, told allowance) {
	known := a.windows[b]
	remaining := told.remaining
	if b.user == "" {
		remaining -= a.inFlight
	}
	switch {
	case known == nil || told.stamp > known.stamp+told.tolerance:
		a.windows[b] = &window{left: remaining, allowance: told}
	case told.stamp >= known.stamp-told.tolerance && !known.refilled:
		known.left = min(known.left, remaining)
	}
}

// common says whether a limit is known to hold for everybody alike.
func (a *api) common(limit int) bool {
	for b := range a.windows {
		if b.user == "" && b.limit == limit {
			return true
		}
	}
	return false
}

// isRateLimited says whether an answer is that there were too many requests. RFC 8628 section 3.5 has another use for the status at
// Auth0: slow_down is about one device.
func isRateLimited(r httpx.Response) bool {
	return r.Status == http.StatusTooManyRequests && r.Field("error") != "slow_down"
}

// hold keeps requests back after a 429: those of the one who has used up a limit of his own, where the headers show that it is
// one, else all.
func (a *api) hold(permit *Permit, told allowance, ok bool, wait time.Duration, now time.Time) {
	until := now.Add(wait)
	empty := &window{allowance: allowance{resets: until, stamp: told.stamp, limit: told.limit}}
	if permit.user != "" && ok && told.limit > 0 && !a.common(told.limit) {
		a.windows[bucket{permit.endpoint, permit.user, told.limit}] = empty
		return
	}
	if known := a.windows[anyRequest]; known == nil || until.After(known.resets) {
		a.windows[anyRequest] = empty
	}
}
