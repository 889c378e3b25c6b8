package suite

import (
	"errors"
	"maps"
	"slices"
	"time"

	"github.com/revokespec/revokespec/deployment"
	"github.com/revokespec/revokespec/features"
)

// Foresight is what a run is going to do, as far as that is known before it.
type Foresight struct {
	Rules []Foreseen // in catalogue order
	Order []string   // the ids of the rules that will be judged, by when their first scenario begins
	Cost  Cost       // of all that can be judged
	Pace  deployment.Pace
	Users int           // among whom the sign-ins are divided; 0 = each scenario has its own
	Takes time.Duration // about

	phases [][]Cost // of scenarios, by their phase
	wide   []int    // how many run at once in each
}

// Foreseen is a rule of the plan.
type Foreseen struct {
	ID, Title string
	Scenarios int
	Judged    int      // of them; 0: the rule is not applicable
	Missing   []string // what the others lack, and the key that gives it
	Cost      Cost
}

// Foresee plans a run without anything being sent.
func Foresee(target Target, o Options) (*Foresight, error) {
	p, err := makePlan(o.Catalogue, o.Selection, seeded(o.Seed))
	if err != nil {
		return nil, err
	}
	return newForesight(target, o, p), nil
}

func newForesight(target Target, o Options, p *plan) *Foresight {
	f := &Foresight{Pace: target.Pace(), Users: target.Users()}
	at := map[string]int{}
	for i, rule := range p.rules {
		f.Rules = append(f.Rules, Foreseen{ID: rule.ID, Title: rule.Title, Scenarios: len(rule.Scenarios)})
		at[rule.ID] = i
	}
	for i, units := range p.phases {
		var costs []Cost
		for _, u := range units {
			for _, s := range u.scenarios {
				rule := &f.Rules[at[u.rule.ID]]
				if missing := lacking(target, s); missing != "" {
					if !slices.Contains(rule.Missing, missing) {
						rule.Missing = append(rule.Missing, missing)
					}
					continue
				}
				cost := f.here(costOf(u.rule, s, o.Selection.Profiles), s)
				rule.Judged++
				rule.Cost.Add(cost)
				f.Cost.Add(cost)
				costs = append(costs, cost)
				if !slices.Contains(f.Order, u.rule.ID) {
					f.Order = append(f.Order, u.rule.ID)
				}
			}
		}
		f.phases = append(f.phases, costs)
		f.wide = append(f.wide, wide(target, o, i == len(p.phases)-1))
	}
	f.Takes = f.takes(f.Pace)
	return f
}

// lacking is why a scenario will not be judged, "" where it will.
func lacking(target Target, s features.Scenario) string {
	for _, need := range s.Needs {
		missing := target.Missing(need)
		if missing == "" || target.Declared(need) != "" && target.Tried(need) {
			continue
		}
		return missing
	}
	var never *deployment.NotApplicable
	if err := target.Possible(wanted("", s)); errors.As(err, &never) {
		return never.Error()
	}
	return ""
}

// The leeway of the mock's application, for which the waits were measured, and how long the waits for lifetimes take of an
// application that is made to live for a minute.
const (
	measuredLeeway = time.Minute
	shortLifetimes = 70 * time.Second
)

// here is what a scenario costs at this deployment: a clock that can be moved takes no time, and what would take too long is not
// waited for.
func (f *Foresight) here(c Cost, s features.Scenario) Cost {
	switch {
	case f.Pace.Clock:
		c.Wait = 0
	case slices.Contains(s.Needs, "leeway"):
		c.Wait = time.Duration(float64(c.Wait) * f.Pace.Leeway.Seconds() / measuredLeeway.Seconds())
	case slices.Contains(s.Needs, "lifetimes"):
		c.Wait = min(c.Wait, shortLifetimes)
	}
	if c.Wait > f.Pace.LongestWait {
		c.Wait = 0
	}
	c.SignIns = maps.Clone(c.SignIns)
	return c
}

// takes is how long all phases take at a pace.
func (f *Foresight) takes(pace deployment.Pace) (all time.Duration) {
	for i, costs := range f.phases {
		all += takes(costs, f.wide[i], f.Users, pace)
	}
	return all
}

// crowding is how long a scenario waits for the sign-ins of its one user, where they are more than may be made at once.
func crowding(c Cost, pace deployment.Pace) time.Duration {
	more := float64(c.SignedIn()) - pace.SignInsPerMinute
	if pace.SignInsPerMinute == 0 || more <= 0 {
		return 0
	}
	wait := time.Duration(more / pace.SignInsPerMinute * float64(time.Minute))
	if wait > pace.LongestWait { // then it is not applicable
		return 0
	}
	return wait
}

// takes is how long scenarios take of which so many run at once: what is slowest of waiting and answering, and of each limit.
func takes(costs []Cost, wide, users int, pace deployment.Pace) time.Duration {
	var sum Cost
	for _, c := range costs {
		sum.Add(c)
		sum.Wait += crowding(c, pace)
	}
	busy := (sum.Wait + time.Duration(sum.Requests)*pace.Latency).Seconds() / float64(max(1, min(wide, len(costs))))
	longest := busy
	for _, limit := range []struct{ n, perSecond float64 }{
		{float64(sum.Management), pace.ManagementPerSecond},
		{float64(sum.Requests - sum.Management), pace.RequestsPerSecond},
		{float64(sum.SignedIn()) / float64(max(1, users)), pace.SignInsPerMinute / 60},
	} {
		if limit.perSecond > 0 {
			longest = max(longest, limit.n/limit.perSecond)
		}
	}
	return time.Duration(longest * float64(time.Second))
}
