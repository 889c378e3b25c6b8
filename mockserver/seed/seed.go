// Package seed is what a mock server starts with: applications, users and APIs.
package seed

import (
	"time"

	"github.com/revokespec/revokespec/mockserver/internal/fault"
	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

// Seed is what a server starts with. It says every secret in plain text, so that whoever starts the server can also
// write down how to use it. What is left empty has the default that is named. Package seedfile reads one from a file.
type Seed struct {
	Tenant   string        `yaml:"tenant,omitempty"`   // its name, where there are several
	Domains  []string      `yaml:"domains,omitempty"`  // its host names, the canonical one first; none: it is found by its path
	Dialect  string        `yaml:"dialect,omitempty"`  // auth0, or rfc; the server's
	Switches []string      `yaml:"switches,omitempty"` // documented readings, by the names that package mockserver lists
	Deviate  []string      `yaml:"deviate,omitempty"`  // deviations that are on at first
	Faults   []fault.Fault `yaml:"faults,omitempty"`   // that requests meet at first

	Founded   time.Time       `yaml:"founded,omitzero"`          // decides the tenant's default settings; zero: now
	Flags     map[string]bool `yaml:"flags,omitempty"`           // of the tenant's settings, instead of their defaults
	Passwords string          `yaml:"password_policy,omitempty"` // none, low, fair, good or excellent: what new passwords must meet, not those here; good
	// RolesClaim is the claim that the users' tokens tell their roles by; empty: none. Auth0 leaves that to its tenants' Actions.
	RolesClaim string     `yaml:"roles_claim,omitempty"`
	ClaimsHook string     `yaml:"claims_hook,omitempty"` // the URL that is asked for claims whenever tokens are issued; empty: nobody is
	Clients    []Client   `yaml:"clients"`               // without any clients, users and audiences: those of Default
	Users      []User     `yaml:"users"`
	Audiences  []Audience `yaml:"audiences"`
	Roles      []Role     `yaml:"roles,omitempty"` // those that users have and that are not here have no permissions
}

// Client is an application.
type Client struct {
	Role         string            `yaml:"role,omitempty"`          // confidential, second, public, ...; the name by which Seed.Client finds it
	Name         string            `yaml:"name,omitempty"`          // the role
	ClientID     string            `yaml:"client_id"`               // mock- and the role
	ClientSecret string            `yaml:"client_secret,omitempty"` // of client_secret_post and client_secret_basic
	Auth         tenant.AuthMethod `yaml:"auth"`                    // fits the credentials
	PrivateKey   string            `yaml:"private_key,omitempty"`   // of private_key_jwt: PEM, PKCS #8
	PublicKey    string            `yaml:"public_key,omitempty"`    // instead of it: PEM, JWK or JWK Set
	AppType      string            `yaml:"app_type,omitempty"`      // native, regular_web or non_interactive, as the rest suggests
	ThirdParty   bool              `yaml:"third_party,omitempty"`   // its users are asked for consent
	GrantTypes   []string          `yaml:"grant_types,omitempty"`   // the interactive ones, or client_credentials

	Rotating       bool          `yaml:"rotating,omitempty"`
	Leeway         time.Duration `yaml:"leeway,omitempty"`          // of rotation
	Lifetime       time.Duration `yaml:"lifetime,omitempty"`        // absolute, of refresh tokens; 0: none, or 30 days under rotation
	IdleLifetime   time.Duration `yaml:"idle_lifetime,omitempty"`   // 0: none, or 15 days under rotation
	AccessLifetime time.Duration `yaml:"access_lifetime,omitempty"` // of access tokens; 0: the dialect's

	RedirectURIs     []string            `yaml:"redirect_uris,omitempty"`
	LogoutURIs       []string            `yaml:"logout_uris,omitempty"`
	Origins          []string            `yaml:"origins,omitempty"`
	BackchannelURIs  []string            `yaml:"backchannel_logout_uris,omitempty"` // where it is told that a session has ended
	ManagementScopes []string            `yaml:"management_scopes,omitempty"`
	Audiences        map[string][]string `yaml:"audiences,omitempty"` // scopes of its own (client_credentials), by API
}

// User signs in with Email and Password.
type User struct {
	ID       string `yaml:"id,omitempty"` // auth0| and the number of the user
	Email    string `yaml:"email"`
	Name     string `yaml:"name,omitempty"` // the email address
	Password string `yaml:"password"`
	Blocked  bool   `yaml:"blocked,omitempty"`

	Nickname      string         `yaml:"nickname,omitempty"` // the address up to its @
	Picture       string         `yaml:"picture,omitempty"`  // Gravatar's for the address
	GivenName     string         `yaml:"given_name,omitempty"`
	FamilyName    string         `yaml:"family_name,omitempty"`
	Username      string         `yaml:"username,omitempty"` // signs in as well
	PhoneNumber   string         `yaml:"phone_number,omitempty"`
	PhoneVerified bool           `yaml:"phone_verified,omitempty"`
	EmailVerified *bool          `yaml:"email_verified,omitempty"` // true
	UserMetadata  map[string]any `yaml:"user_metadata,omitempty"`
	AppMetadata   map[string]any `yaml:"app_metadata,omitempty"`
	Claims        map[string]any `yaml:"claims,omitempty"`      // that the user's tokens, and userinfo, say in addition
	Roles         []string       `yaml:"roles,omitempty"`       // by name; told to the claims hook, and by RolesClaim
	Permissions   []Permission   `yaml:"permissions,omitempty"` // besides those of the roles
}

// Role is permissions that users have together.
type Role struct {
	Name        string       `yaml:"name"`
	Description string       `yaml:"description,omitempty"`
	Permissions []Permission `yaml:"permissions,omitempty"`
}

// Permission is a scope of an API. It counts where the API enforces policies.
type Permission struct {
	API  string `yaml:"resource_server_identifier"`
	Name string `yaml:"permission_name"`
}

// Audience is an API.
type Audience struct {
	Identifier         string        `yaml:"identifier"`
	Name               string        `yaml:"name,omitempty"` // the identifier
	Scopes             []string      `yaml:"scopes,omitempty"`
	AllowOfflineAccess *bool         `yaml:"allow_offline_access,omitempty"` // true
	AccessLifetime     time.Duration `yaml:"access_lifetime,omitempty"`      // of access tokens; 0: the client's
	WebLifetime        time.Duration `yaml:"access_lifetime_web,omitempty"`  // of those that pass through a browser; 0: two hours, and no longer than others

	TokenDialect    string `yaml:"token_dialect,omitempty"`    // access_token, rfc9068_profile, each with _authz or not; access_token
	EnforcePolicies bool   `yaml:"enforce_policies,omitempty"` // users get those scopes alone that are their permissions
	SigningAlg      string `yaml:"signing_alg,omitempty"`      // RS256, RS512, PS256 or HS256; RS256
	SigningSecret   string `yaml:"signing_secret,omitempty"`   // of HS256
}

// Connection is the only one there is.
const Connection = tenant.Connection

// What every seeded application may return to, and be called from.
const (
	RedirectURI = "http://localhost/callback"
	Origin      = "http://localhost"
)

// Client returns the client of that role; false when there is none.
func (s Seed) Client(role string) (Client, bool) {
	for _, c := range s.Clients {
		if c.Role == role {
			return c, true
		}
	}
	return Client{}, false
}
