package embedded_test

import (
	"context"
	"os"
	"runtime/debug"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/deployment/file"
	"github.com/revokespec/revokespec/embedded"
	"github.com/revokespec/revokespec/features"
	"github.com/revokespec/revokespec/record"
	"github.com/revokespec/revokespec/suite"
)

// TestMain lets garbage, of which the runs make much, lie for longer.
func TestMain(m *testing.M) {
	debug.SetGCPercent(400)
	os.Exit(m.Run())
}

// The mock keeps every rule, and none is not applicable to it. That each can be broken is shown in internal/proof.
func TestTheMockKeepsEveryRule(t *testing.T) {
	catalogue, err := features.BuiltIn()
	require.NoError(t, err)
	for _, profiles := range [][]string{{"auth0"}, {"rfc7009", "bcp"}} {
		var rules []string // all
		if testing.Short() {
			rules = eachSixth(catalogue, profiles)
		}
		target, err := embedded.Mock(context.Background(), profiles)
		require.NoError(t, err)
		result, err := suite.Run(context.Background(), target, suite.Options{
			Catalogue: catalogue, Selection: suite.Selection{Profiles: profiles, Rules: rules}, Seed: 1, Browser: file.BrowserNone, WithoutEvidence: true, Soak: suite.Soak{For: time.Minute, Acts: 1000},
		})
		require.NoError(t, err)
		assert.Zero(t, result.ExitCode)
		for _, r := range result.Rules {
			assert.Equal(t, record.Pass, r.Verdict, "%s: %s: %s", profiles, r.ID, r.Reason)
		}
		assert.Equal(t, suite.Proven(), result.Tool.ProofDigest)
	}
}

// eachSixth takes every sixth rule of the profiles.
func eachSixth(catalogue *features.Catalogue, profiles []string) (ids []string) {
	for i, r := range catalogue.Rules {
		if i%6 == 0 && r.In(profiles) {
			ids = append(ids, r.ID)
		}
	}
	return ids
}
