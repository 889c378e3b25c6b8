package memory

import (
	"cmp"
	"context"
	"slices"

	"github.com/revokespec/revokespec/mockserver/internal/store"
	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

func (e *expiring) PutSession(_ context.Context, h tenant.Hash, s tenant.Session) error {
	e.sessions.put(h, s)
	return nil
}

func (e *expiring) Session(_ context.Context, h tenant.Hash) (*tenant.Session, error) {
	if s, ok := e.sessions.get(h); ok {
		return &s, nil
	}
	return nil, store.ErrNotFound
}

func (e *expiring) DeleteSession(_ context.Context, h tenant.Hash) error {
	e.sessions.remove(h)
	return nil
}

func (e *expiring) Sessions(_ context.Context, userID string) ([]*tenant.Session, error) {
	var out []*tenant.Session
	e.sessions.each(func(_ tenant.Hash, s tenant.Session) {
		if userID == "" || s.UserID == userID {
			s.Clients = slices.Clone(s.Clients)
			out = append(out, &s)
		}
	})
	slices.SortFunc(out, func(a, b *tenant.Session) int {
		return cmp.Or(a.AuthenticatedAt.Compare(b.AuthenticatedAt), cmp.Compare(a.ID, b.ID))
	})
	return out, nil
}

func (e *expiring) UpdateSession(_ context.Context, id string, change func(*tenant.Session)) error {
	return notFoundUnless(e.sessions.updateWhere(func(s tenant.Session) bool { return s.ID == id }, change))
}

func (e *expiring) PutDevice(_ context.Context, h tenant.Hash, d tenant.DeviceAuthorization) error {
	e.devices.put(h, d)
	return nil
}

func (e *expiring) DeviceByUserCode(_ context.Context, code string) (tenant.Hash, *tenant.DeviceAuthorization, error) {
	var hash tenant.Hash
	var newest *tenant.DeviceAuthorization
	e.devices.each(func(h tenant.Hash, d tenant.DeviceAuthorization) {
		if d.UserCode == code && (newest == nil || newest.ExpiresAt.Before(d.ExpiresAt)) {
			hash, newest = h, &d
		}
	})
	if newest == nil {
		return hash, nil, store.ErrNotFound
	}
	return hash, newest, nil
}

func (e *expiring) UpdateDevice(_ context.Context, h tenant.Hash, change func(*tenant.DeviceAuthorization)) error {
	return notFoundUnless(e.devices.update(h, change))
}
