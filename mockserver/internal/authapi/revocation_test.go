package authapi_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/mockserver"
	"github.com/revokespec/revokespec/mockserver/internal/store/memory"
	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

func TestRevocation(t *testing.T) {
	tests := []struct {
		name   string
		owner  string
		form   func(s *site, token string) map[string]string
		auth0  string // "status error", and whether the token survives
		rfc    string
		kept   bool
		rfcBad bool // survives in dialect rfc only
	}{
		{"right", "confidential", nil, "200 ", "200 ", false, false},
		{"public", "public", nil, "200 ", "200 ", false, false},
		{"unknown token", "confidential", set("token", "nonsense"), "200 ", "200 ", true, false},
		{"no token", "confidential", set("token", "-"), "400 invalid_request", "400 invalid_request", true, false},
		{"empty token", "confidential", set("token", ""), "400 invalid_request", "400 invalid_request", true, false},
		{"no client", "confidential", set("client_id", "-", "client_secret", "-"), "400 invalid_request", "401 invalid_client", true, false},
		{"wrong secret", "confidential", set("client_secret", "wrong"), "401 invalid_client", "401 invalid_client", true, false},
		{"no secret", "confidential", set("client_secret", "-"), "401 invalid_client", "401 invalid_client", true, false},
		{"unknown client", "confidential", set("client_id", "nobody"), "401 invalid_client", "401 invalid_client", true, false},
		{"wrong secret, unknown token", "confidential", set("client_secret", "wrong", "token", "nonsense"), "401 invalid_client", "401 invalid_client", true, false},
		{"right hint", "confidential", set("token_type_hint", "refresh_token"), "200 ", "200 ", false, false},
		{"wrong hint", "confidential", set("token_type_hint", "access_token"), "200 ", "200 ", false, false},
		{"unknown hint", "confidential", set("token_type_hint", "banana"), "200 ", "200 ", false, false},
		{"extra parameter", "confidential", set("banana", "yes"), "200 ", "200 ", false, false},
		{"foreign, by a confidential client", "public", foreign("confidential"), "200 ", "400 invalid_grant", true, false},
		{"foreign, by a public client", "confidential", foreign("public"), "200 ", "400 invalid_grant", true, false},
		{"foreign, confidential to confidential", "second", foreign("confidential"), "200 ", "400 invalid_grant", true, false},
	}
	for _, tc := range tests {
		bothDialects(t, func(t *testing.T, s *site, dialect string) {
			t.Run(tc.name, func(t *testing.T) {
				s.t = t
				token := s.refreshToken(tc.owner, 0)
				form := s.as(tc.owner, "token", token)
				if tc.form != nil {
					for k, v := range tc.form(s, token) {
						if form.Set(k, v); v == "-" {
							form.Del(k)
						}
					}
				}
				a := s.post("/oauth/revoke", form)
				want := tc.auth0
				if dialect == tenant.DialectRFC {
					want = tc.rfc
				}
				assert.Equal(t, want, fmt.Sprint(a.status, " ", a.field("error")), a.body)
				assert.Equal(t, tc.kept, s.alive(tc.owner, token), "token survives")
				if a.status == 200 {
					assert.Empty(t, a.body)
				} else {
					assert.NotEmpty(t, a.field("error_description"))
					assert.NotContains(t, a.body, token)
				}
			})
		})
	}
}

func set(pairs ...string) func(*site, string) map[string]string {
	return func(*site, string) map[string]string {
		m := map[string]string{}
		for i := 0; i+1 < len(pairs); i += 2 {
			m[pairs[i]] = pairs[i+1]
		}
		return m
	}
}

func foreign(role string) func(*site, string) map[string]string {
	return func(s *site, _ string) map[string]string {
		c, _ := s.seed.Client(role)
		secret := c.ClientSecret
		if secret == "" {
			secret = "-"
		}
		return map[string]string{"client_id": c.ClientID, "client_secret": secret}
	}
}

func TestRevocationTwice(t *testing.T) {
	bothDialects(t, func(t *testing.T, s *site, _ string) {
		token := s.refreshToken("confidential", 0)
		for range 2 {
			assert.Equal(t, 200, s.revoke("confidential", token).status)
		}
	})
}

// As recorded: the body that is not there has a type, without which clients that take nothing but JSON fail (simple-oauth2).
func TestTheEmptyAnswerToARevocationHasAType(t *testing.T) {
	s := newSite(t, tenant.DialectAuth0)
	for _, token := range []string{s.refreshToken("confidential", 0), "unknown"} {
		a := s.revoke("confidential", token)
		assert.Equal(t, "application/json", a.header.Get("Content-Type"))
		assert.Empty(t, a.body)
	}
	s = newSite(t, tenant.DialectAuth0, mockserver.WithSwitches("success-body-ok"))
	assert.Equal(t, "text/plain", s.revoke("confidential", "unknown").header.Get("Content-Type"))
}

// A dead token does not exist any more (Auth0, the table of statuses): with the setting on, it takes no grant along.
func TestRevocationOfADeadTokenEndsNothing(t *testing.T) {
	for _, how := range []string{"revoked", "expired", "reused"} {
		t.Run(how, func(t *testing.T) {
			kept := memory.New()
			s := newSite(t, "", mockserver.WithStore(kept))
			dead := s.refreshToken("rotating", 0)
			switch how {
			case "revoked":
				require.Equal(t, 200, s.revoke("rotating", dead).status)
			case "expired":
				s.advance(16 * 24 * time.Hour)
			case "reused":
				require.Equal(t, 200, s.exchange("rotating", dead).status)
				require.NotEqual(t, 200, s.exchange("rotating", dead).status)
			}
			_, err := kept.UpdateSettings(t.Context(), func(o tenant.Settings) tenant.Settings {
				return o.Merge(tenant.Settings{Flags: map[string]bool{tenant.FlagRevocationDeletesGrant: true}})
			})
			require.NoError(t, err)
			sibling := s.refreshToken("rotating", 0)
			assert.Equal(t, 200, s.revoke("rotating", dead).status)
			assert.True(t, s.alive("rotating", sibling))
		})
	}
}

func TestRevocationByJSON(t *testing.T) {
	body := func(s *site, token string) map[string]string {
		c, _ := s.seed.Client("confidential")
		return map[string]string{"client_id": c.ClientID, "client_secret": c.ClientSecret, "token": token}
	}
	bothDialects(t, func(t *testing.T, s *site, dialect string) {
		token := s.refreshToken("confidential", 0)
		a := s.postJSON("/oauth/revoke", body(s, token))
		if dialect == tenant.DialectAuth0 {
			assert.Equal(t, 200, a.status)
			assert.False(t, s.alive("confidential", token))
			return
		}
		assert.Equal(t, 400, a.status)
		assert.Equal(t, "invalid_request", a.field("error"))
		assert.True(t, s.alive("confidential", token))
	})
}

func TestRevocationNeverReadsTheQuery(t *testing.T) {
	bothDialects(t, func(t *testing.T, s *site, _ string) {
		token := s.refreshToken("confidential", 0)
		query := s.as("confidential", "token", token).Encode()
		a := s.do(request("POST", "/oauth/revoke?"+query, formType, "banana=1"))
		assert.Contains(t, []int{400, 401}, a.status)
		for _, method := range []string{"GET", "HEAD", "PUT", "PATCH", "DELETE"} {
			a := s.do(request(method, "/oauth/revoke?"+query, formType, query))
			assert.Equal(t, 405, a.status, method)
			assert.Contains(t, a.header.Get("Allow"), "POST")
		}
		assert.True(t, s.alive("confidential", token))
		a = s.do(request("POST", "/oauth/revoke/", formType, query))
		assert.Equal(t, 404, a.status)
	})
}

func TestRevocationRefusesDuplicates(t *testing.T) {
	bothDialects(t, func(t *testing.T, s *site, dialect string) {
		first, second := s.refreshToken("confidential", 0), s.refreshToken("confidential", 0)
		form := s.as("confidential", "token", first, "token", second)
		a := s.post("/oauth/revoke", form)
		assert.Equal(t, 400, a.status)
		assert.Equal(t, "invalid_request", a.field("error"))
		if dialect == tenant.DialectAuth0 {
			c, _ := s.seed.Client("confidential")
			a = s.do(request("POST", "/oauth/revoke", "application/json", fmt.Sprintf(
				`{"client_id":%q,"client_secret":%q,"token":%q,"token":%q}`, c.ClientID, c.ClientSecret, first, second)))
			assert.Equal(t, 400, a.status)
		}
		assert.True(t, s.alive("confidential", first))
		assert.True(t, s.alive("confidential", second))
	})
}

func TestRevocationWithBasic(t *testing.T) {
	bothDialects(t, func(t *testing.T, s *site, dialect string) {
		c, _ := s.seed.Client("basic")
		token := s.refreshToken2("basic")
		send := func(secret, body string) answer {
			r := request("POST", "/oauth/revoke", formType, body)
			r.SetBasicAuth(c.ClientID, secret)
			return s.do(r)
		}
		body := values("token", token).Encode()
		a := send("wrong", body)
		assert.Equal(t, 401, a.status)
		assert.Equal(t, "invalid_client", a.field("error"))
		if dialect == tenant.DialectRFC {
			assert.Contains(t, a.header.Get("WWW-Authenticate"), "Basic")
		}
		a = send(c.ClientSecret, values("token", token, "client_secret", c.ClientSecret).Encode())
		assert.Equal(t, 400, a.status, "two methods")
		a = send(c.ClientSecret, values("token", token, "client_id", "other").Encode())
		assert.Equal(t, 401, a.status)
		if dialect == tenant.DialectAuth0 {
			body = values("token", token, "client_id", c.ClientID).Encode()
		}
		assert.Equal(t, 200, send(c.ClientSecret, body).status)
		r := request("POST", "/oauth/token", formType, values("grant_type", "refresh_token", "refresh_token", token).Encode())
		r.SetBasicAuth(c.ClientID, c.ClientSecret)
		assert.NotEqual(t, 200, s.do(r).status)

		r = request("POST", "/oauth/revoke", formType, body)
		r.Header.Set("Authorization", "Basic !!!")
		assert.Equal(t, 401, s.do(r).status)
	})
}

// refreshToken2 signs in with Basic.
func (s *site) refreshToken2(role string) string {
	c, _ := s.seed.Client(role)
	u := s.seed.Users[0]
	r := request("POST", "/oauth/token", formType, values("grant_type", "password", "username", u.Email,
		"password", u.Password, "scope", "offline_access").Encode())
	r.SetBasicAuth(c.ClientID, c.ClientSecret)
	a := s.do(r)
	require.Equal(s.t, 200, a.status, a.body)
	return a.field("refresh_token")
}

func TestMethodsOfAuthenticationAreStrictInDialectRFC(t *testing.T) {
	bothDialects(t, func(t *testing.T, s *site, dialect string) {
		a := s.revoke("basic", "nonsense")
		if dialect == tenant.DialectAuth0 {
			assert.Equal(t, 200, a.status)
		} else {
			assert.Equal(t, 401, a.status)
		}
	})
}

func TestRevocationOfAnAccessToken(t *testing.T) {
	t.Run("auth0", func(t *testing.T) {
		s := newSite(t, tenant.DialectAuth0)
		tokens := s.signIn("confidential", 0)
		a := s.revoke("confidential", tokens.field("access_token"))
		assert.Equal(t, 200, a.status)
		assert.True(t, s.alive("confidential", tokens.field("refresh_token")))
		assert.Equal(t, 200, s.userinfo(tokens.field("access_token")).status)
	})
	t.Run("rfc", func(t *testing.T) {
		s := newSite(t, tenant.DialectRFC)
		tokens := s.signIn("confidential", 0)
		access := tokens.field("access_token")
		assert.Equal(t, 200, s.userinfo(access).status)
		assert.Equal(t, 400, s.revoke("second", access).status, "foreign")
		assert.True(t, s.active("confidential", access))
		assert.Equal(t, 200, s.revoke("confidential", access).status)
		assert.False(t, s.active("confidential", access))
		assert.Equal(t, 401, s.userinfo(access).status)
		assert.True(t, s.alive("confidential", tokens.field("refresh_token")))
	})
}

func (s *site) userinfo(access string) answer {
	r := request("GET", "/userinfo", "", "")
	r.Header.Set("Authorization", "Bearer "+access)
	return s.do(r)
}

func (s *site) active(role, token string) bool {
	a := s.post("/oauth/introspect", s.as(role, "token", token))
	require.Equal(s.t, 200, a.status, a.body)
	if !strings.Contains(a.body, `"active":true`) {
		assert.JSONEq(s.t, `{"active":false}`, a.body)
		return false
	}
	return true
}

func TestIntrospection(t *testing.T) {
	s := newSite(t, tenant.DialectRFC)
	tokens := s.signIn("confidential", 0)
	refresh, first := tokens.field("refresh_token"), tokens.field("access_token")
	second := s.exchange("confidential", refresh).field("access_token")
	for _, token := range []string{refresh, first, second} {
		assert.True(t, s.active("confidential", token))
		assert.True(t, s.active("second", token), "any confidential client may ask")
		assert.False(t, s.active("public", token), "a public one only about its own")
	}
	assert.Equal(t, 200, s.revoke("confidential", refresh).status)
	for _, token := range []string{refresh, first, second, "nonsense"} {
		assert.False(t, s.active("confidential", token))
	}
	assert.Equal(t, 401, s.post("/oauth/introspect", values("token", refresh)).status)
	assert.Equal(t, 400, s.post("/oauth/introspect", s.as("confidential")).status)
	assert.Equal(t, http.StatusNotFound, newSite(t, tenant.DialectAuth0).post("/oauth/introspect", values("token", "x")).status)
}

func TestRevocationInDialectRFCLeavesOtherSignInsOfTheUser(t *testing.T) {
	s := newSite(t, tenant.DialectRFC)
	one, two := s.refreshToken("confidential", 0), s.refreshToken("confidential", 0)
	s.revoke("confidential", one)
	assert.False(t, s.alive("confidential", one))
	assert.True(t, s.alive("confidential", two))
}
