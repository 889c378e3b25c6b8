package store_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/mockserver/internal/store"
	"github.com/revokespec/revokespec/mockserver/internal/store/memory"
	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

func TestFollow(t *testing.T) {
	ctx, s := t.Context(), memory.New()
	h := signIn(t, s, "u", false)
	for client, want := range map[string]time.Time{"app": now.Add(time.Hour), "other": {}} {
		other := &tenant.Client{ID: client, RefreshTokens: tenant.RefreshTokenOptions{Idle: time.Hour}}
		require.NoError(t, store.ApplyLifetimes(ctx, s, other))
		place, err := s.Place(ctx, h)
		require.NoError(t, err)
		require.NoError(t, s.Look(ctx, place.Grant, func(g *tenant.Grant) {
			assert.Equal(t, want, g.Families[0].IdleUntil, client)
		}))
		require.NoError(t, store.ApplyLifetimes(ctx, s, &tenant.Client{ID: "app"})) // as it was
	}
}
