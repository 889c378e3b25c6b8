package file

import (
	"context"
	"strings"
	"time"

	bolt "go.etcd.io/bbolt"

	"github.com/revokespec/revokespec/mockserver/internal/store"
	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

// Where a tenant's directory is kept, and what there is one of.
var (
	clients    = tableOf[tenant.Client]("applications")
	users      = tableOf[tenant.User]("users")
	audiences  = tableOf[tenant.Audience]("APIs")
	roles      = tableOf[tenant.Role]("roles")
	publicKeys = tableOf[tenant.PublicKeyCredential]("public keys")

	settings   = shelf[tenant.Settings]{"settings"}
	beginnings = shelf[tenant.Beginning]{"beginning"}
	aheads     = shelf[time.Duration]{"clock"}
	keys       = shelf[tenant.Hash]{"key"}
)

// Client is as in store.Directory; so are all of these.
func (s *held) Client(_ context.Context, id string) (*tenant.Client, error) {
	return clients.get(s, id)
}

func (s *held) Clients(context.Context) ([]*tenant.Client, error) { return clients.all(s) }

func (s *held) AddClient(_ context.Context, c tenant.Client) error { return clients.add(s, c.ID, c) }

func (s *held) UpdateClient(_ context.Context, id string, change func(*tenant.Client) error) (*tenant.Client, error) {
	return clients.update(s, id, change)
}

func (s *held) DeleteClient(_ context.Context, id string) error { return clients.remove(s, id) }

func (s *held) User(_ context.Context, id string) (*tenant.User, error) { return users.get(s, id) }

func (s *held) UserByEmail(_ context.Context, email string) (found *tenant.User, err error) {
	err = s.view(func(t tx) error {
		found = nil
		return users.rows.each(t, nil, func(_ []byte, u *tenant.User) error {
			if !strings.EqualFold(u.Email, email) {
				return nil
			}
			found = u
			return errEnough
		})
	})
	if err == nil && found == nil {
		err = store.ErrNotFound
	}
	return found, err
}

func (s *held) Users(context.Context) ([]*tenant.User, error) { return users.all(s) }

func (s *held) AddUser(_ context.Context, u tenant.User) error { return users.add(s, u.ID, u) }

func (s *held) UpdateUser(_ context.Context, id string, change func(*tenant.User) error) (*tenant.User, error) {
	return users.update(s, id, change)
}

func (s *held) DeleteUser(_ context.Context, id string) error { return users.remove(s, id) }

func (s *held) Audience(_ context.Context, identifier string) (*tenant.Audience, error) {
	return audiences.get(s, identifier)
}

func (s *held) Audiences(context.Context) ([]*tenant.Audience, error) { return audiences.all(s) }

func (s *held) AddAudience(_ context.Context, a tenant.Audience) error {
	return audiences.add(s, a.Identifier, a)
}

func (s *held) UpdateAudience(_ context.Context, identifier string, change func(*tenant.Audience) error) (*tenant.Audience, error) {
	return audiences.update(s, identifier, change)
}

func (s *held) DeleteAudience(_ context.Context, identifier string) error {
	return audiences.remove(s, identifier)
}

func (s *held) Role(_ context.Context, id string) (*tenant.Role, error) { return roles.get(s, id) }

func (s *held) Roles(context.Context) ([]*tenant.Role, error) { return roles.all(s) }

func (s *held) AddRole(_ context.Context, r tenant.Role) error { return roles.add(s, r.ID, r) }

func (s *held) UpdateRole(_ context.Context, id string, change func(*tenant.Role) error) (*tenant.Role, error) {
	return roles.update(s, id, change)
}

func (s *held) DeleteRole(_ context.Context, id string) error { return roles.remove(s, id) }

func (s *held) PublicKeys(context.Context) ([]*tenant.PublicKeyCredential, error) {
	return publicKeys.all(s)
}

func (s *held) AddPublicKey(_ context.Context, k tenant.PublicKeyCredential) error {
	return publicKeys.add(s, k.ID, k)
}

func (s *held) DeletePublicKey(_ context.Context, id string) error { return publicKeys.remove(s, id) }

// Settings returns the tenant's settings; the zero value where there are none.
func (s *held) Settings(context.Context) (tenant.Settings, error) { return only(s, settings) }

// UpdateSettings replaces the settings by what change makes of them, and returns them.
func (s *held) UpdateSettings(_ context.Context, change func(tenant.Settings) tenant.Settings) (changed tenant.Settings, err error) {
	err = s.update(func(t tx) error {
		old, err := settings.get(t, nil)
		if err := store.IgnoreMissing(err); err != nil {
			return err
		}
		if old == nil {
			old = &tenant.Settings{}
		}
		changed = change(*old).Clone()
		return settings.put(t, nil, &changed)
	})
	return changed, err
}

// Beginning is what Begin was told last, or store.ErrNotFound.
func (s *held) Beginning(context.Context) (found *tenant.Beginning, err error) {
	err = s.view(func(t tx) error {
		found, err = beginnings.get(t, nil)
		return err
	})
	return found, err
}

// Begin keeps what the tenant began with.
func (s *held) Begin(_ context.Context, b tenant.Beginning) error {
	return s.update(func(t tx) error { return beginnings.put(t, nil, &b) })
}

// Ahead is how far the clock is moved.
func (s *held) Ahead(context.Context) (time.Duration, error) { return only(s, aheads) }

// SetAhead keeps how far the clock is moved.
func (s *held) SetAhead(_ context.Context, ahead time.Duration) error {
	return s.update(func(t tx) error { return aheads.put(t, nil, &ahead) })
}

// Key seals what the tenant hands out to have it back.
func (s *held) Key(context.Context) (tenant.Hash, error) { return only(s, keys) }

// only is the one record of a shelf; the zero value where there is none.
func only[T any](s *held, in shelf[T]) (v T, err error) {
	err = s.view(func(t tx) error {
		found, err := in.get(t, nil)
		if found != nil {
			v = *found
		}
		return store.IgnoreMissing(err)
	})
	return v, err
}

// Reset forgets everything, in one step.
func (s *held) Reset(context.Context) error {
	return s.db.Update(func(b *bolt.Tx) error {
		if err := deleteBucket(b.Bucket(tenants), s.name); err != nil {
			return err
		}
		return s.found(b)
	})
}
