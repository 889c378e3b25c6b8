package mockserver_test

import (
	"net/url"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/internal/redistest"
	"github.com/revokespec/revokespec/mockserver"
	"github.com/revokespec/revokespec/mockserver/filestore"
	"github.com/revokespec/revokespec/mockserver/redisstore"
)

// stores are all that a mock can keep its tenant in; "unsynced" ones answer before a change is on the disk.
var stores = map[string]func(b *testing.B) mockserver.Store{
	"memory":          func(*testing.B) mockserver.Store { return nil },
	"file":            func(b *testing.B) mockserver.Store { return inFile(b, false) },
	"file, unsynced":  func(b *testing.B) mockserver.Store { return inFile(b, true) },
	"Redis":           func(b *testing.B) mockserver.Store { return onRedis(b, redistest.Start(b)) },
	"Redis, unsynced": func(b *testing.B) mockserver.Store { return onRedis(b, redistest.Start(b, "--appendonly", "no")) },
	"cluster, unsynced": func(b *testing.B) mockserver.Store {
		return onRedis(b, redistest.StartCluster(b, 3, "--appendonly", "no")[0])
	},
}

func inFile(b *testing.B, unsynced bool) mockserver.Store {
	state, err := filestore.Open(filepath.Join(b.TempDir(), "state.db"))
	require.NoError(b, err)
	b.Cleanup(func() { _ = state.Close() })
	if unsynced {
		state.Unsynced()
	}
	kept, err := state.Tenant("")
	require.NoError(b, err)
	return kept
}

func onRedis(b *testing.B, at *redistest.Server) mockserver.Store {
	state, err := redisstore.Open(at.Address)
	require.NoError(b, err)
	b.Cleanup(func() { _ = state.Close() })
	kept, err := state.Tenant("")
	require.NoError(b, err)
	return kept
}

// keeping runs a benchmark with a mock on each store, and a sign-in at its rotating application.
func keeping(b *testing.B, run func(b *testing.B, s *mockserver.Server, signIn func() string)) {
	for name, open := range stores {
		b.Run(name, func(b *testing.B) {
			s := mockserver.New(mockserver.WithStore(open(b)), mockserver.WithSigningAlgorithm("ES256"))
			require.NoError(b, s.Err())
			signIn := url.Values{"grant_type": {"password"}, "client_id": {"mock-rotating"}, "username": {"user01@example.com"}, "password": {"mock-password-01"}, "scope": {"offline_access"}}.Encode()
			run(b, s, func() string { return member(asking(b, s, "/oauth/token", signIn), "refresh_token") })
		})
	}
}

func exchangedAt(b *testing.B, s *mockserver.Server, token string) string {
	return member(asking(b, s, "/oauth/token", "grant_type=refresh_token&client_id=mock-rotating&refresh_token="+token), "refresh_token")
}

func BenchmarkStoresExchange(b *testing.B) {
	keeping(b, func(b *testing.B, s *mockserver.Server, signIn func() string) {
		token := signIn()
		for b.Loop() {
			token = exchangedAt(b, s, token)
		}
	})
}

// BenchmarkStoresExchangeAtOnce is of one user at one application: all is of one grant.
func BenchmarkStoresExchangeAtOnce(b *testing.B) {
	keeping(b, func(b *testing.B, s *mockserver.Server, signIn func() string) {
		b.SetParallelism(16)
		b.RunParallel(func(p *testing.PB) {
			token := signIn()
			for p.Next() {
				token = exchangedAt(b, s, token)
			}
		})
	})
}

func BenchmarkStoresRevoke(b *testing.B) {
	keeping(b, func(b *testing.B, s *mockserver.Server, signIn func() string) {
		for b.Loop() {
			b.StopTimer()
			token := signIn()
			b.StartTimer()
			asking(b, s, "/oauth/revoke", "client_id=mock-rotating&token="+token)
		}
	})
}
