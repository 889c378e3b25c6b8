package filestore_test

import (
	"net/http"
	"net/url"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/mockserver"
	"github.com/revokespec/revokespec/mockserver/filestore"
)

const (
	user     = "user01@example.com"
	rotating = "mock-rotating"
)

// start starts a mock on a file, until stop.
func start(t *testing.T, path string, options ...mockserver.Option) (mock *mockserver.Running, stop func()) {
	t.Helper()
	state, err := filestore.Open(path)
	require.NoError(t, err)
	t.Cleanup(func() { assert.NoError(t, state.Close()) })
	kept, err := state.Tenant("")
	require.NoError(t, err)
	mock = mockserver.Start(t, append(options, mockserver.WithStore(kept), mockserver.WithControl("key"))...)
	return mock, func() { require.NoError(t, state.Close()) }
}

// post is the status of a request: 503 comes with when to try again.
func post(t *testing.T, mock *mockserver.Running, path string, form url.Values) int {
	t.Helper()
	form.Set("client_id", rotating)
	answer, err := mock.Client.PostForm(mock.URL+path, form)
	require.NoError(t, err)
	defer answer.Body.Close()
	if answer.StatusCode == http.StatusServiceUnavailable {
		assert.Equal(t, "1", answer.Header.Get("Retry-After"), path)
	}
	return answer.StatusCode
}

func exchange(t *testing.T, mock *mockserver.Running, token string) int {
	t.Helper()
	return post(t, mock, "/oauth/token", url.Values{"grant_type": {"refresh_token"}, "refresh_token": {token}})
}

func TestRevocationsOutliveTheProcess(t *testing.T) {
	path := filepath.Join(t.TempDir(), "state.db")
	mock, stop := start(t, path)
	revoked, live := mock.SignIn(t, user, rotating), mock.SignIn(t, user, rotating)
	require.Equal(t, http.StatusOK, post(t, mock, "/oauth/revoke", url.Values{"token": {revoked.RefreshToken}}))
	stop()
	assert.Equal(t, http.StatusServiceUnavailable, exchange(t, mock, live.RefreshToken), "without its file")
	control(t, mock, "reset", "", http.StatusServiceUnavailable)
	mock, _ = start(t, path)
	assert.Equal(t, http.StatusForbidden, exchange(t, mock, revoked.RefreshToken))
	assert.Equal(t, http.StatusOK, exchange(t, mock, live.RefreshToken))
	assert.Equal(t, http.StatusForbidden, exchange(t, mock, live.RefreshToken), "it is spent")
}

func TestTheClockStaysMoved(t *testing.T) {
	path := filepath.Join(t.TempDir(), "state.db")
	mock, stop := start(t, path)
	mock.FastForward(48 * time.Hour)
	stop()
	mock.FastForward(time.Hour)
	assert.Equal(t, 48*time.Hour, mock.Server.Clock().Ahead(), "what cannot be kept is not done")
	assert.Error(t, mock.Server.Clock().Moved())
	control(t, mock, "clock", `{"advance": "1h"}`, http.StatusServiceUnavailable)
	mock, stop = start(t, path)
	assert.Equal(t, 48*time.Hour, mock.Server.Clock().Ahead())
	require.NoError(t, mock.Server.Reset(t.Context()))
	stop()
	mock, _ = start(t, path)
	assert.Zero(t, mock.Server.Clock().Ahead())
}

// What the tenant began with is what a later start goes on with; nothing of it comes back that was deleted.
func TestTheSeedIsPlantedOnce(t *testing.T) {
	path := filepath.Join(t.TempDir(), "state.db")
	seed := mockserver.DefaultSeed("auth0")
	seed.Users = seed.Users[:2]
	mock, stop := start(t, path, mockserver.WithSeed(seed))
	began := mock.Server.Seed()
	control(t, mock, "hooks/delete_user", `{"username": "`+began.Users[1].Email+`"}`, http.StatusOK)
	stop()

	mock, stop = start(t, path)
	assert.Equal(t, began, mock.Server.Seed(), "without a seed, with that of the store")
	assert.Equal(t, http.StatusForbidden, signIn(t, mock, began.Users[1]))
	assert.Equal(t, http.StatusOK, signIn(t, mock, began.Users[0]))
	stop()

	mock, stop = start(t, path, mockserver.WithSeed(seed))
	require.NoError(t, mock.Server.Reset(t.Context()))
	assert.Equal(t, http.StatusOK, signIn(t, mock, began.Users[1]), "a reset brings it back")
	stop()

	state, err := filestore.Open(path)
	require.NoError(t, err)
	defer state.Close()
	kept, err := state.Tenant("")
	require.NoError(t, err)
	seed.Users[0].Password = "another"
	require.ErrorContains(t, mockserver.New(mockserver.WithStore(kept), mockserver.WithSeed(seed)).Err(), "another seed")
	require.ErrorContains(t, mockserver.New(mockserver.WithStore(kept), mockserver.WithDialect("rfc")).Err(), "dialect auth0")
}

func signIn(t *testing.T, mock *mockserver.Running, u mockserver.SeedUser) int {
	t.Helper()
	return post(t, mock, "/oauth/token", url.Values{"grant_type": {"password"}, "username": {u.Email}, "password": {u.Password}, "scope": {"openid"}})
}

// control asks the control API, and wants that status.
func control(t *testing.T, mock *mockserver.Running, path, body string, want int) {
	t.Helper()
	r, err := http.NewRequest(http.MethodPost, mock.URL+"/_mock/"+path, strings.NewReader(body))
	require.NoError(t, err)
	r.Header.Set("Authorization", "Bearer key")
	answer, err := mock.Client.Do(r)
	require.NoError(t, err)
	defer answer.Body.Close()
	assert.Equal(t, want, answer.StatusCode)
}
