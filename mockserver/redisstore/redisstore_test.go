package redisstore_test

import (
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/internal/redistest"
	"github.com/revokespec/revokespec/mockserver"
	"github.com/revokespec/revokespec/mockserver/redisstore"
)

const (
	user     = "user01@example.com"
	rotating = "mock-rotating"
)

// start starts a mock that keeps its tenant there, with connections of its own, as another process would have.
func start(t *testing.T, at *redistest.Server, options ...mockserver.Option) *mockserver.Running {
	t.Helper()
	state, err := redisstore.Open(at.Address)
	require.NoError(t, err)
	t.Cleanup(func() { assert.NoError(t, state.Close()) })
	kept, err := state.Tenant("")
	require.NoError(t, err)
	return mockserver.Start(t, append(options, mockserver.WithStore(kept), mockserver.WithControl("key"))...)
}

func post(t *testing.T, mock *mockserver.Running, path string, form url.Values) (status int, header http.Header) {
	t.Helper()
	form.Set("client_id", rotating)
	answer, err := mock.Client.PostForm(mock.URL+path, form)
	require.NoError(t, err)
	defer answer.Body.Close()
	return answer.StatusCode, answer.Header
}

func exchange(t *testing.T, mock *mockserver.Running, token string) int {
	t.Helper()
	status, _ := post(t, mock, "/oauth/token", url.Values{"grant_type": {"refresh_token"}, "refresh_token": {token}})
	return status
}

func revoke(t *testing.T, mock *mockserver.Running, token string) int {
	t.Helper()
	status, _ := post(t, mock, "/oauth/revoke", url.Values{"token": {token}})
	return status
}

// What one does holds for the other, at once.
func TestReplicasAreOneTenant(t *testing.T) {
	at := redistest.Start(t)
	one, other := start(t, at), start(t, at)
	revoked, live := one.SignIn(t, user, rotating).RefreshToken, one.SignIn(t, user, rotating).RefreshToken
	require.Equal(t, http.StatusOK, revoke(t, one, revoked))
	assert.Equal(t, http.StatusForbidden, exchange(t, other, revoked))
	assert.Equal(t, http.StatusOK, exchange(t, other, live))
	assert.Equal(t, http.StatusForbidden, exchange(t, one, live), "it is spent")

	control(t, one, "POST", "clock", `{"advance": "48h"}`, http.StatusOK)
	assert.Contains(t, control(t, other, "GET", "clock", "", http.StatusOK), `"ahead":"48h0m0s"`)
	assert.Equal(t, jwks(t, one), jwks(t, other), "what one has signed, whoever asks the other can verify")

	control(t, other, "POST", "reset", "", http.StatusNoContent)
	assert.Contains(t, control(t, one, "GET", "clock", "", http.StatusOK), `"ahead":"0s"`)
	assert.Equal(t, http.StatusOK, exchange(t, other, one.SignIn(t, user, rotating).RefreshToken))
	third := start(t, at)
	assert.Equal(t, http.StatusOK, exchange(t, third, other.SignIn(t, user, rotating).RefreshToken))
}

// A lifetime ends for all, wherever the clock was moved.
func TestTheClockIsTheTenants(t *testing.T) {
	at := redistest.Start(t)
	one, other := start(t, at), start(t, at)
	token := one.SignIn(t, user, rotating).RefreshToken
	one.FastForward(10 * 365 * 24 * time.Hour)
	assert.Equal(t, http.StatusForbidden, exchange(t, other, token))
	other.FastForward(time.Hour)
	assert.Equal(t, http.StatusForbidden, exchange(t, one, token))
	assert.Equal(t, 10*365*24*time.Hour+time.Hour, one.Server.Clock().Ahead())
}

// While the store does not answer, nobody is told that anything was done, or is good, or is not; afterwards it is as it was.
func TestWithoutTheStore(t *testing.T) {
	at := redistest.Start(t)
	mock := start(t, at)
	revoked, live := mock.SignIn(t, user, rotating).RefreshToken, mock.SignIn(t, user, rotating).RefreshToken
	require.Equal(t, http.StatusOK, revoke(t, mock, revoked))
	at.Kill()
	for _, path := range []string{"/oauth/token", "/oauth/revoke", "/oauth/device/code"} {
		status, header := post(t, mock, path, url.Values{"grant_type": {"refresh_token"}, "refresh_token": {live}, "token": {live}})
		assert.Equal(t, http.StatusServiceUnavailable, status, path)
		assert.NotEmpty(t, header.Get("Retry-After"), path)
	}
	for path, want := range map[string]int{"/readyz": 503, "/healthz": 200, "/api/v2/grants": 503, "/authorize": 503, "/dashboard": 503} {
		answer, err := mock.Client.Get(mock.URL + path)
		require.NoError(t, err)
		require.NoError(t, answer.Body.Close())
		assert.Equal(t, want, answer.StatusCode, path)
		assert.Equal(t, want == 503, answer.Header.Get("Retry-After") != "", path)
	}
	control(t, mock, "POST", "clock", `{"advance": "1h"}`, http.StatusServiceUnavailable)
	control(t, mock, "GET", "state", "", http.StatusServiceUnavailable)
	at.Restart()
	assert.Equal(t, http.StatusForbidden, exchange(t, mock, revoked))
	assert.Equal(t, http.StatusOK, exchange(t, mock, live))
	answer, err := mock.Client.Get(mock.URL + "/readyz")
	require.NoError(t, err)
	require.NoError(t, answer.Body.Close())
	assert.Equal(t, 200, answer.StatusCode)
}

func jwks(t *testing.T, mock *mockserver.Running) string {
	t.Helper()
	return get(t, mock, "GET", "/.well-known/jwks.json", "", http.StatusOK)
}

// control asks the control API, and wants that status.
func control(t *testing.T, mock *mockserver.Running, method, path, body string, want int) string {
	t.Helper()
	return get(t, mock, method, "/_mock/"+path, body, want)
}

func get(t *testing.T, mock *mockserver.Running, method, path, body string, want int) string {
	t.Helper()
	r, err := http.NewRequest(method, mock.URL+path, strings.NewReader(body))
	require.NoError(t, err)
	r.Header.Set("Authorization", "Bearer key")
	answer, err := mock.Client.Do(r)
	require.NoError(t, err)
	defer answer.Body.Close()
	said := new(strings.Builder)
	_, err = io.Copy(said, answer.Body)
	require.NoError(t, err)
	assert.Equal(t, want, answer.StatusCode, said)
	return said.String()
}
