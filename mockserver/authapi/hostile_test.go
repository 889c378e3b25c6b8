package authapi_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/revokespec/revokespec/mockserver/tenant"
)

var endpoints = []string{"/oauth/token", "/oauth/revoke", "/oauth/introspect", "/userinfo", "/u/login", "/u/consent"}

func FuzzBodies(f *testing.F) {
	big := strings.Repeat("A", 1<<20)
	for _, seed := range []string{
		"", "token", "token=%", "token=%zz", "token=\x00\x01", "token=\xff\xfe", "token=" + big, big + big, "a;b;c", "&&&&===",
		"token=a.b.c&client_id=mock-public", "client_assertion=a.b.c&client_assertion_type=x", "client_assertion=e30.e30.e30",
		`{`, `{}`, `[]`, `null`, `{"token":1}`, `{"token":{"a":[]}}`, `{"token":"a"`, `{"token":"\ud800"}`, `{"a":1}{"b":2}`,
		strings.Repeat(`{"a":`, 20000), strings.Repeat("[", 20000), "grant_type=refresh_token&client_id=mock-public&refresh_token=v1.",
	} {
		f.Add(seed, "application/json", "Basic Og==")
		f.Add(seed, formType, "Bearer a.b.c")
		f.Add(seed, "multipart/form-data; boundary=x", "Basic ////")
		f.Add(seed, "text/\x00", "\x00")
	}
	sites := []*site{newSite(f, tenant.DialectAuth0), newSite(f, tenant.DialectRFC)}
	f.Fuzz(func(t *testing.T, body, contentType, authorization string) {
		for _, s := range sites {
			for _, path := range endpoints {
				r := request("POST", path, "", body)
				r.Header["Content-Type"] = []string{contentType}
				r.Header["Authorization"] = []string{authorization}
				a := s.do(r)
				if a.status >= 500 || a.status < 200 {
					t.Fatalf("%s answered %d", path, a.status)
				}
			}
		}
	})
}

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
