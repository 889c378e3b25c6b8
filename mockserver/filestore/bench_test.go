package filestore_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/mockserver"
	"github.com/revokespec/revokespec/mockserver/filestore"
)

// stores are where the benchmarks keep their tenant: on the disk each change waits for it, unless that is spared.
func stores(b *testing.B) map[string]mockserver.Store {
	b.Helper()
	out := map[string]mockserver.Store{"memory": nil}
	for name, spared := range map[string]bool{"file": false, "unsynced": true} {
		state, err := filestore.Open(filepath.Join(b.TempDir(), "state.db"))
		require.NoError(b, err)
		b.Cleanup(func() { _ = state.Close() })
		if spared {
			state.Unsynced()
		}
		if out[name], err = state.Tenant(""); err != nil {
			b.Fatal(err)
		}
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
	for name, kept := range stores(b) {
		s := mockserver.New(mockserver.WithStore(kept), mockserver.WithSigningAlgorithm("ES256"))
		b.Run(name, func(b *testing.B) {
			token := login(b, s)
			for b.Loop() {
				token = ask(b, s, "/oauth/token", url.Values{"grant_type": {"refresh_token"}, "refresh_token": {token}})
			}
		})
		b.Run(name+"/many at once", func(b *testing.B) {
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
	for name, kept := range stores(b) {
		s := mockserver.New(mockserver.WithStore(kept), mockserver.WithSigningAlgorithm("ES256"))
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
