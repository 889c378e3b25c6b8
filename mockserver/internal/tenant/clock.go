package tenant

import (
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
}

// NewClock returns a clock that reads base and has not been moved.
func NewClock(base func() time.Time) *MovableClock { return &MovableClock{base: base} }

// Now is the base clock's time, moved.
func (c *MovableClock) Now() time.Time { return c.base().Add(time.Duration(c.offset.Load())) }

// Unmoved is the base clock's time.
func (c *MovableClock) Unmoved() time.Time { return c.base() }

// Advance moves the clock by d, which may be negative.
func (c *MovableClock) Advance(d time.Duration) { c.offset.Add(int64(d)) }

// Set moves the clock so that it reads t now.
func (c *MovableClock) Set(t time.Time) { c.offset.Store(int64(t.Sub(c.base()))) }

// Reset undoes every move.
func (c *MovableClock) Reset() { c.offset.Store(0) }
