package suite_test

import (
	"context"
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
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			file := dialectFile(t, c.dialect, c.deviations...)
			c.edit(file)
			outlook := map[string]doctor.Outlook{}
			for _, o := range diagnosed(t, file).Rules {
				outlook[o.ID] = o
			}
			compareOutlook(t, outlook, file, c.rules)
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

func compareOutlook(t *testing.T, outlook map[string]doctor.Outlook, file *deployment.File, rules []string) {
	t.Helper()
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
	for _, rule := range record.Rules {
		assert.Equal(t, outlook[rule.ID].Judged > 0, rule.Verdict != reports.NotApplicable, "%s: %s, and doctor says %d of %d scenarios",
			rule.ID, rule.Reason, outlook[rule.ID].Judged, outlook[rule.ID].Scenarios)
	}
}
