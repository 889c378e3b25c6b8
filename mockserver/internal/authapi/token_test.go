package authapi_test

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

func claims(t *testing.T, token string) map[string]any {
	t.Helper()
	parts := strings.Split(token, ".")
	require.Len(t, parts, 3)
	raw, err := base64.RawURLEncoding.DecodeString(parts[1])
	require.NoError(t, err)
	var m map[string]any
	require.NoError(t, json.Unmarshal(raw, &m))
	return m
}

func TestPasswordGrant(t *testing.T) {
	bothDialects(t, func(t *testing.T, s *site, _ string) {
		a := s.post("/oauth/token", s.as("confidential", "grant_type", "password", "username", s.seed.Users[0].Email,
			"password", s.seed.Users[0].Password, "audience", "https://api.one.example",
			"scope", "openid email read:one delete:one offline_access"))
		require.Equal(t, 200, a.status, a.body)
		assert.Equal(t, "no-store", a.header.Get("Cache-Control"))
		assert.Equal(t, "no-cache", a.header.Get("Pragma"))
		assert.Equal(t, "Bearer", a.field("token_type"))
		assert.Equal(t, "openid email read:one offline_access", a.field("scope"))
		c := claims(t, a.field("access_token"))
		assert.Equal(t, issuer, c["iss"])
		assert.Equal(t, []any{"https://api.one.example", issuer + "userinfo"}, c["aud"])
		assert.Equal(t, s.seed.Users[0].ID, c["sub"])
		id := claims(t, a.field("id_token"))
		assert.Equal(t, "mock-confidential", id["aud"])
		assert.Equal(t, s.seed.Users[0].Email, id["email"])

		bare := s.post("/oauth/token", s.as("confidential", "grant_type", "password", "username", s.seed.Users[0].Email,
			"password", s.seed.Users[0].Password))
		assert.Empty(t, bare.field("refresh_token"))
		assert.Equal(t, 403, s.userinfo(bare.field("access_token")).status, "it is for userinfo, but for openid")
	})
}

func TestTokenErrors(t *testing.T) {
	pw := func(more ...string) []string {
		return append([]string{"grant_type", "password", "username", "user01@example.com", "password", "mock-password-01"}, more...)
	}
	tests := []struct {
		name, role string
		form       []string
		auth0, rfc string
	}{
		{"no grant type", "confidential", nil, "400 invalid_request", "400 invalid_request"},
		{"unknown grant type", "confidential", []string{"grant_type", "banana"}, "400 unsupported_grant_type", "400 unsupported_grant_type"},
		{"wrong password", "confidential", []string{"grant_type", "password", "username", "user01@example.com", "password", "x"}, "403 invalid_grant", "400 invalid_grant"},
		{"unknown user", "confidential", []string{"grant_type", "password", "username", "x", "password", "x"}, "403 invalid_grant", "400 invalid_grant"},
		{"no password", "confidential", []string{"grant_type", "password", "username", "x"}, "400 invalid_request", "400 invalid_request"},
		{"unknown audience", "confidential", pw("audience", "https://nowhere.example"), "403 access_denied", "400 access_denied"},
		{"grant type not allowed", "management", pw(), "403 unauthorized_client", "400 unauthorized_client"},
		{"realm", "confidential", []string{"grant_type", tenant.GrantPasswordRealm, "username", "user01@example.com", "password", "mock-password-01", "realm", "elsewhere"}, "403 invalid_grant", "400 invalid_grant"},
		{"no refresh token", "confidential", []string{"grant_type", "refresh_token"}, "400 invalid_request", "400 invalid_request"},
		{"unknown refresh token", "confidential", []string{"grant_type", "refresh_token", "refresh_token", "x"}, "403 invalid_grant", "400 invalid_grant"},
		{"no code", "confidential", []string{"grant_type", "authorization_code"}, "400 invalid_request", "400 invalid_request"},
		{"unknown code", "confidential", []string{"grant_type", "authorization_code", "code", "x"}, "403 invalid_grant", "400 invalid_grant"},
		{"client credentials of a public client", "public", []string{"grant_type", "client_credentials", "audience", "x"}, "403 unauthorized_client", "400 unauthorized_client"},
		{"client credentials without an audience", "management", []string{"grant_type", "client_credentials"}, "400 invalid_request", "400 invalid_request"},
		{"client credentials elsewhere", "management", []string{"grant_type", "client_credentials", "audience", "https://api.one.example"}, "403 access_denied", "400 access_denied"},
		{"twice the same parameter", "confidential", pw("scope", "a", "scope", "b"), "400 invalid_request", "400 invalid_request"},
	}
	bothDialects(t, func(t *testing.T, s *site, dialect string) {
		for _, tc := range tests {
			want := tc.auth0
			if dialect == tenant.DialectRFC {
				want = tc.rfc
			}
			a := s.post("/oauth/token", s.as(tc.role, tc.form...))
			assert.Equal(t, want, fmt.Sprint(a.status, " ", a.field("error")), tc.name)
			assert.NotEmpty(t, a.field("error_description"), tc.name)
		}
	})
}

func TestDeadTokenAnswer(t *testing.T) {
	bothDialects(t, func(t *testing.T, s *site, dialect string) {
		token := s.refreshToken("confidential", 0)
		s.revoke("confidential", token)
		a := s.exchange("confidential", token)
		if dialect == tenant.DialectAuth0 {
			assert.Equal(t, 403, a.status)
			assert.JSONEq(t, `{"error":"invalid_grant","error_description":"Unknown or invalid refresh token."}`, a.body)
			return
		}
		assert.Equal(t, 400, a.status)
		assert.Equal(t, "invalid_grant", a.field("error"))
	})
}

func TestRotation(t *testing.T) {
	bothDialects(t, func(t *testing.T, s *site, dialect string) {
		a := s.refreshToken("rotating", 0)
		b := s.exchange("rotating", a).field("refresh_token")
		require.NotEmpty(t, b)
		assert.NotEqual(t, a, b)
		c := s.exchange("rotating", b).field("refresh_token")
		require.NotEmpty(t, c)
		assert.NotEqual(t, 200, s.exchange("rotating", a).status, "reuse of the oldest")
		assert.NotEqual(t, 200, s.exchange("rotating", c).status, "and the newest is dead")
		assert.True(t, s.alive("rotating", s.refreshToken("rotating", 0)), "a new sign-in works")

		rotates := s.exchange("public", s.refreshToken("public", 0)).field("refresh_token") != ""
		assert.Equal(t, dialect == tenant.DialectRFC, rotates, "public clients rotate in dialect rfc")
	})
}

func TestLeewayOverHTTP(t *testing.T) {
	s := newSite(t, tenant.DialectAuth0)
	a := s.refreshToken("leeway", 0)
	b := s.exchange("leeway", a).field("refresh_token")
	require.Equal(t, 200, s.exchange("leeway", a).status)
	require.Equal(t, 200, s.exchange("leeway", b).status)
	s.advance(time.Minute)
	assert.Equal(t, 403, s.exchange("leeway", b).status)
}

func TestRefreshWithOtherClientsAndWithoutCredentials(t *testing.T) {
	bothDialects(t, func(t *testing.T, s *site, _ string) {
		token := s.refreshToken("confidential", 0)
		for _, a := range []answer{
			s.exchange("second", token),
			s.exchange("public", token),
			s.post("/oauth/token", values("grant_type", "refresh_token", "refresh_token", token, "client_id", "mock-confidential")),
			s.post("/oauth/token", values("grant_type", "refresh_token", "refresh_token", token)),
		} {
			assert.GreaterOrEqual(t, a.status, 400)
			assert.Less(t, a.status, 500)
			assert.Empty(t, a.field("access_token"))
		}
		assert.True(t, s.alive("confidential", token))
	})
}

func TestScopeIsNeverWidened(t *testing.T) {
	bothDialects(t, func(t *testing.T, s *site, dialect string) {
		token := s.refreshToken("confidential", 0)
		a := s.exchange("confidential", token, "scope", "openid email")
		if dialect == tenant.DialectRFC {
			assert.Equal(t, "invalid_scope", a.field("error"))
		} else {
			assert.Equal(t, "openid", a.field("scope"))
		}
		assert.Equal(t, "openid", s.exchange("confidential", token, "scope", "openid").field("scope"))
		assert.Equal(t, "openid offline_access", s.exchange("confidential", token).field("scope"))
	})
}

func TestClientCredentials(t *testing.T) {
	s := newSite(t, tenant.DialectAuth0)
	form := []string{"grant_type", "client_credentials", "audience", issuer + "api/v2/"}
	a := s.post("/oauth/token", s.as("management", form...))
	require.Equal(t, 200, a.status, a.body)
	assert.Contains(t, a.field("scope"), "read:grants")
	assert.Empty(t, a.field("refresh_token"))
	c := claims(t, a.field("access_token"))
	assert.Equal(t, issuer+"api/v2/", c["aud"])
	assert.Equal(t, "mock-management@clients", c["sub"])
	a = s.post("/oauth/token", s.as("management", append(form, "scope", "read:grants banana")...))
	assert.Equal(t, "read:grants", a.field("scope"))
}

func TestSettingOff(t *testing.T) {
	s := newSite(t, tenant.DialectAuth0)
	one, two := s.refreshToken("confidential", 0), s.refreshToken("confidential", 0)
	s.revoke("confidential", one)
	assert.False(t, s.alive("confidential", one))
	assert.True(t, s.alive("confidential", two))
}

func TestLimitOfLiveTokens(t *testing.T) {
	s := newSite(t, tenant.DialectAuth0)
	other := s.refreshToken("second", 0)
	var tokens []string
	for range 201 {
		tokens = append(tokens, s.refreshToken("confidential", 0))
		s.advance(time.Second)
	}
	assert.False(t, s.alive("confidential", tokens[0]), "the oldest")
	assert.True(t, s.alive("confidential", tokens[1]))
	assert.True(t, s.alive("confidential", tokens[200]))
	assert.True(t, s.alive("second", other))
}
