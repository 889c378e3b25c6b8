package authapi

import (
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/revokespec/revokespec/mockserver/internal/store"
	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

const pendingLifetime = 30 * time.Minute

// authorize is the authorization endpoint (RFC 6749 section 4.1.1; OpenID Connect Core, section 3.1.2).
func (c *call) authorize() tenant.Answer {
	for name, values := range c.params {
		if len(values) > 1 {
			return c.errorPage(http.StatusBadRequest, "invalid_request", "Parameter given more than once: "+tenant.Shorten(name))
		}
	}
	client, err := c.store.Client(c.Ctx, c.params.Get("client_id"))
	switch {
	case errors.Is(err, store.ErrNotFound):
		return c.errorPage(http.StatusBadRequest, "invalid_request", "Unknown client")
	case err != nil:
		return c.faultPage(err)
	}
	// Never redirect to an address that is not registered (RFC 6749 section 4.1.2.1).
	redirect := c.params.Get("redirect_uri")
	if !slices.Contains(client.RedirectURIs, redirect) || !tenant.MayRedirectTo(redirect) {
		return c.errorPage(http.StatusForbidden, "unauthorized_client", "Callback URL mismatch")
	}
	audience, refusal := c.requestedAudience()
	if refusal != nil {
		return c.errorPage(refusal.Status, refusal.Code, refusal.Description)
	}
	p := tenant.Pending{
		ClientID: client.ID, RedirectURI: redirect, State: c.params.Get("state"), Nonce: c.params.Get("nonce"),
		Audience: audience, Scopes: tenant.Scopes(c.params.Get("scope")),
		Challenge: c.params.Get("code_challenge"), ChallengeMethod: c.params.Get("code_challenge_method"),
		ExpiresAt: c.Now.Add(pendingLifetime),
	}
	if p.Challenge != "" && p.ChallengeMethod == "" {
		p.ChallengeMethod = "plain"
	}
	if refusal := c.checkAuthorization(client, p); refusal != nil {
		return c.redirectWithError(p, refusal)
	}
	prompt := tenant.Scopes(c.params.Get("prompt"))
	p.Login, p.Consent = slices.Contains(prompt, "login"), slices.Contains(prompt, "consent")
	return c.proceed(p, slices.Contains(prompt, "none"))
}

func (c *call) checkAuthorization(client *tenant.Client, p tenant.Pending) *tenant.Error {
	switch {
	case c.params.Get("response_type") == "":
		return missingParameter("response_type")
	case c.params.Get("response_type") != "code":
		return badRequest("unsupported_response_type", "The response type must be code")
	case !client.Allows(tenant.GrantAuthorizationCode):
		return c.refusal("unauthorized_client", "Grant type 'authorization_code' not allowed for the client.")
	case p.Challenge == "" && c.Policy.SignIn.RequiresPKCE(*client):
		return invalidRequest("Missing required parameter: code_challenge")
	case p.Challenge != "" && p.ChallengeMethod != "S256" && p.ChallengeMethod != "plain":
		return invalidRequest("Unknown code_challenge_method")
	}
	if refusal := c.checkScope(); refusal != nil {
		return refusal
	}
	_, refusal := c.audience(p.Audience)
	return refusal
}

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
	needed, refusal := c.needsConsent(p, user.ID)
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
func (c *call) needsConsent(p tenant.Pending, user string) (bool, *tenant.Error) {
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
	needed, want := true, c.grantedScopes(client, api, p.Scopes)
	given := tenant.Selector{UserID: user, ClientID: p.ClientID, Audience: api.Identifier}
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

// finish sends the user back with a code, or lets the device in.
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
	grant, refusal := c.recordConsent(p, s.UserID)
	if refusal != nil {
		return c.redirectWithError(p, refusal)
	}
	value, hash := tenant.NewSecret("")
	err := c.store.PutCode(c.Ctx, hash, tenant.Code{
		ClientID: p.ClientID, UserID: s.UserID, RedirectURI: p.RedirectURI, Audience: p.Audience, Scopes: p.Scopes,
		Nonce: p.Nonce, Challenge: p.Challenge, ChallengeMethod: p.ChallengeMethod, Session: s.ID,
		AuthenticatedAt: s.AuthenticatedAt, ExpiresAt: c.Now.Add(codeLifetime), Approved: grant,
	})
	if err == nil {
		err = c.useSession(s.ID, p.ClientID)
	}
	if err != nil {
		return c.redirectWithError(p, c.fault(err))
	}
	return redirectBack(p, url.Values{"code": {value}})
}

// redirectWithError sends the user back with an error (RFC 6749 section 4.1.2.1), or says it where a device has none to send to.
func (c *call) redirectWithError(p tenant.Pending, e *tenant.Error) tenant.Answer {
	if p.UserCode != "" {
		return c.failDevice(p, e)
	}
	return redirectBack(p, url.Values{"error": {e.Code}, "error_description": {e.Description}})
}

func redirectBack(p tenant.Pending, q url.Values) tenant.Answer {
	if p.State != "" {
		q.Set("state", p.State)
	}
	separator := "?"
	if strings.Contains(p.RedirectURI, "?") {
		separator = "&"
	}
	return redirect(p.RedirectURI + separator + q.Encode())
}

func redirect(to string) tenant.Answer {
	return tenant.Answer{Status: http.StatusFound, Header: map[string]string{"Location": to}}
}
