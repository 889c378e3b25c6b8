package authapi

import (
	"maps"
	"sync"
	"time"
)

// attempts counts the wrong user codes that each address entered of late, at this node. The zero value is ready.
type attempts struct {
	mu     sync.Mutex
	counts map[string]*attemptCount
}

type attemptCount struct {
	since          time.Time
	wrong, running int
}

const (
	attemptWindow   = time.Minute
	attemptsTracked = 1024 // addresses, before those of the past are forgotten
	mostAddresses   = 16 * attemptsTracked
)

// begin says whether the address may enter a code now. One that may says how it went by end: what is not yet known
// to be right counts as wrong, so that many tries at once are no way around the limit.
func (a *attempts) begin(address string, limit int, now time.Time) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	if len(a.counts) >= attemptsTracked {
		maps.DeleteFunc(a.counts, func(_ string, c *attemptCount) bool { return c.running == 0 && c.over(now) })
	}
	if a.counts == nil {
		a.counts = map[string]*attemptCount{}
	}
	c := a.counts[address]
	if c == nil && len(a.counts) >= mostAddresses {
		return false // from so many addresses within a minute nobody enters codes by hand
	}
	if c == nil {
		c = &attemptCount{since: now}
		a.counts[address] = c
	}
	if c.over(now) {
		c.since, c.wrong = now, 0
	}
	if limit > 0 && c.wrong+c.running >= limit {
		return false
	}
	c.running++
	return true
}

func (a *attempts) end(address string, wrong bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	c := a.counts[address]
	c.running--
	if wrong {
		c.wrong++
	}
}

// over says whether the count is of another minute, later or, where the tenant's clock was moved back, earlier. Requests that come
// together overtake each other: one of a moment before is of the same minute.
func (c *attemptCount) over(now time.Time) bool { return now.Sub(c.since).Abs() >= attemptWindow }
