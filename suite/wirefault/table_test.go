package wirefault_test

import (
	"context"
	"flag"
	"hash/crc32"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/deployment"
	"github.com/revokespec/revokespec/deployment/file"
	"github.com/revokespec/revokespec/embedded/mockfile"
	"github.com/revokespec/revokespec/features"
	"github.com/revokespec/revokespec/record"
	"github.com/revokespec/revokespec/suite"
)

var full = flag.Bool("wirefault.full", false, "judge all rules of the profile under each fault")

// handful are the rules of which two run beside the broken one: each looks at something else.
var handful = []string{"REV-01", "GRT-03", "GRT-13", "ROT-01"}

// builtIn reads the rules once for all runs.
var builtIn = sync.OnceValues(features.BuiltIn)

// A fault fails its rule, and no rule besides those that follow from it.
func TestEachFaultIsNoticed(t *testing.T) {
	if testing.Short() {
		t.Skip("some hundred runs of the suite")
	}
	t.Parallel()
	for _, f := range faults() {
		t.Run(f.rule+"/"+f.dialect+"/"+f.name, func(t *testing.T) {
			t.Parallel()
			result := judge(t, f, besides(f))
			broken := result.Rules[slices.IndexFunc(result.Rules, func(r record.Rule) bool { return r.ID == f.rule })]
			assert.Equal(t, breach(broken), broken.Verdict, "%s: %s", f.rule, broken.Reason)
			assert.True(t, atThen(broken), "%s is not broken at a Then: %s", f.rule, broken.Reason)
			for _, r := range result.Rules {
				if _, expected := f.follows[r.ID]; r.ID != f.rule && !expected && !f.wide {
					assert.NotContains(t, []record.Verdict{record.Fail, record.Warn}, r.Verdict, "%s did not break: %s", r.ID, r.Reason)
				}
			}
			t.Logf("also: %s", strings.Join(others(result, f.rule), "; "))
		})
	}
}

// The proxy itself breaks nothing, which shows under what is allowed as well.
func TestWithoutAFaultEveryRuleHolds(t *testing.T) {
	if !*full {
		t.Skip("TestWhatIsAllowedBreaksNothing judges all rules through the proxy")
	}
	t.Parallel()
	for _, dialect := range []string{auth0, rfc} {
		t.Run(dialect, func(t *testing.T) {
			t.Parallel()
			for _, r := range judge(t, fault{dialect: dialect, wrong: honest}, nil).Rules {
				if r.Verdict != record.NotApplicable {
					assert.Equal(t, record.Pass, r.Verdict, "%s: %s", r.ID, r.Reason)
					continue
				}
				t.Logf("%s is not applicable: %s", r.ID, r.Reason)
			}
		})
	}
}

// Every fault says in at most five reasons what follows from it, and names rules that exist.
func TestFaultsAreWellFormed(t *testing.T) {
	catalogue, err := builtIn()
	require.NoError(t, err)
	seen := map[string]bool{}
	for _, f := range faults() {
		name := f.rule + "/" + f.dialect + "/" + f.name
		assert.False(t, seen[name], "%s stands there twice", name)
		assert.LessOrEqual(t, len(f.follows), 5, name)
		for _, id := range append(slices.Collect(maps.Keys(f.follows)), f.rule) {
			_, known := catalogue.Rule(id)
			assert.True(t, known, "%s names %s, which is no rule", name, id)
		}
		seen[name] = true
	}
}

// judge runs the suite against the mock through a proxy with the fault, by some rules; none means all.
func judge(t *testing.T, f fault, rules []string) *record.Record {
	t.Helper()
	p := start(t, f.dialect, append([]behaviour{f.wrong}, f.along...)...)
	described := mockfile.Of(p.seed, p.front.URL, f.dialect)
	described.Control = &file.ControlAPI{URL: p.front.URL, Token: control}
	if f.file != nil {
		f.file(described)
	}
	catalogue, err := builtIn()
	require.NoError(t, err)
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Minute)
	defer cancel()
	target, err := suite.Open(ctx, described, deployment.Options{Ephemeral: true, Profiles: profiles(f.dialect)})
	require.NoError(t, err)
	o := suite.Options{Catalogue: catalogue, Browser: file.BrowserNone, WithoutEvidence: true, Selection: suite.Selection{Profiles: profiles(f.dialect), Rules: rules, Takes: tokensInUse}}
	if f.single {
		o.Concurrency = 1
	}
	if f.rule != "" && !*full { // one scenario that fails is enough
		o.UntilBroken = append(slices.Collect(maps.Keys(f.follows)), f.rule)
	}
	result, err := suite.Run(ctx, target, o)
	require.NoError(t, err)
	return result
}

// besides are the rules that judge a fault, unless all do: the broken one, what follows from it, and two of the handful.
func besides(f fault) []string {
	if *full && !f.few {
		return nil
	}
	ids := append(slices.Collect(maps.Keys(f.follows)), f.rule)
	first := int(crc32.ChecksumIEEE([]byte(f.name))) % len(handful)
	two := []string{handful[first], handful[(first+1)%len(handful)]}
	return append(ids, slices.DeleteFunc(rulesOf(f.dialect), func(id string) bool { return !slices.Contains(two, id) })...)
}

// rulesOf are the rules of a dialect's profiles.
func rulesOf(dialect string) []string {
	var ids []string
	catalogue, _ := builtIn() // that it can be read is tested
	for _, r := range catalogue.Rules {
		if r.In(profiles(dialect)) {
			ids = append(ids, r.ID)
		}
	}
	return ids
}

// breach is the verdict on a broken rule.
func breach(r record.Rule) record.Verdict {
	if r.Level == "should" {
		return record.Warn
	}
	return record.Fail
}

// atThen says whether the breach was seen at a Then, and not while things were set up.
func atThen(r record.Rule) bool {
	for _, s := range r.Scenarios {
		context := ""
		for _, step := range s.Steps {
			if k := strings.TrimSpace(step.Keyword); k == "Given" || k == "When" || k == "Then" {
				context = k
			}
			if step.Verdict == breach(r) && context == "Then" {
				return true
			}
		}
	}
	return false
}

// others are the rules that did not pass besides the broken one.
func others(result *record.Record, rule string) []string {
	var out []string
	for _, r := range result.Rules {
		if r.ID != rule && r.Verdict != record.Pass && r.Verdict != record.NotApplicable {
			out = append(out, r.ID+" "+string(r.Verdict))
		}
	}
	return out
}

// tokensInUse leaves out the scenarios that repeat another one with tokens of other pasts: here it is the server that counts.
func tokensInUse(scenario string) bool {
	return *full || !strings.Contains(scenario, "tokens lay unused") && !strings.Contains(scenario, "tokens were in use") && !strings.Contains(scenario, "tokens were never exchanged")
}
