package store_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/mockserver/internal/store"
	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

// What was used once is never forgotten before its time: something new is refused instead.
func TestWhatIsGoodOnceIsNotForgottenWhenThereIsNoRoom(t *testing.T) {
	ctx, s := t.Context(), store.NewMemory()
	never := now.AddDate(7000, 0, 0)
	first := "assertion 0"
	fresh, err := s.Once(ctx, first, never, now)
	require.NoError(t, err)
	require.True(t, fresh)
	n := 0
	for ; err == nil && n <= store.MostOnce; n++ {
		_, err = s.Once(ctx, fmt.Sprintf("assertion %d0", n), now.Add(time.Hour), now)
	}
	require.ErrorIs(t, err, store.ErrFull)
	fresh, err = s.Once(ctx, first, never, now.Add(2*time.Hour))
	require.NoError(t, err, "what has expired makes room")
	assert.False(t, fresh, "and the first is remembered")
}

// filling is a store that one application's users fill.
type filling struct {
	*testing.T
	store.Store
	policy *tenant.Policy
	client tenant.Client
}

func (f filling) open(user string, at time.Time) (h tenant.Hash, place tenant.Place, err error) {
	_, h = tenant.NewSecret("")
	in := tenant.SignIn{Key: tenant.GrantKey{UserID: user, ClientID: "app", Audience: "api"}, Options: f.client.RefreshTokens, Now: at}
	err = f.SignIn(f.Context(), in.Key, func(current *tenant.Grant) *tenant.Grant {
		g := f.policy.Grant(current, in)
		place = g.Open(f.policy, in, h)
		return g
	})
	return h, place, err
}

func (f filling) exchange(place tenant.Place) (next tenant.Place, err error) {
	_, h := tenant.NewSecret("")
	err = f.UpdateGrant(f.Context(), place.Grant, func(g *tenant.Grant) {
		next = g.Exchange(f.policy, tenant.Exchange{Client: &f.client, User: &tenant.User{}, Place: place, Now: now}, h).Place
	})
	return next, err
}

func hourly() tenant.Client {
	return tenant.Client{ID: "app", RefreshTokens: tenant.RefreshTokenOptions{Rotating: true, Lifetime: time.Hour}}
}

// Tokens that are dead make room for others; where all are needed, what is new is refused, and what ends one is not.
func TestRefreshTokensAreBounded(t *testing.T) {
	f := filling{t, store.NewMemory(), policy(t), hourly()}
	first, place, err := f.open("u", now)
	require.NoError(t, err)
	for n := 0; err == nil && n <= store.MostTokens; n++ {
		place, err = f.exchange(place)
	}
	require.ErrorIs(t, err, store.ErrFull)
	_, _, err = f.open("v", now)
	require.ErrorIs(t, err, store.ErrFull)
	_, err = f.Place(t.Context(), first)
	require.NoError(t, err, "a spent token of a sign-in that is good is never forgotten")

	_, _, err = f.open("u", now.Add(2*time.Hour))
	require.NoError(t, err, "what has expired makes room")
	_, err = f.Place(t.Context(), first)
	assert.ErrorIs(t, err, store.ErrNotFound)
}

func TestWhatEndsATokenNeedsNoRoom(t *testing.T) {
	f := filling{t, store.NewMemory(), policy(t), hourly()}
	first, place, err := f.open("u", now)
	require.NoError(t, err)
	for n := 0; err == nil && n <= store.MostTokens; n++ {
		place, err = f.exchange(place)
	}
	require.ErrorIs(t, err, store.ErrFull)
	require.NoError(t, store.End(t.Context(), f, tenant.Selector{UserID: "u"}))
	_, _, err = f.open("v", now)
	require.NoError(t, err)
	_, err = f.Place(t.Context(), first)
	assert.ErrorIs(t, err, store.ErrNotFound)
}

func TestGrantsAreBounded(t *testing.T) {
	p, err := tenant.NewPolicy(tenant.DialectRFC)
	require.NoError(t, err)
	f := filling{t, store.NewMemory(), p, hourly()}
	for n := 0; err == nil && n <= store.MostGrants; n++ {
		_, _, err = f.open(fmt.Sprint(n%1000), now)
	}
	require.ErrorIs(t, err, store.ErrFull)
	_, _, err = f.open("1", now.Add(2*time.Hour))
	require.NoError(t, err)
}
