package mockserver_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/mockserver"
	"github.com/revokespec/revokespec/mockserver/internal/store/memory"
	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

func form(seed mockserver.Seed, role string, pairs ...string) string {
	c, _ := seed.Client(role)
	v := url.Values{"client_id": {c.ClientID}}
	if c.ClientSecret != "" {
		v.Set("client_secret", c.ClientSecret)
	}
	for i := 0; i+1 < len(pairs); i += 2 {
		v.Set(pairs[i], pairs[i+1])
	}
	return v.Encode()
}

func post(t testing.TB, h http.Handler, path, body string) (int, map[string]any) {
	t.Helper()
	r := httptest.NewRequest("POST", path, strings.NewReader(body))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	var m map[string]any
	if w.Body.Len() > 0 { // a successful revocation has no body
		assert.NoError(t, json.Unmarshal(w.Body.Bytes(), &m))
	}
	return w.Code, m
}

func signIn(t testing.TB, s *mockserver.Server, role string) string {
	t.Helper()
	u := s.Seed().Users[0]
	_, m := post(t, s, "/oauth/token", form(s.Seed(), role, "grant_type", "password", "username", u.Email,
		"password", u.Password, "scope", "offline_access"))
	token, ok := m["refresh_token"].(string)
	require.True(t, ok, "%v", m)
	return token
}

func exchange(t testing.TB, s *mockserver.Server, role, token string) (int, map[string]any) {
	return post(t, s, "/oauth/token", form(s.Seed(), role, "grant_type", "refresh_token", "refresh_token", token))
}

func TestSimultaneousExchangesOverHTTP(t *testing.T) {
	s := mockserver.New(mockserver.WithSigningAlgorithm("ES256"))
	for range 20 {
		token := signIn(t, s, "rotating")
		var wg sync.WaitGroup
		var mu sync.Mutex
		var tokens []string
		for range 8 {
			wg.Go(func() {
				if status, m := exchange(t, s, "rotating", token); status == 200 {
					mu.Lock()
					tokens = append(tokens, m["refresh_token"].(string))
					mu.Unlock()
				}
			})
		}
		wg.Wait()
		require.Len(t, tokens, 1, "one winner")
		status, _ := exchange(t, s, "rotating", tokens[0])
		assert.Equal(t, 403, status, "the losers were reuses")
	}
}

func TestNodesOfOneTenant(t *testing.T) {
	shared, clock := memory.New(), tenant.NewClock(time.Now)
	node := func() *mockserver.Server {
		s := mockserver.New(mockserver.WithStore(shared), mockserver.WithClock(clock), mockserver.WithPublicURL("https://mock.example"))
		require.NoError(t, s.Err())
		return s
	}
	one, two := node(), node()
	token := signIn(t, one, "confidential")
	status, _ := exchange(t, two, "confidential", token)
	assert.Equal(t, 200, status)
	post(t, one, "/oauth/revoke", form(one.Seed(), "confidential", "token", token))
	status, _ = exchange(t, two, "confidential", token)
	assert.Equal(t, 403, status)
}

func TestReset(t *testing.T) {
	s := mockserver.New()
	token := signIn(t, s, "confidential")
	s.Clock().Advance(time.Hour)
	require.NoError(t, s.Reset(t.Context()))
	status, _ := exchange(t, s, "confidential", token)
	assert.Equal(t, 403, status)
	assert.NotEmpty(t, signIn(t, s, "confidential"))
}

func TestWhatCannotBeMetIsTold(t *testing.T) {
	for want, option := range map[string]mockserver.Option{
		"dialect":   mockserver.WithDialect("saml"),
		"algorithm": mockserver.WithSigningAlgorithm("none"),
		"deviation": mockserver.WithDeviations("nonsense"),
		"public":    mockserver.WithPublicURL("mock.example"),
		"rfc":       mockserver.WithDeviations("no-challenge"), // not in dialect auth0
	} {
		s := mockserver.New(option)
		assert.ErrorContains(t, s.Err(), want)
		w := httptest.NewRecorder()
		s.ServeHTTP(w, httptest.NewRequest("GET", "/", nil))
		assert.Equal(t, 500, w.Code)
	}
}

func TestStart(t *testing.T) {
	running := mockserver.Start(t, mockserver.WithDialect("rfc"))
	answer, err := running.Client.Get(running.URL + "/.well-known/openid-configuration")
	require.NoError(t, err)
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	require.NoError(t, err)
	assert.Contains(t, string(body), `"issuer":"`+running.URL+`/"`)
}

func TestFoundedLongAgoTheSettingIsOn(t *testing.T) {
	seed := mockserver.DefaultSeed("auth0")
	seed.Founded = time.Date(2020, time.June, 1, 0, 0, 0, 0, time.UTC)
	s := mockserver.New(mockserver.WithSeed(seed))
	one, two := signIn(t, s, "confidential"), signIn(t, s, "confidential")
	post(t, s, "/oauth/revoke", form(s.Seed(), "confidential", "token", one))
	status, _ := exchange(t, s, "confidential", two)
	assert.Equal(t, 403, status)
}

func TestServersAreMadeConcurrently(t *testing.T) {
	var wg sync.WaitGroup
	for range 16 {
		wg.Go(func() {
			assert.NotEmpty(t, signIn(t, mockserver.New(mockserver.WithSigningAlgorithm("ES256")), "public"))
		})
	}
	wg.Wait()
}

// A HEAD is a GET whose body nobody is sent (RFC 9110 section 9.3.2): where GET is refused, it is as well.
func TestHead(t *testing.T) {
	running := mockserver.Start(t, mockserver.WithDashboard("", ""))
	for path, want := range map[string]int{"/.well-known/openid-configuration": 200, "/dashboard": 200, "/api/v2/grants": 401,
		"/oauth/revoke": 405, "/oauth/token": 405, "/nowhere": 404} {
		r, err := running.Client.Head(running.URL + path)
		require.NoError(t, err)
		body, err := io.ReadAll(r.Body)
		require.NoError(t, err)
		assert.NoError(t, r.Body.Close())
		assert.Equal(t, want, r.StatusCode, path)
		assert.Empty(t, body)
		assert.NotZero(t, r.ContentLength, "what the GET would have sent")
	}
	w := httptest.NewRecorder() // what decides by the method sees HEAD
	mockserver.New(mockserver.WithDeviations("head-revokes")).ServeHTTP(w, httptest.NewRequest("HEAD", "/oauth/revoke?client_id=mock-public&token=x", nil))
	assert.Equal(t, 200, w.Code)
}

// An origin that applications list may call the APIs, and still not the Dashboard: not even a preflight says so.
func TestPreflightsOfTheDashboard(t *testing.T) {
	s := mockserver.New(mockserver.WithDashboard("", ""))
	for path, granted := range map[string]bool{"/oauth/revoke": true, "/dashboard": false, "/dashboard/tenant/advanced": false} {
		r := httptest.NewRequest("OPTIONS", path, nil)
		r.Header.Set("Origin", mockserver.SeedOrigin)
		r.Header.Set("Access-Control-Request-Method", "POST")
		w := httptest.NewRecorder()
		s.ServeHTTP(w, r)
		assert.Equal(t, granted, w.Header().Get("Access-Control-Allow-Origin") != "", path)
		assert.Equal(t, granted, w.Header().Get("Access-Control-Allow-Methods") != "", path)
	}
}
