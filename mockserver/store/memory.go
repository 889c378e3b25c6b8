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

func (m *Memory) Settings(context.Context) (tenant.Settings, error) {
	m.settingsMu.RLock()
	defer m.settingsMu.RUnlock()
	return m.settings.Clone(), nil
}

func (m *Memory) UpdateSettings(_ context.Context, change func(tenant.Settings) tenant.Settings) (tenant.Settings, error) {
	m.settingsMu.Lock()
	defer m.settingsMu.Unlock()
	m.settings = change(m.settings.Clone())
	return m.settings.Clone(), nil
}

func (m *Memory) Client(_ context.Context, id string) (*tenant.Client, error) {
	return m.clients.get(id)
}

func (m *Memory) Clients(context.Context) ([]*tenant.Client, error) { return m.clients.all(), nil }

func (m *Memory) AddClient(_ context.Context, c tenant.Client) error { return m.clients.add(c.ID, c) }

func (m *Memory) UpdateClient(_ context.Context, id string, change func(*tenant.Client) error) (*tenant.Client, error) {
	return m.clients.update(id, change)
}

func (m *Memory) DeleteClient(_ context.Context, id string) error { return m.clients.remove(id) }

func (m *Memory) User(_ context.Context, id string) (*tenant.User, error) { return m.users.get(id) }

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

func (m *Memory) Users(context.Context) ([]*tenant.User, error) { return m.users.all(), nil }

func (m *Memory) AddUser(_ context.Context, u tenant.User) error { return m.users.add(u.ID, u) }

func (m *Memory) UpdateUser(_ context.Context, id string, change func(*tenant.User) error) (*tenant.User, error) {
	return m.users.update(id, change)
}

func (m *Memory) DeleteUser(_ context.Context, id string) error { return m.users.remove(id) }

func (m *Memory) Audience(_ context.Context, identifier string) (*tenant.Audience, error) {
	return m.audiences.get(identifier)
}

func (m *Memory) Audiences(context.Context) ([]*tenant.Audience, error) {
	return m.audiences.all(), nil
}

func (m *Memory) AddAudience(_ context.Context, a tenant.Audience) error {
	return m.audiences.add(a.Identifier, a)
}
