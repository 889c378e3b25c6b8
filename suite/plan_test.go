package suite

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/features"
)

// What other scenarios could disturb, or what disturbs others, is in the last phase, and the setting changes seldom there too.
func TestPhases(t *testing.T) {
	catalogue, err := features.BuiltIn()
	require.NoError(t, err)
	p, err := makePlan(catalogue, Selection{Profiles: []string{"auth0"}}, rand.New(rand.NewPCG(1, 1)))
	require.NoError(t, err)
	var settings []string
	for i, units := range p.phases {
		assert.NotEmpty(t, units)
		for _, u := range units {
			s := u.scenarios[0]
			disturbing := s.Setting == "changed" || s.Clock || slices.Contains(s.Needs, "second-user") || slices.Contains(s.Needs, "control")
			assert.False(t, disturbing && i < 2, Called(u.rule, s))
			if i == 1 {
				assert.Equal(t, "on", s.Setting, Called(u.rule, s))
			}
			if i == 2 {
				settings = append(settings, s.Setting)
			}
		}
	}
	assert.Equal(t, []string{"off", "", "on", "changed"}, slices.Compact(settings))
}
