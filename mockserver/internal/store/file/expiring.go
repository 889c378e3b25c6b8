package file

import (
	"cmp"
	"context"
	"slices"

	"github.com/revokespec/revokespec/mockserver/internal/store"
	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

var (
	codes    = boundedOf[tenant.Code]("codes")
	sessions = boundedOf[tenant.Session]("sessions")
	devices  = boundedOf[tenant.DeviceAuthorization]("devices")
)

// PutCode is as in store.Expiring; so are all of these.
func (s *held) PutCode(_ context.Context, h tenant.Hash, c tenant.Code) error {
	return codes.put(s, h, c)
}

func (s *held) UpdateCode(_ context.Context, h tenant.Hash, change func(*tenant.Code)) error {
	return codes.update(s, h, change)
}

func (s *held) PutSession(_ context.Context, h tenant.Hash, v tenant.Session) error {
	return sessions.put(s, h, v)
}

func (s *held) Session(_ context.Context, h tenant.Hash) (*tenant.Session, error) {
	return sessions.get(s, h)
}

func (s *held) DeleteSession(_ context.Context, h tenant.Hash) error {
	return s.update(func(t tx) error { return sessions.remove(t, h) })
}

func (s *held) Sessions(_ context.Context, userID string) (found []*tenant.Session, err error) {
	err = s.view(func(t tx) error {
		found = nil
		return sessions.each(t, func(_ tenant.Hash, v *tenant.Session) error {
			if userID == "" || v.UserID == userID {
				found = append(found, v)
			}
			return nil
		})
	})
	slices.SortFunc(found, func(a, b *tenant.Session) int {
		return cmp.Or(a.AuthenticatedAt.Compare(b.AuthenticatedAt), cmp.Compare(a.ID, b.ID))
	})
	return found, err
}

func (s *held) UpdateSession(_ context.Context, id string, change func(*tenant.Session)) error {
	return s.update(func(t tx) error {
		var at tenant.Hash
		var found *tenant.Session
		err := sessions.each(t, func(h tenant.Hash, v *tenant.Session) error {
			if v.ID != id {
				return nil
			}
			at, found = h, v
			return errEnough
		})
		if err != nil {
			return err
		}
		if found == nil {
			return store.ErrNotFound
		}
		change(found)
		return sessions.place(s, t, at, *found)
	})
}

func (s *held) PutDevice(_ context.Context, h tenant.Hash, d tenant.DeviceAuthorization) error {
	return devices.put(s, h, d)
}

func (s *held) DeviceByUserCode(_ context.Context, code string) (at tenant.Hash, newest *tenant.DeviceAuthorization, err error) {
	err = s.view(func(t tx) error {
		newest = nil
		return devices.each(t, func(h tenant.Hash, d *tenant.DeviceAuthorization) error {
			if d.UserCode == code && (newest == nil || newest.ExpiresAt.Before(d.ExpiresAt)) {
				at, newest = h, d
			}
			return nil
		})
	})
	if err == nil && newest == nil {
		err = store.ErrNotFound
	}
	return at, newest, err
}

func (s *held) UpdateDevice(_ context.Context, h tenant.Hash, change func(*tenant.DeviceAuthorization)) error {
	return devices.update(s, h, change)
}
