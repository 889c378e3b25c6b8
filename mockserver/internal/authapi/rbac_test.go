package authapi_test

import (
	"encoding/json"
	"net/url"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/mockserver"
)

const rolesClaim = "https://app.example/roles"

// rbac is a site whose first user may read orders by a role, and write them directly; the second user may do nothing.
func rbac(t *testing.T) *site {
	seed := mockserver.DefaultSeed("")
	seed.RolesClaim = rolesClaim
	api := &seed.Audiences[0]
	api.Scopes, api.EnforcePolicies, api.TokenDialect = []string{"read:orders", "write:orders", "delete:orders"}, true, "access_token_authz"
	seed.Roles = []mockserver.SeedRole{{Name: "reader", Permissions: []mockserver.SeedPermission{{API: apiOne, Name: "read:orders"}}}}
	seed.Users[0].Roles = []string{"reader", "bystander"}
	seed.Users[0].Permissions = []mockserver.SeedPermission{{API: apiOne, Name: "write:orders"}}
	return newSite(t, "", mockserver.WithSeed(seed))
}

// Auth0, "Enable Role-Based Access Control for APIs".
func TestAUserGetsThoseScopesAloneThatAreThePermissions(t *testing.T) {
	s := rbac(t)
	const asked = "openid offline_access read:orders delete:orders"
	look := func(a answer, scope string, permissions ...any) {
		t.Helper()
		told := claims(t, a.field("access_token"))
		assert.Equal(t, scope, told["scope"])
		assert.Equal(t, scope, a.field("scope"))
		assert.Equal(t, append([]any{}, permissions...), told["permissions"])
	}
	look(s.signIn("confidential", 1, "audience", apiOne, "scope", asked), "openid offline_access")
	first := s.signIn("confidential", 0, "audience", apiOne, "scope", asked)
	look(first, "openid offline_access read:orders", "read:orders", "write:orders")
	back := s.browser().signIn(authorizeURL("confidential", "audience", apiOne, "scope", asked), "accept")
	look(s.exchangeCode("confidential", back.location().Query().Get("code")), "openid offline_access read:orders", "read:orders", "write:orders")

	exchange := func() answer {
		return s.post("/oauth/token", s.as("confidential", "grant_type", "refresh_token", "refresh_token", first.field("refresh_token")))
	}
	look(exchange(), "openid offline_access read:orders", "read:orders", "write:orders")
	user := "/users/" + url.PathEscape(s.seed.Users[0].ID)
	role := s.manage("GET", user+"/roles", "").list(t)[1]["id"].(string)
	require.Equal(t, 204, s.manage("DELETE", user+"/roles", `{"roles":["`+role+`"]}`).status)
	look(exchange(), "openid offline_access", "write:orders")

	s.setAPI(`{"token_dialect":"access_token"}`)
	assert.NotContains(t, claims(t, exchange().field("access_token")), "permissions")
	s.setAPI(`{"token_dialect":"access_token_authz","enforce_policies":false}`)
	told := claims(t, exchange().field("access_token"))
	assert.Equal(t, "openid offline_access read:orders", told["scope"])
	assert.NotContains(t, told, "permissions")
}

func TestAnApplicationsOwnTokensTellWhatItWasGranted(t *testing.T) {
	s := rbac(t)
	require.Equal(t, 201, s.manage("POST", "/client-grants", `{"client_id":"mock-management","audience":"`+apiOne+`","scope":["delete:orders"]}`).status)
	a := s.post("/oauth/token", s.as("management", "grant_type", "client_credentials", "audience", apiOne))
	told := claims(t, a.field("access_token"))
	assert.Equal(t, "delete:orders", told["scope"], "permissions are of users")
	assert.Equal(t, []any{"delete:orders"}, told["permissions"])
}

func TestTheClaimOfRolesFollowsTheUsersRoles(t *testing.T) {
	s := rbac(t)
	user := "/users/" + url.PathEscape(s.seed.Users[0].ID)
	tokens := s.signIn("confidential", 0, "audience", apiOne, "scope", "openid offline_access")
	for _, told := range []map[string]any{claims(t, tokens.field("access_token")), claims(t, tokens.field("id_token")),
		s.userinfo(tokens.field("access_token")).object(t)} {
		assert.Equal(t, []any{"bystander", "reader"}, told[rolesClaim])
	}
	for _, role := range s.manage("GET", user+"/roles", "").list(t) {
		require.Equal(t, 200, s.manage("PATCH", "/roles/"+role["id"].(string), `{"name":"renamed `+role["name"].(string)+`"}`).status)
	}
	tokens = s.post("/oauth/token", s.as("confidential", "grant_type", "refresh_token", "refresh_token", tokens.field("refresh_token")))
	assert.Equal(t, []any{"renamed bystander", "renamed reader"}, claims(t, tokens.field("access_token"))[rolesClaim])
	assert.NotContains(t, claims(t, s.signIn("confidential", 1, "audience", apiOne).field("access_token")), rolesClaim)
}

// list is a body that is a list of objects.
func (a answer) list(t *testing.T) (all []map[string]any) {
	t.Helper()
	require.NoError(t, json.Unmarshal([]byte(a.body), &all), a.body)
	return all
}
