package suite_test

import (
	"cmp"
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/deployment"
	"github.com/revokespec/revokespec/deployment/file"
	"github.com/revokespec/revokespec/embedded/mockfile"
	"github.com/revokespec/revokespec/features"
	"github.com/revokespec/revokespec/internal/doctor"
	"github.com/revokespec/revokespec/mockserver"
	"github.com/revokespec/revokespec/record"
	"github.com/revokespec/revokespec/suite"
)

// What doctor says will be judged is what a run judges, and what --explain says of it, whatever the file has.
func TestOutlookAgreesWithTheRun(t *testing.T) {
	no := false
	for name, c := range map[string]struct {
		dialect string
		edit    func(*file.File)
		// deviations are what makes a declaration true.
		deviations []string
	}{
		"auth0, all":           {"auth0", func(*file.File) {}, nil},
		"auth0, no management": {"auth0", func(f *file.File) { f.Management, f.Clients.Basic, f.Users = nil, nil, f.Users[:1] }, nil},
		"auth0, no changes":    {"auth0", func(f *file.File) { f.Management.AllowChanges = false }, nil},
		"rfc, all":             {"rfc", func(*file.File) {}, nil},
		"rfc, one client":      {"rfc", func(f *file.File) { f.Clients = file.Clients{Public: f.Clients.Public} }, nil},
		"rfc, declarations": {"rfc", func(f *file.File) {
			f.Declares.AccessTokensRevocable, f.Clients.Rotating, f.Clients.Leeway = &no, nil, nil
		}, []string{"access-token-outlives-its-revocation"}},
		"auth0, no rotation": {"auth0", func(f *file.File) {
			f.Declares.Rotation, f.Clients.Rotating, f.Clients.Leeway, f.Clients.Public = file.SettingOff, nil, nil, nil
		}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if testing.Short() && name != "rfc, one client" {
				t.Skip("one will do")
			}
			mock := mockserver.Start(t, mockserver.WithDialect(c.dialect), mockserver.WithControl(control), mockserver.WithRecording(0),
				mockserver.WithDeviations(c.deviations...), mockserver.WithSigningAlgorithm("HS256"))
			described := mockfile.Of(mock.Server.Seed(), mock.URL, c.dialect)
			described.Control, described.Dashboard = &file.ControlAPI{URL: mock.URL, Token: control}, nil
			c.edit(described)
			outlook := compareOutlook(t, described, oneIn(t, 3, described.Profiles, name)...)
			for _, rule := range estimated(t, described).Rules {
				assert.Equal(t, outlook[rule.ID].Judged, rule.Judged, "%s: what --explain says", rule.ID)
			}
		})
	}
}

// tally is what becomes of the scenarios of a rule.
type tally struct{ judged, inconclusive, notApplicable int }

// came is what a run made of a rule's scenarios, and why.
func came(rule record.Rule, hindered bool) (t tally, why []string) {
	for _, s := range rule.Scenarios {
		verdict, reason := record.ScenarioVerdict(s.Steps), ""
		for _, step := range s.Steps {
			if step.Verdict != record.Pass && reason == "" {
				reason = step.Message
			}
		}
		switch {
		case !hindered && strings.Contains(reason, " under way "), // a race that was none: by chance
			strings.HasPrefix(reason, "while the store was broken, "): // doctor breaks no stores
			t.judged++
			continue
		case verdict == record.Inconclusive:
			t.inconclusive++
		case verdict == record.NotApplicable:
			t.notApplicable++
		default:
			t.judged++
			continue
		}
		why = append(why, fmt.Sprintf("%s: %s: %s", s.Name, verdict, reason))
	}
	return t, why
}

// compareOutlook compares, rule by rule, what doctor says of a deployment with what a run by some rules then makes of it: how many
// scenarios are judged, inconclusive and not applicable. No rules are all.
func compareOutlook(t *testing.T, file *file.File, rules ...string) map[string]doctor.Outlook {
	t.Helper()
	outlook := map[string]doctor.Outlook{}
	for _, o := range diagnosed(t, file).Rules {
		outlook[o.ID] = o
	}
	target, err := suite.Open(context.Background(), file, deployment.Options{Ephemeral: true})
	require.NoError(t, err)
	catalogue, err := features.BuiltIn()
	require.NoError(t, err)
	result, err := suite.Run(context.Background(), target, suite.Options{
		Catalogue: catalogue, Selection: suite.Selection{Profiles: file.Profiles, Rules: rules}, Seed: 1, WithoutEvidence: true,
	})
	require.NoError(t, err)
	assert.Len(t, result.Rules, cmp.Or(len(rules), len(outlook)))
	for _, rule := range result.Rules {
		o := outlook[rule.ID]
		got, why := came(rule, o.Hindered > 0)
		said := tally{o.Judged, o.Hindered, o.Scenarios - o.Judged - o.Hindered}
		if byChance := said.judged - got.judged; byChance > 0 && byChance <= o.Unsure {
			said.judged, said.inconclusive = said.judged-byChance, said.inconclusive+byChance
		}
		assert.Equal(t, said, got, "%s: doctor says of it\n%s\nand the run\n%s", rule.ID, strings.Join(o.Missing, "\n"), strings.Join(why, "\n"))
		assert.Equal(t, o.Judged < o.Scenarios || o.Unsure > 0, len(o.Missing) > 0, "%s: why is said", rule.ID)
	}
	return outlook
}

func estimated(t *testing.T, file *file.File) *suite.Estimate {
	t.Helper()
	target, err := suite.Open(context.Background(), file, deployment.Options{Ephemeral: true})
	require.NoError(t, err)
	defer target.Close(context.Background())
	catalogue, err := features.BuiltIn()
	require.NoError(t, err)
	f, err := suite.EstimateRun(target, suite.Options{Catalogue: catalogue, Selection: suite.Selection{Profiles: file.Profiles}, Seed: 1})
	require.NoError(t, err)
	return f
}
