package suite

import (
	"sync"
	"time"

	"github.com/revokespec/revokespec/deployment"
)

// forecast tells, while a run goes on, how much longer it takes. It is safe for concurrent use.
type forecast struct {
	now  func() time.Time
	pace func() deployment.Pace

	mu      sync.Mutex
	f       *Foresight
	started time.Time
	over    map[string]bool // keys of scenarios
	costs   map[string]Cost // of those that are left, by key
	phase   map[string]int  // by key
}

// left is how much longer the run takes: what the scenarios that are left cost at the pace known now, put right by how long
// those took that are over, the more the more there are.
func (f *forecast) left() time.Duration {
	pace := f.pace()
	f.mu.Lock()
	defer f.mu.Unlock()
	var done, left [][]Cost
	for range f.f.phases {
		done, left = append(done, nil), append(left, nil)
	}
	for key, cost := range f.costs {
		if i := f.phase[key]; f.over[key] {
			done[i] = append(done[i], cost)
		} else {
			left[i] = append(left[i], cost)
		}
	}
	var was, will time.Duration
	for i := range f.f.phases {
		was += takes(done[i], f.f.wide[i], f.f.Users, pace)
		will += takes(left[i], f.f.wide[i], f.f.Users, pace)
	}
	if was == 0 || will == 0 {
		return will
	}
	share := was.Seconds() / (was + will).Seconds()
	slower := f.now().Sub(f.started).Seconds() / was.Seconds()
	return time.Duration(will.Seconds() * (1 - share + share*slower) * float64(time.Second))
}

// done notes that a scenario is over.
func (f *forecast) done(key string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.over[key] = true
}

func newForecast(target Target, o Options, p *plan, now func() time.Time) *forecast {
	f := &forecast{
		now: now, pace: target.Pace, f: newForesight(target, o, p), started: now(),
		over: map[string]bool{}, costs: map[string]Cost{}, phase: map[string]int{},
	}
	for i, units := range p.phases {
		for _, u := range units {
			for _, s := range u.scenarios {
				if lacking(target, s) == "" {
					f.costs[key(s)], f.phase[key(s)] = f.f.here(costOf(u.rule, s, o.Selection.Profiles), s), i
				}
			}
		}
	}
	return f
}
