package memory_test

import (
	"fmt"
	"runtime"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/mockserver/internal/store"
	"github.com/revokespec/revokespec/mockserver/internal/store/memory"
	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

// BenchmarkTokens reports how much memory a refresh token takes, among as many as b.N: one a sign-in of 200 of each user, as many as
// Auth0 keeps; one a sign-in of a user who never comes back; and one after another of the same sign-in.
func BenchmarkTokens(b *testing.B) {
	for _, shape := range []struct {
		name    string
		signIns int // of each user
		chain   bool
	}{{"200 a user", 200, false}, {"1 a user", 1, false}, {"1 sign-in", 1, true}} {
		b.Run(shape.name, func(b *testing.B) {
			s := roomy()
			before := heap()
			var place tenant.Place
			for n := range b.N {
				if shape.chain && n > 0 {
					place = exchangeOnce(b, s, place)
				} else {
					place = signInOnce(b, s, fmt.Sprintf("auth0|%024x", n/shape.signIns))
				}
			}
			b.ReportMetric(float64(heap()-before)/float64(b.N), "B/token")
			runtime.KeepAlive(s)
		})
	}
}

func roomy() *memory.Store {
	l := store.DefaultLimits()
	l.Grants, l.RefreshTokens = 1<<22, 1<<22
	return memory.NewWithin(l)
}

func heap() uint64 {
	var m runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

var (
	policy, _ = tenant.NewPolicy(tenant.DialectAuth0)
	client    = tenant.Client{ID: "bench", RefreshTokens: tenant.RefreshTokenOptions{Rotating: true, Lifetime: time.Hour}}
	began     = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
)

func signInOnce(b *testing.B, s store.Store, user string) (place tenant.Place) {
	_, hash := tenant.NewSecret("")
	in := tenant.SignIn{Key: tenant.GrantKey{UserID: user, ClientID: client.ID, Audience: "https://api.example"}, Offline: true,
		Scopes: []string{"offline_access"}, Options: client.RefreshTokens, Device: tenant.Cut("Mozilla/5.0 (X11; Linux x86_64)", 100),
		IP: tenant.Cut("127.0.0.1", 100), Now: began}
	require.NoError(b, s.SignIn(b.Context(), in.Key, func(current *tenant.Grant) *tenant.Grant {
		g := policy.Grant(current, in)
		place = g.Open(policy, in, hash)
		return g
	}))
	return place
}

func exchangeOnce(b *testing.B, s store.Store, place tenant.Place) tenant.Place {
	_, hash := tenant.NewSecret("")
	var out tenant.Exchanged
	x := tenant.Exchange{Client: &client, User: &tenant.User{}, Place: place, Now: began}
	require.NoError(b, s.UpdateGrant(b.Context(), place.Grant, func(g *tenant.Grant) { out = g.Exchange(policy, x, hash) }))
	require.Nil(b, out.Refusal)
	return out.Place
}

// BenchmarkExchange is the exchange of a rotating refresh token without HTTP, and without what is signed.
func BenchmarkExchange(b *testing.B) {
	s := roomy()
	place := signInOnce(b, s, "user")
	b.ReportAllocs()
	for b.Loop() {
		place = exchangeOnce(b, s, place)
	}
}

// BenchmarkRevoke revokes a refresh token of a grant that has so many, and the grant with it.
func BenchmarkRevoke(b *testing.B) {
	for _, n := range []int{1, 1e3, 1e6} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			s := roomy()
			var first tenant.Place
			for i := range n {
				if place := signInOnce(b, s, "user"); i == 0 {
					first = place
				}
			}
			settings := tenant.DefaultSettings(began)
			settings.Flags[tenant.FlagRevocationDeletesGrant] = true
			b.ReportAllocs()
			for b.Loop() {
				err := s.UpdateGrant(b.Context(), first.Grant, func(g *tenant.Grant) {
					g.Revoke(policy, &tenant.Revocation{Kind: g.Kind(first, began), Now: began}, first, settings)
				})
				require.NoError(b, err)
			}
		})
	}
}
