package proof_test

import (
	"context"
	"flag"
	"os"
	"runtime/debug"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/features"
	"github.com/revokespec/revokespec/internal/proof"
	"github.com/revokespec/revokespec/mockserver"
)

var (
	update = flag.Bool("update", false, "write docs/proof.md anew")
	full   = flag.Bool("proof.full", false, "judge each server by all rules")
)

// TestMain lets garbage, of which the runs make much, lie for longer.
func TestMain(m *testing.M) {
	debug.SetGCPercent(400)
	os.Exit(m.Run())
}

// prove judges servers by all of some rules.
func prove(t *testing.T, rules []string, deviations ...mockserver.Deviation) *proof.Matrix {
	t.Helper()
	catalogue, err := features.BuiltIn()
	require.NoError(t, err)
	catalogue.Rules = slices.DeleteFunc(catalogue.Rules, func(r features.Rule) bool { return !slices.Contains(rules, r.ID) })
	m, err := proof.Run(context.Background(), proof.Options{Catalogue: catalogue, Deviations: deviations, Exhaustive: true})
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

// Every deviation is noticed by its own rule and blamed on no other; every rule is proven; without a deviation all hold. Unless the page is
// written anew, or all are asked for, one deviation proves each rule.
func TestEveryRuleIsProven(t *testing.T) {
	if testing.Short() {
		t.Skip("some hundred runs of the suite; TestSample makes a few")
	}
	catalogue, err := features.BuiltIn()
	require.NoError(t, err)
	deviations := mockserver.Deviations()
	if !*update && !*full {
		deviations = oneOfEachRule(deviations)
	}
	m, err := proof.Run(context.Background(), proof.Options{Catalogue: catalogue, Deviations: deviations, Exhaustive: *full})
	require.NoError(t, err)
	assert.Empty(t, m.AllFindings())
	if !*update && !*full {
		return
	}
	var page strings.Builder
	require.NoError(t, proof.Markdown(&page, m))
	current(t, "../../docs/proof.md", page.String())
	current(t, "../../suite/proven.txt", m.Digest()+"\n")
}

// oneOfEachRule are, of the deviations of each rule, the first that can be shown in a dialect.
func oneOfEachRule(all []mockserver.Deviation) (few []mockserver.Deviation) {
	proven := map[string]bool{}
	for _, d := range all {
		isNew := func(dialect string) bool { return !proven[d.Rule+" "+dialect] }
		if d.Dialects = slices.DeleteFunc(slices.Clone(d.Dialects), func(dialect string) bool { return !isNew(dialect) }); len(d.Dialects) == 0 {
			continue
		}
		for _, dialect := range d.Dialects {
			proven[d.Rule+" "+dialect] = true
		}
		few = append(few, d)
	}
	return few
}

// current compares a file with what it should be, or writes it.
func current(t *testing.T, path, want string) {
	t.Helper()
	if *update {
		require.NoError(t, os.WriteFile(path, []byte(want), 0o644))
		return
	}
	have, err := os.ReadFile(path)
	require.NoError(t, err)
	assert.Equal(t, want, string(have), "%s is not current: make proof", path)
}

// A few of them, for where the whole takes too long.
func TestSample(t *testing.T) {
	if !testing.Short() {
		t.Skip("TestEveryRuleIsProven has them all")
	}
	all := mockserver.Deviations()
	var few []mockserver.Deviation
	for i := 0; i < len(all); i += 150 {
		few = append(few, all[i])
	}
	catalogue, err := features.BuiltIn()
	require.NoError(t, err)
	m, err := proof.Run(context.Background(), proof.Options{Catalogue: catalogue, Deviations: few, Rules: []string{}})
	require.NoError(t, err)
	assert.Empty(t, m.AllFindings())
}

// The proof itself can fail: two deviations that claim each other's rules are found out.
func TestSwappedRulesAreFoundOut(t *testing.T) {
	one, other := named(t, "foreign-token-is-an-error"), named(t, "setting-sticks-once-on")
	one.Rule, other.Rule = other.Rule, one.Rule
	other.Follows = nil
	found := strings.Join(prove(t, []string{"REV-01", "REV-05", "SET-01"}, one, other).AllFindings(), "\n")
	for _, finding := range []string{
		"foreign-token-is-an-error (auth0): survives: SET-01 is pass",
		"foreign-token-is-an-error (auth0): REV-05 fails, which does not follow",
		"setting-sticks-once-on (auth0): survives: REV-05 is pass",
		"setting-sticks-once-on (auth0): SET-01 fails, which does not follow",
		"SET-01 (must) is not proven", "REV-05 (should) is not proven",
	} {
		assert.Contains(t, found, finding)
	}
}

// So can each of its other checks.
func TestWhatProvesNothingIsSaid(t *testing.T) {
	if testing.Short() {
		t.Skip("TestSwappedRulesAreFoundOut goes the same way")
	}
	crude := named(t, "foreign-token-is-an-error")
	crude.Follows = map[string]string{"REV-01": "it does not", "REV-99": "no rule", "REV-02": "", "REV-03": "x", "REV-04": "x", "REV-06": "x"}
	found := strings.Join(prove(t, []string{"REV-01", "REV-02", "REV-03", "REV-04", "REV-05", "REV-06"}, crude, crude).AllFindings(), "\n")
	for _, finding := range []string{
		"two deviations are called foreign-token-is-an-error", "that REV-99 follows has no reason, or it is no rule",
		"that REV-02 follows has no reason", "6 rules follow from it", "REV-01 does not follow, it is pass",
	} {
		assert.Contains(t, found, finding)
	}
}

// A deviation in a dialect that its rule is not judged in survives there.
func TestADeviationWhereItsRuleIsNotJudged(t *testing.T) {
	astray := named(t, "foreign-token-is-an-error")
	astray.Rule, astray.Dialects = "ROT-12", []string{"auth0"} // a rule of bcp
	astray.Follows = map[string]string{"REV-05": "it is what it breaks"}
	found := strings.Join(prove(t, []string{"REV-05", "ROT-12"}, astray).AllFindings(), "\n")
	assert.Contains(t, found, "foreign-token-is-an-error (auth0): survives: ROT-12 was not judged")
	assert.Contains(t, found, "foreign-token-is-an-error: ROT-12 is not judged in the dialect auth0; leave that out of its Dialects")
}

// An interrupted proof is none.
func TestInterrupted(t *testing.T) {
	catalogue, err := features.BuiltIn()
	require.NoError(t, err)
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	_, err = proof.Run(ctx, proof.Options{Catalogue: catalogue, Deviations: mockserver.Deviations()})
	assert.ErrorIs(t, err, context.Canceled)
}
