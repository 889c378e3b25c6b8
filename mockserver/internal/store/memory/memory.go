// Package memory keeps a tenant in memory, as store.Store wants it: each grant behind a lock of its own. It ends with
// the process.
package memory

import (
	"bytes"
	"context"
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/revokespec/revokespec/mockserver/internal/store"
	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

// Store is a store.Store. It is ready for use when New made it.
type Store struct {
	clients   *table[tenant.Client]
	users     *table[tenant.User]
	audiences *table[tenant.Audience]
	roles     *table[tenant.Role]
	keys      *table[tenant.PublicKeyCredential]
	logs      logs

	settingsMu sync.RWMutex
	settings   tenant.Settings
	beginning  *tenant.Beginning
	ahead      time.Duration

	grants
	expiring
}

var _ store.Store = (*Store)(nil)

// New returns an empty store, without settings.
func New() *Store { return NewWithin(store.DefaultLimits()) }

// NewWithin is New with other limits.
func NewWithin(l store.Limits) *Store {
	m := &Store{
		clients: newTable(l, copyClient),
		users: newTable(l, func(u tenant.User) tenant.User {
			u.Extra, u.Claims = maps.Clone(u.Extra), maps.Clone(u.Claims)
			u.Roles, u.Permissions = slices.Clone(u.Roles), slices.Clone(u.Permissions)
			return u
		}),
		audiences: newTable(l, func(a tenant.Audience) tenant.Audience {
			a.Scopes, a.Extra = slices.Clone(a.Scopes), maps.Clone(a.Extra)
			return a
		}),
		roles: newTable(l, func(r tenant.Role) tenant.Role {
			r.Permissions = slices.Clone(r.Permissions)
			return r
		}),
		keys: newTable(l, func(k tenant.PublicKeyCredential) tenant.PublicKeyCredential { return k }),
		logs: logs{limits: l},
	}
	m.grants.init(l)
	m.expiring.init(l)
	return m
}

func copyClient(c tenant.Client) tenant.Client {
	c.GrantTypes, c.RedirectURIs = slices.Clone(c.GrantTypes), slices.Clone(c.RedirectURIs)
	c.LogoutURIs, c.Origins = slices.Clone(c.LogoutURIs), slices.Clone(c.Origins)
	c.Audiences = maps.Clone(c.Audiences)
	for audience, scopes := range c.Audiences {
		c.Audiences[audience] = slices.Clone(scopes)
	}
	c.ClientGrants = maps.Clone(c.ClientGrants)
	c.Credentials, c.CredentialIDs = slices.Clone(c.Credentials), slices.Clone(c.CredentialIDs)
	c.PublicKeys, c.Extra = bytes.Clone(c.PublicKeys), maps.Clone(c.Extra)
	return c
}

// Reset forgets everything, one collection after another. It never fails.
func (m *Store) Reset(context.Context) error {
	m.clients.clear()
	m.users.clear()
	m.audiences.clear()
	m.roles.clear()
	m.keys.clear()
	m.logs.clear()
	m.settingsMu.Lock()
	m.settings, m.beginning, m.ahead = tenant.Settings{}, nil, 0
	m.settingsMu.Unlock()
	m.grants.clear()
	m.expiring.clear()
	return nil
}

// Settings returns the tenant's settings, which whoever reads them shares: nothing is ever changed in them. It never fails.
func (m *Store) Settings(context.Context) (tenant.Settings, error) {
	m.settingsMu.RLock()
	defer m.settingsMu.RUnlock()
	return m.settings, nil
}

// UpdateSettings replaces the settings by what change makes of a copy, and returns them. It never fails.
func (m *Store) UpdateSettings(_ context.Context, change func(tenant.Settings) tenant.Settings) (tenant.Settings, error) {
	m.settingsMu.Lock()
	defer m.settingsMu.Unlock()
	m.settings = change(m.settings.Clone()).Clone()
	return m.settings, nil
}

// Beginning is what Begin was told last, or ErrNotFound.
func (m *Store) Beginning(context.Context) (*tenant.Beginning, error) {
	m.settingsMu.RLock()
	defer m.settingsMu.RUnlock()
	if m.beginning == nil {
		return nil, store.ErrNotFound
	}
	b := *m.beginning
	b.Seed = bytes.Clone(b.Seed)
	return &b, nil
}

// Begin keeps what the tenant began with. It never fails.
func (m *Store) Begin(_ context.Context, b tenant.Beginning) error {
	b.Seed = bytes.Clone(b.Seed)
	m.settingsMu.Lock()
	defer m.settingsMu.Unlock()
	m.beginning = &b
	return nil
}

// Ahead is how far the clock is moved. It never fails.
func (m *Store) Ahead(context.Context) (time.Duration, error) {
	m.settingsMu.RLock()
	defer m.settingsMu.RUnlock()
	return m.ahead, nil
}

// SetAhead keeps how far the clock is moved. It never fails.
func (m *Store) SetAhead(_ context.Context, ahead time.Duration) error {
	m.settingsMu.Lock()
	defer m.settingsMu.Unlock()
	m.ahead = ahead
	return nil
}
