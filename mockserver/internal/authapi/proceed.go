package authapi

import (
	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

// proceed leads an authorization request to its next page, or back to the application. Silent is
// prompt=none.
func (c *call) proceed(p tenant.Pending, silent bool) tenant.Answer {
	session, user := c.session()
	if user == nil || p.Login {
		if silent {
			return c.redirectWithError(p, badRequest("login_required", "Login required"))
		}
		return c.sendToPage(p, "/u/login")
	}
	needed, refusal := c.needsConsent(p, user)
	switch {
	case refusal != nil:
		return c.redirectWithError(p, refusal)
	case needed && silent:
		return c.redirectWithError(p, badRequest("consent_required", "Consent required"))
	case needed:
		return c.sendToPage(p, "/u/consent")
	}
	return c.finish(p, *session)
}

// needsConsent says whether the user has yet to agree: unless a standing grant covers the scopes.
func (c *call) needsConsent(p tenant.Pending, user *tenant.User) (bool, *tenant.Error) {
	if p.Consent {
		return true, nil
	}
	client, err := c.store.Client(c.Ctx, p.ClientID)
	if err != nil {
		return true, c.fault(err)
	}
	api, refusal := c.audience(p.Audience)
	if refusal != nil {
		return true, refusal
	}
	if !c.Policy.SignIn.AsksConsent(*client, *api, p.RedirectURI) {
		return false, nil
	}
	want, refusal := c.grantedScopes(signIn{client: client, user: user, api: api}, p.Scopes)
	if refusal != nil {
		return true, refusal
	}
	needed := true
	given := tenant.Selector{UserID: user.ID, ClientID: p.ClientID, Audience: api.Identifier}
	err = c.store.Each(c.Ctx, given, func(g *tenant.Grant) {
		if c.Policy.Grants.Listed(g, c.Now) && len(tenant.Within(want, g.Scopes)) == len(want) {
			needed = false
		}
	})
	if err != nil {
		return true, c.fault(err)
	}
	return needed, nil
}

// finish sends the user back with what was asked for, or lets the device in.
func (c *call) finish(p tenant.Pending, s tenant.Session) tenant.Answer {
	if p.UserCode != "" {
		return c.admitDevice(p, s)
	}
	switch first, err := c.useUp(p); {
	case err != nil:
		return c.redirectWithError(p, c.fault(err))
	case !first:
		return c.expiredPage()
	}
	if p.Subject != "" && p.Subject != s.UserID { // OpenID Connect Core, section 3.1.2.1, id_token_hint
		return c.redirectWithError(p, badRequest("login_required", "Another user has signed in than the id_token_hint names"))
	}
	custom, refusal := c.claimsOfAuthorization(p, s)
	if refusal != nil {
		return c.redirectWithError(p, refusal)
	}
	grant, refusal := c.recordConsent(p, s)
	if refusal != nil {
		return c.redirectWithError(p, refusal)
	}
	brought, refusal := c.authorization(p, s, grant, custom)
	if refusal != nil {
		return c.redirectWithError(p, refusal)
	}
	if err := c.useSession(s.ID, p.ClientID); err != nil {
		return c.redirectWithError(p, c.fault(err))
	}
	return c.respond(p, brought)
}
