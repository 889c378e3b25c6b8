package tenant

import (
	"sync"
	"sync/atomic"
	"time"
)

// Clock tells the time of a tenant.
type Clock interface {
	// Now is the tenant's time: lifetimes, leeways and delays run on it.
	Now() time.Time
	// Unmoved is the time of the world outside, which does not move along when the tenant's clock is moved:
	// clients date their assertions by it.
	Unmoved() time.Time
}

// MovableClock is a Clock that can be moved ahead of the clock beneath it. It is safe for concurrent use.
type MovableClock struct {
	base   func() time.Time
	offset atomic.Int64

	looks atomic.Uint64 // at where others have moved it, and moves

	mu   sync.Mutex // of moves
	last uint64     // of the looks and moves that the clock is at
	keep func(ahead time.Duration) error
	err  error // of the last move
}

// NewClock returns a clock that reads base and has not been moved.
func NewClock(base func() time.Time) *MovableClock { return &MovableClock{base: base} }

// Now is the base clock's time, moved.
func (c *MovableClock) Now() time.Time { return c.base().Add(c.Ahead()) }

// Unmoved is the base clock's time.
func (c *MovableClock) Unmoved() time.Time { return c.base() }

// Ahead is how far the clock is moved.
func (c *MovableClock) Ahead() time.Duration { return time.Duration(c.offset.Load()) }

// Advance moves the clock by d, which may be negative.
func (c *MovableClock) Advance(d time.Duration) {
	c.move(func(ahead time.Duration) time.Duration { return ahead + d })
}

// Set moves the clock so that it reads t now.
func (c *MovableClock) Set(t time.Time) {
	c.move(func(time.Duration) time.Duration { return t.Sub(c.base()) })
}

// SetAhead moves the clock so that it is so far ahead.
func (c *MovableClock) SetAhead(ahead time.Duration) {
	c.move(func(time.Duration) time.Duration { return ahead })
}

// Reset undoes every move.
func (c *MovableClock) Reset() { c.SetAhead(0) }

// KeepBy has every later move told to keep first: on its error, which Moved returns, the clock stays where it is.
func (c *MovableClock) KeepBy(keep func(ahead time.Duration) error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.keep = keep
}

// Moved is nil where the last move was made, and else why it was not.
func (c *MovableClock) Moved() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.err
}

// Follow moves the clock to where others have moved it, which read tells. What began to be read later is later.
func (c *MovableClock) Follow(read func() (ahead time.Duration, err error)) error {
	look := c.looks.Add(1)
	ahead, err := read()
	if err != nil {
		return err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if look > c.last {
		c.last = look
		c.offset.Store(int64(ahead))
	}
	return nil
}

func (c *MovableClock) move(to func(ahead time.Duration) time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	ahead := to(c.Ahead())
	c.err = nil
	if c.keep != nil {
		c.err = c.keep(ahead)
	}
	if c.err == nil {
		c.last = c.looks.Add(1)
		c.offset.Store(int64(ahead))
	}
}
