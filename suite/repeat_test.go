package suite

import (
	"context"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/deployment"
	"github.com/revokespec/revokespec/features"
	"github.com/revokespec/revokespec/record"
)

// stuck is a target whose setting others can change as well, and that lends nobody anything twice.
type stuck struct {
	Target
	mu   sync.Mutex
	lent map[string]bool
}

func (s *stuck) Disturbed() bool { return false }

func (s *stuck) Lease(ctx context.Context, w deployment.Want) (*deployment.Lease, error) {
	s.mu.Lock()
	again := s.lent[w.Scenario]
	s.lent[w.Scenario] = true
	s.mu.Unlock()
	if again {
		<-ctx.Done()
		return nil, ctx.Err()
	}
	return s.Target.Lease(ctx, w)
}

// --timeout bounds the repetitions as well, and what they could not show takes nothing back.
func TestRepetitionsAreWithinTheTimeout(t *testing.T) {
	mock, err := Mock(t.Context(), []string{"auth0"}, "unlinking-ignores-the-setting")
	require.NoError(t, err)
	catalogue, err := features.BuiltIn()
	require.NoError(t, err)
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	result, err := Run(ctx, &stuck{Target: mock, lent: map[string]bool{}}, Options{
		Catalogue: catalogue, Selection: Selection{Profiles: []string{"auth0"}, Rules: []string{"DEV-11"}}, Seed: 1, Timeout: 5 * time.Second,
	})
	require.NoError(t, err)
	require.NoError(t, ctx.Err(), "it ended by itself")
	assert.Equal(t, record.Warn, result.Rules[0].Verdict, result.Rules[0].Reason)
	assert.NotContains(t, result.Rules[0].Reason, "repeated")
}

func TestOnlyARepetitionThatPassedTakesAFailureBack(t *testing.T) {
	ended := func(verdicts ...record.Verdict) *scenarioRun {
		run := &scenarioRun{scenario: features.Scenario{Setting: "changed"}}
		for _, v := range verdicts {
			run.steps = append(run.steps, record.Step{Verdict: v, Message: "seen"})
		}
		return run
	}
	for name, c := range map[string]struct {
		again     *scenarioRun
		disturbed bool
		want      record.Verdict
	}{
		"fails again":       {ended(record.Pass, record.Fail), false, record.Fail},
		"passes":            {ended(record.Pass, record.Pass), false, record.Inconclusive},
		"shows nothing":     {ended(record.Pass, record.Inconclusive), false, record.Fail},
		"is not applicable": {ended(record.NotApplicable, ""), false, record.Fail},
		"was stopped":       {ended(record.Pass, ""), false, record.Fail},
		"was disturbed":     {ended(record.Pass, record.Fail), true, record.Inconclusive},
	} {
		first := ended(record.Pass, record.Fail)
		compare(map[string]*scenarioRun{"x": first}, map[string]*scenarioRun{"x": c.again}, c.disturbed)
		assert.Equal(t, c.want, first.steps[1].Verdict, name)
	}
}
