package redis

import (
	"context"
	"errors"
	"strings"
	"time"

	goredis "github.com/redis/go-redis/v9"

	"github.com/revokespec/revokespec/mockserver/internal/store"
	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

func entities(l store.Limits) (rows, bytes int) { return l.Entities, l.EntityBytes }

// Where a tenant's directory is kept, and what there is one of.
var (
	clients    = shelf[tenant.Client]{"applications", refusing, entities, nil}
	users      = shelf[tenant.User]{"users", refusing, entities, func(u *tenant.User) []name { return []name{byAddress(u.Email)} }}
	audiences  = shelf[tenant.Audience]{"APIs", refusing, entities, nil}
	roles      = shelf[tenant.Role]{"roles", refusing, entities, nil}
	publicKeys = shelf[tenant.PublicKeyCredential]{"public keys", refusing, entities, nil}

	settings   = shelf[tenant.Settings]{"settings", refusing, nil, nil}
	beginnings = shelf[tenant.Beginning]{"beginning", refusing, nil, nil}
	aheads     = shelf[time.Duration]{"clock", refusing, nil, nil}
)

func byAddress(email string) name { return named('@', strings.ToLower(email)) }

func add[T any](ctx context.Context, s *held, in shelf[T], id string, v T) error {
	_, err := in.put(ctx, s, keyOf(id), nothing, &v, span{})
	return err
}

func one[T any](ctx context.Context, s *held, in shelf[T], id string) (*T, error) {
	r, err := in.get(ctx, s, keyOf(id))
	if err != nil {
		return nil, err
	}
	return &r.value, nil
}

func all[T any](ctx context.Context, s *held, in shelf[T], of name) ([]*T, error) {
	rows, err := in.list(ctx, s, of)
	values := make([]*T, 0, len(rows))
	for _, r := range rows {
		values = append(values, &r.value)
	}
	return values, err
}

// Client is as in store.Directory; so are all of these.
func (s *held) Client(ctx context.Context, id string) (*tenant.Client, error) {
	return one(ctx, s, clients, id)
}

func (s *held) Clients(ctx context.Context) ([]*tenant.Client, error) {
	return all(ctx, s, clients, "")
}

func (s *held) AddClient(ctx context.Context, c tenant.Client) error {
	return add(ctx, s, clients, c.ID, c)
}

func (s *held) UpdateClient(ctx context.Context, id string, change func(*tenant.Client) error) (*tenant.Client, error) {
	return clients.update(ctx, s, keyOf(id), change)
}

func (s *held) DeleteClient(ctx context.Context, id string) error {
	return clients.drop(ctx, s, keyOf(id))
}

func (s *held) User(ctx context.Context, id string) (*tenant.User, error) {
	return one(ctx, s, users, id)
}

func (s *held) UserByEmail(ctx context.Context, email string) (*tenant.User, error) {
	found, err := all(ctx, s, users, byAddress(email))
	if err == nil && len(found) == 0 {
		err = store.ErrNotFound
	}
	if err != nil {
		return nil, err
	}
	return found[0], nil
}

func (s *held) Users(ctx context.Context) ([]*tenant.User, error) { return all(ctx, s, users, "") }

func (s *held) AddUser(ctx context.Context, u tenant.User) error { return add(ctx, s, users, u.ID, u) }

func (s *held) UpdateUser(ctx context.Context, id string, change func(*tenant.User) error) (*tenant.User, error) {
	return users.update(ctx, s, keyOf(id), change)
}

func (s *held) DeleteUser(ctx context.Context, id string) error { return users.drop(ctx, s, keyOf(id)) }

func (s *held) Audience(ctx context.Context, identifier string) (*tenant.Audience, error) {
	return one(ctx, s, audiences, identifier)
}

func (s *held) Audiences(ctx context.Context) ([]*tenant.Audience, error) {
	return all(ctx, s, audiences, "")
}

func (s *held) AddAudience(ctx context.Context, a tenant.Audience) error {
	return add(ctx, s, audiences, a.Identifier, a)
}

func (s *held) UpdateAudience(ctx context.Context, identifier string, change func(*tenant.Audience) error) (*tenant.Audience, error) {
	return audiences.update(ctx, s, keyOf(identifier), change)
}

func (s *held) DeleteAudience(ctx context.Context, identifier string) error {
	return audiences.drop(ctx, s, keyOf(identifier))
}

func (s *held) Role(ctx context.Context, id string) (*tenant.Role, error) {
	return one(ctx, s, roles, id)
}

func (s *held) Roles(ctx context.Context) ([]*tenant.Role, error) { return all(ctx, s, roles, "") }

func (s *held) AddRole(ctx context.Context, r tenant.Role) error { return add(ctx, s, roles, r.ID, r) }

func (s *held) UpdateRole(ctx context.Context, id string, change func(*tenant.Role) error) (*tenant.Role, error) {
	return roles.update(ctx, s, keyOf(id), change)
}

func (s *held) DeleteRole(ctx context.Context, id string) error { return roles.drop(ctx, s, keyOf(id)) }

func (s *held) PublicKeys(ctx context.Context) ([]*tenant.PublicKeyCredential, error) {
	return all(ctx, s, publicKeys, "")
}

func (s *held) AddPublicKey(ctx context.Context, k tenant.PublicKeyCredential) error {
	return add(ctx, s, publicKeys, k.ID, k)
}

func (s *held) DeletePublicKey(ctx context.Context, id string) error {
	return publicKeys.drop(ctx, s, keyOf(id))
}

// theOnly is the key of a shelf's only value.
const theOnly = "the only"

// Settings returns the tenant's settings; the zero value where there are none.
func (s *held) Settings(ctx context.Context) (tenant.Settings, error) { return only(ctx, s, settings) }

// only is the one value of a shelf; the zero value where there is none.
func only[T any](ctx context.Context, s *held, in shelf[T]) (v T, err error) {
	r, err := in.get(ctx, s, theOnly)
	if err != nil {
		return v, store.IgnoreMissing(err)
	}
	return r.value, nil
}

// UpdateSettings replaces the settings by what change makes of them, and returns them.
func (s *held) UpdateSettings(ctx context.Context, change func(tenant.Settings) tenant.Settings) (changed tenant.Settings, err error) {
	err = s.retry(ctx, settings.name, func(s *held) (bool, error) {
		old, err := settings.get(ctx, s, theOnly)
		if errors.Is(err, store.ErrNotFound) {
			old, err = &row[tenant.Settings]{version: nothing}, nil
		}
		if err != nil {
			return false, err
		}
		changed = change(old.value).Clone()
		late, err := settings.put(ctx, s, theOnly, old.version, &changed, span{})
		if errors.Is(err, store.ErrExists) {
			late, err = true, nil
		}
		return !late, err
	})
	return changed, err
}

// Beginning is what Begin was told last, or store.ErrNotFound.
func (s *held) Beginning(ctx context.Context) (*tenant.Beginning, error) {
	r, err := beginnings.get(ctx, s, theOnly)
	if err != nil {
		return nil, err
	}
	return &r.value, nil
}

// Begin keeps what the tenant began with.
func (s *held) Begin(ctx context.Context, b tenant.Beginning) error {
	_, err := beginnings.put(ctx, s, theOnly, whatever, &b, span{})
	return err
}

// Ahead is how far the clock is moved.
func (s *held) Ahead(ctx context.Context) (time.Duration, error) { return only(ctx, s, aheads) }

// SetAhead keeps how far the clock is moved.
func (s *held) SetAhead(ctx context.Context, ahead time.Duration) error {
	_, err := aheads.put(ctx, s, theOnly, whatever, &ahead, span{})
	return err
}

// Key seals what the tenant hands out to have it back. Who asks first makes it.
func (s *held) Key(ctx context.Context) (key tenant.Hash, err error) {
	_, fresh := tenant.NewSecret("")
	var kept *goredis.StringCmd
	err = s.run(ctx, func(k keys, p goredis.Pipeliner) {
		p.SetNX(ctx, k.of("key"), textOf(fresh), 0)
		kept = p.Get(ctx, k.of("key"))
	})
	if err == nil {
		err = key.UnmarshalText([]byte(kept.Val()))
	}
	return key, err
}
