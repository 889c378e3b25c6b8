package seedfile

import (
	"slices"

	"github.com/revokespec/revokespec/internal/closest"
	"github.com/revokespec/revokespec/mockserver/internal/tenant"
	"github.com/revokespec/revokespec/mockserver/seed"
)

// role is what a deployment file uses an application for, and what the application must be like.
type role struct {
	name string
	fits func(seed.Client) bool
	want string
}

var roles = []role{
	{"confidential", func(c seed.Client) bool { return c.Auth != tenant.AuthNone }, "credentials"},
	{"second", nil, ""},
	{"public", func(c seed.Client) bool { return c.Auth == tenant.AuthNone }, "auth: none"},
	{"basic", func(c seed.Client) bool { return c.Auth == tenant.AuthSecretBasic }, "auth: client_secret_basic"},
	{"jwt", func(c seed.Client) bool { return c.PrivateKey != "" }, "a private_key: it signs assertions"},
	{"rotating", func(c seed.Client) bool { return c.Rotating && c.Leeway == 0 }, "rotating: true, and no leeway"},
	{"leeway", func(c seed.Client) bool { return c.Leeway > 0 }, "rotating: true, and a leeway"},
	{"device", func(c seed.Client) bool { return slices.Contains(c.GrantTypes, tenant.GrantDeviceCode) }, "the grant type " + tenant.GrantDeviceCode},
	{"management", func(c seed.Client) bool {
		return len(c.ManagementScopes) > 0 && c.ClientSecret != "" && slices.Contains(c.GrantTypes, tenant.GrantClientCredentials)
	}, "management_scopes, a client_secret and the grant type client_credentials"},
}

// misfit says why a client cannot play its role; "" when it can.
func misfit(c seed.Client) string {
	var names []string
	for _, r := range roles {
		if r.name != c.Role {
			names = append(names, r.name)
			continue
		}
		if r.fits != nil && !r.fits(c) {
			return "a client in the role " + r.name + " needs " + r.want + "; add it, or give the client no role"
		}
		return ""
	}
	return `"` + c.Role + `" is no role of a deployment file; ` + closest.Hint(c.Role, names)
}
