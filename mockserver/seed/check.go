package seed

import (
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/revokespec/revokespec/mockserver/internal/claims"
	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

// Error is what is wrong with one value of a Seed.
type Error struct {
	Place string // "clients[2].leeway", by the keys of a seed file
	What  string // with the remedy
}

func (e *Error) Error() string { return "seed: " + e.Place + ": " + e.What }

// checker collects problems.
type checker struct{ problems []error }

func (c *checker) problem(place, format string, values ...any) {
	c.problems = append(c.problems, &Error{Place: place, What: fmt.Sprintf(format, values...)})
}

// oneOf says so when the value is none of those that are known.
func (c *checker) oneOf(place, value string, known []string) {
	if !slices.Contains(known, value) {
		c.problem(place, "%q is unknown; use %s", value, strings.Join(known, ", "))
	}
}

// unique says so when a value is missing or was there before.
func (c *checker) unique(place, value string, seen map[string]bool) {
	switch {
	case value == "":
		c.problem(place, "is missing; give it one")
	case seen[value]:
		c.problem(place, "%q is there twice; give each its own", value)
	}
	seen[value] = true
}

// Check returns a *Error for everything that a complete seed must not say, joined; nil for a good one.
func (s Seed) Check() error {
	c := &checker{}
	c.naming(s)
	c.behaviour(s)
	known := tenant.DefaultSettings(time.Time{}).Flags
	for flag := range s.Flags {
		if _, ok := known[flag]; !ok {
			c.problem("flags."+flag, "no such flag; the one this is about is %s", tenant.FlagRevocationDeletesGrant)
		}
	}
	if s.Passwords != "" {
		c.oneOf("password_policy", s.Passwords, tenant.PasswordPolicies())
	}
	roles, ids := map[string]bool{}, map[string]bool{}
	for i, client := range s.Clients {
		place := fmt.Sprintf("clients[%d].", i)
		if client.Role != "" {
			c.unique(place+"role", client.Role, roles)
		}
		c.unique(place+"client_id", client.ClientID, ids)
		c.client(place, client)
		for api := range client.Audiences {
			if !slices.ContainsFunc(s.Audiences, func(a Audience) bool { return a.Identifier == api }) {
				c.problem(place+"audiences."+api, "%q is none of the audiences; add it to them", api)
			}
		}
	}
	if what := claims.Check(map[string]any{s.RolesClaim: nil}); s.RolesClaim != "" && what != "" {
		c.problem("roles_claim", "%s", what)
	}
	if _, err := claims.Hook(s.ClaimsHook); s.ClaimsHook != "" && err != nil {
		c.problem("claims_hook", "%s", err)
	}
	c.people(s)
	c.roles(s)
	return errors.Join(c.problems...)
}

func (c *checker) people(s Seed) {
	ids, emails, names, identifiers := map[string]bool{}, map[string]bool{}, map[string]bool{}, map[string]bool{}
	for i, u := range s.Users {
		place := fmt.Sprintf("users[%d].", i)
		c.unique(place+"id", u.ID, ids)
		c.unique(place+"email", strings.ToLower(u.Email), emails)
		if u.Username != "" {
			c.unique(place+"username", strings.ToLower(u.Username), names)
		}
		if what := claims.Check(u.Claims); what != "" {
			c.problem(place+"claims", "%s", what)
		}
		if u.Password == "" {
			c.problem(place+"password", "is missing; give it one")
		}
	}
	for i, a := range s.Audiences {
		place := fmt.Sprintf("audiences[%d].", i)
		c.unique(place+"identifier", a.Identifier, identifiers)
		c.audience(place, a)
	}
}

func (c *checker) notNegative(place string, d time.Duration) {
	if d < 0 {
		c.problem(place, "is negative; write it as 10m")
	}
}

// absolute says so when a URL has no scheme and host, or a fragment, which no redirect may have (RFC 6749 section 3.1.2).
func (c *checker) absolute(place string, urls []string) {
	for i, text := range urls {
		u, err := url.Parse(text)
		switch at := fmt.Sprintf("%s[%d]", place, i); {
		case err != nil || u.Scheme == "" || u.Host == "" && u.Opaque == "" && u.Path == "":
			c.problem(at, "is no absolute URL; write it as https://app.example/callback")
		case strings.Contains(text, "#"):
			c.problem(at, "has a fragment; leave out what begins with #")
		case !tenant.MayRedirectTo(text):
			c.problem(at, "is an address to which no browser may be sent; write it as https://app.example/callback")
		}
	}
}

// origins says so when a text is none that a browser sends as its Origin.
func (c *checker) origins(place string, origins []string) {
	for i, text := range origins {
		if u, err := url.Parse(text); err != nil || u.Host == "" || text != strings.ToLower(u.Scheme+"://"+u.Host) || tenant.RunsItself(text) {
			c.problem(fmt.Sprintf("%s[%d]", place, i), "is no origin; write it as https://app.example, without a path")
		}
	}
}

// called says so when a URL is none that this server can send a request to.
func (c *checker) called(place string, urls []string) {
	for i, text := range urls {
		if !tenant.IsWebAddress(text) {
			c.problem(fmt.Sprintf("%s[%d]", place, i), "is no web address; write it as https://app.example/backchannel-logout")
		}
	}
}

// What a client may say. Application types are those of Auth0's reference that this server treats in some way.
var (
	authMethods = []string{string(tenant.AuthNone), string(tenant.AuthSecretPost), string(tenant.AuthSecretBasic), string(tenant.AuthPrivateKeyJWT)}

	appTypes = []string{"native", "spa", "regular_web", "non_interactive"}

	grantTypes = []string{tenant.GrantAuthorizationCode, tenant.GrantImplicit, tenant.GrantRefreshToken, tenant.GrantPassword,
		tenant.GrantPasswordRealm, tenant.GrantClientCredentials, tenant.GrantDeviceCode}
)

func (c *checker) client(place string, client Client) {
	c.oneOf(place+"auth", string(client.Auth), authMethods)
	c.oneOf(place+"app_type", client.AppType, appTypes)
	for _, grantType := range client.GrantTypes {
		c.oneOf(place+"grant_types", grantType, grantTypes)
	}
	for i, scope := range client.ManagementScopes {
		c.managementScope(fmt.Sprintf("%smanagement_scopes[%d]", place, i), scope)
	}
	c.credentials(place, client)
	c.lifetimes(place, client)
	c.absolute(place+"redirect_uris", client.RedirectURIs)
	c.absolute(place+"logout_uris", client.LogoutURIs)
	c.origins(place+"origins", client.Origins)
	c.called(place+"backchannel_logout_uris", client.BackchannelURIs)
}

func (c *checker) credentials(place string, client Client) {
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

func (c *checker) lifetimes(place string, client Client) {
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
