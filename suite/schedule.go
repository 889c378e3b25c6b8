package suite

import (
	"cmp"
	"slices"
	"time"

	"github.com/revokespec/revokespec/features"
)

// schedule says when units run. A phase is over before the next begins, so that the tenant setting changes as seldom as can be:
// first those that want it off or do not care, then those that want it on, then those that run one at a time. What waits
// for long runs beside all of them.
type schedule struct {
	waiting []unit // wait for long, and care for nothing but their own tokens
	phases  [][]unit
	lanes   lanes
}

// lanes are how many scenarios run at once.
type lanes struct {
	waiting int   // of those that wait for long
	phases  []int // in each phase
	working int   // of a phase's, that are not just waiting for a time to pass; 0 = all of them
}

// From noticeableWait on a scenario that waits begins before others, and from longWait on it would hold them up.
const (
	noticeableWait = 3 * time.Second
	longWait       = 9 * time.Second
)

// arrange puts the units in order. Within a phase those that wait come first, and chance orders the rest. Which phase a unit is in,
// or that it runs beside all of them, follows from what it is, and not from how long it took some other time: that differs from one
// machine to the next, and what runs beside a scenario must not.
func arrange(units []unit, target Target, o Options) schedule {
	s := schedule{phases: make([][]unit, 3)}
	estimate := newEstimator(target, o)
	random := seeded(o.Seed)
	random.Shuffle(len(units), func(i, j int) { units[i], units[j] = units[j], units[i] })
	waits := func(u unit, cost func(features.Scenario) Cost) (longest time.Duration) {
		for _, scenario := range u.scenarios {
			if run(Lacks(target, scenario, nil)) {
				longest = max(longest, cost(scenario).Wait)
			}
		}
		return longest.Truncate(noticeableWait)
	}
	slices.SortStableFunc(units, func(a, b unit) int {
		return cmp.Or(cmp.Compare(settled(a), settled(b)), cmp.Compare(waits(b, estimate.cost), waits(a, estimate.cost)))
	})
	for _, u := range units {
		i := phase(u.scenarios[0], estimate.pace.Clock)
		if i == 0 && settled(u) == settledAny && aboutTime(u.scenarios[0]) && waits(u, estimate.measured) >= longWait {
			s.waiting = append(s.waiting, u)
			continue
		}
		s.phases[i] = append(s.phases[i], u)
	}
	s.lanes = lanesOf(&s, target.Users(), o.Concurrency)
	if s.lanes.waiting == 0 { // there is nobody for it: then it begins, at least
		s.phases[0], s.waiting = append(s.waiting, s.phases[0]...), nil
	}
	return s
}

// apart are the ids of the scenarios that run beside all others.
func (s *schedule) apart() map[string]bool {
	keys := map[string]bool{}
	s.each(func(_ unit, scenario features.Scenario, phase int) {
		if phase == besideAll {
			keys[scenario.ID()] = true
		}
	})
	return keys
}

// besideAll stands for a phase, where scenarios run beside all phases.
const besideAll = -1

// each calls f for every scenario, in the order in which they begin, more or less.
func (s *schedule) each(f func(u unit, s features.Scenario, phase int)) {
	call := func(units []unit, phase int) {
		for _, u := range units {
			for _, scenario := range u.scenarios {
				f(u, scenario, phase)
			}
		}
	}
	call(s.waiting, besideAll)
	for i, units := range s.phases {
		call(units, i)
	}
}

// alone are the needs of scenarios that run one at a time: those about a second user. A server that ends other users' tokens
// would end those of the scenarios beside it, and of it: then nobody's could be told from its own. Those that may move a
// clock which all share do so where there is one.
var (
	alone      = []string{"control", "second-user"}
	movesClock = []string{"leeway", "lifetimes"}
)

func needsAny(s features.Scenario, of []string) bool {
	return slices.ContainsFunc(s.Needs, func(need string) bool { return slices.Contains(of, need) })
}

// aboutTime says whether a scenario waits for a time to pass, or moves the clock where there is one.
func aboutTime(s features.Scenario) bool { return s.Clock || needsAny(s, movesClock) }

func phase(s features.Scenario, sharedClock bool) int {
	switch {
	case s.Setting == "changed", needsAny(s, alone), sharedClock && aboutTime(s):
		return 2
	case s.Setting == "on":
		return 1
	}
	return 0
}

// settled orders units by the setting that they want. Those that do not care come after those that want it off: with it on, the
// end of a grant would hide what a rule about one token looks for.
func settled(u unit) int { return slices.Index(settings, u.scenarios[0].Setting) }

var (
	settings   = []string{"off", "", "on", "changed"}
	settledAny = slices.Index(settings, "")
)

// mostAtOnce bounds how many scenarios work at once, unless --concurrency says otherwise.
const mostAtOnce = 8

// lanesOf says how many scenarios run at once with so many users (0: each scenario has its own) and by --concurrency (0: not given).
func lanesOf(s *schedule, users, concurrency int) lanes {
	if users == 0 {
		width := cmp.Or(concurrency, mostAtOnce)
		return lanes{phases: slices.Repeat([]int{width}, len(s.phases))}
	}
	most := min(users, cmp.Or(concurrency, users))
	l := lanes{phases: slices.Repeat([]int{most}, len(s.phases)), waiting: min(rows(s.waiting), max(most-pair, most/pair))}
	l.phases[len(s.phases)-1] = 1
	if concurrency > 0 { // as many as that and no more, also of those that only wait
		for i := range l.phases {
			l.phases[i] = max(1, min(l.phases[i], concurrency-l.waiting))
		}
		return l
	}
	l.working = min(users, mostAtOnce)
	return l
}

// pair is how many users a scenario wants at the most: so many are left to those that do not wait.
const pair = 2

// rows is the number of scenarios in units.
func rows(units []unit) (n int) {
	for _, u := range units {
		n += len(u.scenarios)
	}
	return n
}
