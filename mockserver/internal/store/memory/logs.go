package memory

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/revokespec/revokespec/mockserver/internal/store"
	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

// logs are the tenant's log events, oldest first.
type logs struct {
	limits store.Limits
	mu     sync.RWMutex
	events []tenant.LogEvent
	past   int // of the events, from the first on, those that are kept no more
	bytes  int // of the others
	count  int // ever written
	latest time.Time
}

func (l *logs) clear() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.events, l.past, l.bytes, l.count, l.latest = nil, 0, 0, 0, time.Time{}
}

// firstLogNumber is about where Auth0's own numbers begin: its IDs are of 56 digits.
const firstLogNumber = 1_223_372_036_854_775_807

// AddLog appends the event, as LogEvent.Bounded has it, under the next ID. It never fails.
func (m *Store) AddLog(_ context.Context, e tenant.LogEvent) error {
	e = e.Bounded()
	l := &m.logs
	l.mu.Lock()
	defer l.mu.Unlock()
	l.count++
	if e.Date.After(l.latest) { // IDs ascend, also when the tenant's clock is set back
		l.latest = e.Date
	}
	at := l.latest.UTC()
	e.ID = fmt.Sprintf("900%s%06d%033d", at.Format("20060102150405"), at.Nanosecond()/1000, firstLogNumber+l.count)
	l.events, l.bytes = append(l.events, e), l.bytes+sizeOf(e)
	l.forget()
	return nil
}

// forget drops the oldest events.
func (l *logs) forget() {
	for len(l.events)-l.past > l.limits.Logs || l.bytes > l.limits.LogBytes {
		l.bytes -= sizeOf(l.events[l.past])
		l.events[l.past] = tenant.LogEvent{}
		l.past++
	}
	if l.past >= l.limits.Logs/10 { // seldom, since it moves them all
		l.events, l.past = slices.Delete(l.events, 0, l.past), 0
	}
}

// Logs returns what is kept, oldest first. It never fails.
func (m *Store) Logs(context.Context) ([]tenant.LogEvent, error) {
	l := &m.logs
	l.mu.RLock()
	defer l.mu.RUnlock()
	return slices.Clone(l.events[l.past:]), nil
}
