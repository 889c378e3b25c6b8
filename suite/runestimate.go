package suite

import (
	"slices"
	"time"

	"github.com/revokespec/revokespec/deployment"
	"github.com/revokespec/revokespec/features"
	"github.com/revokespec/revokespec/internal/estimate"
)

// Estimate is what a run is going to do, as far as that is known before it.
type Estimate struct {
	Rules []RuleEstimate // in catalogue order
	Order []string       // the ids of the rules that will be judged, by when their first scenario begins
	Cost  estimate.Cost  // of all that can be judged
	Pace  deployment.Pace
	Users int           // among whom the sign-ins are divided; 0 = each scenario has its own
	Takes time.Duration // about
	// Quicker is what the deployment lacks for more to go on side by side, and how long the run would take with it.
	Quicker []string

	known bool          // scenarios ran there before
	load  estimate.Load // of all that can be judged
}

// IDs are those of the rules.
func (f *Estimate) IDs() (ids []string) {
	for _, r := range f.Rules {
		ids = append(ids, r.ID)
	}
	return ids
}

// RuleEstimate is a rule of the plan.
type RuleEstimate struct {
	ID, Title string
	Scenarios int
	Judged    int      // of them; 0: the rule is not applicable
	Missing   []string // what the others lack, and the key that gives it
	Cost      estimate.Cost
}

// EstimateRun plans a run without anything being sent.
func EstimateRun(target Target, o Options) (*Estimate, error) {
	p, err := makePlan(target, o)
	if err != nil {
		return nil, err
	}
	f := newEstimate(target, o, p)
	f.Quicker = waysToBeQuicker(target, o, f.Takes)
	return f, nil
}

func newEstimate(target Target, o Options, p *plan) *Estimate {
	f := &Estimate{Pace: target.Pace(), Users: target.Users(), load: estimate.NewLoad(len(p.phases))}
	at := map[string]int{}
	for i, rule := range p.rules {
		f.Rules = append(f.Rules, RuleEstimate{ID: rule.ID, Title: rule.Title, Scenarios: len(rule.Scenarios)})
		at[rule.ID] = i
	}
	costs := estimate.New(target.Pace(), o.Selection.Profiles, target.Timings())
	f.known = costs.Knows()
	p.each(func(u unit, s features.Scenario, phase int) {
		rule := &f.Rules[at[u.rule.ID]]
		lacks := o.lacks(target, s)
		for _, lack := range lacks {
			if !slices.Contains(rule.Missing, lack.Reason) {
				rule.Missing = append(rule.Missing, lack.Reason)
			}
		}
		if !isRun(lacks) {
			return
		}
		cost := o.cost(costs, s)
		if len(lacks) == 0 { // else it is tried, and not applicable unless the declaration is seen to be false
			rule.Judged++
		}
		rule.Cost.Add(cost)
		f.Cost.Add(cost)
		f.load.Add(phase, cost)
		if !slices.Contains(f.Order, u.rule.ID) {
			f.Order = append(f.Order, u.rule.ID)
		}
	})
	f.Takes = f.load.Takes(p.lanes, f.Users, f.Pace)
	return f
}
