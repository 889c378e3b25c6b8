package suite

import (
	"fmt"
	"slices"
	"time"

	"github.com/revokespec/revokespec/deployment"
	"github.com/revokespec/revokespec/deployment/file"
	"github.com/revokespec/revokespec/features"
	"github.com/revokespec/revokespec/internal/estimate"
	"github.com/revokespec/revokespec/steps"
)

// Soak is the load that a run puts on the server; zero: none.
type Soak struct {
	For       time.Duration
	Acts      int     // after so many it ends as well; 0 = by time alone
	PerSecond float64 // acts, at the most; 0 = as many as the server's limits allow
}

// soakUsers is how many users a load is made of, besides the first.
const soakUsers = 7

// CheckSoak refuses a load that no rule selected would look at.
func CheckSoak(o Options) error {
	rules, err := choose(o.Catalogue, o.Selection)
	if err != nil || o.Soak.For == 0 || slices.ContainsFunc(rules, UnderLoad) {
		return err
	}
	return fmt.Errorf("--soak %s: the rule about load, PRP-04, is not selected; select it as well, or leave --soak out", o.Soak.For)
}

// UnderLoad says whether a rule is judged with the server under load.
func UnderLoad(r features.Rule) bool { return slices.ContainsFunc(r.Scenarios, soaks) }

// soaks says whether a scenario puts the server under load.
func soaks(s features.Scenario) bool { return slices.Contains(s.Needs, deployment.NeedSoak) }

// lacks is Lacks in a run with these options.
func (o Options) lacks(d Able, s features.Scenario) []Lack {
	if o.Soak.For > 0 {
		d = soaking{d}
	}
	return Lacks(d, s, nil)
}

// soaking is what can be judged in a run that puts the server under load.
type soaking struct{ Able }

func (s soaking) Missing(need string) string {
	if need == deployment.NeedSoak {
		return ""
	}
	return s.Able.Missing(need)
}

// cost is what a scenario is likely to take in a run with these options.
func (o Options) cost(e estimate.Estimator, s features.Scenario) estimate.Cost {
	c := e.Cost(s)
	if soaks(s) {
		c.Wait = o.Soak.For
	}
	return c
}

// soakWant is what a load wants: all users that it can do with, alone. With the tenant setting on, a revocation ends more that can be looked at.
func soakWant(target Able, w deployment.Want, profiles []string) deployment.Want {
	w.Alone, w.Company = true, soakUsers
	on := w
	on.Setting = file.SettingOn
	if slices.Contains(profiles, "auth0") && target.Possible(on) == nil {
		return on
	}
	return w
}

// soak is the load as its scenario is told of it.
func (r *runner) soak(rule string) steps.Soak {
	o := r.options
	return steps.Soak{For: o.Soak.For, Acts: o.Soak.Acts, PerSecond: o.Soak.PerSecond, UntilBroken: slices.Contains(o.UntilBroken, rule), Say: o.Say}
}
