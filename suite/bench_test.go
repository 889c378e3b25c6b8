package suite_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/features"
	"github.com/revokespec/revokespec/internal/estimate"
	"github.com/revokespec/revokespec/record"
	"github.com/revokespec/revokespec/suite"
)

// BenchmarkRun is a whole run of profile auth0 on the embedded mock, as the command does it; it also tells what a rule costs: requests (those that give each
// scenario a server of its own among them), calls of the Management API, sign-ins.
func BenchmarkRun(b *testing.B) {
	catalogue, err := features.BuiltIn()
	require.NoError(b, err)
	selection := suite.Selection{Profiles: []string{"auth0"}}
	requests, rules := 0, 0
	var cost estimate.Cost
	for b.Loop() {
		m := newMeter()
		target := m.mock(b, selection.Profiles)
		result, err := suite.Run(context.Background(), target, suite.Options{Catalogue: catalogue, Selection: selection, Seed: 1, Evidence: record.EvidenceFailures})
		require.NoError(b, err)
		require.Zero(b, result.ExitCode)
		requests, rules = result.Requests, len(result.Rules)
		cost = estimate.Cost{}
		for _, c := range m.costs {
			cost.Add(*c)
		}
	}
	for unit, n := range map[string]int{"requests/rule": requests, "management/rule": cost.Management, "sign-ins/rule": cost.SignedIn()} {
		b.ReportMetric(float64(n)/float64(rules), unit)
	}
}
