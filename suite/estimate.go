package suite

import (
	"maps"
	"slices"
	"time"

	"github.com/revokespec/revokespec/deployment"
	"github.com/revokespec/revokespec/features"
)

// estimator tells what a scenario costs at a deployment, before it runs there.
type estimator struct {
	pace     deployment.Pace
	profiles []string
}

// The leeway of the mock's application, for which the waits were measured, and how long the waits for lifetimes take of an
// application that is made to live for a minute.
const (
	measuredLeeway = time.Minute
	shortLifetimes = 70 * time.Second
)

// cost is what was measured on the mock, put right for this deployment: a clock that can be moved takes no time, and what would take
// too long is not waited for.
func (e estimator) cost(r features.Rule, s features.Scenario) Cost {
	c := costOf(r, s, e.profiles)
	switch {
	case e.pace.Clock:
		c.Wait = 0
	case slices.Contains(s.Needs, "leeway"):
		c.Wait = time.Duration(float64(c.Wait) * e.pace.Leeway.Seconds() / measuredLeeway.Seconds())
	case slices.Contains(s.Needs, "lifetimes"):
		c.Wait = min(c.Wait, shortLifetimes)
	}
	if c.Wait > e.pace.LongestWait {
		c.Wait = 0
	}
	c.SignIns = maps.Clone(c.SignIns)
	return c
}

// load is what scenarios cost that are to be run: those that wait beside all others, and those of each phase.
type load struct {
	waiting []Cost
	phases  [][]Cost
}

func newLoad(p *plan) load { return load{phases: make([][]Cost, len(p.phases))} }

// add adds a scenario to a phase, or to those that wait.
func (l *load) add(phase int, c Cost) {
	if phase == besideAll {
		l.waiting = append(l.waiting, c)
		return
	}
	l.phases[phase] = append(l.phases[phase], c)
}

// takes is how long all of it takes: the phases, or what waits beside them, or one of the limits, whatever is slowest.
func (l load) takes(lanes lanes, users int, pace deployment.Pace) time.Duration {
	var all Cost
	var phases time.Duration
	for i, costs := range l.phases {
		sum := total(costs)
		all.Add(sum)
		phases += max(sideBySide(costs, lanes.phases[i], lanes.working, pace), limited(sum, users, pace))
	}
	all.Add(total(l.waiting))
	return max(phases, sideBySide(l.waiting, lanes.waiting, 0, pace), limited(all, users, pace))
}

func total(costs []Cost) (sum Cost) {
	for _, c := range costs {
		sum.Add(c)
	}
	return sum
}

// alone is how long a scenario takes by itself, and how long of that it only waits.
func (c Cost) alone(pace deployment.Pace) (takes, waits time.Duration) {
	waits = c.Wait + crowding(c, pace)
	return waits + time.Duration(c.Requests)*pace.Latency, waits
}

// sideBySide is how long scenarios take of which so many run at once, and so many (0: all) do more than wait.
func sideBySide(costs []Cost, wide, working int, pace deployment.Pace) time.Duration {
	var longest, sum, work time.Duration
	for _, c := range costs {
		takes, waits := c.alone(pace)
		longest, sum, work = max(longest, takes), sum+takes, work+takes-waits
	}
	wide = max(1, min(wide, len(costs)))
	if working == 0 {
		working = wide
	}
	return max(longest, sum/time.Duration(wide), work/time.Duration(max(1, min(working, wide))))
}

// limited is how long the limits that are known let all of it take.
func limited(all Cost, users int, pace deployment.Pace) (longest time.Duration) {
	for _, limit := range []struct{ n, perSecond float64 }{
		{float64(all.Management), pace.ManagementPerSecond},
		{float64(all.Requests - all.Management), pace.RequestsPerSecond},
		{float64(all.SignedIn()) / float64(max(1, users)), pace.SignInsPerMinute / 60},
	} {
		if limit.perSecond > 0 {
			longest = max(longest, time.Duration(limit.n/limit.perSecond*float64(time.Second)))
		}
	}
	return longest
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
