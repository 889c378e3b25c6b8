package store_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/revokespec/revokespec/mockserver/internal/store"
	"github.com/revokespec/revokespec/mockserver/internal/store/memory"
	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

// A broken store knows nothing of tokens, and when it is mended all that it knew.
func TestABrokenStore(t *testing.T) {
	b, ctx := store.NewBreakable(memory.New()), t.Context()
	kept := &tenant.Grant{ID: tenant.NewID(12), Key: tenant.GrantKey{UserID: "u", ClientID: "c"}}
	keep := func() error {
		return b.SignIn(ctx, kept.Key, func(*tenant.Grant) *tenant.Grant { return kept })
	}
	look := func(*tenant.Grant) {}
	assert.NoError(t, keep())
	assert.NoError(t, b.PutAccessToken(ctx, tenant.AccessToken{ID: "a"}))
	assert.NoError(t, b.AddUser(ctx, tenant.User{ID: "u"}))
	calls := map[string]func() error{
		"Place":             func() error { _, err := b.Place(ctx, tenant.HashOf("x")); return store.IgnoreMissing(err) },
		"SignIn":            keep,
		"Look":              func() error { return b.Look(ctx, kept.ID, look) },
		"UpdateGrant":       func() error { return b.UpdateGrant(ctx, kept.ID, look) },
		"Each":              func() error { return b.Each(ctx, tenant.Selector{}, look) },
		"AccessToken":       func() error { _, err := b.AccessToken(ctx, "a"); return store.IgnoreMissing(err) },
		"UpdateAccessToken": func() error { return store.IgnoreMissing(b.UpdateAccessToken(ctx, "a", func(*tenant.AccessToken) {})) },
	}
	b.Break(true)
	for name, call := range calls {
		assert.ErrorIs(t, call(), store.ErrBroken, name)
	}
	_, err := b.User(ctx, "u")
	assert.NoError(t, err, "users are known all the while")
	b.Break(false)
	for name, call := range calls {
		assert.NoError(t, call(), name)
	}
}
