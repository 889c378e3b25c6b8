package control_test

import (
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

// A token that its caller cannot read is named as any other, and so is who sends it.
func TestOpaqueAccessTokensAreNamed(t *testing.T) {
	s := controlled(t)
	u := s.Server.Seed().Users[0]
	tokens := s.post("/oauth/token", "public", "grant_type", tenant.GrantPassword, "username", u.Email, "password", u.Password, "scope", "openid")
	access, _ := tokens["access_token"].(string)
	require.Equal(t, 4, strings.Count(access, "."))
	s.post("/oauth/revoke", "public", "token", access)
	r := httptest.NewRequest("GET", "/userinfo", nil)
	r.Header.Set("Authorization", "Bearer "+access)
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	require.Equal(t, 200, w.Code)
	list := s.control("GET", "/_mock/requests", "", 200)["requests"]
	named := at(list, 1, "body", "token")
	assert.Regexp(t, `^\[access token [0-9a-f]{32}\]$`, named)
	assert.Equal(t, "mock-public", at(list, 2, "client_id"), "by its token")

	s.control("POST", "/_mock/faults", `{"path":"/userinfo","user_id":"`+u.ID+`","status":503}`, 201)
	w = httptest.NewRecorder()
	s.ServeHTTP(w, r)
	assert.Equal(t, 503, w.Code, "a fault by user finds it")
}
