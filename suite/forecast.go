package suite

import (
	"sync"
	"time"

	"github.com/revokespec/revokespec/deployment"
	"github.com/revokespec/revokespec/features"
	"github.com/revokespec/revokespec/internal/estimate"
)

// forecast tells, while a run goes on, how much longer it takes. It is safe for concurrent use.
type forecast struct {
	now  func() time.Time
	pace func() deployment.Pace

	mu      sync.Mutex
	plan    *plan
	users   int
	started time.Time
	began   map[string]time.Time // ids of scenarios
	over    map[string]bool
	costs   map[string]estimate.Cost // of those that are left, by id
	phase   map[string]int           // by id
}

// left is how much longer the run takes: what the scenarios that are left cost at the pace known now, put right by how long
// those took that are over, the more the more there are.
func (f *forecast) left() time.Duration {
	pace := f.pace()
	f.mu.Lock()
	defer f.mu.Unlock()
	done, left := estimate.NewLoad(len(f.plan.phases)), estimate.NewLoad(len(f.plan.phases))
	for key, cost := range f.costs {
		began, under := f.began[key]
		switch {
		case f.over[key]:
			done.Add(f.phase[key], cost)
			continue
		case under:
			cost.Wait = max(0, cost.Wait-f.now().Sub(began))
		}
		left.Add(f.phase[key], cost)
	}
	was, will := done.Takes(f.plan.lanes, f.users, pace), left.Takes(f.plan.lanes, f.users, pace)
	if was == 0 || will == 0 {
		return will
	}
	share := was.Seconds() / (was + will).Seconds()
	slower := f.now().Sub(f.started).Seconds() / was.Seconds()
	return time.Duration(will.Seconds() * (1 - share + share*slower) * float64(time.Second))
}

// begins notes that a scenario has begun.
func (f *forecast) begins(key string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.began[key] = f.now()
}

// done notes that a scenario is over.
func (f *forecast) done(key string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.over[key] = true
}

func newForecast(target Target, o Options, p *plan, now func() time.Time) *forecast {
	f := &forecast{
		now: now, pace: target.Pace, plan: p, users: target.Users(), started: now(),
		began: map[string]time.Time{}, over: map[string]bool{}, costs: map[string]estimate.Cost{}, phase: map[string]int{},
	}
	costs := estimate.New(target.Pace(), o.Selection.Profiles, target.Timings())
	p.each(func(_ unit, s features.Scenario, phase int) {
		if isRun(o.lacks(target, s)) {
			f.costs[s.ID()], f.phase[s.ID()] = o.cost(costs, s), phase
		}
	})
	return f
}
