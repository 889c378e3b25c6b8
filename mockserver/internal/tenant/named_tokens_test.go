package tenant_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

func TestNamedTokens(t *testing.T) {
	f := &tenant.Family{ID: "a", Session: "s"}
	_, some := tenant.NamedTokens{Operation: tenant.OpRevokeTokens}.Selector()
	assert.False(t, some, "where nothing is named, nothing is meant")
	s, some := tenant.NamedTokens{UserID: "u", Audience: "x"}.Selector()
	assert.True(t, some)
	assert.Equal(t, tenant.Selector{UserID: "u", Audience: "x"}, s)
	assert.True(t, tenant.NamedTokens{UserID: "u"}.Name(f))
	assert.True(t, tenant.NamedTokens{IDs: []string{"b", "a"}, Session: "s"}.Name(f))
	assert.False(t, tenant.NamedTokens{IDs: []string{"b"}}.Name(f))
	assert.False(t, tenant.NamedTokens{Session: "other"}.Name(f))
}
