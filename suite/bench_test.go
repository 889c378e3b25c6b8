package suite_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/features"
	"github.com/revokespec/revokespec/suite"
)

// BenchmarkRun is a whole run of profile auth0 on the embedded mock; it also tells the requests a rule costs.
func BenchmarkRun(b *testing.B) {
	catalogue, err := features.BuiltIn()
	require.NoError(b, err)
	selection := suite.Selection{Profiles: []string{"auth0"}}
	requests, rules := 0, 0
	for b.Loop() {
		target, err := suite.Mock(context.Background(), selection.Profiles)
		require.NoError(b, err)
		record, err := suite.Run(context.Background(), target, suite.Options{Catalogue: catalogue, Selection: selection, Seed: 1})
		require.NoError(b, err)
		require.Zero(b, record.ExitCode)
		requests, rules = record.Requests, len(record.Rules)
	}
	b.ReportMetric(float64(requests)/float64(rules), "requests/rule")
}
