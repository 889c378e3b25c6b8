package authapi_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/mockserver"
	"github.com/revokespec/revokespec/mockserver/internal/store/memory"
	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

// What Auth0's reference, SDKs and recordings show, word by word.
func TestTextsOfTheTokenEndpoint(t *testing.T) {
	kept := memory.New()
	s := newSite(t, "", mockserver.WithStore(kept))
	check := func(a answer, want, text string) {
		t.Helper()
		assert.Equal(t, want, status(a))
		assert.Equal(t, text, a.field("error_description"))
	}
	block := func(id string, blocked bool) {
		_, err := kept.UpdateUser(t.Context(), id, func(u *tenant.User) error { u.Blocked = blocked; return nil })
		require.NoError(t, err)
	}
	u := s.seed.Users[0]
	token := s.refreshToken("confidential", 0)
	check(s.exchange("confidential", "made-up"), "403 invalid_grant", "Unknown or invalid refresh token.")
	check(s.exchange("second", token), "403 invalid_grant", "Unknown or invalid refresh token.")
	block(u.ID, true)
	check(s.exchange("confidential", token), "403 invalid_grant", "user is blocked")
	password := s.as("confidential", "grant_type", "password", "username", u.Email, "password", u.Password)
	check(s.post("/oauth/token", password), "401 unauthorized", "user is blocked")
	back := s.browser().signIn(authorizeURL("public"), "accept").location().Query()
	assert.Equal(t, "unauthorized", back.Get("error"))
	assert.Equal(t, "user is blocked", back.Get("error_description"))
	block(u.ID, false)
	assert.True(t, s.alive("confidential", token), "the token itself was not revoked")
	s.revoke("confidential", token)
	check(s.exchange("confidential", token), "403 invalid_grant", "Unknown or invalid refresh token.")

	password.Set("password", "wrong")
	check(s.post("/oauth/token", password), "403 invalid_grant", "Wrong email or password.")
	check(s.exchangeCode("public", "made-up"), "403 invalid_grant", "Invalid authorization code")
	code := s.browser().signIn(authorizeURL("public"), "accept").location().Query().Get("code")
	check(s.exchangeCode("public", code, "code_verifier", strings.Repeat("x", 43)), "403 invalid_grant", "Failed to verify code verifier")
	check(s.post("/oauth/token", s.as("public", "grant_type", "authorization_code")), "400 invalid_request", "Missing required parameter: code")
	refused := s.post("/oauth/token", s.as("device", "grant_type", "password", "username", u.Email, "password", u.Password))
	check(refused, "403 unauthorized_client", "Grant type 'password' not allowed for the client.")
	assert.Equal(t, "https://auth0.com/docs/clients/client-grant-types", refused.field("error_uri"))

	orphan := s.refreshToken("confidential", 1)
	require.NoError(t, kept.DeleteUser(t.Context(), s.seed.Users[1].ID))
	check(s.exchange("confidential", orphan), "403 invalid_grant", "The refresh_token was generated for a user who doesn't exist anymore.")
}

// Scopes of no use are dropped without a word, and a refresh token needs offline_access, the API's leave and the grant type.
func TestScopesThatAreAskedFor(t *testing.T) {
	kept := memory.New()
	s := newSite(t, "", mockserver.WithStore(kept))
	a := s.signIn("confidential", 0, "scope", "openid offline_access online_access banana read:one")
	assert.Equal(t, "openid offline_access", a.field("scope"))
	assert.Empty(t, s.signIn("confidential", 0, "scope", "openid").field("refresh_token"))
	_, err := kept.UpdateAudience(t.Context(), "https://api.one.example", func(a *tenant.Audience) error {
		a.AllowOfflineAccess = false
		return nil
	})
	require.NoError(t, err)
	a = s.signIn("confidential", 0, "audience", "https://api.one.example")
	assert.Empty(t, a.field("refresh_token"))
	assert.Equal(t, "openid", a.field("scope"))
	change(t, kept, "mock-confidential", func(c *tenant.Client) { c.GrantTypes = []string{tenant.GrantPassword} })
	assert.Empty(t, s.signIn("confidential", 0).field("refresh_token"))
	// An audience named in an exchange is nobody's business but a multi-resource token's.
	token := s.refreshToken("second", 0)
	b := s.exchange("second", token, "audience", "https://api.two.example", "scope", "openid write:two")
	assert.Equal(t, "openid", b.field("scope"))
	assert.Equal(t, 200, s.userinfo(b.field("access_token")).status, "for which the sign-in was")
}
