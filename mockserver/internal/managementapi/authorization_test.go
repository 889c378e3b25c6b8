package managementapi_test

import (
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/mockserver"
	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

// TestEveryOperationAsksForItsScopes reads from the document which these are.
func TestEveryOperationAsksForItsScopes(t *testing.T) {
	k, err := theContract()
	require.NoError(t, err)
	s := newSite(t)
	none := s.managementToken("delete:nothing")
	for path, p := range k.document.Paths.Map() {
		for method, o := range p.Operations() {
			t.Run(method+" "+path, func(t *testing.T) {
				at := "/api/v2" + strings.ReplaceAll(path, "{id}", "x")
				a := s.do(method, at, "", "{}")
				assert.Equal(t, 401, a.status, a.body)
				assert.Contains(t, a.body, "Missing authentication")
				assert.Equal(t, "Bearer", a.header.Get("WWW-Authenticate"))
				for _, bad := range []string{"nonsense", "a.b.c", none[:len(none)-8] + "AAAAAAAA"} {
					assert.Equal(t, 401, s.do(method, at, bad, "{}").status)
				}
				a = s.do(method, at, s.tokenWith(), "{}")
				assert.Equal(t, 403, a.status, a.body)
				assert.Contains(t, a.body, "insufficient_scope")
				for _, needed := range *o.Security {
					scopes := needed["management"]
					require.NotEmpty(t, scopes)
					assert.Contains(t, a.body, scopes[0])
					assert.NotContains(t, s.do(method, at, s.tokenWith(scopes...), bodyFor(path, scopes[0])).body, "insufficient_scope")
					for i := range scopes {
						less := append(append([]string{}, scopes[:i]...), scopes[i+1:]...)
						assert.Equal(t, 403, s.do(method, at, s.tokenWith(less...), "{}").status, "all of %v are needed", scopes)
					}
				}
			})
		}
	}
}

// bodyFor is one that needs no other scope, where that is up to the body.
func bodyFor(path, scope string) string {
	switch {
	case scope == "update:client_keys" && path == "/clients/{id}":
		return `{"client_secret":"x"}`
	case path == "/users/{id}/revoke-access":
		return `{"preserve_refresh_tokens":true}`
	}
	return "{}"
}

func TestWhatABodyDoesMayNeedAnotherScope(t *testing.T) {
	s := newSite(t)
	path := "/api/v2/clients/mock-confidential"
	assert.Equal(t, 403, s.do("PATCH", path, s.tokenWith("update:client_keys"), `{"name":"x"}`).status)
	assert.Equal(t, 403, s.do("PATCH", path, s.tokenWith("update:clients"), `{"client_secret":"stolen"}`).status)
	a := s.do("PATCH", path, s.tokenWith("update:clients"), `{"name":"x"}`)
	assert.Equal(t, 200, a.status)
	assert.NotContains(t, a.body, `"client_secret":`, "who may write an application may not for that read its secret")
	user := "/api/v2/users/" + url.PathEscape(s.userID(0)) + "/revoke-access"
	token := s.signIn("confidential", 0, one)
	assert.Equal(t, 403, s.do("POST", user, s.tokenWith("delete:sessions"), `{}`).status)
	assert.Equal(t, 202, s.do("POST", user, s.tokenWith("delete:sessions"), `{"preserve_refresh_tokens":true}`).status)
	s.server.Clock().Advance(time.Second)
	assert.True(t, s.alive("confidential", token))
}

// tokenWith is a token of an application that has these scopes and no others, whether or not its tenant gave them.
func (s *site) tokenWith(scopes ...string) string {
	return s.forge("http://example.com/", "http://example.com/api/v2/", time.Hour, scopes...)
}

func TestATokenMustBeForThisAPIAndNotExpired(t *testing.T) {
	s := newSite(t)
	const issuer, api = "http://example.com/", "http://example.com/api/v2/"
	assert.Equal(t, 200, s.do("GET", "/api/v2/grants", s.forge(issuer, api, time.Hour, "read:grants"), "").status)
	assert.Equal(t, 200, s.do("GET", "/api/v2/grants", s.forge(issuer, []string{"http://example.com/userinfo", api}, time.Hour, "read:grants"), "").status)
	for _, token := range []string{
		s.forge(issuer, one, time.Hour, "read:grants"),
		s.forge(issuer, []string{one}, time.Hour, "read:grants"),
		s.forge(issuer, nil, time.Hour, "read:grants"),
		s.forge(issuer, "http://example.com/api/v2", time.Hour, "read:grants"),
		s.forge("http://elsewhere.example/", api, time.Hour, "read:grants"),
		s.forge(issuer, api, -time.Second, "read:grants"),
	} {
		a := s.do("GET", "/api/v2/grants", token, "")
		assert.Equal(t, 401, a.status, a.body)
		assert.Contains(t, a.header.Get("WWW-Authenticate"), `Bearer error="`)
	}
	for _, header := range []string{"banana", "Bearer", "Bearer ", "Basic eDp5", "Bearer\t" + s.token} {
		r := httptest.NewRequest("GET", "/api/v2/grants", nil)
		r.Header.Set("Authorization", header)
		w := httptest.NewRecorder()
		s.server.ServeHTTP(w, r)
		assert.Equal(t, 400, w.Code, header)
		assert.Contains(t, w.Body.String(), "Bad HTTP authentication header format")
	}
}

func TestWhatIsNotServedIsToldFromWhatAuth0DoesNotHave(t *testing.T) {
	s := newSite(t)
	const neither = "Neither Auth0's Management API nor this mock has that path. "
	for call, want := range map[string]string{
		"GET /jobs/job_1": "This mock does not serve GET /api/v2/jobs/{id}. Served are client-grants, clients, connections, ",
		"POST /rules":     "This mock does not serve POST /api/v2/rules. ", // of which there never are any
		"PUT /users/auth0%7C1/authentication-methods": "This mock does not serve PUT /api/v2/users/{id}/authentication-methods. ",
		"DELETE /users/auth0%7C1%2F2/multifactor/duo": "This mock does not serve DELETE /api/v2/users/{id}/multifactor/{provider}. ",
		"GET /nowhere": neither, "GET /": neither, "GET /grants/": neither, "GET /Grants": neither, "GET /openapi.yaml": neither, "GET ": neither,
	} {
		method, path, _ := strings.Cut(call, " ")
		a := s.do(method, "/api/v2"+path, "", "") // nobody needs a token to be told
		assert.Equal(t, 501, a.status, call)
		assert.Contains(t, a.body, `"message":"`+want, call)
		assert.Contains(t, a.body, `"error":"Not Implemented","errorCode":"not_implemented"`, call)
		assert.NotContains(t, a.body, "auth0|1", "what stands in a path may be anything")
	}
	a := s.call("PUT", "/grants", "")
	assert.Equal(t, 405, a.status, "neither has it, and the path is served")
	assert.Contains(t, a.body, `"statusCode":405`)
}

func TestAnOversizeBodyIsRefusedInThisAPIsWords(t *testing.T) {
	s := newSite(t)
	a := s.call("PATCH", "/tenants/settings", `{"friendly_name":"`+strings.Repeat("x", 2<<20)+`"}`)
	assert.Equal(t, 413, a.status)
	assert.Contains(t, a.body, `"statusCode":413`)
	assert.Less(t, len(a.body), 500)
}

func TestEnterpriseOperationsAreOffWhereThePlanHasThemNot(t *testing.T) {
	s := newSite(t, mockserver.WithSwitch(func(p *tenant.Policy) { p.Management.Enterprise = false }))
	k, err := theContract()
	require.NoError(t, err)
	off := 0
	for path, p := range k.document.Paths.Map() {
		for method, o := range p.Operations() {
			a := s.do(method, "/api/v2"+strings.ReplaceAll(path, "{id}", "x"), s.tokenWith((*o.Security)[0]["management"]...), "{}")
			if strings.Contains(o.Description, "Enterprise") {
				off++
				assert.Equal(t, 403, a.status, path)
				assert.Contains(t, a.body, "feature_not_enabled")
			} else if o.Extensions["x-always-empty"] == nil {
				assert.NotContains(t, a.body, "feature_not_enabled", path)
			}
		}
	}
	assert.Equal(t, 13, off)
}

func TestACorrelationIDHasAtMost64Characters(t *testing.T) {
	s := newSite(t)
	send := func(method, path, id string) int {
		r := httptest.NewRequest(method, "/api/v2"+path, nil)
		r.Header.Set("Authorization", "Bearer "+s.token)
		r.Header.Set("X-Correlation-ID", id)
		w := httptest.NewRecorder()
		s.server.ServeHTTP(w, r)
		return w.Code
	}
	assert.Equal(t, 204, send("DELETE", "/grants/x", "run-"+strings.Repeat("7", 60)))
	assert.Equal(t, 400, send("DELETE", "/grants/x", strings.Repeat("7", 65)))
	assert.Equal(t, 400, send("DELETE", "/grants/x", `{"$inject": "x"}`))
	assert.Equal(t, 200, send("GET", "/grants", strings.Repeat("7", 65)), "it is not read there")
	logged := s.list("/logs?q=" + `details.request.correlation_id:run-` + strings.Repeat("7", 60))
	assert.Len(t, logged, 1)
}
