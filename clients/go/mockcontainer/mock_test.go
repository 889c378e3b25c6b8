package mockcontainer_test

import (
	"context"
	"net/http"
	"net/url"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"github.com/testcontainers/testcontainers-go"

	"github.com/revokespec/revokespec/clients/go/mock"
	"github.com/revokespec/revokespec/clients/go/mockcontainer"
)

const (
	ann  = "ann@example.com"
	seed = `{clients: [{role: public}, {client_id: shop, client_secret: not-a-secret, rotating: true}],
users: [{email: ann@example.com, password: correct horse}]}`
)

// post sends a form; the status is 0 where no answer came.
func post(t *testing.T, m *mock.Mock, path string, form url.Values) (status int, header http.Header) {
	t.Helper()
	form.Set("client_id", "mock-public")
	answer, err := m.Client.PostForm(m.URL+path, form)
	if err != nil {
		return 0, nil
	}
	require.NoError(t, answer.Body.Close())
	return answer.StatusCode, answer.Header
}

func revoke(t *testing.T, m *mock.Mock, token string) int {
	t.Helper()
	status, _ := post(t, m, "/oauth/revoke", url.Values{"token": {token}})
	return status
}

func exchange(t *testing.T, m *mock.Mock, token string) int {
	t.Helper()
	status, _ := post(t, m, "/oauth/token", url.Values{"grant_type": {"refresh_token"}, "refresh_token": {token}})
	return status
}

func inContainer(t *testing.T, options mock.Options) *mock.Mock {
	t.Helper()
	c, err := mockcontainer.Run(t.Context(), "", options)
	testcontainers.CleanupContainer(t, c)
	require.NoError(t, err)
	return c.Mock
}

func asProcess(t *testing.T, options mock.Options) *mock.Mock {
	t.Helper()
	m, stop, err := mock.Start(context.WithoutCancel(t.Context()), "", options)
	require.NoError(t, err)
	t.Cleanup(func() { assert.NoError(t, stop()) })
	return m
}

var ways = map[string]func(*testing.T, mock.Options) *mock.Mock{"container": inContainer, "process": asProcess}

// A mock in a container and one as a process are used alike.
func TestMock(t *testing.T) {
	for way, start := range ways {
		t.Run(way, func(t *testing.T) {
			m := start(t, mock.Options{Seed: seed})
			for name, try := range map[string]func(*testing.T, *mock.Mock){
				"revocation": tryRevocation, "sign-in": trySignIn, "faults": tryFaults, "clock": tryClock, "deviations": tryDeviations, "requests": tryRequests,
			} {
				require.NoError(t, m.Reset(t.Context()))
				require.NoError(t, m.Deviate(t.Context()))
				t.Run(name, func(t *testing.T) { try(t, m) })
			}
		})
	}
}

func signIn(t *testing.T, m *mock.Mock) string {
	t.Helper()
	tokens, err := m.SignIn(t.Context(), mock.SignIn{Username: ann, ClientID: "mock-public"})
	require.NoError(t, err)
	return tokens.RefreshToken
}

func tokens(t *testing.T, m *mock.Mock) []mock.Token {
	t.Helper()
	all, err := m.Tokens(t.Context(), ann)
	require.NoError(t, err)
	return all
}

func tryRevocation(t *testing.T, m *mock.Mock) {
	token := signIn(t, m)
	assert.Equal(t, 200, exchange(t, m, token))
	assert.True(t, tokens(t, m)[0].Live)
	assert.Equal(t, 200, revoke(t, m, token))
	assert.Equal(t, 403, exchange(t, m, token))
	require.Len(t, tokens(t, m), 1)
	assert.Equal(t, "revocation", tokens(t, m)[0].Why)
}

func trySignIn(t *testing.T, m *mock.Mock) {
	got, err := m.SignIn(t.Context(), mock.SignIn{Username: ann, ClientID: "shop", Scope: "openid"})
	require.NoError(t, err)
	assert.NotEmpty(t, got.IDToken)
	assert.Empty(t, got.RefreshToken)
	_, err = m.SignIn(t.Context(), mock.SignIn{Username: "nobody@example.com", ClientID: "shop"})
	assert.ErrorContains(t, err, "400 Bad Request: The tenant has no user")
	_, err = m.Tokens(t.Context(), "nobody@example.com")
	assert.ErrorContains(t, err, "nobody@example.com")
}

func tryFaults(t *testing.T, m *mock.Mock) {
	token := signIn(t, m)
	busy, err := m.Fail(t.Context(), mock.Fault{Path: "/oauth/revoke", Status: 429, Headers: map[string]string{"Retry-After": "7"}})
	require.NoError(t, err)
	status, header := post(t, m, "/oauth/revoke", url.Values{"token": {token}})
	assert.Equal(t, 429, status)
	assert.Equal(t, "7", header.Get("Retry-After"))
	met, err := busy.Met(t.Context())
	require.NoError(t, err)
	assert.Equal(t, 1, met)
	require.NoError(t, busy.Remove(t.Context()))
	assert.True(t, tokens(t, m)[0].Live)

	_, err = m.Fail(t.Context(), mock.Fault{Path: "/oauth/revoke", Served: true, Cut: mock.CutBody, Delay: mock.Duration(time.Millisecond), Times: 1})
	require.NoError(t, err)
	revoke(t, m, token)
	assert.False(t, tokens(t, m)[0].Live)
	_, err = m.Fail(t.Context(), mock.Fault{Status: 500})
	require.NoError(t, err)
	assert.Equal(t, 500, revoke(t, m, token))
	require.NoError(t, m.Heal(t.Context()))
	assert.Equal(t, 200, revoke(t, m, token))
	_, err = m.Fail(t.Context(), mock.Fault{})
	assert.ErrorContains(t, err, "nothing goes wrong by it")
}

func tryClock(t *testing.T, m *mock.Mock) {
	before, err := m.Now(t.Context())
	require.NoError(t, err)
	require.NoError(t, m.FastForward(t.Context(), 3*time.Hour))
	moved, err := m.Now(t.Context())
	require.NoError(t, err)
	assert.GreaterOrEqual(t, moved.Sub(before), 3*time.Hour)
	require.NoError(t, m.Reset(t.Context()))
	back, err := m.Now(t.Context())
	require.NoError(t, err)
	assert.Less(t, back.Sub(before), time.Hour)
}

func tryDeviations(t *testing.T, m *mock.Mock) {
	require.NoError(t, m.Deviate(t.Context(), "success-is-202"))
	assert.Equal(t, 202, revoke(t, m, "unknown"))
	require.NoError(t, m.Deviate(t.Context()))
	assert.Equal(t, 200, revoke(t, m, "unknown"))
	assert.ErrorContains(t, m.Deviate(t.Context(), "success-is-20"), "success-is-202")
}

func tryRequests(t *testing.T, m *mock.Mock) {
	revoke(t, m, signIn(t, m))
	revoke(t, m, "unknown")
	all, err := m.Requests(t.Context(), url.Values{"path": {"/oauth/revoke"}, "status": {"2xx"}})
	require.NoError(t, err)
	require.Len(t, all, 2)
	assert.Equal(t, "mock-public", all[0].ClientID)
	assert.Contains(t, all[0].Body.(map[string]any)["token"], "[refresh token ")
	assert.NotZero(t, all[0].At)
	all, err = m.Requests(t.Context(), nil)
	require.NoError(t, err)
	assert.Len(t, all, 2)
}

// Settings reach it, and its certificate is trusted by its authority alone.
func TestSettings(t *testing.T) {
	for way, start := range ways {
		t.Run(way, func(t *testing.T) {
			m := start(t, mock.Options{TLS: true, Settings: map[string]string{"dialect": "rfc"}})
			issuer, err := m.Issuer(t.Context())
			require.NoError(t, err)
			assert.Equal(t, m.URL+"/", issuer)
			assert.Equal(t, 400, exchange(t, m, "unknown"), "as RFC 6749 has it")
			stranger, err := mock.At(m.URL, "", nil)
			require.NoError(t, err)
			_, err = stranger.Issuer(t.Context())
			assert.ErrorContains(t, err, "certificate")
		})
	}
}

func TestMockThatRunsAlready(t *testing.T) {
	m := asProcess(t, mock.Options{Settings: map[string]string{"control-token": "known-beforehand"}})
	known, err := mock.At(m.URL+"/", "known-beforehand", nil)
	require.NoError(t, err)
	require.NoError(t, known.Reset(t.Context()))
	stranger, err := mock.At(m.URL, "wrong", nil)
	require.NoError(t, err)
	assert.ErrorContains(t, stranger.Reset(t.Context()), "401")
	_, err = mock.At(m.URL, "", []byte("no certificate"))
	assert.ErrorContains(t, err, "PEM")
}

func TestWhatCannotStartSaysWhy(t *testing.T) {
	_, _, err := mock.Start(t.Context(), "", mock.Options{Seed: "clients: [{client_scret: x}]"})
	assert.ErrorContains(t, err, `"client_scret"`)
	_, _, err = mock.Start(t.Context(), "/nowhere/revokespec", mock.Options{})
	assert.ErrorContains(t, err, "/nowhere/revokespec")
}

// What happens in one tenant does not happen in another.
func TestTenants(t *testing.T) {
	m := asProcess(t, mock.Options{})
	mine, err := m.Tenant(t.Context(), "mine", map[string]any{"clients": []map[string]string{{"role": "public"}},
		"users": []map[string]string{{"email": ann, "password": "correct horse"}}})
	require.NoError(t, err)
	other, err := m.Tenant(t.Context(), "", nil)
	require.NoError(t, err)
	issuer, err := mine.Issuer(t.Context())
	require.NoError(t, err)
	assert.Equal(t, m.URL+"/t/mine/", issuer)
	assert.NotEqual(t, mine.Name, other.Name)

	_, err = other.Fail(t.Context(), mock.Fault{Path: "/oauth/revoke", Status: 503})
	require.NoError(t, err)
	tokens, err := mine.SignIn(t.Context(), mock.SignIn{Username: ann, ClientID: "mock-public"})
	require.NoError(t, err)
	assert.Equal(t, 503, revoke(t, other.Mock, tokens.RefreshToken))
	assert.Equal(t, 403, exchange(t, other.Mock, tokens.RefreshToken), "it is of another tenant")
	assert.Equal(t, 200, revoke(t, mine.Mock, tokens.RefreshToken))
	assert.Equal(t, 403, exchange(t, mine.Mock, tokens.RefreshToken))

	_, err = m.Tenant(t.Context(), "mine", nil)
	require.ErrorContains(t, err, "there is a tenant mine already")
	require.NoError(t, mine.Remove(t.Context()))
	_, err = mine.Now(t.Context())
	require.Error(t, err)
	_, err = other.Now(t.Context())
	require.NoError(t, err)
}
