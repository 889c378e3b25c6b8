package memory

import (
	"context"
	"slices"
	"strconv"
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

// logID is the ID of an event that came at about that time after so many others: 900, the time in microseconds, and a number of 33 digits.
func logID(at time.Time, count int) string {
	id := make([]byte, 0, 56)
	id = at.AppendFormat(append(id, "900"...), "20060102150405")
	id = appendDigits(id, at.Nanosecond()/1000, 6)
	return string(appendDigits(id, firstLogNumber+count, 33))
}

// appendDigits appends a number with zeros before it.
func appendDigits(to []byte, n, digits int) []byte {
	text := strconv.Itoa(n)
	to = append(to, "000000000000000000000000000000000"[:digits-len(text)]...)
	return append(to, text...)
}

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
	e.ID = logID(l.latest.UTC(), l.count)
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
