package store

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/revokespec/revokespec/mockserver/tenant"
)

// logs are the tenant's log events, oldest first.
type logs struct {
	mu     sync.RWMutex
	events []tenant.LogEvent
	count  int // ever written
	latest time.Time
}

func (l *logs) clear() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.events, l.count, l.latest = nil, 0, time.Time{}
}

// AddLog appends the event under the next ID. It never fails.
func (m *Memory) AddLog(_ context.Context, e tenant.LogEvent) error {
	l := &m.logs
	l.mu.Lock()
	defer l.mu.Unlock()
	l.count++
	if e.Date.After(l.latest) { // IDs ascend, also when the tenant's clock is set back
		l.latest = e.Date
	}
	e.ID = fmt.Sprintf("900%s%09d", l.latest.UTC().Format("20060102150405"), l.count)
	l.events = append(l.events, e)
	if extra := len(l.events) - MostLogs; extra >= MostLogs/10 { // seldom, since it moves them all
		l.events = slices.Delete(l.events, 0, extra)
	}
	return nil
}

// Logs returns the newest MostLogs events, oldest first. It never fails.
func (m *Memory) Logs(context.Context) ([]tenant.LogEvent, error) {
	l := &m.logs
	l.mu.RLock()
	defer l.mu.RUnlock()
	return slices.Clone(l.events[max(0, len(l.events)-MostLogs):]), nil
}
