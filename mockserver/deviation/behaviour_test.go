package deviation_test

import (
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/mockserver"
)

type site struct {
	t      *testing.T
	server *mockserver.Server
}

func (s site) send(method, path string, header map[string]string, form url.Values) (int, map[string]string, string) {
	r := httptest.NewRequest(method, path, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	for name, value := range header {
		r.Header.Set(name, value)
	}
	w := httptest.NewRecorder()
	s.server.ServeHTTP(w, r)
	body := map[string]any{}
	_ = json.Unmarshal(w.Body.Bytes(), &body) // fails on empty bodies, pages and lists: they have no members, tests read their text
	texts := map[string]string{"Access-Control-Allow-Origin": w.Header().Get("Access-Control-Allow-Origin")}
	for name, value := range body {
		texts[name] = fmt.Sprint(value)
	}
	return w.Code, texts, w.Body.String()
}

func (s site) token(role string, pairs ...string) map[string]string {
	c, _ := s.server.Seed().Client(role)
	v := url.Values{"client_id": {c.ClientID}}
	if c.ClientSecret != "" {
		v.Set("client_secret", c.ClientSecret)
	}
	for i := 0; i < len(pairs); i += 2 {
		v.Set(pairs[i], pairs[i+1])
	}
	_, body, _ := s.send("POST", "/oauth/token", nil, v)
	return body
}

func (s site) signIn(role string) string {
	u := s.server.Seed().Users[0]
	return s.token(role, "grant_type", "password", "username", u.Email, "password", u.Password, "scope", "offline_access")["refresh_token"]
}

func (s site) revokeByAssertion(lifetime time.Duration, id string) int {
	c, _ := s.server.Seed().Client("jwt")
	block, _ := pem.Decode([]byte(c.PrivateKey))
	key, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	require.NoError(s.t, err)
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: jose.RS256, Key: key}, nil)
	require.NoError(s.t, err)
	assertion, err := jwt.Signed(signer).Claims(jwt.Claims{Issuer: c.ClientID, Subject: c.ClientID, ID: id,
		Audience: jwt.Audience{"http://example.com/"}, Expiry: jwt.NewNumericDate(time.Now().Add(lifetime))}).Serialize()
	require.NoError(s.t, err)
	status, _, _ := s.send("POST", "/oauth/revoke", nil, url.Values{"client_id": {c.ClientID}, "token": {"x"}, "client_assertion": {assertion},
		"client_assertion_type": {"urn:ietf:params:oauth:client-assertion-type:jwt-bearer"}})
	return status
}

// TestBehaviour shows those deviations that no feature looks at yet: each makes a difference that a client can see.
func TestBehaviour(t *testing.T) {
	tests := []struct {
		name, dialect string
		deviates      func(s site) bool
	}{
		{"expired-assertion-revokes", "auth0", func(s site) bool { return s.revokeByAssertion(-10*time.Minute, "a") == 200 }},
		{"assertion-may-be-replayed", "rfc", func(s site) bool {
			s.revokeByAssertion(time.Minute, "a")
			return s.revokeByAssertion(time.Minute, "a") == 200
		}},
		{"metadata-without-algorithms", "rfc", func(s site) bool {
			_, _, body := s.send("GET", "/.well-known/openid-configuration", nil, nil)
			return !strings.Contains(body, "revocation_endpoint_auth_signing_alg_values_supported")
		}},
		{"any-origin-may-call", "auth0", func(s site) bool {
			_, got, _ := s.send("OPTIONS", "/oauth/revoke", map[string]string{"Origin": "https://evil.example", "Access-Control-Request-Method": "POST"}, nil)
			return got["Access-Control-Allow-Origin"] != ""
		}},
		{"pages-overlap", "auth0", func(s site) bool {
			for range 3 {
				s.signIn("confidential")
			}
			bearer := map[string]string{"Authorization": "Bearer " + s.token("management", "grant_type", "client_credentials", "audience", "http://example.com/api/v2/")["access_token"]}
			_, _, second := s.send("GET", "/api/v2/device-credentials?page=1&per_page=2", bearer, nil)
			return strings.Count(second, `"id"`) == 2
		}},
		{"rotation-extends-the-lifetime", "auth0", func(s site) bool {
			token := s.signIn("rotating")
			for range 4 {
				s.server.Clock().Advance(10 * 24 * time.Hour)
				token = s.token("rotating", "grant_type", "refresh_token", "refresh_token", token)["refresh_token"]
			}
			return token != ""
		}},
		{"oldest-token-is-not-pushed-out", "auth0", func(s site) bool {
			first := s.signIn("confidential")
			for range 200 {
				s.server.Clock().Advance(time.Second)
				s.signIn("confidential")
			}
			return s.token("confidential", "grant_type", "refresh_token", "refresh_token", first)["access_token"] != ""
		}},
	}
	for _, tc := range tests {
		t.Run(tc.name, func(t *testing.T) {
			honest := mockserver.New(mockserver.WithDialect(tc.dialect), mockserver.WithSigningAlgorithm("ES256"))
			assert.False(t, tc.deviates(site{t, honest}), "without the deviation")
			deviant := mockserver.New(mockserver.WithDialect(tc.dialect), mockserver.WithSigningAlgorithm("ES256"), mockserver.WithDeviations(tc.name))
			require.NoError(t, deviant.Err())
			assert.True(t, tc.deviates(site{t, deviant}), "with the deviation")
		})
	}
}
