package authapi

import (
	"cmp"
	"errors"
	"maps"
	"net/http"

	"github.com/revokespec/revokespec/mockserver/internal/claims"
	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

// customClaims are those that a user's tokens say anyway, and those that whoever is asked adds; or the refusal that is the answer. The
// user is nil of an application's own tokens. It is asked before anything changes: who is refused has lost nothing.
func (c *call) customClaims(grantType string, client *tenant.Client, user *tenant.User, audience string, scopes []string) (tenant.CustomClaims, *tenant.Error) {
	own, roles, refusal := c.ownClaims(user)
	if refusal != nil {
		return tenant.CustomClaims{}, refusal
	}
	out := tenant.CustomClaims{ID: merged(own), Access: merged(own)}
	if c.api.Claims != nil {
		added, err := c.api.Claims(c.Ctx, claimsRequest(grantType, client, user, roles, audience, scopes))
		if err != nil {
			return out, c.claimsFault(err)
		}
		if added.Deny != "" {
			return out, c.refusal("access_denied", tenant.Cut(added.Deny, mostReason))
		}
		out = tenant.CustomClaims{ID: merged(own, added.Claims, added.IDToken), Access: merged(own, added.Claims, added.AccessToken)}
		if wrong := cmp.Or(claims.Check(out.ID), claims.Check(out.Access)); wrong != "" {
			return out, c.claimsFault(errors.New("the claims hook: " + wrong))
		}
	}
	if audience == c.Request.Canonical+managementPath { // Auth0, "Create Custom Claims", general restrictions
		maps.DeleteFunc(out.Access, func(name string, _ any) bool { return !claims.Namespaced(name) })
	}
	return out, nil
}

// mostReason is how much is told of why tokens are refused, in bytes.
const mostReason = 512

// claimsFault is for whoever wrote the hook, who is as likely to read the answer as the server's log.
func (c *call) claimsFault(err error) *tenant.Error {
	c.Failed("get the claims of tokens", err)
	return &tenant.Error{Status: http.StatusInternalServerError, Code: "server_error", Description: tenant.Cut(err.Error(), mostReason)}
}

// merged is a new map; what is later wins.
func merged(all ...map[string]any) map[string]any {
	out := map[string]any{}
	for _, one := range all {
		maps.Copy(out, one)
	}
	return out
}

func claimsRequest(grantType string, client *tenant.Client, user *tenant.User, roles []string, audience string, scopes []string) claims.Request {
	out := claims.Request{
		GrantType: grantType, Client: claims.Client{ID: client.ID, Name: client.Name},
		Audience: audience, Scopes: append([]string{}, scopes...),
	}
	if user == nil {
		return out
	}
	userMetadata, _ := user.Extra["user_metadata"].(map[string]any)
	appMetadata, _ := user.Extra["app_metadata"].(map[string]any)
	out.User = &claims.User{
		ID: user.ID, Email: user.Email, EmailVerified: user.EmailVerified(), Name: user.Name, Nickname: user.Nickname(), Username: user.Username(),
		Roles: roles, UserMetadata: merged(userMetadata), AppMetadata: merged(appMetadata),
	}
	return out
}

// claimsOfAuthorization are those of what a user brings back from the pages. Where somebody is asked, that is done while the user is there, who
// brings back a refusal instead, and not again when the code is redeemed; nil where that is soon enough.
func (c *call) claimsOfAuthorization(p tenant.Pending, s tenant.Session) (*tenant.CustomClaims, *tenant.Error) {
	if c.api.Claims == nil && !p.ResponseType.BringsTokens() {
		return nil, nil
	}
	in, refusal := c.signInOf(p, s)
	if refusal != nil {
		return nil, refusal
	}
	grantType := tenant.GrantImplicit
	if p.ResponseType.Has(tenant.ResponseCode) {
		grantType = tenant.GrantAuthorizationCode
	}
	scopes, refusal := c.grantedScopes(in, p.Scopes)
	if refusal != nil {
		return nil, refusal
	}
	custom, refusal := c.customClaims(grantType, in.client, in.user, in.api.Identifier, scopes)
	return &custom, refusal
}

// claimsOfExchange are those of an exchange that would be granted; of one that would not be, nobody is asked.
func (c *call) claimsOfExchange(x tenant.Exchange, in signIn) (tenant.CustomClaims, *tenant.Error) {
	if c.api.Claims == nil {
		return c.customClaims(tenant.GrantRefreshToken, in.client, x.User, in.api.Identifier, nil)
	}
	var out tenant.Exchanged
	err := c.store.Look(c.Ctx, x.Place.Grant, func(g *tenant.Grant) { out = g.Clone().Exchange(c.Policy, x, tenant.Hash{}) })
	switch {
	case err != nil:
		return tenant.CustomClaims{}, c.fault(err)
	case out.Refusal != nil || x.User == nil:
		return tenant.CustomClaims{}, nil
	}
	return c.customClaims(tenant.GrantRefreshToken, in.client, x.User, in.api.Identifier, in.exchanged(out.Scopes))
}
