package memory

import (
	"context"
	"strings"

	"github.com/revokespec/revokespec/mockserver/internal/store"
	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

// Client returns the client with that client_id, or ErrNotFound.
func (m *Store) Client(_ context.Context, id string) (*tenant.Client, error) {
	return m.clients.get(id)
}

// Clients returns all clients, oldest first. It never fails.
func (m *Store) Clients(context.Context) ([]*tenant.Client, error) { return m.clients.all(), nil }

// AddClient keeps c under its ID, or returns ErrExists.
func (m *Store) AddClient(_ context.Context, c tenant.Client) error { return m.clients.add(c.ID, c) }

// UpdateClient keeps what change makes of the client. On an error of change, nothing changes; ErrNotFound without such a client.
func (m *Store) UpdateClient(_ context.Context, id string, change func(*tenant.Client) error) (*tenant.Client, error) {
	return m.clients.update(id, change)
}

// DeleteClient forgets the client, or returns ErrNotFound.
func (m *Store) DeleteClient(_ context.Context, id string) error { return m.clients.remove(id) }

// User returns the user with that user_id, or ErrNotFound.
func (m *Store) User(_ context.Context, id string) (*tenant.User, error) { return m.users.get(id) }

// UserByEmail returns a user with that address, in whichever case it is written, or ErrNotFound.
func (m *Store) UserByEmail(_ context.Context, email string) (*tenant.User, error) {
	m.users.mu.RLock()
	defer m.users.mu.RUnlock()
	for _, u := range m.users.rows {
		if strings.EqualFold(u.Email, email) {
			c := m.users.copy(*u)
			return &c, nil
		}
	}
	return nil, store.ErrNotFound
}

// Users returns all users, oldest first. It never fails.
func (m *Store) Users(context.Context) ([]*tenant.User, error) { return m.users.all(), nil }

// AddUser keeps u under its ID, or returns ErrExists.
func (m *Store) AddUser(_ context.Context, u tenant.User) error { return m.users.add(u.ID, u) }

// UpdateUser keeps what change makes of the user. On an error of change, nothing changes; ErrNotFound without such a user.
func (m *Store) UpdateUser(_ context.Context, id string, change func(*tenant.User) error) (*tenant.User, error) {
	return m.users.update(id, change)
}

// DeleteUser forgets the user, or returns ErrNotFound.
func (m *Store) DeleteUser(_ context.Context, id string) error { return m.users.remove(id) }

// Audience returns the audience with that identifier, or ErrNotFound.
func (m *Store) Audience(_ context.Context, identifier string) (*tenant.Audience, error) {
	return m.audiences.get(identifier)
}

// Audiences returns all audiences, oldest first. It never fails.
func (m *Store) Audiences(context.Context) ([]*tenant.Audience, error) {
	return m.audiences.all(), nil
}

// AddAudience keeps a under its identifier, or returns ErrExists.
func (m *Store) AddAudience(_ context.Context, a tenant.Audience) error {
	return m.audiences.add(a.Identifier, a)
}

// UpdateAudience keeps what change makes of the audience. On an error of change, nothing changes; ErrNotFound without such an audience.
func (m *Store) UpdateAudience(_ context.Context, identifier string, change func(*tenant.Audience) error) (*tenant.Audience, error) {
	return m.audiences.update(identifier, change)
}

// DeleteAudience forgets the audience, or returns ErrNotFound.
func (m *Store) DeleteAudience(_ context.Context, identifier string) error {
	return m.audiences.remove(identifier)
}

// Role returns the role with that ID, or ErrNotFound.
func (m *Store) Role(_ context.Context, id string) (*tenant.Role, error) { return m.roles.get(id) }

// Roles returns all roles, oldest first. It never fails.
func (m *Store) Roles(context.Context) ([]*tenant.Role, error) { return m.roles.all(), nil }

// AddRole keeps r under its ID, or returns ErrExists.
func (m *Store) AddRole(_ context.Context, r tenant.Role) error { return m.roles.add(r.ID, r) }

// UpdateRole keeps what change makes of the role. On an error of change, nothing changes; ErrNotFound without such a role.
func (m *Store) UpdateRole(_ context.Context, id string, change func(*tenant.Role) error) (*tenant.Role, error) {
	return m.roles.update(id, change)
}

// DeleteRole forgets the role, or returns ErrNotFound.
func (m *Store) DeleteRole(_ context.Context, id string) error { return m.roles.remove(id) }

// PublicKeys returns all credentials of type public_key, oldest first. It never fails.
func (m *Store) PublicKeys(context.Context) ([]*tenant.PublicKeyCredential, error) {
	return m.keys.all(), nil
}

// AddPublicKey keeps k under its ID, or returns ErrExists.
func (m *Store) AddPublicKey(_ context.Context, k tenant.PublicKeyCredential) error {
	return m.keys.add(k.ID, k)
}

// DeletePublicKey forgets the credential, or returns ErrNotFound.
func (m *Store) DeletePublicKey(_ context.Context, id string) error { return m.keys.remove(id) }
