package estimate

import (
	"maps"
	"slices"
	"time"

	"github.com/revokespec/revokespec/deployment"
	"github.com/revokespec/revokespec/features"
	"github.com/revokespec/revokespec/internal/session"
)

// Estimator tells what a scenario costs at a deployment, before it runs there.
type Estimator struct {
	Pace     deployment.Pace
	Profiles []string
	known    map[string]session.Timing // of earlier runs there, by scenario
}

// New knows nothing but the pace of the deployment, the profiles, and what earlier runs there took.
func New(pace deployment.Pace, profiles []string, known map[string]session.Timing) Estimator {
	return Estimator{pace, profiles, known}
}

// Knows says whether scenarios ran there before.
func (e Estimator) Knows() bool { return len(e.known) > 0 }

// measuredLeeway is the leeway of the mock's application, for which the waits were measured; ShortLifetimes is how long the waits for lifetimes take of an
// application that is made to live for a minute.
const (
	measuredLeeway = time.Minute
	ShortLifetimes = 70 * time.Second
)

// Cost is what a scenario took in an earlier run there, or else is likely to.
func (e Estimator) Cost(s features.Scenario) Cost {
	c := e.Measured(s)
	if before, ok := e.known[s.ID()]; ok {
		c.Wait, c.Work = before.Waited, before.Took-before.Waited
	}
	return c
}

// Measured is what was measured on the mock, put right for this deployment: a clock that can be moved takes no time, and what would
// take too long is not waited for.
func (e Estimator) Measured(s features.Scenario) Cost {
	c := OfScenario(s, e.Profiles)
	switch {
	case e.Pace.Clock:
		c.Wait = 0
	case slices.Contains(s.Needs, "leeway"):
		c.Wait = time.Duration(float64(c.Wait) * e.Pace.Leeway.Seconds() / measuredLeeway.Seconds())
	case slices.Contains(s.Needs, "lifetimes"):
		c.Wait = min(c.Wait, ShortLifetimes)
	}
	if c.Wait > e.Pace.LongestWait {
		c.Wait = 0
	}
	c.SignIns = maps.Clone(c.SignIns)
	c.Requests += c.SignedIn() * e.Pace.SignIn.Requests
	return c
}
