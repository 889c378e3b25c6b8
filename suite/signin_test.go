package suite_test

import (
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/deployment"
	"github.com/revokespec/revokespec/deployment/file"
	"github.com/revokespec/revokespec/embedded/mockfile"
	"github.com/revokespec/revokespec/features"
	"github.com/revokespec/revokespec/internal/chromium"
	"github.com/revokespec/revokespec/mockserver"
	"github.com/revokespec/revokespec/record"
	"github.com/revokespec/revokespec/suite"
)

// However the tokens are obtained, the verdicts are the same: on rules that sign in at every kind of application, for another
// audience, for more scope, as a throw-away user and application, and by the device flow. In a browser a sign-in takes its
// time, so there it is a few.
func TestVerdictsDoNotDependOnTheSignIn(t *testing.T) {
	t.Setenv("REVOKESPEC_STATE_DIR", t.TempDir())
	for strategy, run := range map[string]struct {
		program string
		rules   []string
	}{
		file.StrategyExec:    {"curl", []string{"REV-01", "REV-20", "GRT-01", "GRT-03", "DFL-01", "ROT-07", "ROT-13", "LIF-04"}},
		file.StrategyBrowser: {chromium.Find(), []string{"REV-01", "DFL-01", "ROT-13"}},
	} {
		t.Run(strategy, func(t *testing.T) {
			if _, err := exec.LookPath(run.program); err != nil {
				require.Empty(t, os.Getenv("REVOKESPEC_REQUIRE_BROWSER"), "%s is not found, and is asked for", run.program)
				t.Skip("a program for it is not found")
			}
			if raceDetector {
				t.Skip("runs without the race detector")
			}
			result := signingIn(t, strategy, run.rules)
			assert.Len(t, result.Rules, len(run.rules))
			for _, r := range result.Rules {
				assert.Equal(t, record.Pass, r.Verdict, "%s: %s", r.ID, r.Reason)
			}
		})
	}
}

func signingIn(t *testing.T, strategy string, rules []string) *record.Record {
	mock := mockserver.New(mockserver.WithControl("key"), mockserver.WithSigningAlgorithm("HS256"))
	require.NoError(t, mock.Err())
	server := httptest.NewServer(mock)
	defer server.Close()
	described := mockfile.Of(mock.Seed(), server.URL, "auth0")
	described.Control = &file.ControlAPI{URL: server.URL, Token: "key"}
	script, err := filepath.Abs("../docs/examples/get-token")
	require.NoError(t, err)
	described.Mint = file.Mint{Strategy: strategy, Command: []string{script}, Concurrency: 4}
	described.Clients.JWT.KeyFile = filepath.Join(t.TempDir(), "key.pem")
	require.NoError(t, os.WriteFile(described.Clients.JWT.KeyFile, []byte(described.Clients.JWT.Key), 0o600))
	described.Limits.Timeout = time.Minute // many tests run beside this one

	target, err := suite.Open(t.Context(), described, deployment.Options{Ephemeral: true})
	require.NoError(t, err)
	catalogue, err := features.BuiltIn()
	require.NoError(t, err)
	record, err := suite.Run(t.Context(), target, suite.Options{
		Catalogue: catalogue, Selection: suite.Selection{Profiles: []string{"auth0", "bcp"}, Rules: rules}, Seed: 1, Browser: file.BrowserNone,
	})
	require.NoError(t, err)
	return record
}
