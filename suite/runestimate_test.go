package suite

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/deployment"
	"github.com/revokespec/revokespec/features"
	"github.com/revokespec/revokespec/internal/estimate"
	"github.com/revokespec/revokespec/internal/session"
	"github.com/revokespec/revokespec/internal/wording/wordingtest"
)

// described is a target that is planned for and never asked.
type described struct {
	Target
	lacks []string
	pace  deployment.Pace
	users int
	known map[string]session.Timing
}

func (d described) Missing(need string) string {
	for _, lacked := range d.lacks {
		if need == lacked {
			return "no " + need
		}
	}
	return ""
}
func (d described) Declared(string) string         { return "" }
func (d described) Tried(string) bool              { return false }
func (d described) Possible(deployment.Want) error { return nil }
func (d described) Pace() deployment.Pace          { return d.pace }
func (d described) Users() int                     { return d.users }

func (d described) Timings() map[string]session.Timing { return d.known }

func planned(t *testing.T, target Target, selection Selection) *Estimate {
	catalogue, err := features.BuiltIn()
	require.NoError(t, err)
	f, err := EstimateRun(target, Options{Catalogue: catalogue, Selection: selection, Seed: 1})
	require.NoError(t, err)
	return f
}

func TestEveryScenarioHasItsPrice(t *testing.T) {
	known := func(name string) bool { _, has := estimate.Budget()[name]; return has }
	catalogue, err := features.BuiltIn()
	require.NoError(t, err)
	for _, profiles := range [][]string{{"auth0"}, {"rfc7009", "bcp"}} {
		rules, err := choose(catalogue, Selection{Profiles: profiles})
		require.NoError(t, err)
		for _, r := range rules {
			for _, s := range r.Scenarios {
				if name := estimate.Dialect(profiles) + " " + s.ID(); !known(name) {
					t.Errorf("%s has no budget; `make budget` measures it", name)
				}
			}
		}
	}
	assert.Equal(t, estimate.Typical, estimate.OfScenario(features.Scenario{Rule: "mine.feature:3", Name: "one"}, []string{"auth0"}))
}

func TestWhatIsNotApplicableCostsNothing(t *testing.T) {
	selection := Selection{Profiles: []string{"auth0"}, Rules: []string{"REV-03", "DEV"}}
	all := planned(t, described{users: 8}, selection)
	part := planned(t, described{users: 8, lacks: []string{"device-credentials", "control"}}, selection)
	assert.Equal(t, len(all.Rules), all.Judged())
	assert.Equal(t, 1, part.Judged())
	assert.Equal(t, []string{"REV-03"}, part.Order)
	assert.Zero(t, part.Cost.Management)
	for _, r := range part.Rules {
		if strings.HasPrefix(r.ID, "DEV-") {
			assert.Zero(t, r.Cost.Requests)
			assert.Equal(t, "no device-credentials", r.Missing[0])
		}
	}
	assert.Less(t, part.Cost.SignedIn(), all.Cost.SignedIn())
	var text strings.Builder
	require.NoError(t, part.Explain(&text, described{users: 8, lacks: []string{"changes"}}))
	for _, want := range []string{"not applicable\n  no device-credentials (DEV-01, ", "not applicable in part\n  no control (REV-03)", "REV-03  ", "the tenant setting: never (no changes)", "a user, of 8, about"} {
		assert.Contains(t, text.String(), want)
	}
}

// Whatever there is one of, or none, is said so.
func TestWhatIsExplainedOfOneAndOfNone(t *testing.T) {
	for n := range 3 {
		cost := estimate.Cost{Requests: 2 * n, Management: n, Changes: n, Applications: n, Users: n, Wait: time.Duration(n) * time.Second, SignIns: map[string]int{}}
		if n > 0 {
			cost.SignIns["public"] = n
		}
		e := &Estimate{Cost: cost, Users: n, Takes: time.Duration(n) * time.Second}
		for i := range n {
			id := fmt.Sprintf("REV-%02d", i+1)
			e.Rules, e.Order = append(e.Rules, RuleEstimate{ID: id, Title: "A rule", Scenarios: n, Judged: 1, Cost: cost}), append(e.Order, id)
		}
		for _, lacks := range [][]string{nil, {"changes"}} {
			var text strings.Builder
			require.NoError(t, e.Explain(&text, described{users: n, lacks: lacks}))
			assert.Empty(t, wordingtest.Slips(strings.Join(strings.Fields(text.String()), " ")), text.String())
		}
	}
}

// The time is that of what is slowest: waiting and answering, side by side, or one of the limits.
func TestHowLongItTakes(t *testing.T) {
	costs := []estimate.Cost{
		{Requests: 100, Management: 40, Wait: 10 * time.Second, SignIns: map[string]int{"public": 30}},
		{Requests: 200, Wait: 20 * time.Second, SignIns: map[string]int{"public": 30}},
	}
	for name, test := range map[string]struct {
		pace    deployment.Pace
		wide    int
		working int
		want    time.Duration
	}{
		"waits":            {deployment.Pace{}, 1, 0, 30 * time.Second},
		"side by side":     {deployment.Pace{}, 2, 0, 20 * time.Second},
		"no wider":         {deployment.Pace{}, 8, 0, 20 * time.Second},
		"beyond measure":   {deployment.Pace{}, 1 << 60, 0, 20 * time.Second},
		"and answers":      {deployment.Pace{Latency: 100 * time.Millisecond}, 1, 0, time.Minute},
		"answers in a row": {deployment.Pace{Latency: 200 * time.Millisecond}, 8, 1, time.Minute},
		"management":       {deployment.Pace{ManagementPerSecond: .5}, 8, 0, 80 * time.Second},
		"the rest":         {deployment.Pace{RequestsPerSecond: 2}, 8, 0, 130 * time.Second},
		"sign-ins":         {deployment.Pace{SignInsPerMinute: 10}, 8, 0, 3 * time.Minute},
		"one user's":       {deployment.Pace{SignInsPerMinute: 20, LongestWait: time.Minute}, 1, 0, 90 * time.Second},
		"too many":         {deployment.Pace{SignInsPerMinute: 20, LongestWait: time.Second, RequestsPerSecond: 4}, 1, 0, 90 * time.Second},
		"of the slowest":   {deployment.Pace{SignInsPerMinute: 10, RequestsPerSecond: 1}, 8, 0, 260 * time.Second},
	} {
		takes := estimate.Load{Phases: [][]estimate.Cost{costs}}.Takes(estimate.Lanes{Phases: []int{test.wide}, Working: test.working}, 2, test.pace)
		assert.Equal(t, test.want, takes, name)
	}
	assert.Zero(t, estimate.Load{}.Takes(estimate.Lanes{}, 0, deployment.Pace{ManagementPerSecond: 1}))
}

// What waits for long does so beside the phases, which come one after the other.
func TestWhatWaitsBesideAllElse(t *testing.T) {
	l := estimate.Load{Phases: [][]estimate.Cost{{{Wait: 30 * time.Second}}, {{Wait: 20 * time.Second}}}}
	two := estimate.Lanes{Waiting: 2, Phases: []int{1, 1}}
	assert.Equal(t, 50*time.Second, l.Takes(two, 4, deployment.Pace{}))
	l.Waiting = []estimate.Cost{{Wait: 90 * time.Second}, {Wait: 70 * time.Second}}
	assert.Equal(t, 90*time.Second, l.Takes(two, 4, deployment.Pace{}))
	assert.Equal(t, 160*time.Second, l.Takes(estimate.Lanes{Waiting: 1, Phases: []int{1, 1}}, 4, deployment.Pace{}))
}

func TestWaitsWhereNoClockIsMoved(t *testing.T) {
	clock := estimate.Estimator{Pace: deployment.Pace{Clock: true, LongestWait: 2 * time.Minute}, Profiles: []string{"auth0"}}
	none := estimate.Estimator{Pace: deployment.Pace{LongestWait: 2 * time.Minute, Leeway: 10 * time.Second}, Profiles: []string{"auth0"}}
	wait := func(e estimate.Estimator, rule, scenario string, needs ...string) time.Duration {
		return e.Cost(features.Scenario{Rule: rule, Name: scenario, Needs: needs}).Wait
	}
	assert.Zero(t, wait(clock, "REV-03", "The seconds after the revocation"))
	assert.Equal(t, 8*time.Second, wait(none, "REV-03", "The seconds after the revocation"))
	assert.Equal(t, 15*time.Second, wait(none, "ROT-07", "The previous token within the leeway, which begins with its exchange", "leeway"), "as long as the file's leeway makes it")
	assert.Zero(t, wait(none, "DFL-05", "The code has expired", "device"), "longer than limits.longest_wait is not waited for")
	assert.Equal(t, estimate.ShortLifetimes, wait(none, "ROT-11", "A token that is kept in use ends with its lifetime", "lifetimes"))
}

// What is left follows the costs, not the number of rules, and how fast it has gone so far.
func TestTheTimeLeft(t *testing.T) {
	now := time.Unix(0, 0)
	pace := deployment.Pace{RequestsPerSecond: 1}
	f := &forecast{
		now: func() time.Time { return now }, pace: func() deployment.Pace { return pace }, started: now,
		began: map[string]time.Time{}, over: map[string]bool{},
		plan:  &plan{schedule: schedule{phases: make([][]unit, 1), lanes: estimate.Lanes{Waiting: 1, Phases: []int{1}}}},
		costs: map[string]estimate.Cost{"small": {Requests: 10}, "large": {Requests: 90}},
		phase: map[string]int{},
	}
	assert.Equal(t, 100*time.Second, f.left())
	now = now.Add(10 * time.Second)
	f.done("small")
	assert.Equal(t, 90*time.Second, f.left(), "as rule")
	now = now.Add(10 * time.Second) // twice as long as rule, for a tenth of it: the rest is a tenth slower
	assert.InDelta(t, 99, f.left().Seconds(), .01)
	pace.RequestsPerSecond = .5 // a limit that was learned since; then it has gone as fast as it can
	assert.InDelta(t, 180, f.left().Seconds(), .01)
	f.done("large")
	assert.Zero(t, f.left())

	f.costs["patient"], f.phase["patient"] = estimate.Cost{Wait: 300 * time.Second}, estimate.BesideAll
	f.began["patient"] = now.Add(-100 * time.Second)
	pace = deployment.Pace{}
	assert.Equal(t, 200*time.Second, f.left(), "what was waited for already is not left")
}

// What would let more wait side by side is asked for, where it is worth it.
func TestQuickerWithMore(t *testing.T) {
	few := withoutClock
	few.users, few.pace.Applications = 2, 2
	f := planned(t, few, Selection{Profiles: []string{"auth0"}})
	require.NotEmpty(t, f.Quicker)
	assert.Contains(t, f.Quicker[0], "with 8 more under users, about ")
	assert.Contains(t, f.String(), f.Quicker[0])

	few.users, few.pace.Applications = 16, 24
	assert.Empty(t, planned(t, few, Selection{Profiles: []string{"auth0"}}).Quicker)
	assert.Empty(t, planned(t, withClock, Selection{Profiles: []string{"auth0"}}).Quicker)
	assert.Empty(t, planned(t, described{}, Selection{Profiles: []string{"auth0"}}).Quicker, "embedded")
}

// How long scenarios took before counts more than what was measured elsewhere.
func TestAsItWentBefore(t *testing.T) {
	selection := Selection{Profiles: []string{"auth0"}, Rules: []string{"REV-01"}}
	target := described{users: 1, pace: deployment.Pace{LongestWait: 2 * time.Minute, Latency: time.Millisecond}}
	f := planned(t, target, selection)
	assert.NotContains(t, f.String(), "as it went here before")
	target.known = map[string]session.Timing{}
	for _, s := range scheduled(t, target, 0).rules[0].Scenarios {
		target.known["REV-01 "+s.Name] = session.Timing{Took: 50 * time.Second, Waited: 40 * time.Second}
	}
	f = planned(t, target, selection)
	assert.Equal(t, time.Duration(len(target.known))*50*time.Second, f.Takes)
	assert.Contains(t, f.String(), "as it went here before")
}
