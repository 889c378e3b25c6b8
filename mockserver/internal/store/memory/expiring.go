package memory

import (
	"context"
	"sync/atomic"
	"time"

	"github.com/revokespec/revokespec/mockserver/internal/store"
	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

// expiring are spread over many locks. What is past is swept by writers, one shard at a time.
type expiring struct {
	access   sharded[string, tenant.AccessToken]
	codes    sharded[tenant.Hash, tenant.Code]
	sessions sharded[tenant.Hash, tenant.Session]
	devices  sharded[tenant.Hash, tenant.DeviceAuthorization]
	once     sharded[string, time.Time]
	limits   store.Limits
	writes   atomic.Uint32
	key      atomic.Pointer[tenant.Hash]
}

// sweepEvery is how many writes there are to one sweep of a shard.
const sweepEvery = 256

func (e *expiring) init(l store.Limits) {
	e.limits = l
	byHash := func(h tenant.Hash) byte { return h[0] }
	byName := func(s string) byte {
		if s == "" {
			return 0
		}
		return s[len(s)-1] ^ s[0]<<3
	}
	e.access.shard, e.once.shard = byName, byName
	e.codes.shard, e.sessions.shard, e.devices.shard = byHash, byHash, byHash
	e.codes.bound(l, sizeOfCode)
	e.sessions.bound(l, sizeOfSession)
	e.devices.bound(l, sizeOfDevice)
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

func (e *expiring) due() bool { return e.writes.Add(1)%sweepEvery == 0 }

func (e *expiring) PutAccessToken(_ context.Context, a tenant.AccessToken) error {
	past := func(old tenant.AccessToken) bool { return old.ExpiresAt.Before(a.IssuedAt) }
	if e.due() {
		e.access.sweep(a.ID, past)
	}
	if err := e.access.room(a.ID, e.limits.AccessTokens, past); err != nil {
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
	if e.due() {
		e.codes.sweep(h, func(old tenant.Code) bool { return old.ExpiresAt.Before(c.AuthenticatedAt) })
	}
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
	if e.due() {
		e.once.sweep(name, past)
	}
	if err := e.once.room(name, e.limits.Once, past); err != nil {
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
