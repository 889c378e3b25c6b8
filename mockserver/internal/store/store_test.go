package store_test

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/mockserver/internal/store"
	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

var now = time.Date(2026, time.March, 1, 12, 0, 0, 0, time.UTC)

func signIn(t testing.TB, s store.Store, p *tenant.Policy, user string, rotating bool) tenant.Hash {
	t.Helper()
	_, h := tenant.NewSecret("")
	in := tenant.SignIn{Key: tenant.GrantKey{UserID: user, ClientID: "app", Audience: "api"},
		Options: tenant.RefreshTokenOptions{Rotating: rotating}, Now: now}
	require.NoError(t, s.SignIn(t.Context(), in.Key, func(current *tenant.Grant) *tenant.Grant {
		g := p.Grant(current, in)
		g.Open(p, in, h)
		return g
	}))
	return h
}

func policy(t testing.TB) *tenant.Policy {
	p, err := tenant.NewPolicy(tenant.DialectAuth0)
	require.NoError(t, err)
	return p
}

func TestConcurrentExchangesLeaveAtMostOneLiveToken(t *testing.T) {
	const rounds, n = 20, 8
	ctx, p, s := context.Background(), policy(t), store.NewMemory()
	client := &tenant.Client{ID: "app", RefreshTokens: tenant.RefreshTokenOptions{Rotating: true}}
	for range rounds {
		h := signIn(t, s, p, "u", true)
		var wg sync.WaitGroup
		outs, hashes := make([]tenant.Exchanged, n), make([]tenant.Hash, n)
		for i := range n {
			wg.Go(func() {
				place, err := s.Place(ctx, h)
				assert.NoError(t, err)
				_, hashes[i] = tenant.NewSecret("")
				assert.NoError(t, s.UpdateGrant(ctx, place.Grant, func(g *tenant.Grant) {
					x := tenant.Exchange{Client: client, User: &tenant.User{}, Place: place, Now: now}
					outs[i] = g.Exchange(p, x, hashes[i])
				}))
			})
		}
		wg.Wait()
		accepted, live := 0, 0
		for i, out := range outs {
			if out.Refusal != nil {
				continue
			}
			accepted++
			place, err := s.Place(ctx, hashes[i])
			require.NoError(t, err)
			require.NoError(t, s.Look(ctx, place.Grant, func(g *tenant.Grant) {
				if g.Kind(place, now) == tenant.KindLive {
					live++
				}
			}))
		}
		assert.Equal(t, 1, accepted)
		assert.Zero(t, live, "the losers are reuses, which end the family")
	}
}

func TestConcurrentSignInsShareOneGrant(t *testing.T) {
	p, s := policy(t), store.NewMemory()
	var wg sync.WaitGroup
	for range 16 {
		wg.Go(func() { signIn(t, s, p, "u", false) })
	}
	wg.Wait()
	grants, err := store.Select(t.Context(), s, tenant.Selector{UserID: "u"})
	require.NoError(t, err)
	require.Len(t, grants, 1)
	assert.Len(t, grants[0].Families, 16)
}

func TestGrantsWithoutATokenAreForgotten(t *testing.T) {
	ctx, s := t.Context(), store.NewMemory()
	p, err := tenant.NewPolicy(tenant.DialectRFC) // each sign-in its own grant
	require.NoError(t, err)
	kept := signIn(t, s, p, "u", false)
	for range 1000 {
		place, err := s.Place(ctx, signIn(t, s, p, "u", false))
		require.NoError(t, err)
		require.NoError(t, s.UpdateGrant(ctx, place.Grant, func(g *tenant.Grant) { g.Families[0].End() }))
	}
	grants, err := store.Select(ctx, s, tenant.Selector{UserID: "u"})
	require.NoError(t, err)
	assert.Less(t, len(grants), 600)
	place, err := s.Place(ctx, kept)
	require.NoError(t, err)
	assert.NoError(t, s.Look(ctx, place.Grant, func(g *tenant.Grant) { assert.Equal(t, tenant.KindLive, g.Kind(place, now)) }))
}

func TestSelect(t *testing.T) {
	p, s := policy(t), store.NewMemory()
	signIn(t, s, p, "u1", false)
	signIn(t, s, p, "u2", false)
	for _, tc := range []struct {
		sel  tenant.Selector
		want int
	}{
		{tenant.Selector{}, 2},
		{tenant.Selector{UserID: "u1"}, 1},
		{tenant.Selector{UserID: "u1", ClientID: "other"}, 0},
		{tenant.Selector{ClientID: "app", Audience: "api"}, 2},
		{tenant.Selector{UserID: "nobody"}, 0},
	} {
		grants, err := store.Select(t.Context(), s, tc.sel)
		require.NoError(t, err)
		assert.Len(t, grants, tc.want, "%+v", tc.sel)
	}
}

func TestWhatIsReturnedBelongsToTheCaller(t *testing.T) {
	ctx, s := t.Context(), store.NewMemory()
	require.NoError(t, s.AddClient(ctx, tenant.Client{ID: "app", GrantTypes: []string{"password"}}))
	c, err := s.Client(ctx, "app")
	require.NoError(t, err)
	c.GrantTypes[0] = "changed"
	c, err = s.Client(ctx, "app")
	require.NoError(t, err)
	assert.Equal(t, "password", c.GrantTypes[0])

	refused := errors.New("refused")
	_, err = s.UpdateClient(ctx, "app", func(c *tenant.Client) error { c.Name = "x"; return refused })
	assert.ErrorIs(t, err, refused)
	c, _ = s.Client(ctx, "app")
	assert.Empty(t, c.Name, "a refused change changes nothing")
}

func TestDirectory(t *testing.T) {
	ctx, s := t.Context(), store.NewMemory()
	require.NoError(t, s.AddUser(ctx, tenant.User{ID: "1", Email: "A@example.com"}))
	require.NoError(t, s.AddUser(ctx, tenant.User{ID: "2", Email: "b@example.com"}))
	assert.ErrorIs(t, s.AddUser(ctx, tenant.User{ID: "2"}), store.ErrExists)
	u, err := s.UserByEmail(ctx, "a@Example.com")
	require.NoError(t, err)
	assert.Equal(t, "1", u.ID)
	require.NoError(t, s.DeleteUser(ctx, "1"))
	assert.ErrorIs(t, s.DeleteUser(ctx, "1"), store.ErrNotFound)
	users, err := s.Users(ctx)
	require.NoError(t, err)
	assert.Len(t, users, 1)
	require.NoError(t, s.Reset(ctx))
	users, _ = s.Users(ctx)
	assert.Empty(t, users)
}

func TestOnce(t *testing.T) {
	ctx, s := context.Background(), store.NewMemory()
	var wg sync.WaitGroup
	var mu sync.Mutex
	first := 0
	for range 16 {
		wg.Go(func() {
			ok, err := s.Once(ctx, "jti", now.Add(time.Hour), now)
			assert.NoError(t, err)
			if ok {
				mu.Lock()
				first++
				mu.Unlock()
			}
		})
	}
	wg.Wait()
	assert.Equal(t, 1, first)
}
