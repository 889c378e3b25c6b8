package mockserver_test

import (
	"net/http"
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

// switched is a server with some switches, and what the tests do with it.
type switched struct {
	*testing.T
	server *mockserver.Server
}

func (s switched) management(method, path, body string) *httptest.ResponseRecorder {
	s.Helper()
	_, m := post(s.T, s.server, "/oauth/token", form(s.server.Seed(), "management", "grant_type", "client_credentials",
		"audience", "http://example.com/api/v2/"))
	r := httptest.NewRequest(method, "/api/v2"+path, strings.NewReader(body))
	r.Header.Set("Authorization", "Bearer "+m["access_token"].(string))
	r.Header.Set("Content-Type", "application/json")
	w := httptest.NewRecorder()
	s.server.ServeHTTP(w, r)
	return w
}

func (s switched) alive(role, token string) bool {
	status, _ := exchange(s.T, s.server, role, token)
	return status == http.StatusOK
}

// Each switch changes what its sentence says; without it, the server behaves otherwise.
func TestSwitches(t *testing.T) {
	behaviours := map[string]func(s switched) bool{ // whether the server does as the switch says
		"devices-ignore-setting": func(s switched) bool {
			one, two := signIn(s, s.server, "confidential"), signIn(s, s.server, "confidential")
			require.Equal(s, 200, s.management("PATCH", "/tenants/settings", `{"flags":{"revoke_refresh_token_grant":true}}`).Code)
			list := s.management("GET", "/device-credentials?type=refresh_token&user_id="+url.QueryEscape(s.server.Seed().Users[0].ID), "").Body.String()
			_, rest, _ := strings.Cut(list, `"dcr_`)
			id, _, _ := strings.Cut(rest, `"`)
			require.Equal(s, 204, s.management("DELETE", "/device-credentials/dcr_"+id, "").Code)
			return s.alive("confidential", one) != s.alive("confidential", two)
		},
		"reuse-ends-grant": func(s switched) bool {
			first, sibling := signIn(s, s.server, "rotating"), signIn(s, s.server, "rotating")
			require.True(s, s.alive("rotating", first))
			require.False(s, s.alive("rotating", first))
			return !s.alive("rotating", sibling)
		},
		"foreign-is-refused": func(s switched) bool {
			token := signIn(s, s.server, "public")
			status, _ := post(s, s.server, "/oauth/revoke", form(s.server.Seed(), "confidential", "token", token))
			require.True(s, s.alive("public", token))
			return status == 400
		},
		"wrong-secret-is-access-denied": func(s switched) bool {
			var denied bool
			for i, in := range [][]string{{"client_secret", "wrong"}, {"client_secret", ""}, {"client_id", "nobody"}} {
				for _, path := range []string{"/oauth/token", "/oauth/revoke"} {
					v, err := url.ParseQuery(form(s.server.Seed(), "confidential", "grant_type", "refresh_token", "refresh_token", "x", "token", "x"))
					require.NoError(s, err)
					v.Set(in[0], in[1])
					status, m := post(s.T, s.server, path, v.Encode())
					require.Equal(s, 401, status)
					now := m["error"] == "access_denied" && m["error_description"] == "Unauthorized"
					require.True(s, i == 0 && path == "/oauth/token" || now == denied, "%s %v", path, in)
					denied = now
				}
			}
			assertion := form(s.server.Seed(), "jwt", "grant_type", "refresh_token", "refresh_token", "x", "client_assertion", "a.b.c",
				"client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer")
			_, m := post(s.T, s.server, "/oauth/token", assertion)
			require.Equal(s, "invalid_client", m["error"], "an assertion is no secret")
			return denied
		},
		"success-body-ok": func(s switched) bool {
			r := httptest.NewRequest("POST", "/oauth/revoke", strings.NewReader("client_id=mock-public&token=x"))
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			w := httptest.NewRecorder()
			s.server.ServeHTTP(w, r)
			return w.Body.String() == "OK"
		},
		"require-user-id": func(s switched) bool { return s.management("GET", "/device-credentials", "").Code == 400 },
		"without-enterprise": func(s switched) bool {
			return s.management("GET", "/users/"+url.PathEscape(s.server.Seed().Users[0].ID)+"/refresh-tokens", "").Code != 200
		},
		"without-revocation": func(s switched) bool {
			r := httptest.NewRequest("GET", "/.well-known/openid-configuration", nil)
			w := httptest.NewRecorder()
			s.server.ServeHTTP(w, r)
			status, _ := post(s, s.server, "/oauth/revoke", form(s.server.Seed(), "public", "token", "x"))
			named := strings.Contains(w.Body.String(), "revocation_endpoint")
			require.Equal(s, named, status == 200)
			return !named
		},
		"hint-required": func(s switched) bool {
			with, _ := post(s, s.server, "/oauth/revoke", form(s.server.Seed(), "public", "token", "x", "token_type_hint", "refresh_token"))
			require.Equal(s, 200, with)
			without, _ := post(s, s.server, "/oauth/revoke", form(s.server.Seed(), "public", "token", "x"))
			return without == 400
		},
		"free-tenant-limit": func(s switched) bool {
			for range 3 {
				if s.management("GET", "/grants", "").Code == 429 {
					return true
				}
			}
			return false
		},
	}
	for _, known := range mockserver.Switches() {
		t.Run(known.Name, func(t *testing.T) {
			behaviour, tested := behaviours[known.Name]
			require.True(t, tested)
			assert.NotEmpty(t, known.Sentence)
			for _, on := range []bool{false, true} {
				options := []mockserver.Option{mockserver.WithClock(stopped())}
				if on {
					options = append(options, mockserver.WithSwitches(known.Name))
				}
				s := mockserver.New(options...)
				require.NoError(t, s.Err())
				assert.Equal(t, on, behaviour(switched{t, s}))
			}
			direct := mockserver.New(mockserver.WithClock(stopped()), mockserver.WithSwitch(known.Apply))
			assert.True(t, behaviour(switched{t, direct}), "by function")
		})
	}
	assert.ErrorContains(t, mockserver.New(mockserver.WithSwitches("reuse")).Err(), "reuse-ends-grant")
}

// A switch stays on when deviations are switched.
func TestSwitchesSurviveDeviations(t *testing.T) {
	s := mockserver.New(mockserver.WithSwitches("success-body-ok"))
	require.NoError(t, s.Deviate("success-is-202"))
	r := httptest.NewRequest("POST", "/oauth/revoke", strings.NewReader("client_id=mock-public&token=x"))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	assert.Equal(t, 202, w.Code)
	assert.Equal(t, "OK", w.Body.String())
}

// stopped is a clock that stands, so that limits per second do not depend on the machine.
func stopped() *tenant.MovableClock {
	now := time.Now()
	return tenant.NewClock(func() time.Time { return now })
}
