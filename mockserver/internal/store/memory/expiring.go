package memory

import (
	"context"
	"sync/atomic"
	"time"

	"github.com/revokespec/revokespec/mockserver/internal/store"
	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

// expiring are what is kept for a while.
type expiring struct {
	access   collection[string, tenant.AccessToken]
	codes    collection[tenant.Hash, tenant.Code]
	sessions collection[tenant.Hash, tenant.Session]
	devices  collection[tenant.Hash, tenant.DeviceAuthorization]
	once     collection[string, time.Time]
	limits   store.Limits
	writes   atomic.Uint32
	key      atomic.Pointer[tenant.Hash]
}

// sweepEvery is how many writes there are to one sweep of what may be many: access tokens, and what is good once.
const sweepEvery = 4096

func (e *expiring) init(l store.Limits) {
	e.limits = l
	e.codes.bound(l)
	e.sessions.bound(l)
	e.devices.bound(l)
	e.renewKey()
}

func (e *expiring) clear() {
	e.access.clear()
	e.codes.clear()
	e.sessions.clear()
	e.devices.clear()
	e.once.clear()
	e.renewKey()
}

func (e *expiring) sweepIsDue() bool { return e.writes.Add(1)%sweepEvery == 0 }

func (e *expiring) PutAccessToken(_ context.Context, a tenant.AccessToken) error {
	past := func(old tenant.AccessToken) bool { return old.ExpiresAt.Before(a.IssuedAt) }
	if e.sweepIsDue() {
		e.access.sweep(past)
	}
	if err := e.access.room(e.limits.AccessTokens, past); err != nil {
		return err
	}
	e.access.put(a.ID, a)
	return nil
}

func (e *expiring) AccessToken(_ context.Context, id string) (*tenant.AccessToken, error) {
	if a, ok := e.access.get(id); ok {
		return &a, nil
	}
	return nil, store.ErrNotFound
}

func (e *expiring) UpdateAccessToken(_ context.Context, id string, change func(*tenant.AccessToken)) error {
	return notFoundUnless(e.access.update(id, change))
}

func (e *expiring) PutCode(_ context.Context, h tenant.Hash, c tenant.Code) error {
	e.codes.put(h, c)
	return nil
}

func (e *expiring) UpdateCode(_ context.Context, h tenant.Hash, change func(*tenant.Code)) error {
	return notFoundUnless(e.codes.update(h, change))
}

func (e *expiring) Key(context.Context) (tenant.Hash, error) { return *e.key.Load(), nil }

func (e *expiring) renewKey() {
	_, key := tenant.NewSecret("")
	e.key.Store(&key)
}

func (e *expiring) Once(_ context.Context, name string, until, now time.Time) (bool, error) {
	past := func(t time.Time) bool { return t.Before(now) }
	if e.sweepIsDue() {
		e.once.sweep(past)
	}
	if err := e.once.room(e.limits.Once, past); err != nil {
		return false, err
	}
	return e.once.putNew(name, until), nil
}

func notFoundUnless(ok bool) error {
	if !ok {
		return store.ErrNotFound
	}
	return nil
}
