package seed

import (
	"maps"

	"github.com/revokespec/revokespec/mockserver/internal/keys"
	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

// Registered is the application as the tenant has it.
func (c Client) Registered() (tenant.Client, error) {
	out := tenant.Client{
		ID: c.ClientID, Name: c.Name, Secret: c.ClientSecret, AuthMethod: c.Auth, AppType: c.AppType, FirstParty: !c.ThirdParty,
		GrantTypes: c.GrantTypes, RedirectURIs: c.RedirectURIs, LogoutURIs: c.LogoutURIs, Origins: c.Origins,
		RefreshTokens:  tenant.RefreshTokenOptions{Rotating: c.Rotating, Leeway: c.Leeway, Lifetime: c.Lifetime, Idle: c.IdleLifetime},
		AccessLifetime: c.AccessLifetime, Audiences: maps.Clone(c.Audiences),
	}
	if len(c.BackchannelURIs) > 0 {
		out.Extra = map[string]any{tenant.ExtraOIDCLogout: map[string]any{tenant.BackchannelURLs: c.BackchannelURIs}}
	}
	if len(c.ManagementScopes) > 0 {
		if out.Audiences == nil {
			out.Audiences = map[string][]string{}
		}
		out.Audiences[tenant.ManagementAudience] = c.ManagementScopes
	}
	if c.Auth != tenant.AuthPrivateKeyJWT {
		return out, nil
	}
	var err error
	out.PublicKeys, err = c.publicKeys()
	return out, err
}

// publicKeys is the JSON Web Key Set of a private_key_jwt client.
func (c Client) publicKeys() ([]byte, error) {
	if c.PublicKey != "" {
		return keys.PublicKeys(c.PublicKey)
	}
	return keys.ClientPublicKeys(c.PrivateKey)
}
