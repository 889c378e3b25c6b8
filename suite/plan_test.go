package suite

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/features"
)

// A rule that is named, and is in none of the profiles, is said to be in another.
func TestARuleOfAnotherProfile(t *testing.T) {
	catalogue, err := features.BuiltIn()
	require.NoError(t, err)
	_, err = Plan(Options{Catalogue: catalogue, Selection: Selection{Profiles: []string{"auth0"}, Rules: []string{"ROT-12"}}})
	assert.ErrorContains(t, err, "nothing is selected by --profile auth0 --rule ROT-12 (ROT-12 is a rule of --profile bcp)")
}
