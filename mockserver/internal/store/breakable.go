package store

import (
	"context"
	"errors"
	"sync/atomic"

	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

// ErrBroken is what a broken store answers.
var ErrBroken = errors.New("store: broken on purpose")

// Breakable is a store that can be broken: then nothing that has to do with tokens can be read or written, while applications and users are
// still known. What was kept before is there again when it is mended.
type Breakable struct {
	Store
	broken atomic.Bool
}

// NewBreakable is whole.
func NewBreakable(s Store) *Breakable { return &Breakable{Store: s} }

// Break breaks the store, or mends it.
func (b *Breakable) Break(broken bool) { b.broken.Store(broken) }

func (b *Breakable) err() error {
	if b.broken.Load() {
		return ErrBroken
	}
	return nil
}

// Place is as in Grants.
func (b *Breakable) Place(ctx context.Context, h tenant.Hash) (tenant.Place, error) {
	if err := b.err(); err != nil {
		return tenant.Place{}, err
	}
	return b.Store.Place(ctx, h)
}

// SignIn is as in Grants.
func (b *Breakable) SignIn(ctx context.Context, key tenant.GrantKey, open func(*tenant.Grant) *tenant.Grant) error {
	if err := b.err(); err != nil {
		return err
	}
	return b.Store.SignIn(ctx, key, open)
}

// Look is as in Grants.
func (b *Breakable) Look(ctx context.Context, id string, look func(*tenant.Grant)) error {
	if err := b.err(); err != nil {
		return err
	}
	return b.Store.Look(ctx, id, look)
}

// UpdateGrant is as in Grants.
func (b *Breakable) UpdateGrant(ctx context.Context, id string, change func(*tenant.Grant)) error {
	if err := b.err(); err != nil {
		return err
	}
	return b.Store.UpdateGrant(ctx, id, change)
}

// Each is as in Grants.
func (b *Breakable) Each(ctx context.Context, s tenant.Selector, look func(*tenant.Grant)) error {
	if err := b.err(); err != nil {
		return err
	}
	return b.Store.Each(ctx, s, look)
}

// AccessToken is as in Expiring.
func (b *Breakable) AccessToken(ctx context.Context, id string) (*tenant.AccessToken, error) {
	if err := b.err(); err != nil {
		return nil, err
	}
	return b.Store.AccessToken(ctx, id)
}

// UpdateAccessToken is as in Expiring.
func (b *Breakable) UpdateAccessToken(ctx context.Context, id string, change func(*tenant.AccessToken)) error {
	if err := b.err(); err != nil {
		return err
	}
	return b.Store.UpdateAccessToken(ctx, id, change)
}
