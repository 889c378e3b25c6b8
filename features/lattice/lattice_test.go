package lattice_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/features"
	"github.com/revokespec/revokespec/features/lattice"
)

func points(t *testing.T) (all []lattice.Point) {
	t.Helper()
	catalogue, err := features.BuiltIn()
	require.NoError(t, err)
	for _, r := range catalogue.Rules {
		for _, s := range r.Scenarios {
			all = append(all, lattice.Read(s)...)
		}
	}
	return all
}

func TestEveryDecidedPairIsCovered(t *testing.T) {
	table, err := lattice.Load()
	require.NoError(t, err)
	for _, missing := range table.Uncovered(points(t)) {
		assert.Fail(t, missing)
	}
}
