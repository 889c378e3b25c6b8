package redisstore_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/internal/redistest"
	"github.com/revokespec/revokespec/mockserver"
	"github.com/revokespec/revokespec/mockserver/redisstore"
)

// servers are mocks on Redis: one that has each change on its disk before it answers, one that has not, and a cluster.
func servers(b *testing.B) map[string]*mockserver.Server {
	b.Helper()
	out := map[string]*mockserver.Server{}
	for name, at := range map[string]*redistest.Server{
		"Redis": redistest.Start(b), "unsynced": redistest.Start(b, "--appendonly", "no"), "cluster, unsynced": redistest.StartCluster(b, 3, "--appendonly", "no")[0],
	} {
		state, err := redisstore.Open(at.Address)
		require.NoError(b, err)
		b.Cleanup(func() { _ = state.Close() })
		kept, err := state.Tenant("")
		require.NoError(b, err)
		out[name] = mockserver.New(mockserver.WithStore(kept), mockserver.WithSigningAlgorithm("ES256"))
		require.NoError(b, out[name].Err())
	}
	return out
}

// ask asks a server without a network, as the application whose tokens rotate, and returns the refresh token of the answer.
func ask(b *testing.B, s *mockserver.Server, path string, form url.Values) string {
	form.Set("client_id", rotating)
	r := httptest.NewRequest(http.MethodPost, path, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	if w.Code != http.StatusOK {
		b.Errorf("%s answered %d", path, w.Code)
	}
	_, rest, _ := strings.Cut(w.Body.String(), `"refresh_token":"`)
	token, _, _ := strings.Cut(rest, `"`)
	return token
}

func login(b *testing.B, s *mockserver.Server) string {
	return ask(b, s, "/oauth/token", url.Values{"grant_type": {"password"}, "username": {user}, "password": {"mock-password-01"}, "scope": {"offline_access"}})
}

func BenchmarkExchange(b *testing.B) {
	for name, s := range servers(b) {
		b.Run(name, func(b *testing.B) {
			token := login(b, s)
			for b.Loop() {
				token = ask(b, s, "/oauth/token", url.Values{"grant_type": {"refresh_token"}, "refresh_token": {token}})
			}
		})
		b.Run(name+"/many at once", func(b *testing.B) { // of one user: all are of one grant
			b.SetParallelism(16)
			b.RunParallel(func(p *testing.PB) {
				token := login(b, s)
				for p.Next() {
					token = ask(b, s, "/oauth/token", url.Values{"grant_type": {"refresh_token"}, "refresh_token": {token}})
				}
			})
		})
	}
}

func BenchmarkRevoke(b *testing.B) {
	for name, s := range servers(b) {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				b.StopTimer()
				token := login(b, s)
				b.StartTimer()
				ask(b, s, "/oauth/revoke", url.Values{"token": {token}})
			}
		})
	}
}
