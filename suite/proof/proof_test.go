package proof_test

import (
	"context"
	"flag"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/features"
	"github.com/revokespec/revokespec/mockserver"
	"github.com/revokespec/revokespec/suite/proof"
)

var update = flag.Bool("update", false, "write docs/proof.md anew")

func prove(t *testing.T, deviations ...mockserver.Deviation) *proof.Matrix {
	t.Helper()
	catalogue, err := features.BuiltIn()
	require.NoError(t, err)
	rules := []string{}
	for _, d := range deviations {
		rules = append(rules, d.Rule)
	}
	m, err := proof.Run(context.Background(), proof.Options{Catalogue: catalogue, Deviations: deviations, Rules: rules})
	require.NoError(t, err)
	return m
}

func named(t *testing.T, name string) mockserver.Deviation {
	t.Helper()
	all := mockserver.Deviations()
	i := slices.IndexFunc(all, func(d mockserver.Deviation) bool { return d.Name == name })
	require.GreaterOrEqual(t, i, 0)
	return all[i]
}

// findings are all that is wrong with a matrix, each with its place.
func findings(m *proof.Matrix) []string {
	all := slices.Clone(m.Findings)
	for _, r := range m.Rows {
		for _, f := range r.Findings {
			all = append(all, r.Deviation+" ("+r.Dialect+"): "+f)
		}
	}
	return all
}

// Every deviation is noticed by its own rule and blamed on no other; every rule is proven; without a deviation all hold.
func TestEveryRuleIsProven(t *testing.T) {
	if testing.Short() {
		t.Skip("some hundred runs of the suite; TestSample makes a few")
	}
	catalogue, err := features.BuiltIn()
	require.NoError(t, err)
	m, err := proof.Run(context.Background(), proof.Options{Catalogue: catalogue, Deviations: mockserver.Deviations()})
	require.NoError(t, err)
	assert.Empty(t, findings(m))
}

// The proof itself can fail: two deviations that claim each other's rules are found out.
func TestSwappedRulesAreFoundOut(t *testing.T) {
	one, other := named(t, "missing-token-is-fine"), named(t, "setting-sticks-once-on")
	one.Rule, other.Rule = other.Rule, one.Rule
	found := findings(prove(t, one, other))
	assert.NotEmpty(t, found)
}
