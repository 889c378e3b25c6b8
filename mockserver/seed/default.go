package seed

import (
	"fmt"
	"strings"
	"time"

	"github.com/revokespec/revokespec/mockserver/internal/keys"
	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

const defaultUsers = 16

// readOnly are the scopes that let their bearer read what no tenant of the mock has, and settings that cannot be changed here.
var readOnly = strings.Fields(`actions attack_protection authentication_methods branding connection_profiles connections custom_domains
	directory_provisionings email_provider email_templates event_streams flows flows_vault_connections forms guardian_factors hooks log_streams
	mfa_policies network_acls organization_client_grants organizations phone_providers phone_templates prompts rate_limit_policies role_members rules
	rules_configs scim_config self_service_profiles signing_keys token_exchange_profiles user_attribute_profiles`)

// ManagementScopes are all scopes of the Management API.
func ManagementScopes() []string {
	var out []string
	for _, s := range []string{"clients", "users", "grants", "device_credentials", "resource_servers", "client_grants",
		"client_credentials", "refresh_tokens", "sessions", "roles"} {
		for _, verb := range []string{"read", "create", "update", "delete"} {
			out = append(out, verb+":"+s)
		}
	}
	for _, s := range readOnly {
		out = append(out, "read:"+s)
	}
	return append(out, "read:client_keys", "update:client_keys", "read:tenant_settings", "update:tenant_settings", "read:logs",
		"read:logs_users", "read:user_idp_tokens", "read:users_app_metadata", "update:users_app_metadata")
}

// Default is a tenant with an application of every kind, 16 users and two APIs.
func Default(dialect string) Seed {
	s := Seed{Audiences: []Audience{
		{Identifier: "https://api.one.example", Scopes: []string{"read:one", "write:one"}},
		{Identifier: "https://api.two.example", Scopes: []string{"read:two", "write:two"}},
	}}
	add := func(role string, auth tenant.AuthMethod, change func(*Client)) {
		c := Client{Role: role, ClientID: "mock-" + role, Auth: auth, AppType: "regular_web", GrantTypes: interactiveGrantTypes(),
			RedirectURIs: []string{RedirectURI}, Origins: []string{Origin}}
		switch auth {
		case tenant.AuthNone:
			c.AppType, c.Rotating = "native", dialect == tenant.DialectRFC
		case tenant.AuthPrivateKeyJWT:
			c.PrivateKey = keys.ClientPEM
		default:
			c.ClientSecret = "mock-secret-of-" + role + "-good-for-nothing-else"
		}
		if change != nil {
			change(&c)
		}
		s.Clients = append(s.Clients, c)
	}
	add("confidential", tenant.AuthSecretPost, nil)
	add("second", tenant.AuthSecretPost, nil)
	add("public", tenant.AuthNone, nil)
	add("basic", tenant.AuthSecretBasic, nil)
	add("jwt", tenant.AuthPrivateKeyJWT, nil)
	add("rotating", tenant.AuthNone, func(c *Client) { c.Rotating = true })
	add("leeway", tenant.AuthNone, func(c *Client) { c.Rotating, c.Leeway = true, time.Minute })
	add("device", tenant.AuthNone, func(c *Client) {
		c.GrantTypes = []string{tenant.GrantDeviceCode, tenant.GrantRefreshToken}
	})
	add("management", tenant.AuthSecretPost, func(c *Client) {
		c.AppType, c.GrantTypes = "non_interactive", []string{tenant.GrantClientCredentials}
		c.ManagementScopes = ManagementScopes()
	})
	for i := 1; i <= defaultUsers; i++ {
		s.Users = append(s.Users, User{
			ID:       fmt.Sprintf("auth0|%024x", i),
			Email:    fmt.Sprintf("user%02d@example.com", i),
			Password: fmt.Sprintf("mock-password-%02d", i),
		})
	}
	return s
}
