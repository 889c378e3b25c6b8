package authapi_test

import (
	"encoding/json"
	"net/url"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/mockserver"
	"github.com/revokespec/revokespec/mockserver/internal/store/memory"
	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

func TestWrongMethods(t *testing.T) {
	bothDialects(t, func(t *testing.T, s *site, _ string) {
		for path, methods := range map[string][]string{
			"/oauth/revoke":      {"GET", "HEAD", "PUT", "PATCH", "DELETE"},
			"/oauth/token":       {"GET", "PUT", "DELETE"},
			"/oauth/device/code": {"GET", "PUT"},
			"/oauth/introspect":  {"GET"},
			"/userinfo":          {"PUT", "DELETE"},
			"/authorize":         {"DELETE"},
			"/activate/success":  {"POST"},
			"/v2/logout":         {"POST"},
		} {
			for _, method := range methods {
				a := s.do(request(method, path, formType, ""))
				assert.Equal(t, 405, a.status, "%s %s", method, path)
				assert.NotEmpty(t, a.header.Get("Allow"), "%s %s", method, path)
				assert.Equal(t, "method_not_allowed", a.field("error"), "%s %s", method, path)
			}
		}
		for _, path := range []string{"/oauth/nothing", "/oauth/revoke/", "/OAUTH/TOKEN", "/activate/nothing"} {
			assert.Equal(t, "404 not_found", status(s.do(request("POST", path, formType, ""))), path)
		}
	})
}

// Documented for the token endpoint as for the others: forms, and in Auth0's dialect JSON.
func TestBodiesOfTheDeviceFlow(t *testing.T) {
	bothDialects(t, func(t *testing.T, s *site, dialect string) {
		a := s.postJSON("/oauth/device/code", map[string]string{"client_id": "mock-device", "scope": "openid"})
		want := "400 invalid_request"
		if dialect == tenant.DialectAuth0 {
			want = "200"
			poll := map[string]string{"client_id": "mock-device", "grant_type": tenant.GrantDeviceCode, "device_code": a.field("device_code")}
			assert.Equal(t, "403 authorization_pending", status(s.postJSON("/oauth/token", poll)))
		}
		assert.Equal(t, want, status(a))
		twice := s.do(request("POST", "/oauth/device/code", formType, "client_id=mock-device&scope=a&scope=b"))
		assert.Equal(t, "400 invalid_request", status(twice))
		query := s.do(request("POST", "/oauth/device/code?client_id=mock-device", formType, "scope=a"))
		assert.NotEqual(t, 200, query.status, "parameters in the URL do not count")
		missing := s.post("/oauth/token", s.as("device", "grant_type", tenant.GrantDeviceCode))
		assert.Equal(t, "Missing required parameter: device_code", missing.field("error_description"))
	})
}

func TestOriginsAreGrantedByClient(t *testing.T) {
	kept := memory.New()
	s := newSite(t, "", mockserver.WithStore(kept))
	const mine, others = "https://mine.example", "https://others.example"
	change(t, kept, "mock-public", func(c *tenant.Client) { c.Origins = []string{mine} })
	change(t, kept, "mock-second", func(c *tenant.Client) { c.Origins = []string{others} })
	granted := func(method, path, origin string, form url.Values) string {
		r := request(method, path, formType, form.Encode())
		r.Header.Set("Origin", origin)
		if method == "OPTIONS" {
			r.Header.Set("Access-Control-Request-Method", "POST")
		}
		a := s.do(r)
		assert.Contains(t, a.header.Values("Vary"), "Origin")
		return a.header.Get("Access-Control-Allow-Origin")
	}
	for _, path := range []string{"/oauth/revoke", "/oauth/token"} {
		assert.Equal(t, mine, granted("OPTIONS", path, mine, nil))
		assert.Equal(t, others, granted("OPTIONS", path, others, nil), "a preflight does not say which client asks")
		assert.Empty(t, granted("OPTIONS", path, "https://nobodys.example", nil))
		form := s.as("public", "token", "x", "grant_type", "refresh_token", "refresh_token", "x")
		assert.Equal(t, mine, granted("POST", path, mine, form), "also on a refusal")
		assert.Empty(t, granted("POST", path, others, form), "another client's")
		assert.Empty(t, granted("POST", path, "https://nobodys.example", form))
	}
	token := s.signIn("public", 0).field("access_token")
	for origin, want := range map[string]string{mine: mine, others: ""} {
		r := request("GET", "/userinfo", "", "")
		r.Header.Set("Authorization", "Bearer "+token)
		r.Header.Set("Origin", origin)
		assert.Equal(t, want, s.do(r).header.Get("Access-Control-Allow-Origin"))
	}
}

// RFC 6750 section 2: a header, a form, or an address; one of them.
func TestWaysToPresentAnAccessTokenToUserinfo(t *testing.T) {
	bothDialects(t, func(t *testing.T, s *site, dialect string) {
		token := s.signIn("confidential", 0).field("access_token")
		inAddress := "/userinfo?access_token=" + token
		a := s.do(request("GET", inAddress, "", ""))
		if dialect == tenant.DialectAuth0 {
			assert.Equal(t, 200, a.status, "as passport-auth0 asks")
			assert.Equal(t, s.seed.Users[0].ID, a.field("sub"))
			assert.Contains(t, a.header.Get("Cache-Control"), "private")
			assert.Equal(t, 200, s.postJSON("/userinfo", map[string]string{"access_token": token}).status)
			assert.Equal(t, "400 invalid_request", status(s.post(inAddress, values("access_token", token))))
		} else {
			assert.Equal(t, 401, a.status)
		}
		assert.Equal(t, 200, s.post("/userinfo", values("access_token", token)).status)
		assert.Equal(t, "400 invalid_request", status(s.post("/userinfo", values("access_token", token, "access_token", token))))
		both := request("POST", "/userinfo", formType, values("access_token", token).Encode())
		both.Header.Set("Authorization", "Bearer "+token)
		assert.Equal(t, "400 invalid_request", status(s.do(both)))
		assert.Equal(t, 401, s.do(request("GET", "/userinfo?access_token=", "", "")).status)
	})
}

func TestUserinfoNeedsOpenID(t *testing.T) {
	s := newSite(t, "")
	token := s.signIn("confidential", 0, "scope", "email").field("access_token")
	assert.Equal(t, "403 insufficient_scope", status(s.userinfo(token)))
}

func TestLogoutReturns(t *testing.T) {
	kept := memory.New()
	s := newSite(t, "", mockserver.WithStore(kept))
	change(t, kept, "mock-public", func(c *tenant.Client) {
		c.LogoutURIs = []string{"https://app.example/bye", "https://app.example/other"}
	})
	_, err := kept.UpdateSettings(t.Context(), func(settings tenant.Settings) tenant.Settings {
		settings.Other["allowed_logout_urls"] = []any{"https://tenant.example/"}
		return settings
	})
	require.NoError(t, err)
	for _, tc := range []struct{ client, to, want string }{
		{"mock-public", "", "https://app.example/bye"},
		{"mock-public", "https://app.example/other", "https://app.example/other"},
		{"mock-public", "HTTPS://APP.example/other?a=b#c", "HTTPS://APP.example/other?a=b#c"},
		{"mock-public", "https://app.example/OTHER", ""},
		{"mock-public", "https://app.example/bye/more", ""},
		{"mock-public", "https://app.example.evil.example/bye", ""},
		{"mock-public", "https://app.example@evil.example/bye", ""},
		{"mock-public", "//app.example/bye", ""},
		{"mock-public", "https://tenant.example/", ""},
		{"", "https://tenant.example/", "https://tenant.example/"},
		{"", "https://app.example/bye", ""},
		{"nobody", "https://tenant.example/", ""},
	} {
		a := s.do(request("GET", "/v2/logout?"+values("client_id", tc.client, "returnTo", tc.to).Encode(), "", ""))
		assert.Equal(t, tc.want, a.header.Get("Location"), tc.to)
		if tc.want == "" {
			assert.Equal(t, 400, a.status, tc.to)
		}
		assert.Contains(t, a.header.Get("Set-Cookie"), "Max-Age=0")
	}
}

func TestMetadataOfTheDeviceFlow(t *testing.T) {
	bothDialects(t, func(t *testing.T, s *site, dialect string) {
		var document map[string]any
		a := s.do(request("GET", "/.well-known/openid-configuration", "", ""))
		require.NoError(t, json.Unmarshal([]byte(a.body), &document))
		alias := s.do(request("GET", "/.well-known/oauth-authorization-server", "", ""))
		assert.JSONEq(t, a.body, alias.body)
		assert.Equal(t, issuer+"oauth/device/code", document["device_authorization_endpoint"])
		assert.Contains(t, document["grant_types_supported"], tenant.GrantDeviceCode)
		assert.Equal(t, []any{"S256", "plain"}, document["code_challenge_methods_supported"])
		if dialect == tenant.DialectAuth0 {
			assert.NotContains(t, document, "introspection_endpoint")
			assert.Equal(t, []any{"client_secret_basic", "client_secret_post", "private_key_jwt"}, document["token_endpoint_auth_methods_supported"])
		}
	})
}

func TestSessionCookiesAreSecureOverTLS(t *testing.T) {
	for public, want := range map[string]bool{"https://mock.example": true, "http://mock.example": false} {
		s := newSite(t, "", mockserver.WithPublicURL(public))
		a := s.do(request("GET", authorizeURL("public"), "", ""))
		assert.Equal(t, 302, a.status)
		cookie := a.header.Get("Set-Cookie")
		assert.Contains(t, cookie, "HttpOnly")
		assert.Contains(t, cookie, "SameSite=Lax")
		if want {
			assert.Contains(t, cookie, "Secure")
		} else {
			assert.NotContains(t, cookie, "Secure")
		}
	}
}

// A silent sign-in is a frame of another site: where there is TLS, the session's cookie is sent from there.
func TestTheCookieOfASessionOverTLSIsSentFromFrames(t *testing.T) {
	for public, want := range map[string]string{"https://mock.example": "Secure; SameSite=None", "http://mock.example": "SameSite=Lax"} {
		s := newSite(t, "", mockserver.WithPublicURL(public))
		begun := s.do(request("GET", authorizeURL("public"), "", ""))
		r := request("POST", "/u/login", formType, values("state", begun.location().Query().Get("state"),
			"username", s.seed.Users[0].Email, "password", s.seed.Users[0].Password).Encode())
		r.Header.Set("Cookie", begun.header.Get("Set-Cookie"))
		a := s.do(r)
		assert.Contains(t, a.header.Get("Set-Cookie"), want)
	}
}

func TestAnAuthorizationRequestMayBePosted(t *testing.T) {
	s := newSite(t, "")
	at, _ := url.Parse(authorizeURL("public", "prompt", "none"))
	a := s.do(request("POST", "/authorize", formType, at.RawQuery))
	assert.Equal(t, "login_required", a.location().Query().Get("error"))
}
