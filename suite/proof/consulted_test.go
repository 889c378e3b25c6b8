package proof

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/revokespec/revokespec/mockserver"
	"github.com/revokespec/revokespec/mockserver/tenant"
)

// Which decisions a deviation changes is found out by looking, and in doubt it concerns every scenario.
func TestChanges(t *testing.T) {
	for name, c := range map[string]struct {
		apply     func(*tenant.Policy)
		changed   []string
		traceable bool
	}{
		"nothing":            {func(*tenant.Policy) {}, nil, true},
		"a function":         {func(p *tenant.Policy) { p.Users.Deleted = (*tenant.Ending).EndGrant }, []string{"Users.Deleted"}, true},
		"one taken away":     {func(p *tenant.Policy) { p.Parameters.Duplicate = nil }, []string{"Parameters.Duplicate"}, true},
		"a number":           {func(p *tenant.Policy) { p.SignIn.Limit-- }, nil, false},
		"one that was none":  {func(p *tenant.Policy) { p.Rotation.Pause = func() {} }, nil, false},
		"one asked for more": {func(p *tenant.Policy) { before := p.TokenKey; p.TokenKey = func(v string) string { return before(v) } }, []string{"TokenKey"}, true},
	} {
		changed, traceable := changes(tenant.DialectAuth0, &mockserver.Deviation{Apply: c.apply})
		assert.Equal(t, c.traceable, traceable, name)
		if c.traceable {
			assert.Equal(t, c.changed, changed, name)
		}
	}
}

func TestConcerns(t *testing.T) {
	var c consulted
	p, err := tenant.NewPolicy(tenant.DialectAuth0)
	assert.NoError(t, err)
	c.watching("S1")(p)
	assert.Equal(t, "abc", p.TokenKey("abc"), "what is asked for is decided as before")
	deviation := &mockserver.Deviation{Apply: func(p *tenant.Policy) { p.TokenKey = func(string) string { return "" } }}
	assert.True(t, c.concerns(tenant.DialectAuth0, deviation)("S1"))
	assert.False(t, c.concerns(tenant.DialectAuth0, deviation)("S2"))
	untraceable := &mockserver.Deviation{Apply: func(p *tenant.Policy) { p.SignIn.Limit-- }}
	assert.True(t, c.concerns(tenant.DialectAuth0, untraceable)("S2"))
}
