package redis

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"time"

	"github.com/revokespec/revokespec/mockserver/internal/store"
	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

func beginnable(l store.Limits) (rows, bytes int) { return l.Expiring, l.ExpiringBytes }

var (
	codes    = shelf[tenant.Code]{"codes", forgetting, beginnable, nil}
	sessions = shelf[tenant.Session]{"sessions", forgetting, beginnable, func(v *tenant.Session) []name { return []name{named('i', v.ID), named('u', v.UserID)} }}
	devices  = shelf[tenant.DeviceAuthorization]{"devices", forgetting, beginnable, func(d *tenant.DeviceAuthorization) []name { return []name{named('c', d.UserCode)} }}

	accessTokens = shelf[tenant.AccessToken]{"access tokens", lasting, func(l store.Limits) (rows, bytes int) { return l.AccessTokens, unlimited }, nil}
	once         = shelf[bool]{"once", lasting, func(l store.Limits) (rows, bytes int) { return l.Once, unlimited }, nil}
)

// PutCode is as in store.Expiring; so are all of these.
func (s *held) PutCode(ctx context.Context, h tenant.Hash, c tenant.Code) error {
	_, err := codes.put(ctx, s, textOf(h), whatever, &c, span{})
	return err
}

func (s *held) UpdateCode(ctx context.Context, h tenant.Hash, change func(*tenant.Code)) error {
	return update(ctx, s, codes, textOf(h), change)
}

// update makes a change that cannot be refused.
func update[T any](ctx context.Context, s *held, in shelf[T], key string, change func(*T)) error {
	_, err := in.update(ctx, s, key, func(v *T) error {
		change(v)
		return nil
	})
	return err
}

func (s *held) PutSession(ctx context.Context, h tenant.Hash, v tenant.Session) error {
	_, err := sessions.put(ctx, s, textOf(h), whatever, &v, span{})
	return err
}

func (s *held) Session(ctx context.Context, h tenant.Hash) (*tenant.Session, error) {
	r, err := sessions.get(ctx, s, textOf(h))
	if err != nil {
		return nil, err
	}
	return &r.value, nil
}

func (s *held) DeleteSession(ctx context.Context, h tenant.Hash) error {
	return store.IgnoreMissing(sessions.drop(ctx, s, textOf(h)))
}

func (s *held) Sessions(ctx context.Context, userID string) ([]*tenant.Session, error) {
	of := named('u', userID)
	if userID == "" {
		of = ""
	}
	found, err := all(ctx, s, sessions, of)
	slices.SortFunc(found, func(a, b *tenant.Session) int {
		return cmp.Or(a.AuthenticatedAt.Compare(b.AuthenticatedAt), cmp.Compare(a.ID, b.ID))
	})
	return found, err
}

func (s *held) UpdateSession(ctx context.Context, id string, change func(*tenant.Session)) error {
	found, err := sessions.list(ctx, s, named('i', id))
	switch {
	case err != nil:
		return err
	case len(found) == 0:
		return store.ErrNotFound
	}
	return update(ctx, s, sessions, found[0].key, change)
}

func (s *held) PutDevice(ctx context.Context, h tenant.Hash, d tenant.DeviceAuthorization) error {
	_, err := devices.put(ctx, s, textOf(h), whatever, &d, span{})
	return err
}

func (s *held) DeviceByUserCode(ctx context.Context, code string) (at tenant.Hash, newest *tenant.DeviceAuthorization, err error) {
	found, err := devices.list(ctx, s, named('c', code))
	switch {
	case err != nil:
		return at, nil, err
	case len(found) == 0:
		return at, nil, store.ErrNotFound
	}
	last := slices.MaxFunc(found, func(a, b *row[tenant.DeviceAuthorization]) int { return a.value.ExpiresAt.Compare(b.value.ExpiresAt) })
	return at, &last.value, at.UnmarshalText([]byte(last.key))
}

func (s *held) UpdateDevice(ctx context.Context, h tenant.Hash, change func(*tenant.DeviceAuthorization)) error {
	return update(ctx, s, devices, textOf(h), change)
}

func (s *held) PutAccessToken(ctx context.Context, a tenant.AccessToken) error {
	_, err := accessTokens.put(ctx, s, keyOf(a.ID), whatever, &a, span{a.ExpiresAt, a.IssuedAt})
	return err
}

func (s *held) AccessToken(ctx context.Context, id string) (*tenant.AccessToken, error) {
	return one(ctx, s, accessTokens, id)
}

func (s *held) UpdateAccessToken(ctx context.Context, id string, change func(*tenant.AccessToken)) error {
	return update(ctx, s, accessTokens, keyOf(id), change)
}

func (s *held) Once(ctx context.Context, name string, until, now time.Time) (bool, error) {
	seen := true
	_, err := once.put(ctx, s, keyOf(name), nothing, &seen, span{until, now})
	if errors.Is(err, store.ErrExists) {
		return false, nil
	}
	return err == nil, err
}
