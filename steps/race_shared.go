package steps

import (
	"context"
	"fmt"
	"sync"
)

// Races are the rounds of simultaneous exchanges that the scenarios of one run have gone through; the zero value is ready for use, nil
// shares nothing.
type Races struct {
	mu   sync.Mutex
	seen map[string]*sharedRounds
}

// sharedRounds are those of one scenario, once it is through with them.
type sharedRounds struct {
	done     chan struct{}
	ok       bool
	scenario string
	rounds   []round
}

// Forget has the scenarios of a next round make their own.
func (s *Races) Forget() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.seen = nil
}

// begin returns the rounds of another scenario that did the same, or own where the caller is to make them.
func (s *Races) begin(ctx context.Context, role string, times, rounds int) (shared *sharedRounds, own bool, err error) {
	fresh := &sharedRounds{done: make(chan struct{})}
	if s == nil {
		return fresh, true, nil
	}
	key := fmt.Sprint(role, times, rounds)
	for {
		s.mu.Lock()
		known := s.seen[key]
		if known == nil || known.failed() {
			if s.seen == nil {
				s.seen = map[string]*sharedRounds{}
			}
			s.seen[key] = fresh
			s.mu.Unlock()
			return fresh, true, nil
		}
		s.mu.Unlock()
		select {
		case <-known.done:
			if known.ok {
				return known, false, nil
			}
		case <-ctx.Done():
			return nil, false, fmt.Errorf("the rounds of another scenario did not end: %w", context.Cause(ctx))
		}
	}
}

func (r *sharedRounds) failed() bool {
	select {
	case <-r.done:
		return !r.ok
	default:
		return false
	}
}

// end hands the rounds to whoever waits for them.
func (r *sharedRounds) end(scenario string, rounds []round, ok bool) {
	r.scenario, r.rounds, r.ok = scenario, rounds, ok
	close(r.done)
}
