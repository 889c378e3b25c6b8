package suite

import (
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/deployment"
	"github.com/revokespec/revokespec/features"
	"github.com/revokespec/revokespec/internal/estimate"
	"github.com/revokespec/revokespec/internal/session"
)

func scheduled(t *testing.T, target Target, concurrency int) *plan {
	catalogue, err := features.BuiltIn()
	require.NoError(t, err)
	p, err := makePlan(target, Options{Catalogue: catalogue, Selection: Selection{Profiles: []string{"auth0"}}, Concurrency: concurrency, Seed: 1})
	require.NoError(t, err)
	return p
}

var (
	withClock    = described{users: 8, pace: deployment.Pace{Clock: true}}
	withoutClock = described{users: 16, pace: deployment.Pace{LongestWait: 2 * time.Minute, Leeway: time.Minute}, lacks: []string{"control", "fresh-tenant"}}
)

// What other scenarios could disturb, or what disturbs others, is in the last phase, and the setting changes seldom there too.
func TestPhases(t *testing.T) {
	for _, target := range []described{withClock, withoutClock} {
		p := scheduled(t, target, 0)
		var wanted []string
		p.each(func(_ unit, s features.Scenario, phase int) {
			disturbing := s.Setting == "changed" || slices.Contains(s.Needs, "second-user") || slices.Contains(s.Needs, "control") || target.pace.Clock && s.Clock
			assert.False(t, disturbing && phase < 2 && isRun(Lacks(target, s, nil)), s.ID())
			if phase == 1 {
				assert.Equal(t, "on", s.Setting, s.ID())
			}
			if phase == 2 {
				wanted = append(wanted, s.Setting)
			}
		})
		assert.Equal(t, []string{"off", "", "on", "changed", ""}, slices.Compact(wanted), "the load is the last")
		assert.Equal(t, 1, p.lanes.Phases[2])
	}
}

// Where no clock can be moved, what waits for long does so beside all else, and what waits for some seconds begins first.
func TestWhatWaits(t *testing.T) {
	assert.Empty(t, scheduled(t, withClock, 0).waiting)

	p := scheduled(t, withoutClock, 0)
	var waiting []string
	for _, u := range p.waiting {
		waiting = append(waiting, u.rule.ID)
		assert.Empty(t, u.scenarios[0].Setting)
	}
	slices.Sort(waiting)
	assert.Equal(t, []string{"REV-30", "REV-30", "REV-55", "REV-55", "ROT-02", "ROT-03", "ROT-07", "ROT-07", "ROT-07", "ROT-11", "ROT-11", "ROT-11", "ROT-27", "ROT-27"}, waiting)
	assert.Equal(t, 14, p.lanes.Waiting)

	first := slices.IndexFunc(p.phases[0], func(u unit) bool { return settingOrder(u) == anySetting })
	var begin []string
	for _, u := range p.phases[0][first : first+4] {
		begin = append(begin, u.rule.ID)
	}
	assert.Subset(t, []string{"REV-03", "DFL-03", "DFL-05", "RTM-07", "REV-54"}, begin)

	alone := withoutClock
	alone.users = 1
	p = scheduled(t, alone, 0)
	assert.Empty(t, p.waiting, "there is nobody left for the others")
	assert.Equal(t, "ROT-07", p.phases[0][0].rule.ID)
}

// How long something took another time decides neither its phase nor whether it runs beside all of them.
func TestEarlierRunsMoveNothingToAnotherPhase(t *testing.T) {
	phases := func(target described) map[string]int {
		at := map[string]int{}
		scheduled(t, target, 0).each(func(_ unit, s features.Scenario, phase int) { at[s.ID()] = phase })
		return at
	}
	fresh := phases(withoutClock)
	for _, waited := range []time.Duration{0, time.Minute} {
		before := withoutClock
		before.known = map[string]session.Timing{}
		for scenario := range fresh {
			before.known[scenario] = session.Timing{Took: 2 * time.Minute, Waited: waited}
		}
		assert.Equal(t, fresh, phases(before), "each waited %s", waited)
	}
}

func TestLanes(t *testing.T) {
	six := &schedule{waiting: make([]unit, 6), phases: make([][]unit, 3)}
	for i := range six.waiting {
		six.waiting[i].scenarios = make([]features.Scenario, 1)
	}
	for name, test := range map[string]struct {
		users, concurrency int
		want               estimate.Lanes
	}{
		"embedded":         {0, 0, estimate.Lanes{Phases: []int{8, 8, 8}}},
		"embedded, by two": {0, 2, estimate.Lanes{Phases: []int{2, 2, 2}}},
		"sixteen users":    {16, 0, estimate.Lanes{Waiting: 6, Phases: []int{16, 16, 1}, Working: 8}},
		"four users":       {4, 0, estimate.Lanes{Waiting: 2, Phases: []int{4, 4, 1}, Working: 4}},
		"two users":        {2, 0, estimate.Lanes{Waiting: 1, Phases: []int{2, 2, 1}, Working: 2}},
		"one user":         {1, 0, estimate.Lanes{Waiting: 0, Phases: []int{1, 1, 1}, Working: 1}},
		"one at a time":    {16, 1, estimate.Lanes{Waiting: 0, Phases: []int{1, 1, 1}, Working: 0}},
		"two at a time":    {16, 2, estimate.Lanes{Waiting: 1, Phases: []int{1, 1, 1}, Working: 0}},
		"eight at a time":  {16, 8, estimate.Lanes{Waiting: 6, Phases: []int{2, 2, 1}, Working: 0}},
	} {
		assert.Equal(t, test.want, lanesOf(six, test.users, test.concurrency), name)
	}
}

// Who restarts the server, or breaks its store, has it alone, and comes last.
func TestWhatHarmsAllIsAlone(t *testing.T) {
	for _, need := range []string{"hook-restart", "hook-break-store"} {
		s := features.Scenario{Needs: []string{need}}
		assert.True(t, wantOf("", s).Alone, need)
		assert.Equal(t, 2, phaseOf(s, false), need)
	}
	s := features.Scenario{Needs: []string{"hook-disable-user"}}
	assert.False(t, wantOf("", s).Alone)
	assert.Zero(t, phaseOf(s, false))
}
