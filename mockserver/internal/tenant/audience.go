package tenant

import (
	"cmp"
	"strings"
	"time"
)

// Audience is an API (a resource server) that access tokens are issued for.
type Audience struct {
	ID                 string // 24 hexadecimal digits; empty where nobody asks for it
	Identifier         string
	Name               string
	Scopes             []string
	AllowOfflineAccess bool
	AccessLifetime     time.Duration  // 0: the client's, or the tenant's
	Extra              map[string]any // further fields that the Management API was given
}

// Names in Audience.Extra under which it is kept what the API's access tokens are like (Management API reference, resource servers).
const (
	ExtraTokenDialect    = "token_dialect"
	ExtraEnforcePolicies = "enforce_policies"
	ExtraSigningAlg      = "signing_alg"
	ExtraSigningSecret   = "signing_secret"
	ExtraWebLifetime     = "token_lifetime_for_web" // in seconds
)

// Token dialects, by which the API's access tokens are of Auth0's profile or of that of RFC 9068, and tell permissions or not.
const (
	dialectRFC9068  = "rfc9068_profile"
	withPermissions = "_authz"
)

// defaultWebLifetime is that of an API that has said nothing.
const defaultWebLifetime = 2 * time.Hour

// TokenDialects are all there are (Auth0, "Access Token Profiles").
func TokenDialects() []string {
	return []string{"access_token", "access_token" + withPermissions, dialectRFC9068, dialectRFC9068 + withPermissions}
}

// RFC9068 says whether the API's access tokens are of that profile: with client_id, without azp and gty, of the type at+jwt.
func (a *Audience) RFC9068() bool {
	return strings.HasPrefix(a.text(ExtraTokenDialect), dialectRFC9068)
}

// EnforcesPolicies says whether a user's access tokens have those scopes of the API alone that are the user's permissions
// (Auth0, "Enable Role-Based Access Control for APIs").
func (a *Audience) EnforcesPolicies() bool { return a.Extra[ExtraEnforcePolicies] == true }

// TellsPermissions says whether access tokens have the claim permissions: where both are switched on.
func (a *Audience) TellsPermissions() bool {
	return a.EnforcesPolicies() && strings.HasSuffix(a.text(ExtraTokenDialect), withPermissions)
}

// SigningAlgorithm is how the API's access tokens are signed: RS256 by the tenant's key, however that signs; HS256 by the API's secret.
func (a *Audience) SigningAlgorithm() string {
	return cmp.Or(a.text(ExtraSigningAlg), RS256)
}

// SigningSecret is what HS256 signs with.
func (a *Audience) SigningSecret() string { return a.text(ExtraSigningSecret) }

// GoesToUserinfo says whether access tokens for the API may be for userinfo as well (Auth0, "Get Access Tokens").
func (a *Audience) GoesToUserinfo() bool { return a.SigningAlgorithm() == RS256 }

// WebLifetime is how long access tokens live that come by way of a browser, where others live so long (Auth0, "Update Access Token
// Lifetime": implicit and hybrid flows).
func (a *Audience) WebLifetime(others time.Duration) time.Duration {
	if seconds, said := a.Extra[ExtraWebLifetime].(float64); said && seconds > 0 {
		return time.Duration(seconds) * time.Second
	}
	return min(others, defaultWebLifetime)
}

func (a *Audience) text(name string) string {
	s, _ := a.Extra[name].(string)
	return s
}
