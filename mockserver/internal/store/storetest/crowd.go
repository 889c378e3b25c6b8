package storetest

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/mockserver/internal/store"
	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

// SweepsEarly sees that a store with plenty of room forgets what no token hangs on any more, all the same.
func SweepsEarly(t *testing.T, s store.Store) {
	ctx, p := t.Context(), policy(t, tenant.DialectRFC) // each sign-in its own grant
	signIn := func() tenant.Place {
		place, err := s.Place(ctx, mustSignIn(t, s, p, "u", tenant.RefreshTokenOptions{}, now))
		require.NoError(t, err)
		return place
	}
	lasting := signIn()
	for range 1000 {
		require.NoError(t, s.UpdateGrant(ctx, signIn().Grant, func(g *tenant.Grant) { g.Families[0].End() }))
	}
	grants, err := store.Select(ctx, s, tenant.Selector{UserID: "u"})
	require.NoError(t, err)
	assert.Less(t, len(grants), 600)
	require.NoError(t, s.Look(ctx, lasting.Grant, func(g *tenant.Grant) { assert.Equal(t, tenant.KindLive, g.Kind(lasting, now)) }))
}
