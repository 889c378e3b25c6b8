package authapi

import (
	"cmp"
	"maps"
	"strings"
	"time"

	"github.com/revokespec/revokespec/mockserver/internal/keys"
	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

// accessRequest is what an access token shall say.
type accessRequest struct {
	client   *tenant.Client
	subject  string
	user     *tenant.User // nil: an application on its own behalf
	api      *tenant.Audience
	audience []string
	scopes   []string
	gty      string // empty: it is not told
	web      bool   // it passes through a browser
	place    tenant.Place
	custom   map[string]any
}

type issuedAccess struct {
	value    string
	lifetime time.Duration
}

// issueAccess signs an access token, and records it where the policy wants it to be revocable.
func (c *call) issueAccess(in accessRequest) (issuedAccess, *tenant.Error) {
	out := issuedAccess{lifetime: c.accessLifetime(in)}
	record := tenant.AccessToken{
		ID: tenant.NewID(16), Place: in.place, UserID: in.subject, ClientID: in.client.ID,
		Audience: in.audience, Scopes: in.scopes, IssuedAt: c.Now, ExpiresAt: c.Now.Add(out.lifetime),
	}
	claims := c.accessClaims(in, record)
	if in.api.TellsPermissions() {
		var refusal *tenant.Error
		if claims["permissions"], refusal = c.permissions(in); refusal != nil {
			return out, refusal
		}
	}
	var err error
	if out.value, err = c.signAccess(in.api, claims); err != nil {
		return out, c.fault(err)
	}
	if c.Policy.Access.Recorded {
		if err := c.store.PutAccessToken(c.Ctx, record); err != nil {
			return out, c.fault(err)
		}
	}
	c.event.Scope = strings.Join(in.scopes, " ")
	c.detail("access_token_jti", record.ID)
	return out, nil
}

// mostOwnClaims are in an access token whatever else is.
const mostOwnClaims = 10

// accessClaims are those of one of Auth0's profiles ("Access Token Profiles").
func (c *call) accessClaims(in accessRequest, a tenant.AccessToken) map[string]any {
	claims := make(map[string]any, len(in.custom)+mostOwnClaims)
	maps.Copy(claims, in.custom)
	claims["iss"], claims["sub"], claims["scope"] = c.Request.Issuer, a.UserID, strings.Join(a.Scopes, " ")
	claims["iat"], claims["exp"] = a.IssuedAt.Unix(), a.ExpiresAt.Unix()
	if claims["aud"] = a.Audience; len(a.Audience) == 1 {
		claims["aud"] = a.Audience[0]
	}
	// In Auth0's own profile as well, though its document has none: its log names tokens by it, and tokens of one second differ by it.
	claims["jti"] = a.ID
	if c.hasRFC9068(in.api) {
		claims["client_id"] = a.ClientID
		return claims
	}
	claims["azp"] = a.ClientID
	if in.gty != "" {
		claims["gty"] = in.gty
	}
	return claims
}

func (c *call) hasRFC9068(api *tenant.Audience) bool { return c.Policy.Access.RFC9068 || api.RFC9068() }

func (c *call) isOpaque(api *tenant.Audience) bool {
	return c.Policy.Access.Opaque && api.Identifier == c.Request.Canonical+userinfoPath
}

// signAccess makes a token of the claims: a JWT, or one that nobody else can read where there is nobody to read it.
func (c *call) signAccess(api *tenant.Audience, claims map[string]any) (string, error) {
	typ := "JWT"
	if c.hasRFC9068(api) {
		typ = "at+jwt"
	}
	switch algorithm := api.SigningAlgorithm(); {
	case c.isOpaque(api):
		return c.api.Signer.Seal(c.Request.Issuer, claims)
	case algorithm == tenant.HS256 && api.SigningSecret() != "":
		return keys.SignShared(api.SigningSecret(), typ, claims)
	case algorithm != tenant.RS256:
		return c.api.Signer.SignBy(algorithm, typ, claims)
	}
	return c.api.Signer.Sign(typ, claims)
}

// accessLifetime is the API's, or else the client's, or else the policy's.
func (c *call) accessLifetime(in accessRequest) time.Duration {
	lifetime := cmp.Or(in.api.AccessLifetime, in.client.AccessLifetime, c.Policy.Access.Lifetime)
	if in.web {
		return in.api.WebLifetime(lifetime)
	}
	return lifetime
}

// issueID signs an ID token. A nonce belongs to the sign-in that brought it, so none is in one from an exchange.
func (c *call) issueID(in signIn, scopes []string) (string, *tenant.Error) {
	claims := c.profileClaims(in.user, scopes)
	maps.Copy(claims, in.custom.ID)
	claims["iss"], claims["aud"] = c.Request.Issuer, in.client.ID
	claims["iat"], claims["exp"] = c.Now.Unix(), c.Now.Add(in.client.IDTokenLifetime()).Unix()
	if !in.authenticated.IsZero() {
		claims["auth_time"] = in.authenticated.Unix()
	}
	if in.nonce != "" {
		claims["nonce"] = in.nonce
	}
	if in.session != "" {
		claims["sid"] = in.session // OpenID Connect Back-Channel Logout 1.0, section 2.1
	}
	for name, value := range map[string]string{"c_hash": in.code, "at_hash": in.access} {
		if value != "" {
			claims[name] = halfHash(value)
		}
	}
	value, err := c.signFor(in.client, claims)
	if err != nil {
		return "", c.fault(err)
	}
	return value, nil
}

// signFor signs an ID token as its client wants it.
func (c *call) signFor(client *tenant.Client, claims map[string]any) (string, error) {
	if algorithm := client.IDTokenAlgorithm(); algorithm != tenant.HS256 {
		return c.api.Signer.SignBy(algorithm, "JWT", claims)
	}
	return keys.SignShared(client.SharedSecret(), "JWT", claims)
}
