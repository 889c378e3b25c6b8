package suite

import (
	"cmp"
	"slices"
	"time"

	"github.com/revokespec/revokespec/deployment"
	"github.com/revokespec/revokespec/deployment/file"
	"github.com/revokespec/revokespec/features"
	"github.com/revokespec/revokespec/internal/estimate"
)

// schedule says when units run. A phase is over before the next begins, so that the tenant setting changes as seldom as can be:
// first those that want it off or do not care, then those that want it on, then those that run one at a time. What waits
// for long runs beside all of them.
type schedule struct {
	waiting []unit // wait for long, and care for nothing but their own tokens
	phases  [][]unit
	lanes   estimate.Lanes
}

// From noticeableWait on a scenario that waits begins before others, and from longWait on it would hold them up.
const (
	noticeableWait = 3 * time.Second
	longWait       = 9 * time.Second
)

// newSchedule puts the units in order. Within a phase those that wait come first, and chance orders the rest. Which phase a unit is in,
// or that it runs beside all of them, follows from what it is, and not from how long it took some other time: that differs from one
// machine to the next, and what runs beside a scenario must not.
func newSchedule(units []unit, target Target, o Options) schedule {
	s := schedule{phases: make([][]unit, 3)}
	costs := estimate.New(target.Pace(), o.Selection.Profiles, target.Timings())
	random := randomOf(o.Seed)
	random.Shuffle(len(units), func(i, j int) { units[i], units[j] = units[j], units[i] })
	planned := make([]plannedUnit, len(units))
	for i, u := range units {
		planned[i] = planUnit(u, target, costs, o)
	}
	slices.SortStableFunc(planned, func(a, b plannedUnit) int {
		return cmp.Or(cmp.Compare(settingOrder(a.unit), settingOrder(b.unit)), cmp.Compare(b.waits, a.waits))
	})
	for _, u := range planned {
		i := u.phase(costs.Pace.Clock)
		if i == 0 && settingOrder(u.unit) == anySetting && slices.ContainsFunc(u.run, aboutTime) && u.measured >= longWait {
			s.waiting = append(s.waiting, u.unit)
			continue
		}
		s.phases[i] = append(s.phases[i], u.unit)
	}
	s.lanes = lanesOf(&s, target.Users(), o.Concurrency)
	if s.lanes.Waiting == 0 { // there is nobody for it: then it begins, at least
		s.phases[0], s.waiting = append(s.waiting, s.phases[0]...), nil
	}
	return s
}

// apart are the ids of the scenarios that run beside all others.
func (s *schedule) apart() map[string]bool {
	keys := map[string]bool{}
	s.each(func(_ unit, scenario features.Scenario, phase int) {
		if phase == estimate.BesideAll {
			keys[scenario.ID()] = true
		}
	})
	return keys
}

// each calls f for every scenario, in the order in which they begin, more or less.
func (s *schedule) each(f func(u unit, s features.Scenario, phase int)) {
	call := func(units []unit, phase int) {
		for _, u := range units {
			for _, scenario := range u.scenarios {
				f(u, scenario, phase)
			}
		}
	}
	call(s.waiting, estimate.BesideAll)
	for i, units := range s.phases {
		call(units, i)
	}
}

// needsAlone are those of scenarios that run one at a time: those about a second user. A server that ends other users' tokens
// would end those of the scenarios beside it, and of it: then nobody's could be told from its own. Those that may move a
// clock which all share do so where there is one.
var (
	needsAlone = []string{"control", "second-user"}
	movesClock = []string{"leeway", "lifetimes"}
)

// harmsAll are the needs of scenarios that do to the server what no other scenario would survive beside them.
var harmsAll = []string{deployment.NeedHook(file.HookRestart), deployment.NeedHook(file.HookBreakStore)}

func needsAny(s features.Scenario, of []string) bool {
	return slices.ContainsFunc(s.Needs, func(need string) bool { return slices.Contains(of, need) })
}

// aboutTime says whether a scenario waits for a time to pass, or moves the clock where there is one.
func aboutTime(s features.Scenario) bool { return s.Clock || needsAny(s, movesClock) }

// plannedUnit is a unit with what its place in the schedule follows from.
type plannedUnit struct {
	unit
	run      []features.Scenario // those of its scenarios that will be run; all of them where none will
	waits    time.Duration       // of what will be run, the longest wait that is likely
	measured time.Duration       // the same, as it was measured on the mock
}

func planUnit(u unit, target Target, costs estimate.Estimator, o Options) plannedUnit {
	p := plannedUnit{unit: u}
	for _, s := range u.scenarios {
		if isRun(o.lacks(target, s)) {
			p.run = append(p.run, s)
			p.waits, p.measured = max(p.waits, o.cost(costs, s).Wait), max(p.measured, costs.Measured(s).Wait)
		}
	}
	p.waits, p.measured = p.waits.Truncate(noticeableWait), p.measured.Truncate(noticeableWait)
	if len(p.run) == 0 {
		p.run = u.scenarios
	}
	return p
}

// phase is the last that any row of an outline belongs to: its rows cannot be run apart.
func (u plannedUnit) phase(sharedClock bool) (last int) {
	for _, s := range u.run {
		last = max(last, phaseOf(s, sharedClock))
	}
	return last
}

func phaseOf(s features.Scenario, sharedClock bool) int {
	switch {
	case s.Setting == "changed", needsAny(s, needsAlone), needsAny(s, harmsAll), soaks(s), sharedClock && aboutTime(s):
		return 2
	case s.Setting == "on":
		return 1
	}
	return 0
}

// settingOrder orders units by the setting that they want. Those that do not care come after those that want it off: with it on, the
// end of a grant would hide what a rule about one token looks for.
// A load is put on the server at the very end.
func settingOrder(u unit) int {
	if soaks(u.scenarios[0]) {
		return len(settingsInOrder)
	}
	return slices.Index(settingsInOrder, u.scenarios[0].Setting)
}

var (
	settingsInOrder = []string{"off", "", "on", "changed"}
	anySetting      = slices.Index(settingsInOrder, "")
)

// mostAtOnce bounds how many scenarios work at once, unless --concurrency says otherwise.
const mostAtOnce = 8

// lanesOf says how many scenarios run at once with so many users (0: each scenario has its own) and by --concurrency (0: not given).
func lanesOf(s *schedule, users, concurrency int) estimate.Lanes {
	if users == 0 {
		width := cmp.Or(concurrency, mostAtOnce)
		return estimate.Lanes{Phases: slices.Repeat([]int{width}, len(s.phases))}
	}
	most := min(users, cmp.Or(concurrency, users))
	l := estimate.Lanes{Phases: slices.Repeat([]int{most}, len(s.phases)), Waiting: min(countScenarios(s.waiting), max(most-mostUsers, most/mostUsers))}
	l.Phases[len(s.phases)-1] = 1
	if concurrency > 0 { // as many as that and no more, also of those that only wait
		for i := range l.Phases {
			l.Phases[i] = max(1, min(l.Phases[i], concurrency-l.Waiting))
		}
		return l
	}
	l.Working = min(users, mostAtOnce)
	return l
}

// mostUsers is how many users a scenario wants at the most: so many are left to those that do not wait.
const mostUsers = 2

// countScenarios is the number of scenarios in units.
func countScenarios(units []unit) (n int) {
	for _, u := range units {
		n += len(u.scenarios)
	}
	return n
}
