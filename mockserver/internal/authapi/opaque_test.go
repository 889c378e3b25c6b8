package authapi_test

import (
	"encoding/base64"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/mockserver"
	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

// opaque says whether an access token is one that its caller cannot read.
func opaque(t *testing.T, token string) bool {
	t.Helper()
	parts := strings.Split(token, ".")
	if len(parts) == 3 {
		return false
	}
	require.Len(t, parts, 5)
	raw, err := base64.RawURLEncoding.DecodeString(parts[0])
	require.NoError(t, err)
	var head map[string]any
	require.NoError(t, json.Unmarshal(raw, &head))
	assert.Equal(t, map[string]any{"alg": "dir", "enc": "A256GCM", "iss": issuer}, head)
	assert.Empty(t, parts[1], "there is no key in it")
	return true
}

func TestATokenWithoutAnAudienceIsOpaque(t *testing.T) {
	s := newSite(t, "")
	tokens := s.signIn("confidential", 0, "scope", "openid email offline_access")
	access := tokens.field("access_token")
	assert.True(t, opaque(t, access))
	assert.Equal(t, "user01@example.com", s.userinfo(access).field("email"))
	again := s.exchange("confidential", tokens.field("refresh_token")).field("access_token")
	assert.True(t, opaque(t, again))
	assert.Equal(t, 200, s.userinfo(again).status)
	assert.True(t, opaque(t, s.signIn("confidential", 0, "audience", issuer+"userinfo").field("access_token")))
	for _, audience := range []string{"https://api.one.example", issuer + "api/v2/"} {
		assert.False(t, opaque(t, s.signIn("confidential", 0, "audience", audience).field("access_token")), audience)
	}
	require.Equal(t, 200, s.manage("PATCH", "/tenants/settings", `{"default_audience":"https://api.two.example"}`).status)
	byDefault := s.signIn("confidential", 0).field("access_token")
	assert.Equal(t, []any{"https://api.two.example", issuer + "userinfo"}, claims(t, byDefault)["aud"])

	s = newSite(t, tenant.DialectRFC)
	assert.False(t, opaque(t, s.signIn("confidential", 0).field("access_token")), "RFC 9068")
}

func TestAnOpaqueTokenIsGoodForUserinfoAlone(t *testing.T) {
	s := newSite(t, "")
	access := s.signIn("confidential", 0).field("access_token")
	r := request("GET", "/api/v2/users", "", "")
	r.Header.Set("Authorization", "Bearer "+access)
	a := s.do(r)
	assert.Equal(t, 401, a.status)
	assert.Equal(t, "Invalid token", a.field("message"))
	assert.Equal(t, 200, s.revoke("confidential", access).status, "nothing is revoked")
	assert.Equal(t, 200, s.userinfo(access).status)
	assert.Equal(t, 403, s.exchange("confidential", access).status)
	for name, odd := range map[string]string{"cut": access[:len(access)-4], "tampered": access[:len(access)-4] + "AAAA", "longer": access + ".x",
		"no part": "....", "another key": strings.Replace(access, "..", "."+strings.Repeat("A", 43)+".", 1)} {
		assert.Equal(t, 401, s.userinfo(odd).status, name)
	}
	other := newSite(t, "")
	assert.Equal(t, 200, other.userinfo(access).status, "a server that was started anew opens it")
	s.advance(24 * time.Hour)
	assert.Equal(t, 401, s.userinfo(access).status, "expired")
	es, rs := newSite(t, ""), newSite(t, "", mockserver.WithSigningAlgorithm("RS256"))
	assert.Equal(t, 401, rs.userinfo(es.signIn("confidential", 0).field("access_token")).status, "another key")
}
