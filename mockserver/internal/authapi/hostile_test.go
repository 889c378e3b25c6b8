package authapi_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

func TestHostileBodiesAreRefusedAndTheNextRequestIsServed(t *testing.T) {
	bothDialects(t, func(t *testing.T, s *site, _ string) {
		token := s.refreshToken("confidential", 0)
		a := s.revoke("confidential", strings.Repeat("A", 2<<20))
		assert.Equal(t, http.StatusRequestEntityTooLarge, a.status)
		assert.NotEmpty(t, a.field("error"))
		assert.Equal(t, 200, s.revoke("confidential", strings.Repeat("A", 900_000)).status)
		a = s.do(request("POST", "/oauth/revoke", "multipart/form-data", s.as("confidential", "token", token).Encode()))
		assert.Equal(t, 400, a.status)
		assert.True(t, s.alive("confidential", token))
	})
}

func TestUnknownRoutesAndMethods(t *testing.T) {
	s := newSite(t, tenant.DialectAuth0)
	a := s.do(request("GET", "/oauth/token", "", ""))
	assert.Equal(t, 405, a.status)
	assert.Equal(t, "method_not_allowed", a.field("error"))
	assert.NotEmpty(t, a.header.Get("Allow"))
	a = s.do(request("GET", "/nowhere", "", ""))
	assert.Equal(t, 404, a.status)
}

func TestCORS(t *testing.T) {
	s := newSite(t, tenant.DialectAuth0)
	preflight := func(origin string) answer {
		r := request("OPTIONS", "/oauth/revoke", "", "")
		r.Header.Set("Origin", origin)
		r.Header.Set("Access-Control-Request-Method", "POST")
		r.Header.Set("Access-Control-Request-Headers", "auth0-client,content-type")
		return s.do(r)
	}
	a := preflight("http://localhost")
	assert.Equal(t, 204, a.status)
	assert.Equal(t, "http://localhost", a.header.Get("Access-Control-Allow-Origin"))
	assert.Contains(t, a.header.Get("Access-Control-Allow-Headers"), "Auth0-Client")
	a = preflight("https://evil.example")
	assert.Empty(t, a.header.Get("Access-Control-Allow-Origin"))
}
