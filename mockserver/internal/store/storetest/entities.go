package storetest

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/mockserver/internal/store"
	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

// entities are a tenant's applications, users, APIs or roles.
type entities struct {
	add    func(id, name string) error
	name   func(id string) (string, error)
	list   func() ([]string, error) // names
	change func(id string, change func(name string) (string, error)) error
	remove func(id string) error
}

func entitiesOf(ctx context.Context, s store.Store) map[string]entities {
	return map[string]entities{
		"applications": {
			add: func(id, name string) error { return s.AddClient(ctx, tenant.Client{ID: id, Name: name}) },
			name: func(id string) (string, error) {
				c, err := s.Client(ctx, id)
				return nameOf(c, err, func(c tenant.Client) string { return c.Name })
			},
			list: func() ([]string, error) {
				all, err := s.Clients(ctx)
				return namesOf(all, err, func(c tenant.Client) string { return c.Name })
			},
			change: func(id string, change func(string) (string, error)) error {
				_, err := s.UpdateClient(ctx, id, func(c *tenant.Client) (err error) { c.Name, err = change(c.Name); return err })
				return err
			},
			remove: func(id string) error { return s.DeleteClient(ctx, id) },
		},
		"users": {
			add: func(id, name string) error { return s.AddUser(ctx, tenant.User{ID: id, Name: name}) },
			name: func(id string) (string, error) {
				u, err := s.User(ctx, id)
				return nameOf(u, err, func(u tenant.User) string { return u.Name })
			},
			list: func() ([]string, error) {
				all, err := s.Users(ctx)
				return namesOf(all, err, func(u tenant.User) string { return u.Name })
			},
			change: func(id string, change func(string) (string, error)) error {
				_, err := s.UpdateUser(ctx, id, func(u *tenant.User) (err error) { u.Name, err = change(u.Name); return err })
				return err
			},
			remove: func(id string) error { return s.DeleteUser(ctx, id) },
		},
		"APIs": {
			add: func(id, name string) error { return s.AddAudience(ctx, tenant.Audience{Identifier: id, Name: name}) },
			name: func(id string) (string, error) {
				a, err := s.Audience(ctx, id)
				return nameOf(a, err, func(a tenant.Audience) string { return a.Name })
			},
			list: func() ([]string, error) {
				all, err := s.Audiences(ctx)
				return namesOf(all, err, func(a tenant.Audience) string { return a.Name })
			},
			change: func(id string, change func(string) (string, error)) error {
				_, err := s.UpdateAudience(ctx, id, func(a *tenant.Audience) (err error) { a.Name, err = change(a.Name); return err })
				return err
			},
			remove: func(id string) error { return s.DeleteAudience(ctx, id) },
		},
		"roles": {
			add: func(id, name string) error { return s.AddRole(ctx, tenant.Role{ID: id, Name: name}) },
			name: func(id string) (string, error) {
				r, err := s.Role(ctx, id)
				return nameOf(r, err, func(r tenant.Role) string { return r.Name })
			},
			list: func() ([]string, error) {
				all, err := s.Roles(ctx)
				return namesOf(all, err, func(r tenant.Role) string { return r.Name })
			},
			change: func(id string, change func(string) (string, error)) error {
				_, err := s.UpdateRole(ctx, id, func(r *tenant.Role) (err error) { r.Name, err = change(r.Name); return err })
				return err
			},
			remove: func(id string) error { return s.DeleteRole(ctx, id) },
		},
	}
}

func nameOf[T any](one *T, err error, name func(T) string) (string, error) {
	if err != nil {
		return "", err
	}
	return name(*one), nil
}

func namesOf[T any](all []*T, err error, name func(T) string) (names []string, _ error) {
	for _, one := range all {
		names = append(names, name(*one))
	}
	return names, err
}

func ofEntities() []promise {
	each := func(check func(testing.TB, entities)) func(testing.TB, store.Store) {
		return func(t testing.TB, s store.Store) {
			for kind, e := range entitiesOf(t.Context(), s) {
				t.Log(kind)
				check(t, e)
			}
		}
	}
	return []promise{
		{"an entity is there once", each(thereOnce)},
		{"entities are listed in order of arrival", each(inOrderOfArrival)},
		{"a refused change changes nothing", each(refusedChange)},
		{"no change of an entity is lost", each(noChangeIsLost)},
		{"entities that there is no room for are refused", each(roomForEntities)},
		{"public keys are there once, in order of arrival", publicKeys},
		{"what is returned belongs to the caller", belongsToTheCaller},
		{"a user is found by the address in any case", byEmail},
	}
}

func thereOnce(t testing.TB, e entities) {
	require.NoError(t, e.add("1", "first"))
	require.ErrorIs(t, e.add("1", "second"), store.ErrExists)
	name, err := e.name("1")
	require.NoError(t, err)
	assert.Equal(t, "first", name)
	require.NoError(t, e.remove("1"))
	_, err = e.name("1")
	require.ErrorIs(t, err, store.ErrNotFound)
	require.ErrorIs(t, e.remove("1"), store.ErrNotFound)
	require.ErrorIs(t, e.change("1", func(string) (string, error) { t.Error("there is none"); return "", nil }), store.ErrNotFound)
	require.NoError(t, e.add("1", "again"))
}

func inOrderOfArrival(t testing.TB, e entities) {
	for _, id := range []string{"c", "a", "b"} {
		require.NoError(t, e.add(id, id))
	}
	require.NoError(t, e.change("c", func(string) (string, error) { return "changed", nil }))
	require.NoError(t, e.remove("a"))
	require.NoError(t, e.add("a", "again"))
	names, err := e.list()
	require.NoError(t, err)
	assert.Equal(t, []string{"changed", "b", "again"}, names)
}

func refusedChange(t testing.TB, e entities) {
	refused := errors.New("refused")
	require.NoError(t, e.add("1", "before"))
	require.ErrorIs(t, e.change("1", func(string) (string, error) { return "after", refused }), refused)
	name, err := e.name("1")
	require.NoError(t, err)
	assert.Equal(t, "before", name)
}

func noChangeIsLost(t testing.TB, e entities) {
	require.NoError(t, e.add("1", ""))
	var all sync.WaitGroup
	for range simultaneous {
		all.Go(func() {
			assert.NoError(t, e.change("1", func(name string) (string, error) { return name + "x", nil }))
		})
	}
	all.Wait()
	name, err := e.name("1")
	require.NoError(t, err)
	assert.Len(t, name, simultaneous)
}

func roomForEntities(t testing.TB, e entities) {
	fill := func(name string) (added int, err error) {
		for err == nil && added <= limits().Entities {
			err = e.add(fmt.Sprint(added, " of ", len(name)), name)
			added++
		}
		return added - 1, err
	}
	long := strings.Repeat("n", limits().EntityBytes/10)
	added, err := fill(long)
	require.ErrorIs(t, err, store.ErrFull, "too much in all")
	assert.Less(t, added, 11)
	first := fmt.Sprint("0 of ", len(long))
	require.ErrorIs(t, e.change(first, func(name string) (string, error) { return name + name, nil }), store.ErrFull)
	require.NoError(t, e.change(first, func(string) (string, error) { return "short", nil }), "what is less always fits")
	for i := range added {
		require.NoError(t, e.remove(fmt.Sprint(i, " of ", len(long))))
	}
	_, err = fill("short")
	require.ErrorIs(t, err, store.ErrFull, "too many")
	require.NoError(t, e.remove("0 of 5"))
	require.NoError(t, e.add("another", "short"))
}

func publicKeys(t testing.TB, s store.Store) {
	ctx := t.Context()
	for _, id := range []string{"c", "a", "b"} {
		require.NoError(t, s.AddPublicKey(ctx, tenant.PublicKeyCredential{ID: id}))
	}
	require.ErrorIs(t, s.AddPublicKey(ctx, tenant.PublicKeyCredential{ID: "a"}), store.ErrExists)
	require.NoError(t, s.DeletePublicKey(ctx, "a"))
	require.ErrorIs(t, s.DeletePublicKey(ctx, "a"), store.ErrNotFound)
	keys, err := s.PublicKeys(ctx)
	ids, err := namesOf(keys, err, func(k tenant.PublicKeyCredential) string { return k.ID })
	require.NoError(t, err)
	assert.Equal(t, []string{"c", "b"}, ids)
}

func belongsToTheCaller(t testing.TB, s store.Store) {
	ctx := t.Context()
	client := tenant.Client{ID: "app", GrantTypes: []string{"password"}, RedirectURIs: []string{"https://app.example"}, Audiences: map[string][]string{"api": {"read"}}}
	api := tenant.Audience{Identifier: "api", Scopes: []string{"read"}, Extra: map[string]any{"k": "v"}}
	require.NoError(t, s.AddClient(ctx, client))
	require.NoError(t, s.AddAudience(ctx, api))
	require.NoError(t, s.AddUser(ctx, tenant.User{ID: "u", Extra: map[string]any{"k": "v"}}))
	role := tenant.Role{ID: "r", Permissions: []tenant.Permission{{API: "api", Name: "read"}}}
	require.NoError(t, s.AddRole(ctx, role))
	client.GrantTypes[0], api.Scopes[0], role.Permissions[0].Name = "changed by who added it", "changed by who added it", "changed by who added it"
	for range 2 { // what the first round changes, the second must not find
		c, err := s.Client(ctx, "app")
		require.NoError(t, err)
		assert.Equal(t, []string{"password"}, c.GrantTypes)
		assert.Equal(t, []string{"https://app.example"}, c.RedirectURIs)
		assert.Equal(t, map[string][]string{"api": {"read"}}, c.Audiences)
		c.GrantTypes[0], c.RedirectURIs[0], c.Audiences["api"][0] = "changed", "changed", "changed"
		a, err := s.Audience(ctx, "api")
		require.NoError(t, err)
		assert.Equal(t, []string{"read"}, a.Scopes)
		assert.Equal(t, map[string]any{"k": "v"}, a.Extra)
		a.Scopes[0], a.Extra["k"] = "changed", "changed"
		r, err := s.Role(ctx, "r")
		require.NoError(t, err)
		assert.Equal(t, "read", r.Permissions[0].Name)
		r.Permissions[0].Name = "changed"
		u, err := s.UpdateUser(ctx, "u", func(*tenant.User) error { return nil })
		require.NoError(t, err)
		assert.Equal(t, map[string]any{"k": "v"}, u.Extra)
		u.Extra["k"] = "changed"
	}
}

func byEmail(t testing.TB, s store.Store) {
	ctx := t.Context()
	require.NoError(t, s.AddUser(ctx, tenant.User{ID: "1", Email: "A@example.com"}))
	require.NoError(t, s.AddUser(ctx, tenant.User{ID: "2", Email: "b@example.com"}))
	u, err := s.UserByEmail(ctx, "a@Example.com")
	require.NoError(t, err)
	assert.Equal(t, "1", u.ID)
	require.NoError(t, s.DeleteUser(ctx, "1"))
	_, err = s.UserByEmail(ctx, "A@example.com")
	require.ErrorIs(t, err, store.ErrNotFound)
}
