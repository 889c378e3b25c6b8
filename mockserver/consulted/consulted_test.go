package consulted

import (
	"reflect"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/mockserver"
	"github.com/revokespec/revokespec/mockserver/internal/tenant"
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
		changed, traceable, err := changes(tenant.DialectAuth0, &mockserver.Deviation{Apply: c.apply})
		require.NoError(t, err)
		assert.Equal(t, c.traceable, traceable, name)
		if c.traceable {
			assert.Equal(t, c.changed, changed, name)
		}
	}
}

// A deviation concerns a scenario in which it decides otherwise, or does more than decide, and no other.
func TestConcerns(t *testing.T) {
	otherwise := func(key string) *mockserver.Deviation {
		return &mockserver.Deviation{Name: "otherwise", Apply: func(p *tenant.Policy) {
			before := p.TokenKey
			p.TokenKey = func(value string) string {
				if value == key {
					return "other"
				}
				return before(value)
			}
		}}
	}
	ending := &mockserver.Deviation{Name: "ending", Apply: func(p *tenant.Policy) { p.Users.Deleted = func(*tenant.Ending) {} }}
	untraceable := &mockserver.Deviation{Name: "untraceable", Apply: func(p *tenant.Policy) { p.SignIn.Limit-- }}
	wire := &mockserver.Deviation{Name: "wire", Apply: func(p *tenant.Policy) {
		p.Wire = func(r tenant.Request, a tenant.Answer) tenant.Answer {
			a.JSON.(map[string]any)["changed"] = r.Method == "PUT"
			return a
		}
	}}
	c, err := New(tenant.DialectAuth0, []*mockserver.Deviation{otherwise("abc"), ending, untraceable, wire})
	require.NoError(t, err)
	for scenario, key := range map[string]string{"S1": "abc", "S2": "xyz"} {
		p, err := tenant.NewPolicy(tenant.DialectAuth0)
		require.NoError(t, err)
		c.watching(scenario)(p)
		assert.Equal(t, key, p.TokenKey(key), "what is asked for is decided as before")
		if scenario == "S2" {
			p.Users.Deleted(&tenant.Ending{Grant: &tenant.Grant{}})
			answer := tenant.Answer{JSON: map[string]any{}}
			assert.Empty(t, p.Wire(tenant.Request{}, answer).JSON, "and nothing is changed by asking")
		}
	}
	for _, want := range []struct {
		deviation *mockserver.Deviation
		s1, s2    bool
	}{{otherwise("abc"), true, false}, {ending, false, true}, {untraceable, true, true}, {wire, false, true}} {
		assert.Equal(t, want.s1, c.Concerns(want.deviation)("S1"), want.deviation.Name)
		assert.Equal(t, want.s2, c.Concerns(want.deviation)("S2"), want.deviation.Name)
	}
}

// What cannot be copied may be changed by a decision about it: then one cannot ask along.
func TestCopyable(t *testing.T) {
	p, err := tenant.NewPolicy(tenant.DialectAuth0)
	require.NoError(t, err)
	for _, can := range []any{p.Clients.Judge, p.Status, p.TokenKey, p.Revocation.Rule, p.Management.Authorize, p.Settings.Patch, p.Revocation.End, p.Exchange.Refusal, p.Grants.Listed, p.SignIn.Overflow, p.Rotation.Renew} {
		assert.True(t, copyable(reflect.TypeOf(can)), "%T", can)
	}
	for _, not := range []any{p.Grants.OfUser, func(*tenant.Session) {}, func([]*tenant.Family) {}} {
		assert.False(t, copyable(reflect.TypeOf(not)), "%T", not)
	}
}
