package seed

import (
	"fmt"
	"slices"
	"time"

	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

// Auth0's defaults under rotation, where tokens must expire.
const (
	rotatingLifetime = 30 * 24 * time.Hour
	rotatingIdle     = 15 * 24 * time.Hour
)

// interactiveGrantTypes are the grant types of an application that people sign in to.
func interactiveGrantTypes() []string {
	return []string{tenant.GrantAuthorizationCode, tenant.GrantImplicit, tenant.GrantRefreshToken, tenant.GrantPassword, tenant.GrantPasswordRealm}
}

// Complete returns the seed with its defaults filled in. The seed it is called on is left as it is.
func (s Seed) Complete() Seed {
	if s.Clients == nil && s.Users == nil && s.Audiences == nil {
		built := Default(s.Dialect)
		s.Clients, s.Users, s.Audiences = built.Clients, built.Users, built.Audiences
	}
	s.Clients, s.Users, s.Audiences = slices.Clone(s.Clients), slices.Clone(s.Users), slices.Clone(s.Audiences)
	s.withNamedRoles()
	for i := range s.Clients {
		s.Clients[i].complete()
	}
	for i := range s.Users {
		u := &s.Users[i]
		setDefault(&u.ID, fmt.Sprintf("auth0|%024x", i+1))
		setDefault(&u.Name, u.Email)
	}
	for i := range s.Audiences {
		a := &s.Audiences[i]
		setDefault(&a.Name, a.Identifier)
		if a.AllowOfflineAccess == nil {
			a.AllowOfflineAccess = new(true)
		}
	}
	return s
}

func (c *Client) complete() {
	if c.Role != "" {
		setDefault(&c.ClientID, "mock-"+c.Role)
	}
	setDefault(&c.Name, c.Role)
	setDefault(&c.Name, c.ClientID)
	machine := len(c.ManagementScopes) > 0 || len(c.Audiences) > 0
	switch {
	case c.ClientSecret != "":
		setDefault(&c.Auth, tenant.AuthSecretPost)
	case c.PrivateKey != "" || c.PublicKey != "":
		setDefault(&c.Auth, tenant.AuthPrivateKeyJWT)
	}
	setDefault(&c.Auth, tenant.AuthNone)
	switch {
	case c.Auth == tenant.AuthNone:
		setDefault(&c.AppType, "native")
	case machine && c.GrantTypes == nil:
		setDefault(&c.AppType, "non_interactive")
	}
	setDefault(&c.AppType, "regular_web")
	switch {
	case c.GrantTypes != nil:
	case machine:
		c.GrantTypes = []string{tenant.GrantClientCredentials}
	case c.Role == "device":
		c.GrantTypes = []string{tenant.GrantDeviceCode, tenant.GrantRefreshToken}
	default:
		c.GrantTypes = interactiveGrantTypes()
	}
	if c.Rotating {
		setDefault(&c.Lifetime, rotatingLifetime)
		setDefault(&c.IdleLifetime, min(rotatingIdle, c.Lifetime))
	}
}

func setDefault[T comparable](field *T, value T) {
	var zero T
	if *field == zero {
		*field = value
	}
}
