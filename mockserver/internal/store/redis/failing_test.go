package redis_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/internal/redistest"
	"github.com/revokespec/revokespec/mockserver/internal/store"
	"github.com/revokespec/revokespec/mockserver/internal/store/redis"
	"github.com/revokespec/revokespec/mockserver/internal/store/storetest"
	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

var now = time.Date(2026, time.March, 1, 12, 0, 0, 0, time.UTC)

func tenantOf(t testing.TB, s *redis.Server) store.Store {
	t.Helper()
	of, err := s.Tenant("")
	require.NoError(t, err)
	return of
}

// signIn signs a user in, to a grant of the user's, whose refresh token has the hash of the text.
func signIn(t testing.TB, s store.Store, user, text string) error {
	t.Helper()
	p, err := tenant.NewPolicy(tenant.DialectAuth0)
	require.NoError(t, err)
	in := tenant.SignIn{Key: tenant.GrantKey{UserID: user, ClientID: "app"}, Now: now}
	return s.SignIn(t.Context(), in.Key, func(current *tenant.Grant) *tenant.Grant {
		g := p.Grant(current, in)
		g.Open(p, in, tenant.HashOf(text))
		return g
	})
}

// end ends the grant of a token.
func end(t testing.TB, s store.Store, text string) error {
	place, err := s.Place(t.Context(), tenant.HashOf(text))
	if err != nil {
		return err
	}
	return s.UpdateGrant(t.Context(), place.Grant, func(g *tenant.Grant) { g.End() })
}

func kind(t testing.TB, s store.Store, text string) (k tenant.Kind) {
	t.Helper()
	place, err := s.Place(t.Context(), tenant.HashOf(text))
	require.NoError(t, err)
	require.NoError(t, s.Look(t.Context(), place.Grant, func(g *tenant.Grant) { k = g.Kind(place, now) }))
	return k
}

// Whatever was answered before the server was killed is so afterwards; and it is gone on with, without anybody's help.
func TestAKilledServer(t *testing.T) {
	t.Parallel()
	server := redistest.Start(t)
	s := tenantOf(t, open(t, server.Address))
	var mu sync.Mutex
	var live, ended []string
	for round := range 3 {
		var users sync.WaitGroup
		working := make(chan struct{}, 1<<16)
		for user := range 4 {
			users.Go(func() {
				for n := 0; ; n++ {
					text := fmt.Sprint(round, user, n)
					if signIn(t, s, text, text) != nil {
						return
					}
					to := &live
					if n%2 == 0 {
						if end(t, s, text) != nil {
							return
						}
						to = &ended
					}
					mu.Lock()
					*to = append(*to, text)
					mu.Unlock()
					working <- struct{}{}
				}
			})
		}
		for range 40 {
			<-working
		}
		server.Kill()
		users.Wait()
		require.Error(t, signIn(t, s, "u", "while it is down"))
		server.Restart()
	}
	require.NotEmpty(t, live)
	require.NotEmpty(t, ended)
	for _, text := range live {
		require.Equal(t, tenant.KindLive, kind(t, s, text))
	}
	for _, text := range ended {
		require.Equal(t, tenant.KindEnded, kind(t, s, text))
	}
	listed := map[string]bool{}
	require.NoError(t, s.Each(t.Context(), tenant.Selector{}, func(g *tenant.Grant) { listed[g.Key.UserID] = true }))
	for _, text := range append(live, ended...) {
		require.True(t, listed[text], "a revocation must find it")
	}
}

// A server that stands still is an error, soon; what was asked meanwhile has happened, or has not.
func TestAPausedServer(t *testing.T) {
	t.Parallel()
	server := redistest.Start(t, quick...)
	of := open(t, server.Address)
	of.Patience(50 * time.Millisecond)
	s := tenantOf(t, of)
	require.NoError(t, signIn(t, s, "u", "before"))
	server.Pause()
	require.Error(t, end(t, s, "before"))
	require.Error(t, signIn(t, s, "u", "meanwhile"))
	_, err := s.Settings(t.Context())
	require.Error(t, err)
	server.Resume()
	of.Patience(time.Minute)
	require.NoError(t, end(t, s, "before"))
	assert.Equal(t, tenant.KindEnded, kind(t, s, "before"))
	if _, err := s.Place(t.Context(), tenant.HashOf("meanwhile")); store.IgnoreMissing(err) != nil {
		assert.NoError(t, err)
	}
}

// Where its memory is full, what is new is an error, and what ends something is not.
func TestAFullServer(t *testing.T) {
	t.Parallel()
	server := redistest.Start(t, quick...)
	s := tenantOf(t, open(t, server.Address))
	require.NoError(t, signIn(t, s, "u", "before"))
	require.NoError(t, s.PutSession(t.Context(), tenant.HashOf("session"), tenant.Session{ID: "s", UserID: "u"}))
	require.NoError(t, s.PutCode(t.Context(), tenant.HashOf("code"), tenant.Code{}))
	require.NoError(t, s.PutAccessToken(t.Context(), tenant.AccessToken{ID: "a", ExpiresAt: now.Add(time.Hour)}))
	server.Ask("CONFIG SET maxmemory 1")
	require.ErrorContains(t, signIn(t, s, "v", "new"), "OOM")
	require.ErrorContains(t, s.PutCode(t.Context(), tenant.HashOf("new"), tenant.Code{}), "OOM")
	require.ErrorContains(t, s.AddUser(t.Context(), tenant.User{ID: "new"}), "OOM")
	require.NoError(t, end(t, s, "before"))
	assert.Equal(t, tenant.KindEnded, kind(t, s, "before"))
	require.NoError(t, s.UpdateSession(t.Context(), "s", func(s *tenant.Session) { s.End(tenant.End{}) }))
	require.NoError(t, s.UpdateCode(t.Context(), tenant.HashOf("code"), func(c *tenant.Code) { c.Used = true }))
	require.NoError(t, s.UpdateAccessToken(t.Context(), "a", func(a *tenant.AccessToken) { a.Ended.Done = true }))
	server.Ask("CONFIG SET maxmemory 0")
	_, err := s.Place(t.Context(), tenant.HashOf("new"))
	require.ErrorIs(t, err, store.ErrNotFound)
	require.NoError(t, signIn(t, s, "v", "new"))
}

// Of a cluster any node stands for all, and a tenant is spread over them.
func TestACluster(t *testing.T) {
	t.Parallel()
	nodes := redistest.StartCluster(t, 3, quick...)
	s := open(t, nodes[2].Address)
	storetest.Test(t, tenantsOf(s))
	kept := tenantOf(t, s)
	for i := range 60 {
		require.NoError(t, signIn(t, kept, fmt.Sprint(i), fmt.Sprint(i)))
	}
	for _, n := range nodes {
		assert.NotEqual(t, ":0", strings.TrimSpace(n.Ask("DBSIZE")))
	}
	require.NoError(t, s.Forget(t.Context(), ""))
	_, err := kept.Place(t.Context(), tenant.HashOf("1"))
	require.ErrorIs(t, err, store.ErrNotFound)
}

// Without one of its nodes a cluster refuses, and with it goes on with all that was said.
func TestAClusterLosesANode(t *testing.T) {
	t.Parallel()
	nodes := redistest.StartCluster(t, 3)
	of := open(t, nodes[0].Address)
	s := tenantOf(t, of)
	for i := range 30 {
		require.NoError(t, signIn(t, s, fmt.Sprint(i), fmt.Sprint(i)))
		if i%2 == 0 {
			require.NoError(t, end(t, s, fmt.Sprint(i)))
		}
	}
	nodes[1].Kill()
	var refused error
	for i := 0; refused == nil && i < 30; i++ {
		refused = end(t, s, fmt.Sprint(i))
	}
	require.Error(t, refused)
	require.NotErrorIs(t, refused, store.ErrNotFound, "it has not been forgotten")
	nodes[1].Restart()
	nodes[1].AwaitCluster(3)
	for i := range 30 {
		want := tenant.KindLive
		if i%2 == 0 {
			want = tenant.KindEnded
		}
		place, err := s.Place(t.Context(), tenant.HashOf(fmt.Sprint(i)))
		require.NoError(t, err)
		require.NoError(t, s.Look(t.Context(), place.Grant, func(g *tenant.Grant) {
			if k := g.Kind(place, now); k != tenant.KindEnded { // which the others are as well, where there was an answer
				assert.Equal(t, want, k)
			}
		}))
	}
}

// Nothing of a tenant is left behind, and of others nothing is taken.
func TestSweptClean(t *testing.T) {
	server := redistest.Start(t, quick...)
	of := open(t, server.Address)
	one, err := of.Tenant("one")
	require.NoError(t, err)
	other, err := of.Tenant("one:more")
	require.NoError(t, err)
	require.NoError(t, signIn(t, one, "u", "one"))
	require.NoError(t, signIn(t, other, "u", "other"))
	require.NoError(t, one.Reset(t.Context()))
	assert.Equal(t, tenant.KindLive, kind(t, other, "other"))
	require.NoError(t, of.Forget(t.Context(), "one:more"))
	assert.Equal(t, ":1", strings.TrimSpace(server.Ask("DBSIZE")), "the epoch of the first")
}

// A tenant that is reset by one process is so for the other.
func TestAResetIsForAll(t *testing.T) {
	server := redistest.Start(t, quick...)
	one, other := tenantOf(t, open(t, server.Address)), tenantOf(t, open(t, server.Address))
	require.NoError(t, signIn(t, one, "u", "token"))
	assert.Equal(t, tenant.KindLive, kind(t, other, "token"))
	require.NoError(t, one.Reset(t.Context()))
	_, err := other.Place(t.Context(), tenant.HashOf("token"))
	require.ErrorIs(t, err, store.ErrNotFound)
	require.NoError(t, signIn(t, other, "u", "another"))
	assert.Equal(t, tenant.KindLive, kind(t, one, "another"))
}

// What a server is that no tenant can be kept in, is told in one line, with the host and without a password.
func TestServersThatCannotBeUsed(t *testing.T) {
	t.Parallel()
	secured := redistest.StartOn(t, append(quick, "--requirepass", "right")...)
	evicting := redistest.StartOn(t, append(quick, "--maxmemory", "100mb", "--maxmemory-policy", "allkeys-lru")...)
	for address, says := range map[string]string{
		strings.Replace(secured.Address, "redis://", "redis://user:wrong@", 1): "WRONGPASS",
		secured.Address:                 "NOAUTH",
		evicting.Address:                "noeviction",
		"redis://127.0.0.1:1":           "127.0.0.1:1 does not answer",
		"redis://:wrong%zz@127.0.0.1:1": "write it as redis://",
		"redis://:wrong@:6379":          "write it as redis://",
		"redis://:wrong@host/database":  "the database is a number",
		"redis://:wrong@host/-1":        "the database is a number",
		"redis://:wrong@host?other=1":   "write it as redis://",
		"redis://:wrong@host:port":      "write it as redis://",
		"unix:///wrong/nowhere":         "/wrong/nowhere does not answer",
		"http://127.0.0.1:1":            "write it as redis://",
		"redis://127.0.0.1:1?addr=:":    "write it as redis://",
	} {
		_, err := redis.Open(t.Context(), address)
		require.ErrorContains(t, err, says, address)
		assert.NotContains(t, strings.ReplaceAll(err.Error(), "/wrong/", ""), "wrong", address)
		assert.NotContains(t, err.Error(), "\n")
	}
	s, err := redis.Open(t.Context(), strings.Replace(secured.Address, "redis://", "redis://:right@", 1)+"/3?addr=127.0.0.1:1")
	require.NoError(t, err)
	require.NoError(t, s.Close())
}
