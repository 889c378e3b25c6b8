package suite_test

import (
	"bytes"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/deployment"
	"github.com/revokespec/revokespec/deployment/file"
	"github.com/revokespec/revokespec/embedded/mockfile"
	"github.com/revokespec/revokespec/features"
	"github.com/revokespec/revokespec/mockserver"
	"github.com/revokespec/revokespec/record"
	"github.com/revokespec/revokespec/suite"
)

// Of what passed a line an exchange is kept, of all else every exchange: of what failed, and of what was tried although the vendor
// declares that it does not hold.
func TestWholeExchangesAreKeptOfWhatDidNotPass(t *testing.T) {
	catalogue, err := features.BuiltIn()
	require.NoError(t, err)
	for evidence, short := range map[record.Evidence]bool{"": false, record.EvidenceAll: false, record.EvidenceFailures: true} {
		mock := mockserver.Start(t, mockserver.WithSigningAlgorithm("HS256"), mockserver.WithSwitches("foreign-is-refused"), mockserver.WithDeviations("second-answer-has-a-body"))
		described := mockfile.Of(mock.Server.Seed(), mock.URL, "auth0")
		described.Dashboard, described.Declares.ForeignToken = nil, file.ForeignRefused
		target, err := suite.Open(t.Context(), described, deployment.Options{Ephemeral: true})
		require.NoError(t, err)
		result, err := suite.Run(t.Context(), target, suite.Options{
			Catalogue: catalogue, Selection: suite.Selection{Profiles: []string{"auth0"}, Rules: []string{"REV-01", "REV-02", "REV-05"}}, Seed: 1, Evidence: evidence,
		})
		require.NoError(t, err)
		for i, want := range []record.Verdict{record.Pass, record.Fail, record.NotApplicable} {
			assert.Equal(t, want, result.Rules[i].Verdict, result.Rules[i].Reason)
			for _, s := range result.Rules[i].Scenarios {
				whole, lines := kept(s)
				if short && s.Verdict == record.Pass {
					whole, lines = lines, whole
				}
				assert.NotZero(t, whole, s.Name)
				assert.Zero(t, lines, s.Name)
			}
		}
		out := &bytes.Buffer{}
		require.NoError(t, record.WriteJSON(out, result))
		again, err := record.Read("run.json", out)
		require.NoError(t, err)
		assert.Equal(t, short, again.Evidence == record.EvidenceFailures)
	}
}

func kept(s record.Scenario) (whole, lines int) {
	for _, step := range s.Steps {
		whole += len(step.Exchanges)
		lines += len(step.Digest)
	}
	return whole, lines
}
