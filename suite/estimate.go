package suite

import (
	"cmp"
	"maps"
	"math"
	"slices"
	"time"

	"github.com/revokespec/revokespec/deployment"
	"github.com/revokespec/revokespec/features"
	"github.com/revokespec/revokespec/internal/session"
)

// estimator tells what a scenario costs at a deployment, before it runs there.
type estimator struct {
	pace     deployment.Pace
	profiles []string
	known    map[string]session.Timing // of earlier runs there, by scenario
}

func newEstimator(target Target, o Options) estimator {
	return estimator{target.Pace(), o.Selection.Profiles, target.Timings()}
}

// The leeway of the mock's application, for which the waits were measured, and how long the waits for lifetimes take of an
// application that is made to live for a minute.
const (
	measuredLeeway = time.Minute
	shortLifetimes = 70 * time.Second
)

// cost is what a scenario took in an earlier run there, or else is likely to.
func (e estimator) cost(s features.Scenario) Cost {
	c := e.measured(s)
	if before, ok := e.known[s.ID()]; ok {
		c.Wait, c.Work = before.Waited, before.Took-before.Waited
	}
	return c
}

// measured is what was measured on the mock, put right for this deployment: a clock that can be moved takes no time, and what would
// take too long is not waited for.
func (e estimator) measured(s features.Scenario) Cost {
	c := costOf(s, e.profiles)
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
	c.Requests += c.SignedIn() * e.pace.SignIn.Requests
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
	return max(phases, sideBySide(l.waiting, lanes.waiting, 0, pace), limited(all, users, pace), l.inPlaces(pace))
}

// inPlaces is how long the scenarios take that make applications, of which there may be so many at once.
func (l load) inPlaces(pace deployment.Pace) time.Duration {
	var making []Cost
	for _, costs := range append(l.phases, l.waiting) {
		for _, c := range costs {
			if c.Applications > 0 {
				making = append(making, c)
			}
		}
	}
	return sideBySide(making, pace.Applications, 0, pace)
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
	if c.Work > 0 {
		return waits + c.Work, waits
	}
	return waits + time.Duration(c.Requests)*pace.Latency + time.Duration(c.SignedIn())*pace.SignIn.Takes, waits
}

// sideBySide is how long scenarios take of which so many run at once, and so many (0: all) do more than wait.
func sideBySide(costs []Cost, wide, working int, pace deployment.Pace) time.Duration {
	var work time.Duration
	all := make([]time.Duration, len(costs))
	for i, c := range costs {
		takes, waits := c.alone(pace)
		all[i], work = takes, work+takes-waits
	}
	wide = max(1, wide)
	if working == 0 {
		working = wide
	}
	return max(longestLane(all, wide), work/time.Duration(min(working, wide)))
}

// longestLane is how long it takes until all is done, where each of so many lanes takes the longest that is left when it is free.
func longestLane(all []time.Duration, wide int) time.Duration {
	slices.SortFunc(all, func(a, b time.Duration) int { return cmp.Compare(b, a) })
	lanes := make([]time.Duration, min(wide, max(1, len(all)))) // more would stay empty
	for _, d := range all {
		free := slices.Index(lanes, slices.Min(lanes))
		lanes[free] += d
	}
	return slices.Max(lanes)
}

// limited is how long the limits that are known let all of it take.
func limited(all Cost, users int, pace deployment.Pace) (longest time.Duration) {
	for _, limit := range []struct{ n, perSecond float64 }{
		{float64(all.Management), pace.ManagementPerSecond},
		{float64(all.Requests - all.Management), pace.RequestsPerSecond},
		{float64(all.SignedIn()) / float64(max(1, users)), pace.SignInsPerMinute / 60},
		{float64(all.SignedIn()), float64(pace.SignIn.AtOnce) / pace.SignIn.Takes.Seconds()},
	} {
		if limit.perSecond > 0 && !math.IsInf(limit.perSecond, 1) {
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
