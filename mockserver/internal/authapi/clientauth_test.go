package authapi_test

import (
	"encoding/base64"
	"maps"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/mockserver"
	"github.com/revokespec/revokespec/mockserver/internal/store"
	"github.com/revokespec/revokespec/mockserver/internal/store/memory"
	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

// door is an endpoint where a client says who it is, and what it asks there.
type door struct {
	path string
	form url.Values
}

// doors are all of them, for a client that may do everything there.
func (s *site) doors(dialect, token string) []door {
	d := []door{
		{"/oauth/token", values("grant_type", "refresh_token", "refresh_token", token)},
		{"/oauth/revoke", values("token", "made-up")},
	}
	if dialect == tenant.DialectRFC { // the other one lets no client that has credentials in there
		d = append(d, door{"/oauth/introspect", values("token", token)}, door{"/oauth/device/code", values("scope", "openid")})
	}
	return d
}

func (s *site) knock(d door, authorization string, pairs ...string) answer {
	form := maps.Clone(d.form)
	for i := 0; i+1 < len(pairs); i += 2 {
		form[pairs[i]] = []string{pairs[i+1]}
	}
	r := request("POST", d.path, formType, form.Encode())
	if authorization != "" {
		r.Header.Set("Authorization", authorization)
	}
	return s.do(r)
}

func basicAuth(id, secret string) string {
	return "Basic " + base64.StdEncoding.EncodeToString([]byte(url.QueryEscape(id)+":"+url.QueryEscape(secret)))
}

// change changes a client beside the Management API.
func change(t *testing.T, kept store.Store, id string, f func(*tenant.Client)) {
	_, err := kept.UpdateClient(t.Context(), id, func(c *tenant.Client) error { f(c); return nil })
	require.NoError(t, err)
}

func allowDevices(c *tenant.Client) { c.GrantTypes = append(c.GrantTypes, tenant.GrantDeviceCode) }

func bothDialectsKept(t *testing.T, f func(t *testing.T, s *site, kept store.Store, dialect string)) {
	for _, dialect := range []string{tenant.DialectAuth0, tenant.DialectRFC} {
		t.Run(dialect, func(t *testing.T) {
			kept := memory.New()
			f(t, newSite(t, dialect, mockserver.WithStore(kept)), kept, dialect)
		})
	}
}

func TestBasicAtEveryDoor(t *testing.T) {
	bothDialectsKept(t, func(t *testing.T, s *site, kept store.Store, dialect string) {
		const id, secret = "mock-basic", "s e/c:r+e%t"
		change(t, kept, id, func(c *tenant.Client) { c.Secret = secret; allowDevices(c) })
		u := s.seed.Users[0]
		signedIn := s.knock(door{"/oauth/token", values("grant_type", "password", "username", u.Email, "password", u.Password,
			"scope", "offline_access")}, basicAuth(id, secret))
		require.Equal(t, 200, signedIn.status, signedIn.body)
		for _, d := range s.doors(dialect, signedIn.field("refresh_token")) {
			right := basicAuth(id, secret)
			for name, a := range map[string]answer{
				"wrong secret":     s.knock(d, basicAuth(id, "wrong")),
				"empty secret":     s.knock(d, basicAuth(id, "")),
				"unknown client":   s.knock(d, basicAuth("nobody", secret)),
				"not base64":       s.knock(d, "Basic !"),
				"no colon":         s.knock(d, "Basic "+base64.StdEncoding.EncodeToString([]byte(id))),
				"nothing":          s.knock(d, "Basic "),
				"no scheme":        s.knock(d, strings.TrimPrefix(right, "Basic ")),
				"another scheme":   s.knock(d, strings.Replace(right, "Basic", "Bearer", 1), "client_id", id),
				"another client":   s.knock(d, right, "client_id", "mock-confidential"),
				"bad escape":       s.knock(d, "Basic "+base64.StdEncoding.EncodeToString([]byte(id+":%zz"))),
				"secret not coded": s.knock(d, "Basic "+base64.StdEncoding.EncodeToString([]byte(id+":"+secret))),
			} {
				assert.Equal(t, "401 invalid_client", status(a), "%s at %s", name, d.path)
				assert.Equal(t, dialect == tenant.DialectRFC, strings.HasPrefix(a.header.Get("WWW-Authenticate"), "Basic "), name)
			}
			assert.Equal(t, "400 invalid_request", status(s.knock(d, right, "client_secret", secret)), "two methods at %s", d.path)
			assert.Equal(t, "400 invalid_request", status(s.knock(d, right, "client_assertion", "a.b.c")), "two methods at %s", d.path)
			assert.Equal(t, 200, s.knock(d, right).status, d.path)
			assert.Equal(t, 200, s.knock(d, strings.Replace(right, "Basic", "bASIC", 1), "client_id", id).status, d.path)
			byPost := s.knock(d, "", "client_id", id, "client_secret", secret)
			assert.Equal(t, dialect == tenant.DialectAuth0, byPost.status == 200, "registered for Basic: %s", d.path)
		}
	})
}

func TestRotatedSecret(t *testing.T) {
	bothDialectsKept(t, func(t *testing.T, s *site, kept store.Store, dialect string) {
		token := s.refreshToken("confidential", 0)
		change(t, kept, "mock-confidential", func(c *tenant.Client) { c.Secret = "new"; allowDevices(c) })
		for _, d := range s.doors(dialect, token) {
			old := s.as("confidential")
			a := s.knock(d, "", "client_id", old.Get("client_id"), "client_secret", old.Get("client_secret"))
			assert.Equal(t, "401 invalid_client", status(a), d.path)
			assert.Equal(t, "401 invalid_client", status(s.knock(d, "", "client_id", old.Get("client_id"))), d.path)
			assert.Equal(t, 200, s.knock(d, "", "client_id", old.Get("client_id"), "client_secret", "new").status, d.path)
		}
		assert.Equal(t, 200, s.revoke("confidential", token, "client_secret", "new").status)
		assert.False(t, s.exchange("confidential", token, "client_secret", "new").status == 200)
	})
}
