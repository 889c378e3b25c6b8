package estimate

import (
	"cmp"
	"math"
	"slices"
	"time"

	"github.com/revokespec/revokespec/deployment"
)

// Load is what scenarios cost that are to be run: those that wait beside all others, and those of each phase.
type Load struct {
	Waiting []Cost
	Phases  [][]Cost
}

// NewLoad is one of so many phases.
func NewLoad(phases int) Load { return Load{Phases: make([][]Cost, phases)} }

// BesideAll stands for a phase, where scenarios run beside all phases.
const BesideAll = -1

// Add adds a scenario to a phase, or to those that wait.
func (l *Load) Add(phase int, c Cost) {
	if phase == BesideAll {
		l.Waiting = append(l.Waiting, c)
		return
	}
	l.Phases[phase] = append(l.Phases[phase], c)
}

// Takes is how long all of it takes: the phases, or what waits beside them, or one of the limits, whatever is slowest.
func (l Load) Takes(lanes Lanes, users int, pace deployment.Pace) time.Duration {
	var all Cost
	var phases time.Duration
	for i, costs := range l.Phases {
		sum := total(costs)
		all.Add(sum)
		phases += max(sideBySide(costs, lanes.Phases[i], lanes.Working, pace), limitedBy(sum, users, pace))
	}
	all.Add(total(l.Waiting))
	return max(phases, sideBySide(l.Waiting, lanes.Waiting, 0, pace), limitedBy(all, users, pace), l.makingApplications(pace))
}

// makingApplications is how long the scenarios take that make applications, of which there may be so many at once.
func (l Load) makingApplications(pace deployment.Pace) time.Duration {
	var making []Cost
	for _, costs := range append(l.Phases, l.Waiting) {
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

// byItself is how long a scenario takes by itself, and how long of that it only waits.
func (c Cost) byItself(pace deployment.Pace) (takes, waits time.Duration) {
	waits = c.Wait + signInWait(c, pace)
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
		takes, waits := c.byItself(pace)
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

// limitedBy is how long the limits that are known let all of it take.
func limitedBy(all Cost, users int, pace deployment.Pace) (longest time.Duration) {
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

// signInWait is how long a scenario waits for the sign-ins of its one user, where they are more than may be made at once.
func signInWait(c Cost, pace deployment.Pace) time.Duration {
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

// Lanes are how many scenarios run at once.
type Lanes struct {
	Waiting int   // of those that wait for long
	Phases  []int // in each phase
	Working int   // of a phase's, that are not just waiting for a time to pass; 0 = all of them
}
