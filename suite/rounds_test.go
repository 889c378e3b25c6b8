package suite_test

import (
	"context"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/deployment/file"
	"github.com/revokespec/revokespec/embedded"
	"github.com/revokespec/revokespec/features"
	"github.com/revokespec/revokespec/mockserver"
	"github.com/revokespec/revokespec/record"
	"github.com/revokespec/revokespec/suite"
)

// flaky answers each scenario with a body after a revocation, where there must be none, in the second of its rounds. It may stop the run
// in one.
func flaky(t *testing.T, stopIn int, stop func()) suite.Target {
	var mu sync.Mutex
	rounds := map[string]int{}
	target, err := embedded.Watched(t.Context(), []string{"auth0"}, func(scenario string) mockserver.Option {
		mu.Lock()
		defer mu.Unlock()
		rounds[scenario]++
		round := rounds[scenario]
		if round == stopIn {
			stop()
		}
		return mockserver.WithSwitch(func(p *mockserver.Policy) {
			p.Wire = func(r mockserver.Request, a mockserver.Answer) mockserver.Answer {
				if round == 2 && r.Path == "/oauth/revoke" && a.Status == 200 {
					a.Text = "revoked"
				}
				return a
			}
		})
	})
	require.NoError(t, err)
	return target
}

func judgedInRounds(ctx context.Context, t *testing.T, target suite.Target, rounds int) *record.Record {
	catalogue, err := features.BuiltIn()
	require.NoError(t, err)
	result, err := suite.Run(ctx, target, suite.Options{
		Catalogue: catalogue, Selection: suite.Selection{Profiles: []string{"auth0"}, Rules: []string{"REV-02", "REV-07"}}, Seed: 1, Rounds: rounds, Browser: file.BrowserNone,
	})
	require.NoError(t, err)
	return result
}

// What is broken in one of several rounds is broken, and the share is said.
func TestTheWorstOfSeveralRoundsCounts(t *testing.T) {
	result := judgedInRounds(t.Context(), t, flaky(t, 0, nil), 3)
	assert.Equal(t, record.ExitBroken, result.ExitCode)
	broken, steady := result.Rules[0], result.Rules[1]
	assert.Equal(t, record.Fail, broken.Verdict)
	assert.Contains(t, broken.Reason, "(in 1 of 3 rounds: 1 fail, 2 pass)")
	assert.Equal(t, []record.Verdict{record.Pass, record.Fail, record.Pass}, broken.Scenarios[0].Rounds)
	assert.Equal(t, record.Pass, steady.Verdict)
	assert.NotContains(t, steady.Reason, "rounds")
	assert.Contains(t, strings.Join(result.Notes, "\n"), "not alike in all of 3 rounds, of which the worst counts: REV-02 ")

	once := judgedInRounds(t.Context(), t, flaky(t, 0, nil), 1)
	assert.Zero(t, once.ExitCode)
	assert.Empty(t, once.Rules[0].Scenarios[0].Rounds)
	assert.Empty(t, once.Notes)
}

// A round that was interrupted takes nothing back, and adds nothing.
func TestAnInterruptedRoundCountsForNothing(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	result := judgedInRounds(ctx, t, flaky(t, 3, stop), 5)
	assert.Equal(t, record.ExitInterrupted, result.ExitCode)
	assert.Contains(t, result.Rules[0].Reason, "(in 1 of 2 rounds: 1 fail, 1 pass)")
	assert.Contains(t, result.Notes[0], "the run ended in round 3 of 5")
}
