package storetest

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/mockserver/internal/store"
	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

func ofGrants() []promise {
	return []promise{
		{"simultaneous sign-ins share one grant", oneGrant},
		{"of simultaneous exchanges one is accepted", oneExchange},
		{"no change of a grant is lost", noGrantChangeIsLost},
		{"a sign-in that opens nothing keeps nothing", opensNothing},
		{"a sign-in goes on with the newest grant", newestGrant},
		{"grants are found by user, application and API, oldest first", foundByKey},
		{"grants that are not there are not found", noGrant},
	}
}

func oneGrant(t testing.TB, s store.Store) {
	p := policy(t, tenant.DialectAuth0)
	var all sync.WaitGroup
	for range simultaneous {
		all.Go(func() {
			_, _, err := signIn(t, s, p, "u", tenant.RefreshTokenOptions{}, now)
			assert.NoError(t, err)
		})
	}
	all.Wait()
	grants, err := store.Select(t.Context(), s, tenant.Selector{UserID: "u"})
	require.NoError(t, err)
	require.Len(t, grants, 1)
	assert.Len(t, grants[0].Families, simultaneous)
}

func oneExchange(t testing.TB, s store.Store) {
	p := policy(t, tenant.DialectAuth0)
	for range 10 {
		h := mustSignIn(t, s, p, "u", rotating, now)
		place, err := s.Place(t.Context(), h)
		require.NoError(t, err)
		outs, hashes := make([]tenant.Exchanged, 8), make([]tenant.Hash, 8)
		var all sync.WaitGroup
		for i := range outs {
			all.Go(func() {
				var err error
				outs[i], hashes[i], err = exchange(t, s, p, place)
				assert.NoError(t, err)
			})
		}
		all.Wait()
		accepted := 0
		for i, out := range outs {
			if out.Refusal == nil {
				accepted++
				assert.Equal(t, tenant.KindEnded, kind(t, s, hashes[i]), "the losers are reuses, which end the family")
			}
		}
		assert.Equal(t, 1, accepted)
	}
}

func noGrantChangeIsLost(t testing.TB, s store.Store) {
	place, err := s.Place(t.Context(), mustSignIn(t, s, policy(t, tenant.DialectAuth0), "u", rotating, now))
	require.NoError(t, err)
	var all sync.WaitGroup
	for range simultaneous {
		all.Go(func() {
			assert.NoError(t, s.UpdateGrant(t.Context(), place.Grant, func(g *tenant.Grant) { g.Note += "x" }))
			assert.NoError(t, s.Each(t.Context(), tenant.Selector{}, func(g *tenant.Grant) { assert.NotNil(t, g.Family(place.Family)) }))
		})
	}
	all.Wait()
	require.NoError(t, s.Look(t.Context(), place.Grant, func(g *tenant.Grant) { assert.Len(t, g.Note, simultaneous) }))
}

func opensNothing(t testing.TB, s store.Store) {
	key := tenant.GrantKey{UserID: "u", ClientID: "app", Audience: "api"}
	require.NoError(t, s.SignIn(t.Context(), key, func(current *tenant.Grant) *tenant.Grant {
		assert.Nil(t, current)
		return nil
	}))
	h := mustSignIn(t, s, policy(t, tenant.DialectAuth0), "u", rotating, now)
	require.NoError(t, s.SignIn(t.Context(), key, func(current *tenant.Grant) *tenant.Grant { return current }))
	grants, err := store.Select(t.Context(), s, tenant.Selector{})
	require.NoError(t, err)
	require.Len(t, grants, 1)
	assert.Equal(t, tenant.KindLive, kind(t, s, h))
}

func newestGrant(t testing.TB, s store.Store) {
	p := policy(t, tenant.DialectAuth0)
	first, err := s.Place(t.Context(), mustSignIn(t, s, p, "u", rotating, now))
	require.NoError(t, err)
	require.NoError(t, store.End(t.Context(), s, tenant.Selector{UserID: "u"}))
	second, err := s.Place(t.Context(), mustSignIn(t, s, p, "u", rotating, now.Add(time.Second)))
	require.NoError(t, err)
	require.NotEqual(t, first.Grant, second.Grant, "the first has ended")
	third, err := s.Place(t.Context(), mustSignIn(t, s, p, "u", rotating, now.Add(2*time.Second)))
	require.NoError(t, err)
	assert.Equal(t, second.Grant, third.Grant)
}

func foundByKey(t testing.TB, s store.Store) {
	p := policy(t, tenant.DialectAuth0)
	var users []string
	for i := range 20 { // in another order than their ids, which are random, have
		users = append(users, fmt.Sprint("u", i))
		mustSignIn(t, s, p, users[i], rotating, now.Add(time.Duration(i)*time.Second))
	}
	for _, tc := range []struct {
		selector tenant.Selector
		want     []string
	}{
		{tenant.Selector{}, users},
		{tenant.Selector{ClientID: "app", Audience: "api"}, users},
		{tenant.Selector{UserID: "u1"}, users[1:2]},
		{tenant.Selector{ExceptUser: "u0"}, users[1:]},
		{tenant.Selector{UserID: "u1", ClientID: "other"}, nil},
		{tenant.Selector{UserID: "nobody"}, nil},
	} {
		var found []string
		require.NoError(t, s.Each(t.Context(), tc.selector, func(g *tenant.Grant) { found = append(found, g.Key.UserID) }))
		assert.Equal(t, tc.want, found, "%+v", tc.selector)
	}
}

func noGrant(t testing.TB, s store.Store) {
	never := func(*tenant.Grant) { t.Error("there is none") }
	require.ErrorIs(t, s.Look(t.Context(), "none", never), store.ErrNotFound)
	require.ErrorIs(t, s.UpdateGrant(t.Context(), "none", never), store.ErrNotFound)
	_, err := s.Place(t.Context(), tenant.HashOf("none"))
	require.ErrorIs(t, err, store.ErrNotFound)
}

func ofRoomForGrants() []promise {
	return []promise{
		{"refresh tokens that there is no room for are refused", roomForTokens},
		{"what ends a refresh token needs no room", endsNeedNoRoom},
		{"grants that there is no room for are refused", roomForGrants},
	}
}

// fillWithTokens exchanges a sign-in's tokens until there is no room, and returns the hash of the first.
func fillWithTokens(t testing.TB, s store.Store, p *tenant.Policy) tenant.Hash {
	t.Helper()
	first, place, err := signIn(t, s, p, "u", rotating, now)
	require.NoError(t, err)
	n := 0
	for ; err == nil && n <= limits().RefreshTokens; n++ {
		var out tenant.Exchanged
		out, _, err = exchange(t, s, p, place)
		place = out.Place
	}
	require.ErrorIs(t, err, store.ErrFull)
	assert.Greater(t, n, limits().RefreshTokens/2, "there is room for about as many as the limit says")
	return first
}

func roomForTokens(t testing.TB, s store.Store) {
	p := policy(t, tenant.DialectAuth0)
	first := fillWithTokens(t, s, p)
	_, _, err := signIn(t, s, p, "v", rotating, now)
	require.ErrorIs(t, err, store.ErrFull)
	_, err = s.Place(t.Context(), first)
	require.NoError(t, err, "a spent token of a sign-in that is good is never forgotten")
	mustSignIn(t, s, p, "u", rotating, now.Add(2*time.Hour)) // what has expired makes room
	_, err = s.Place(t.Context(), first)
	assert.ErrorIs(t, err, store.ErrNotFound)
}

func endsNeedNoRoom(t testing.TB, s store.Store) {
	p := policy(t, tenant.DialectAuth0)
	first := fillWithTokens(t, s, p)
	require.NoError(t, store.End(t.Context(), s, tenant.Selector{UserID: "u"}))
	mustSignIn(t, s, p, "v", rotating, now)
	_, err := s.Place(t.Context(), first)
	assert.ErrorIs(t, err, store.ErrNotFound)
}

func roomForGrants(t testing.TB, s store.Store) {
	p := policy(t, tenant.DialectRFC) // each sign-in is a grant of its own
	lasting := mustSignIn(t, s, p, "first", tenant.RefreshTokenOptions{}, now)
	var err error
	n := 0
	for ; err == nil && n <= limits().Grants; n++ {
		_, _, err = signIn(t, s, p, fmt.Sprint(n%10), rotating, now)
	}
	require.ErrorIs(t, err, store.ErrFull)
	assert.Greater(t, n, limits().Grants/2)
	mustSignIn(t, s, p, "1", rotating, now.Add(2*time.Hour)) // what has expired makes room
	assert.Equal(t, tenant.KindLive, kind(t, s, lasting))
}
