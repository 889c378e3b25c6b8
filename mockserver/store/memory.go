package store

import (
	"bytes"
	"context"
	"maps"
	"slices"
	"strings"
	"sync"

	"github.com/revokespec/revokespec/mockserver/tenant"
)

// Memory is a Store in memory. It ends with the process.
type Memory struct {
	clients   *table[tenant.Client]
	users     *table[tenant.User]
	audiences *table[tenant.Audience]

	settingsMu sync.RWMutex
	settings   tenant.Settings

	grants
	ephemera
}

var _ Store = (*Memory)(nil)

// NewMemory returns an empty store. Its settings are those of a new tenant.
func NewMemory() *Memory {
	m := &Memory{
		clients:   newTable(copyClient),
		users:     newTable(func(u tenant.User) tenant.User { u.Extra = maps.Clone(u.Extra); return u }),
		audiences: newTable(func(a tenant.Audience) tenant.Audience { return a }),
	}
	m.grants.init()
	m.ephemera.init()
	return m
}

func copyClient(c tenant.Client) tenant.Client {
	c.GrantTypes, c.RedirectURIs = slices.Clone(c.GrantTypes), slices.Clone(c.RedirectURIs)
	c.LogoutURIs, c.Origins = slices.Clone(c.LogoutURIs), slices.Clone(c.Origins)
	c.PublicKeys, c.Extra = bytes.Clone(c.PublicKeys), maps.Clone(c.Extra)
	return c
}

// Reset forgets everything, one collection after another. It never fails.
func (m *Memory) Reset(context.Context) error {
	m.clients.clear()
	m.users.clear()
	m.audiences.clear()
	m.settingsMu.Lock()
	m.settings = tenant.Settings{}
	m.settingsMu.Unlock()
	m.grants.clear()
	m.ephemera.clear()
	return nil
}

// Settings returns a copy of the tenant's settings. It never fails.
func (m *Memory) Settings(context.Context) (tenant.Settings, error) {
	m.settingsMu.RLock()
	defer m.settingsMu.RUnlock()
	return m.settings.Clone(), nil
}

// UpdateSettings replaces the settings by what change makes of a copy, and returns them. It never fails.
func (m *Memory) UpdateSettings(_ context.Context, change func(tenant.Settings) tenant.Settings) (tenant.Settings, error) {
	m.settingsMu.Lock()
	defer m.settingsMu.Unlock()
	m.settings = change(m.settings.Clone())
	return m.settings.Clone(), nil
}

// Client returns the client with that client_id, or ErrNotFound.
func (m *Memory) Client(_ context.Context, id string) (*tenant.Client, error) {
	return m.clients.get(id)
}

// Clients returns all clients, oldest first. It never fails.
func (m *Memory) Clients(context.Context) ([]*tenant.Client, error) { return m.clients.all(), nil }

// AddClient keeps c under its ID, or returns ErrExists.
func (m *Memory) AddClient(_ context.Context, c tenant.Client) error { return m.clients.add(c.ID, c) }

// UpdateClient keeps what change makes of the client. On an error of change, nothing changes; ErrNotFound without such a client.
func (m *Memory) UpdateClient(_ context.Context, id string, change func(*tenant.Client) error) (*tenant.Client, error) {
	return m.clients.update(id, change)
}

// DeleteClient forgets the client, or returns ErrNotFound.
func (m *Memory) DeleteClient(_ context.Context, id string) error { return m.clients.remove(id) }

// User returns the user with that user_id, or ErrNotFound.
func (m *Memory) User(_ context.Context, id string) (*tenant.User, error) { return m.users.get(id) }

// UserByEmail returns a user with that address, in whichever case it is written, or ErrNotFound.
func (m *Memory) UserByEmail(_ context.Context, email string) (*tenant.User, error) {
	m.users.mu.RLock()
	defer m.users.mu.RUnlock()
	for _, u := range m.users.rows {
		if strings.EqualFold(u.Email, email) {
			c := m.users.copy(*u)
			return &c, nil
		}
	}
	return nil, ErrNotFound
}

// Users returns all users, oldest first. It never fails.
func (m *Memory) Users(context.Context) ([]*tenant.User, error) { return m.users.all(), nil }

// AddUser keeps u under its ID, or returns ErrExists.
func (m *Memory) AddUser(_ context.Context, u tenant.User) error { return m.users.add(u.ID, u) }

// UpdateUser keeps what change makes of the user. On an error of change, nothing changes; ErrNotFound without such a user.
func (m *Memory) UpdateUser(_ context.Context, id string, change func(*tenant.User) error) (*tenant.User, error) {
	return m.users.update(id, change)
}

// DeleteUser forgets the user, or returns ErrNotFound.
func (m *Memory) DeleteUser(_ context.Context, id string) error { return m.users.remove(id) }

// Audience returns the audience with that identifier, or ErrNotFound.
func (m *Memory) Audience(_ context.Context, identifier string) (*tenant.Audience, error) {
	return m.audiences.get(identifier)
}

// Audiences returns all audiences, oldest first. It never fails.
func (m *Memory) Audiences(context.Context) ([]*tenant.Audience, error) {
	return m.audiences.all(), nil
}

// AddAudience keeps a under its identifier, or returns ErrExists.
func (m *Memory) AddAudience(_ context.Context, a tenant.Audience) error {
	return m.audiences.add(a.Identifier, a)
}
