package suite_test

import (
	"context"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/features"
	"github.com/revokespec/revokespec/mockserver"
	"github.com/revokespec/revokespec/reports"
	"github.com/revokespec/revokespec/suite"
)

// profilesOf are those whose rules a dialect is made for.
var profilesOf = map[string][]string{"auth0": {"auth0"}, "rfc": {"rfc7009", "bcp"}}

func judgeMock(t *testing.T, dialect string, rules []string, deviations ...string) *reports.Record {
	t.Helper()
	catalogue, err := features.BuiltIn()
	require.NoError(t, err)
	selection := suite.Selection{Profiles: profilesOf[dialect], Rules: rules}
	target, err := suite.Mock(context.Background(), selection.Profiles, deviations...)
	require.NoError(t, err)
	record, err := suite.Run(context.Background(), target, suite.Options{Catalogue: catalogue, Selection: selection, Seed: 1})
	require.NoError(t, err)
	return record
}

func broken(r reports.Rule) bool { return r.Verdict == reports.Fail || r.Verdict == reports.Warn }

func TestTheMockKeepsEveryRule(t *testing.T) {
	for dialect := range profilesOf {
		record := judgeMock(t, dialect, nil)
		assert.Zero(t, record.ExitCode)
		for _, r := range record.Rules {
			assert.Equal(t, reports.Pass, r.Verdict, "%s: %s: %s", dialect, r.ID, r.Reason)
		}
	}
}

// Each deviation makes its own rule fail, by name and at a Then, with it each rule that follows, and no other.
func TestEveryDeviationIsNoticedAndBlamed(t *testing.T) {
	for _, d := range mockserver.Deviations() {
		for _, dialect := range d.Dialects {
			t.Run(d.Name+"/"+dialect, func(t *testing.T) {
				t.Parallel()
				var rules []string
				if raceDetector { // the whole matrix is for the run without it
					rules = []string{d.Rule}
				}
				record := judgeMock(t, dialect, rules, d.Name)
				assertBlamed(t, record, d)
				assertOwnersFound(t, record)
			})
		}
	}
}

func assertBlamed(t *testing.T, record *reports.Record, d mockserver.Deviation) {
	t.Helper()
	assert.LessOrEqual(t, len(d.Follows), 5, "a cruder deviation proves nothing")
	for _, r := range record.Rules {
		switch _, follows := d.Follows[r.ID]; {
		case r.ID == d.Rule:
			assert.True(t, broken(r), "%s must notice %q, but is %s %s", r.ID, d.Sentence, r.Verdict, r.Reason)
			assert.True(t, !broken(r) || failsAtThen(r), "%s fails at no Then: %s", r.ID, r.Reason)
		case follows && len(record.Rules) > 1:
			assert.True(t, broken(r), "%s does not follow from %q: %s", r.ID, d.Name, r.Verdict)
		case !follows:
			assert.False(t, broken(r), "%s fails, though it does not follow: %s", r.ID, r.Reason)
		}
	}
}

// judgedBy is how a reason names the rule that has the finding.
var judgedBy = regexp.MustCompile(`([A-Z]{3}-[0-9]{2}) judges`)

// A rule that leaves a finding to another must not be left alone with it: one that passes has found nothing.
func assertOwnersFound(t *testing.T, record *reports.Record) {
	t.Helper()
	verdicts := map[string]reports.Verdict{}
	for _, r := range record.Rules {
		verdicts[r.ID] = r.Verdict
	}
	for _, r := range record.Rules {
		if owner := judgedBy.FindStringSubmatch(r.Reason); owner != nil && r.Verdict == reports.Inconclusive {
			assert.NotEqual(t, reports.Pass, verdicts[owner[1]], "%s: %s", r.ID, r.Reason)
		}
	}
}

func failsAtThen(r reports.Rule) bool {
	return slices.ContainsFunc(r.Scenarios, func(s reports.Scenario) bool {
		keyword := ""
		for _, step := range s.Steps {
			if step.Keyword != "And" {
				keyword = step.Keyword
			}
			if step.Verdict == reports.Fail || step.Verdict == reports.Warn {
				return keyword == "Then"
			}
		}
		return false
	})
}

// Every rule has a deviation that breaks it; what follows says why.
func TestEveryRuleHasADeviation(t *testing.T) {
	catalogue, err := features.BuiltIn()
	require.NoError(t, err)
	proven := map[string]bool{}
	names := map[string]bool{}
	for _, d := range mockserver.Deviations() {
		proven[d.Rule] = true
		assert.False(t, names[d.Name], "two deviations are called %s", d.Name)
		names[d.Name] = true
		_, known := catalogue.Rule(d.Rule)
		assert.True(t, known, "%s breaks %s, which is no rule", d.Name, d.Rule)
		for id, reason := range d.Follows {
			assert.NotEmpty(t, strings.TrimSpace(reason), "%s: why does %s follow?", d.Name, id)
			_, known := catalogue.Rule(id)
			assert.True(t, known, "%s: %s follows, which is no rule", d.Name, id)
		}
	}
	for _, r := range catalogue.Rules {
		assert.True(t, proven[r.ID], "no deviation breaks %s: %s", r.ID, r.Title)
	}
}

// The proof itself can fail: a deviation that claims another's rule is found out.
func TestSwappedRulesAreFoundOut(t *testing.T) {
	all := mockserver.Deviations()
	i := slices.IndexFunc(all, func(d mockserver.Deviation) bool { return d.Rule == "REV-05" })
	require.GreaterOrEqual(t, i, 0)
	record := judgeMock(t, "auth0", []string{"REV-05", "REV-41"}, all[i].Name)
	for _, r := range record.Rules {
		assert.Equal(t, r.ID == "REV-05", broken(r), "%s %s", r.ID, r.Reason)
	}
}
