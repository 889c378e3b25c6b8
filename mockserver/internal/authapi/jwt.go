package authapi

import (
	"errors"
	"strings"
	"time"

	"github.com/revokespec/revokespec/mockserver/internal/keys"
	"github.com/revokespec/revokespec/mockserver/internal/store"
	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

// accessRequest is what an access token shall say.
type accessRequest struct {
	client   *tenant.Client
	subject  string
	audience []string
	scopes   []string
	gty      string
	place    tenant.Place
}

type issuedAccess struct {
	value    string
	lifetime time.Duration
}

// issueAccess signs an access token, and records it where the policy wants it to be revocable.
func (c *call) issueAccess(in accessRequest) (issuedAccess, *tenant.Error) {
	lifetime, err := c.accessLifetime(in.client, in.audience[0])
	if err != nil {
		return issuedAccess{}, c.fault(err)
	}
	out := issuedAccess{lifetime: lifetime}
	record := tenant.AccessToken{
		ID: tenant.NewID(16), Place: in.place, UserID: in.subject, ClientID: in.client.ID,
		Audience: in.audience, Scopes: in.scopes, IssuedAt: c.Now, ExpiresAt: c.Now.Add(out.lifetime),
	}
	claims := map[string]any{
		"iss": c.Request.Issuer, "sub": in.subject, "aud": any(in.audience), "jti": record.ID,
		"iat": c.Now.Unix(), "exp": record.ExpiresAt.Unix(), "scope": strings.Join(in.scopes, " "),
	}
	if len(in.audience) == 1 {
		claims["aud"] = in.audience[0]
	}
	if c.Policy.Dialect == tenant.DialectAuth0 {
		claims["azp"], claims["gty"] = in.client.ID, in.gty
	} else {
		claims["client_id"] = in.client.ID // RFC 9068 section 2.2
	}
	value, err := c.signAccess(in.audience, claims)
	if err != nil {
		return out, c.fault(err)
	}
	if c.Policy.Access.Recorded {
		if err := c.store.PutAccessToken(c.Ctx, record); err != nil {
			return out, c.fault(err)
		}
	}
	out.value = value
	c.event.Scope = strings.Join(in.scopes, " ")
	c.detail("access_token_jti", record.ID)
	return out, nil
}

// signAccess makes a token of the claims: a JWT, or one that nobody else can read where there is nobody to read it.
func (c *call) signAccess(audience []string, claims map[string]any) (string, error) {
	if c.Policy.Access.Opaque && len(audience) == 1 && audience[0] == c.Request.Issuer+userinfoPath {
		return c.api.Signer.Seal(c.Request.Issuer, claims)
	}
	return c.api.Signer.Sign(c.Policy.Access.Type, claims)
}

// accessLifetime is the API's, or else the client's, or else the policy's.
func (c *call) accessLifetime(client *tenant.Client, audience string) (time.Duration, error) {
	api, err := c.store.Audience(c.Ctx, audience)
	switch {
	case err != nil && !errors.Is(err, store.ErrNotFound):
		return 0, err
	case err == nil && api.AccessLifetime > 0:
		return api.AccessLifetime, nil
	case client.AccessLifetime > 0:
		return client.AccessLifetime, nil
	}
	return c.Policy.Access.Lifetime, nil
}

// issueID signs an ID token. A nonce belongs to the sign-in that brought it, so none is in one from an exchange.
func (c *call) issueID(in signIn, scopes []string) (string, *tenant.Error) {
	claims := c.profileClaims(in.user, scopes)
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
