package managementapi_test

import (
	"encoding/json"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/mockserver"
	"github.com/revokespec/revokespec/mockserver/internal/keys"
)

type site struct {
	t      testing.TB
	server *mockserver.Server
	token  string
	served map[string]bool // operations that were served
}

type answer struct {
	status int
	header http.Header
	body   string
}

func newSite(t testing.TB, opts ...mockserver.Option) *site {
	t.Helper()
	s := &site{t: t, served: map[string]bool{}, server: mockserver.New(append(opts, mockserver.WithSigningAlgorithm("ES256"))...)}
	require.NoError(t, s.server.Err())
	s.token = s.managementToken("")
	return s
}

func (s *site) do(method, path, token, body string) answer {
	r := httptest.NewRequest(method, path, strings.NewReader(body))
	if token != "" {
		r.Header.Set("Authorization", "Bearer "+token)
	}
	r.Header.Set("Content-Type", "application/json")
	w := httptest.NewRecorder()
	s.server.ServeHTTP(w, r)
	k, err := theContract()
	require.NoError(s.t, err)
	if op := k.hold(s.t, r, []byte(body), w); op != nil && (w.Code < 300 || op.Extensions["x-always-empty"] == true) {
		s.served[op.OperationID] = true
	}
	return answer{w.Code, w.Header(), w.Body.String()}
}

func (s *site) call(method, path, body string) answer {
	return s.do(method, "/api/v2"+path, s.token, body)
}

func (s *site) post(path string, form url.Values) map[string]any {
	r := httptest.NewRequest("POST", path, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("User-Agent", "a device")
	w := httptest.NewRecorder()
	s.server.ServeHTTP(w, r)
	var m map[string]any
	if w.Body.Len() > 0 { // a successful revocation has no body
		assert.NoError(s.t, json.Unmarshal(w.Body.Bytes(), &m))
	}
	return m
}

func (s *site) managementToken(scope string) string {
	c, _ := s.server.Seed().Client("management")
	m := s.post("/oauth/token", url.Values{"grant_type": {"client_credentials"}, "client_id": {c.ClientID},
		"client_secret": {c.ClientSecret}, "audience": {"http://example.com/api/v2/"}, "scope": {scope}})
	require.NotNil(s.t, m["access_token"], "%v", m)
	return m["access_token"].(string)
}

func (s *site) client(role string) url.Values {
	c, _ := s.server.Seed().Client(role)
	v := url.Values{"client_id": {c.ClientID}}
	if c.ClientSecret != "" {
		v.Set("client_secret", c.ClientSecret)
	}
	return v
}

func (s *site) signIn(role string, user int, audience string) string {
	u, v := s.server.Seed().Users[user], s.client(role)
	for name, value := range map[string]string{"grant_type": "password", "username": u.Email, "password": u.Password,
		"scope": "offline_access", "audience": audience} {
		v.Set(name, value)
	}
	m := s.post("/oauth/token", v)
	require.NotNil(s.t, m["refresh_token"], "%v", m)
	return m["refresh_token"].(string)
}

func (s *site) exchange(role, token string) map[string]any {
	v := s.client(role)
	v.Set("grant_type", "refresh_token")
	v.Set("refresh_token", token)
	return s.post("/oauth/token", v)
}

func (s *site) alive(role, token string) bool { return s.exchange(role, token)["access_token"] != nil }

func (s *site) list(path string) []map[string]any {
	a := s.call("GET", path, "")
	require.Equal(s.t, 200, a.status, a.body)
	var out []map[string]any
	require.NoError(s.t, json.Unmarshal([]byte(a.body), &out), a.body)
	return out
}

const (
	one = "https://api.one.example"
	two = "https://api.two.example"
)

func (s *site) userID(user int) string { return s.server.Seed().Users[user].ID }

func (s *site) ofUser(path string, user int) string {
	separator := "?"
	if strings.Contains(path, "?") {
		separator = "&"
	}
	return path + separator + "user_id=" + url.QueryEscape(s.userID(user))
}

// forge signs a token as the server would.
func (s *site) forge(issuer string, audience any, lives time.Duration, scopes ...string) string {
	signer, err := keys.ForAlgorithm("ES256")
	require.NoError(s.t, err)
	token, err := signer.Sign("JWT", map[string]any{"iss": issuer, "aud": audience, "azp": "mock-management", "sub": "mock-management@clients",
		"exp": s.server.Clock().Now().Add(lives).Unix(), "scope": strings.Join(scopes, " ")})
	require.NoError(s.t, err)
	return token
}

// plain calls without holding the exchange against the document, so that it may be done at once with others.
func (s *site) plain(method, path, token, body string) answer {
	return s.send(method, path, token, body, "application/json")
}

func (s *site) send(method, path, token, body, contentType string) answer {
	r := httptest.NewRequest(method, "/api/v2"+path, strings.NewReader(body))
	r.Header.Set("Authorization", "Bearer "+token)
	if contentType != "" {
		r.Header.Set("Content-Type", contentType)
	}
	w := httptest.NewRecorder()
	s.server.ServeHTTP(w, r)
	return answer{w.Code, w.Header(), w.Body.String()}
}

func keysOf(m map[string]any) []string { return slices.Collect(maps.Keys(m)) }
