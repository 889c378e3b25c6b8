package mockserver

import (
	"slices"

	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

// What a client may say. Application types are those of Auth0's reference that this server treats in some way.
var (
	seedAuths = []string{string(tenant.AuthNone), string(tenant.AuthSecretPost), string(tenant.AuthSecretBasic), string(tenant.AuthPrivateKeyJWT)}

	seedAppTypes = []string{"native", "spa", "regular_web", "non_interactive"}

	seedGrantTypes = []string{tenant.GrantAuthorizationCode, tenant.GrantRefreshToken, tenant.GrantPassword, tenant.GrantPasswordRealm,
		tenant.GrantClientCredentials, tenant.GrantDeviceCode}
)

func (c *seedChecker) client(place string, client SeedClient) {
	c.oneOf(place+"auth", string(client.Auth), seedAuths)
	c.oneOf(place+"app_type", client.AppType, seedAppTypes)
	for _, grantType := range client.GrantTypes {
		c.oneOf(place+"grant_types", grantType, seedGrantTypes)
	}
	if len(client.ManagementScopes) > 0 {
		known := ManagementScopes()
		for _, scope := range client.ManagementScopes {
			if !slices.Contains(known, scope) {
				c.problem(place+"management_scopes", "%q is no scope of the Management API; %s is one", scope, known[0])
			}
		}
	}
	c.credentials(place, client)
	c.lifetimes(place, client)
	c.absolute(place+"redirect_uris", client.RedirectURIs)
	c.absolute(place+"logout_uris", client.LogoutURIs)
	c.origins(place+"origins", client.Origins)
}

func (c *seedChecker) credentials(place string, client SeedClient) {
	bySecret := client.Auth == tenant.AuthSecretPost || client.Auth == tenant.AuthSecretBasic
	byKey := client.Auth == tenant.AuthPrivateKeyJWT
	if client.Auth == tenant.AuthNone && slices.Contains(client.GrantTypes, tenant.GrantClientCredentials) {
		c.problem(place+"auth", "none has no credentials for client_credentials; add a client_secret")
	}
	switch hasKey := client.PrivateKey != "" || client.PublicKey != ""; {
	case bySecret && client.ClientSecret == "":
		c.problem(place+"auth", "%s needs a client_secret; add it", client.Auth)
	case !bySecret && client.ClientSecret != "":
		c.problem(place+"client_secret", "is not for auth %s; remove one of them", client.Auth)
	case !byKey && hasKey:
		c.problem(place+"auth", "%s needs no key; remove it, or write auth: private_key_jwt", client.Auth)
	case byKey && !hasKey:
		c.problem(place+"auth", "private_key_jwt needs a private_key or a public_key; add it")
	case byKey && client.PrivateKey != "" && client.PublicKey != "":
		c.problem(place+"public_key", "follows from private_key; remove one of them")
	case byKey:
		if _, err := client.publicKeys(); err != nil {
			key := "private_key"
			if client.PublicKey != "" {
				key = "public_key"
			}
			c.problem(place+key, "%s", err)
		}
	}
}

func (c *seedChecker) lifetimes(place string, client SeedClient) {
	c.notNegative(place+"leeway", client.Leeway)
	c.notNegative(place+"lifetime", client.Lifetime)
	c.notNegative(place+"idle_lifetime", client.IdleLifetime)
	c.notNegative(place+"access_lifetime", client.AccessLifetime)
	if client.Leeway > 0 && !client.Rotating {
		c.problem(place+"leeway", "is of rotation; add rotating: true")
	}
	if client.Lifetime > 0 && client.IdleLifetime > client.Lifetime {
		c.problem(place+"idle_lifetime", "is longer than lifetime; shorten it") // Auth0, "Configure Refresh Token Expiration"
	}
}
