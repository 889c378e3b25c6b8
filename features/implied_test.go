package features_test

import (
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/features"
)

// What sends to the revocation endpoint needs one, and what speaks of a code needs that codes can be got.
func TestNeedsOfWhatAStepDoes(t *testing.T) {
	for step, needs := range map[string][]string{
		`When the application revokes "A"`:                                                           {"revocation-endpoint"},
		`When "A" is sent for revocation`:                                                            {"revocation-endpoint"},
		`Given a revoked access token of the "any" application is refused`:                           {"revocation-endpoint"},
		`When a token of the "any" application is revoked while it is exchanged 1 time, in 2 rounds`: {"revocation-endpoint"},
		`When a browser at a foreign origin asks whether it may revoke`:                              {"revocation-endpoint"},
		`When "A" is exchanged`:                                                                      nil,
		`Given an authorization code "C" of the "public" application`:                                {"code", "public"},
		`When codes of the "any" application are redeemed 8 times at once, in 5 rounds`:              {"code"},
		`Then a new code of the "any" application is redeemed`:                                       {"code"},
		`When the lifetime of the device code has passed`:                                            nil,
	} {
		text := "Feature: F\n\n  @AAA-01\n  Rule: R\n\n    Scenario: S\n      " + step + "\n"
		c, err := features.Read(fstest.MapFS{"f.feature": {Data: []byte(text)}}, "", nil)
		require.NoError(t, err)
		assert.Equal(t, needs, c.Rules[0].Scenarios[0].Needs, step)
	}
}
