package suite_test

import (
	"context"
	"flag"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/deployment/file"
	"github.com/revokespec/revokespec/features"
	"github.com/revokespec/revokespec/internal/estimate"
	"github.com/revokespec/revokespec/suite"
)

var update = flag.Bool("update", false, "write budget.txt anew")

// The budget is what a run costs. Of races, in which chance decides how many tokens there are to look at afterwards, and of
// lists, which are read again until they show something, a few requests more or less are none.
func TestTheBudgetIsCurrent(t *testing.T) {
	if testing.Short() {
		t.Skip("counts requests of what TestTheMockKeepsEveryRule runs as well")
	}
	measured := measure(t)
	if *update {
		require.NoError(t, os.WriteFile("../internal/estimate/budget.txt", []byte(estimate.WriteBudget(measured)), 0o644))
		return
	}
	text, err := os.ReadFile("../internal/estimate/budget.txt")
	require.NoError(t, err)
	budget := estimate.ReadBudget(string(text))
	for _, name := range slices.Sorted(maps.Keys(budget)) {
		assert.Truef(t, hasKey(measured, name), "%s is no scenario; `make budget` writes them anew", name)
	}
	planned, total := 0, 0
	for name, c := range measured {
		b, known := budget[name]
		if !known {
			t.Errorf("%s has no budget; `make budget` measures it", name)
			continue
		}
		planned, total = planned+b.Requests, total+c.Requests
		if strings.Contains(name, "REV-52 ") { // which signs in until chance gives it a token that can be written in two ways
			continue
		}
		assert.InDelta(t, b.Requests, c.Requests, 3+0.25*float64(b.Requests), "%s: requests; `make budget` measures anew", name)
		assert.Equal(t, b.SignIns, c.SignIns, "%s: sign-ins", name)
		assert.Equal(t, []int{b.Changes, b.Applications, b.Users}, []int{c.Changes, c.Applications, c.Users}, "%s: what it changes and makes", name)
	}
	assert.InEpsilon(t, planned, total, 0.03, "requests of all scenarios")
}

func hasKey(costs map[string]estimate.Cost, name string) bool {
	_, has := costs[name]
	return has
}

func measure(t testing.TB) map[string]estimate.Cost {
	catalogue, err := features.BuiltIn()
	require.NoError(t, err)
	all := map[string]estimate.Cost{}
	for _, profiles := range [][]string{{"auth0"}, {"rfc7009", "bcp"}} {
		m := newMeter()
		target := m.mock(t, profiles)
		_, err := suite.Run(context.Background(), target, suite.Options{
			Catalogue: catalogue, Selection: suite.Selection{Profiles: profiles}, Seed: 1, Browser: file.BrowserNone, WithoutEvidence: true, EachAlone: true,
		})
		require.NoError(t, err)
		for _, r := range catalogue.Rules {
			for _, s := range r.Scenarios {
				if r.In(profiles) && s.In(profiles) {
					all[estimate.Dialect(profiles)+" "+s.ID()] = m.of(s.ID())
				}
			}
		}
	}
	return all
}
