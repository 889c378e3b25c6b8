package mock

import (
	"context"
	"maps"
	"net/http"
)

// Tenant is one of several that a mock serves: users, applications, tokens, clock and faults are its own. It is used like a mock.
type Tenant struct {
	*Mock
	Name string

	of *Mock
}

// Tenant makes a tenant, so that tests that run at once can each have theirs. It has the seed, as in the mock's seed file, or with nil the one that
// a mock begins with; without a name it gets the next free one. It is made by the mock, not by another tenant.
func (m *Mock) Tenant(ctx context.Context, name string, seed map[string]any) (*Tenant, error) {
	wanted := maps.Clone(seed)
	if wanted == nil {
		wanted = map[string]any{}
	}
	if name != "" {
		wanted["tenant"] = name
	}
	var made struct {
		Tenant  string
		Control struct{ URL, Token string }
	}
	if err := m.Control(ctx, http.MethodPost, "/tenants", wanted, &made); err != nil {
		return nil, err
	}
	own := &Mock{URL: made.Control.URL, CA: m.CA, Client: m.Client, token: made.Control.Token}
	return &Tenant{Mock: own, Name: made.Tenant, of: m}, nil
}

// Remove ends the tenant.
func (t *Tenant) Remove(ctx context.Context) error {
	return t.of.Control(ctx, http.MethodDelete, "/tenants/"+t.Name, nil, nil)
}
