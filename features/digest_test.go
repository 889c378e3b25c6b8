package features_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/features"
)

// A catalogue is known by the rules that are left in it, and by their controls, also after it was asked once.
func TestDigest(t *testing.T) {
	whole, err := features.BuiltIn()
	require.NoError(t, err)
	digest := whole.Digest()
	assert.Equal(t, digest, whole.Digest())
	seen := map[string]bool{digest: true}
	for _, change := range []func(c *features.Catalogue){
		func(c *features.Catalogue) { c.Rules = c.Rules[1:] },
		func(c *features.Catalogue) { c.Rules[0].Scenarios = c.Rules[0].Scenarios[1:] },
		func(c *features.Catalogue) { c.Rules[0], c.Rules[1] = c.Rules[1], c.Rules[0] },
		func(c *features.Catalogue) { c.Rules[0].Scenarios[0].Closing++ },
	} {
		changed, err := features.BuiltIn()
		require.NoError(t, err)
		change(changed)
		assert.False(t, seen[changed.Digest()])
		seen[changed.Digest()] = true
	}
	again, err := features.BuiltIn()
	require.NoError(t, err)
	assert.Equal(t, digest, again.Digest())
}
