package authapi_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/mockserver"
	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

const issuer = "http://example.com/"

// site is a server under test, called in process.
type site struct {
	t      testing.TB
	server *mockserver.Server
	seed   mockserver.Seed
}

func newSite(t testing.TB, dialect string, opts ...mockserver.Option) *site {
	t.Helper()
	opts = append([]mockserver.Option{mockserver.WithDialect(dialect), mockserver.WithSigningAlgorithm("ES256")}, opts...)
	s := mockserver.New(opts...)
	require.NoError(t, s.Err())
	return &site{t: t, server: s, seed: s.Seed()}
}

// answer is a response, read.
type answer struct {
	status int
	header http.Header
	body   string
}

func (a answer) field(name string) string {
	var m map[string]any
	if json.Unmarshal([]byte(a.body), &m) != nil {
		return ""
	}
	s, _ := m[name].(string)
	return s
}

func (s *site) do(r *http.Request) answer {
	w := httptest.NewRecorder()
	s.server.ServeHTTP(w, r)
	return answer{w.Code, w.Header(), w.Body.String()}
}

func request(method, path, contentType, body string) *http.Request {
	r := httptest.NewRequest(method, path, strings.NewReader(body))
	if contentType != "" {
		r.Header.Set("Content-Type", contentType)
	}
	return r
}

const formType = "application/x-www-form-urlencoded"

func (s *site) post(path string, form url.Values) answer {
	return s.do(request("POST", path, formType, form.Encode()))
}

func (s *site) postJSON(path string, body map[string]string) answer {
	b, err := json.Marshal(body)
	require.NoError(s.t, err)
	return s.do(request("POST", path, "application/json", string(b)))
}

func values(pairs ...string) url.Values {
	v := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		v.Add(pairs[i], pairs[i+1])
	}
	return v
}

// as adds the client's credentials, by form, where the pairs have no other secret.
func (s *site) as(role string, pairs ...string) url.Values {
	c, ok := s.seed.Client(role)
	require.True(s.t, ok, role)
	v := values(pairs...)
	v.Set("client_id", c.ClientID)
	if c.ClientSecret != "" && !v.Has("client_secret") {
		v.Set("client_secret", c.ClientSecret)
	}
	return v
}

// signIn signs a user in by password and returns the answer.
func (s *site) signIn(role string, user int, pairs ...string) answer {
	u := s.seed.Users[user]
	v := s.as(role, "grant_type", "password", "username", u.Email, "password", u.Password, "scope", "openid offline_access")
	for i := 0; i+1 < len(pairs); i += 2 {
		v.Set(pairs[i], pairs[i+1])
	}
	a := s.post("/oauth/token", v)
	require.Equal(s.t, 200, a.status, a.body)
	return a
}

func (s *site) refreshToken(role string, user int, pairs ...string) string {
	token := s.signIn(role, user, pairs...).field("refresh_token")
	require.NotEmpty(s.t, token)
	return token
}

func (s *site) exchange(role, token string, pairs ...string) answer {
	return s.post("/oauth/token", s.as(role, append([]string{"grant_type", "refresh_token", "refresh_token", token}, pairs...)...))
}

func (s *site) alive(role, token string) bool { return s.exchange(role, token).status == 200 }

func (s *site) revoke(role, token string, pairs ...string) answer {
	return s.post("/oauth/revoke", s.as(role, append([]string{"token", token}, pairs...)...))
}

func bothDialects(t *testing.T, f func(t *testing.T, s *site, dialect string)) {
	for _, dialect := range []string{tenant.DialectAuth0, tenant.DialectRFC} {
		t.Run(dialect, func(t *testing.T) { f(t, newSite(t, dialect), dialect) })
	}
}

func (s *site) advance(d time.Duration) { s.server.Clock().Advance(d) }
