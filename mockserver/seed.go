package mockserver

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/revokespec/revokespec/mockserver/keys"
	"github.com/revokespec/revokespec/mockserver/store"
	"github.com/revokespec/revokespec/mockserver/tenant"
)

// Seed is what a server starts with. It says every secret in plain text, so that whoever starts the server can also
// write down how to use it.
type Seed struct {
	Founded   time.Time      `json:"founded,omitzero"` // decides the tenant's default settings; zero: now
	Clients   []SeedClient   `json:"clients"`
	Users     []SeedUser     `json:"users"`
	Audiences []SeedAudience `json:"audiences"`
}

// SeedClient is an application.
type SeedClient struct {
	Role             string            `json:"role"` // confidential, second, public, ...; the name by which Seed.Client finds it
	ClientID         string            `json:"client_id"`
	ClientSecret     string            `json:"client_secret,omitempty"`
	Auth             tenant.AuthMethod `json:"auth"`
	PrivateKey       string            `json:"private_key,omitempty"` // PEM, PKCS #8, RSA
	Rotating         bool              `json:"rotating,omitempty"`
	Leeway           time.Duration     `json:"leeway,omitempty"`
	AppType          string            `json:"app_type,omitempty"`
	GrantTypes       []string          `json:"grant_types,omitempty"`
	RedirectURIs     []string          `json:"redirect_uris,omitempty"`
	Origins          []string          `json:"origins,omitempty"`
	ManagementScopes []string          `json:"management_scopes,omitempty"`
}

// SeedUser signs in with Email and Password.
type SeedUser struct {
	ID       string `json:"id"`
	Email    string `json:"email"`
	Password string `json:"password"`
}

// SeedAudience is an API.
type SeedAudience struct {
	Identifier string   `json:"identifier"`
	Scopes     []string `json:"scopes,omitempty"`
}

// Connection is the only one there is.
const Connection = "Username-Password-Authentication"

// What every seeded application may return to, and be called from.
const (
	SeedRedirectURI = "http://localhost/callback"
	SeedOrigin      = "http://localhost"
)

const (
	seedUsers        = 16
	rotatingLifetime = 30 * 24 * time.Hour // Auth0's defaults under rotation
	rotatingIdle     = 15 * 24 * time.Hour
)

// ManagementScopes are all scopes of the Management API.
func ManagementScopes() []string {
	var out []string
	for _, s := range []string{"clients", "users", "grants", "device_credentials", "resource_servers", "client_grants",
		"refresh_tokens", "sessions"} {
		for _, verb := range []string{"read", "create", "update", "delete"} {
			out = append(out, verb+":"+s)
		}
	}
	return append(out, "read:client_keys", "update:client_keys", "read:tenant_settings", "update:tenant_settings", "read:logs")
}

// DefaultSeed is a tenant with an application of every kind, 16 users and two APIs.
func DefaultSeed(dialect string) Seed {
	interactive := []string{tenant.GrantAuthorizationCode, tenant.GrantRefreshToken, tenant.GrantPassword, tenant.GrantPasswordRealm}
	s := Seed{Audiences: []SeedAudience{
		{Identifier: "https://api.one.example", Scopes: []string{"read:one", "write:one"}},
		{Identifier: "https://api.two.example", Scopes: []string{"read:two", "write:two"}},
	}}
	add := func(role string, auth tenant.AuthMethod, change func(*SeedClient)) {
		c := SeedClient{Role: role, ClientID: "mock-" + role, Auth: auth, AppType: "regular_web", GrantTypes: interactive,
			RedirectURIs: []string{SeedRedirectURI}, Origins: []string{SeedOrigin}}
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
	add("rotating", tenant.AuthNone, func(c *SeedClient) { c.Rotating = true })
	add("leeway", tenant.AuthNone, func(c *SeedClient) { c.Rotating, c.Leeway = true, time.Minute })
	add("device", tenant.AuthNone, func(c *SeedClient) {
		c.GrantTypes = []string{tenant.GrantDeviceCode, tenant.GrantRefreshToken}
	})
	add("management", tenant.AuthSecretPost, func(c *SeedClient) {
		c.AppType, c.GrantTypes = "non_interactive", []string{tenant.GrantClientCredentials}
		c.ManagementScopes = ManagementScopes()
	})
	for i := 1; i <= seedUsers; i++ {
		s.Users = append(s.Users, SeedUser{
			ID:       fmt.Sprintf("auth0|%024x", i),
			Email:    fmt.Sprintf("user%02d@example.com", i),
			Password: fmt.Sprintf("mock-password-%02d", i),
		})
	}
	return s
}

// Client returns the client of that role; false when there is none.
func (s Seed) Client(role string) (SeedClient, bool) {
	for _, c := range s.Clients {
		if c.Role == role {
			return c, true
		}
	}
	return SeedClient{}, false
}

// plant puts the seed into a store. What is there already stays: another node may have planted it.
func (s Seed) plant(ctx context.Context, to store.Store, settings func(founded time.Time) tenant.Settings, now time.Time) error {
	_, err := to.UpdateSettings(ctx, func(old tenant.Settings) tenant.Settings {
		if len(old.Flags) > 0 {
			return old
		}
		return settings(s.Founded)
	})
	for i, c := range s.Clients {
		client, keyErr := c.client(now.Add(time.Duration(i))) // keeps the order of the seed
		err = errors.Join(err, keyErr, planted(to.AddClient(ctx, client)))
	}
	for i, u := range s.Users {
		user := tenant.User{ID: u.ID, Email: u.Email, Name: u.Email, Connection: Connection, CreatedAt: now.Add(time.Duration(i))}
		user.SetPassword(u.Password, now)
		err = errors.Join(err, planted(to.AddUser(ctx, user)))
	}
	for _, a := range s.Audiences {
		err = errors.Join(err, planted(to.AddAudience(ctx, tenant.Audience{Identifier: a.Identifier, Name: a.Identifier,
			Scopes: a.Scopes, AllowOfflineAccess: true})))
	}
	return err
}

func planted(err error) error {
	if errors.Is(err, store.ErrExists) {
		return nil
	}
	return err
}

func (c SeedClient) client(now time.Time) (tenant.Client, error) {
	out := tenant.Client{
		ID: c.ClientID, Name: c.Role, Secret: c.ClientSecret, AuthMethod: c.Auth, AppType: c.AppType, FirstParty: true,
		GrantTypes: c.GrantTypes, RedirectURIs: c.RedirectURIs, Origins: c.Origins, CreatedAt: now,
		RefreshTokens: tenant.RefreshTokenOptions{Rotating: c.Rotating, Leeway: c.Leeway},
	}
	if c.Rotating { // Auth0: rotating tokens must expire
		out.RefreshTokens.Lifetime, out.RefreshTokens.Idle = rotatingLifetime, rotatingIdle
	}
	if len(c.ManagementScopes) > 0 {
		out.Audiences = map[string][]string{tenant.ManagementAudience: c.ManagementScopes}
	}
	if c.Auth != tenant.AuthPrivateKeyJWT {
		return out, nil
	}
	var err error
	if out.PublicKeys, err = keys.ClientPublicKeys(c.PrivateKey); err != nil {
		return out, fmt.Errorf("seed: private key of client %s: %w", c.ClientID, err)
	}
	return out, nil
}
