package store_test

import (
	"errors"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/mockserver/internal/store"
	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

func TestAnAudienceIsKeptUnderItsIdentifier(t *testing.T) {
	ctx, s := t.Context(), store.NewMemory()
	require.NoError(t, s.AddAudience(ctx, tenant.Audience{Identifier: "a", Scopes: []string{"read"}, Extra: map[string]any{"k": "v"}}))
	assert.ErrorIs(t, s.AddAudience(ctx, tenant.Audience{Identifier: "a"}), store.ErrExists)
	a, err := s.UpdateAudience(ctx, "a", func(a *tenant.Audience) error { a.Name = "n"; return nil })
	require.NoError(t, err)
	a.Scopes[0], a.Extra["k"] = "changed", "changed"
	refused := errors.New("refused")
	_, err = s.UpdateAudience(ctx, "a", func(a *tenant.Audience) error { a.Name = "m"; a.Extra["k"] = "m"; return refused })
	assert.ErrorIs(t, err, refused)
	a, err = s.Audience(ctx, "a")
	require.NoError(t, err)
	assert.Equal(t, tenant.Audience{Identifier: "a", Name: "n", Scopes: []string{"read"}, Extra: map[string]any{"k": "v"}}, *a)
	require.NoError(t, s.DeleteAudience(ctx, "a"))
	assert.ErrorIs(t, s.DeleteAudience(ctx, "a"), store.ErrNotFound)
	_, err = s.UpdateAudience(ctx, "a", func(*tenant.Audience) error { return nil })
	assert.ErrorIs(t, err, store.ErrNotFound)
}

func TestPublicKeysAreKeptInOrderOfArrival(t *testing.T) {
	ctx, s := t.Context(), store.NewMemory()
	for _, id := range []string{"c", "a", "b"} {
		require.NoError(t, s.AddPublicKey(ctx, tenant.PublicKeyCredential{ID: id}))
	}
	assert.ErrorIs(t, s.AddPublicKey(ctx, tenant.PublicKeyCredential{ID: "a"}), store.ErrExists)
	require.NoError(t, s.DeletePublicKey(ctx, "a"))
	assert.ErrorIs(t, s.DeletePublicKey(ctx, "a"), store.ErrNotFound)
	keys, err := s.PublicKeys(ctx)
	require.NoError(t, err)
	require.Len(t, keys, 2)
	assert.Equal(t, "c", keys[0].ID)
	assert.Equal(t, "b", keys[1].ID)
	require.NoError(t, s.Reset(ctx))
	keys, _ = s.PublicKeys(ctx)
	assert.Empty(t, keys)
}

func TestAClientsGrantedScopesBelongToTheCaller(t *testing.T) {
	ctx, s := t.Context(), store.NewMemory()
	require.NoError(t, s.AddClient(ctx, tenant.Client{ID: "app", Audiences: map[string][]string{"api": {"read"}}}))
	c, err := s.Client(ctx, "app")
	require.NoError(t, err)
	c.Audiences["api"][0] = "write"
	c.Audiences["other"] = nil
	c, err = s.Client(ctx, "app")
	require.NoError(t, err)
	assert.Equal(t, map[string][]string{"api": {"read"}}, c.Audiences)
}
