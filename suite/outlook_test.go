package suite_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/deployment"
	"github.com/revokespec/revokespec/features"
	"github.com/revokespec/revokespec/mockserver"
	"github.com/revokespec/revokespec/reports"
	"github.com/revokespec/revokespec/suite"
	"github.com/revokespec/revokespec/suite/doctor"
)

// What doctor says will be judged is what a run judges, whatever the file has.
func TestOutlookAgreesWithTheRun(t *testing.T) {
	no := false
	for name, c := range map[string]struct {
		dialect string
		edit    func(*deployment.File)
		// deviations are what makes a declaration true.
		deviations []string
		rules      []string // nil: all
	}{
		"auth0, no management": {"auth0", func(f *deployment.File) { f.Management, f.Clients.Basic, f.Users = nil, nil, f.Users[:1] }, nil, nil},
		"auth0, no changes":    {"auth0", func(f *deployment.File) { f.Management.AllowChanges = false }, nil, []string{"GRT", "SET", "DEV-07", "DEV-11"}},
		"rfc, one client":      {"rfc", func(f *deployment.File) { f.Clients = deployment.Clients{Public: f.Clients.Public} }, nil, nil},
		"rfc, declarations": {"rfc", func(f *deployment.File) {
			f.Declares.AccessTokensRevocable, f.Clients.Rotating, f.Clients.Leeway = &no, nil, nil
		}, []string{"access-token-outlives-its-revocation"}, nil},
		"auth0, foreign tokens refused": {"auth0", func(f *deployment.File) { f.Declares.ForeignToken = deployment.ForeignRefused },
			[]string{"foreign-token-is-an-error"}, []string{"REV-02", "REV-05", "REV-37"}},
		"auth0, no rotation": {"auth0", func(f *deployment.File) {
			f.Declares.Rotation, f.Clients.Rotating, f.Clients.Leeway = deployment.SettingOff, nil, nil
			f.Clients.Public = nil
		}, nil, []string{"ROT", "REV-29", "REV-40"}},
		"rfc, no more scope": {"rfc", func(f *deployment.File) { f.Mint.MoreScope = "nothing-of-the-kind" }, nil, []string{"ROT-13"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			file := dialectFile(t, c.dialect, c.deviations...)
			c.edit(file)
			compareOutlook(t, file, nil)
		})
	}
}

// dialectFile is the file of a mock whose clock can be moved.
func dialectFile(t *testing.T, dialect string, deviations ...string) *deployment.File {
	t.Helper()
	mock := mockserver.Start(t, mockserver.WithDialect(dialect), mockserver.WithControl(control),
		mockserver.WithDeviations(deviations...), mockserver.WithSigningAlgorithm("ES256"))
	file := suite.MockFile(mock.Server.Seed(), mock.URL, dialect)
	file.Control = &deployment.ControlAPI{URL: mock.URL, Token: control}
	file.Dashboard = nil
	return file
}

// tally is what becomes of the scenarios of a rule.
type tally struct{ judged, inconclusive, notApplicable int }

func (t tally) String() string {
	return fmt.Sprintf("%d judged, %d inconclusive, %d not applicable", t.judged, t.inconclusive, t.notApplicable)
}

// came is what a run made of a rule's scenarios.
func came(rule reports.Rule) (t tally) {
	for _, s := range rule.Scenarios {
		switch reports.ScenarioVerdict(s.Steps) {
		case reports.Inconclusive:
			t.inconclusive++
		case reports.NotApplicable:
			t.notApplicable++
		default:
			t.judged++
		}
	}
	return t
}

// compareOutlook compares, rule by rule, what doctor says of a deployment with what a run then judges there.
func compareOutlook(t *testing.T, file *deployment.File, rules []string) {
	t.Helper()
	outlook := map[string]doctor.Outlook{}
	for _, o := range diagnosed(t, file).Rules {
		outlook[o.ID] = o
	}
	target, err := suite.Open(context.Background(), file, deployment.Options{Ephemeral: true})
	require.NoError(t, err)
	catalogue, err := features.BuiltIn()
	require.NoError(t, err)
	record, err := suite.Run(context.Background(), target, suite.Options{
		Catalogue: catalogue, Selection: suite.Selection{Profiles: file.Profiles, Rules: rules}, Seed: 1, WithoutEvidence: true,
	})
	require.NoError(t, err)
	if rules == nil {
		assert.Len(t, record.Rules, len(outlook))
	}
	bad, off := 0, 0
	for _, rule := range record.Rules {
		o, got := outlook[rule.ID], came(rule)
		said := tally{o.Judged, o.Hindered, o.Scenarios - o.Judged - o.Hindered}
		if said == got {
			continue
		}
		if got.judged < said.judged && got.judged >= said.judged-o.Unsure && got.notApplicable == said.notApplicable {
			continue
		}
		off++
		mark := "~"
		if (said.judged > 0) != (got.judged > 0) || said.judged == 0 && (said.inconclusive > 0) != (got.inconclusive > 0) {
			mark = "X"
			bad++
		}
		for _, s := range rule.Scenarios {
			for _, st := range s.Steps {
				if st.Verdict != reports.Pass && st.Verdict != "" {
					t.Logf("      %s / %s / %s: %s %s", rule.ID, s.Name, st.Text, st.Verdict, st.Message)
					break
				}
			}
		}
		t.Logf("%s %s: said %s; came %s; %v", mark, rule.ID, said, got, o.Missing)
	}
	t.Logf("TOTAL %s: %d rules, %d off, %d bad", t.Name(), len(record.Rules), off, bad)
}

// aboutScope is the rule about more scope than was granted.
const aboutScope = "ROT-13"

func estimated(t *testing.T, file *deployment.File, rules []string) *suite.Foresight {
	t.Helper()
	target, err := suite.Open(context.Background(), file, deployment.Options{Ephemeral: true})
	require.NoError(t, err)
	defer target.Close(context.Background())
	catalogue, err := features.BuiltIn()
	require.NoError(t, err)
	f, err := suite.Foresee(target, suite.Options{Catalogue: catalogue, Selection: suite.Selection{Profiles: file.Profiles, Rules: rules}, Seed: 1})
	require.NoError(t, err)
	return f
}
