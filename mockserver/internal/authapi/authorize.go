package authapi

import (
	"errors"
	"net/http"
	"slices"
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
	p := c.authorizationRequest(client)
	// Never answer to an address that is not registered (RFC 6749 section 4.1.2.1).
	if !answersTo(client, p) {
		return c.errorPage(http.StatusForbidden, "unauthorized_client", "Callback URL mismatch")
	}
	audience, refusal := c.requestedAudience()
	if refusal != nil {
		return c.errorPage(refusal.Status, refusal.Code, refusal.Description)
	}
	p.Audience = audience
	if refusal := c.checkAuthorization(client, p); refusal != nil {
		return c.redirectWithError(p, refusal)
	}
	prompt := tenant.Scopes(c.params.Get("prompt"))
	p.Login, p.Consent = slices.Contains(prompt, "login"), slices.Contains(prompt, "consent")
	return c.proceed(p, slices.Contains(prompt, "none"))
}

// authorizationRequest is what is asked, as far as it can be understood: the response type is empty where there is none such, and the
// mode that of the type where there is none such.
func (c *call) authorizationRequest(client *tenant.Client) tenant.Pending {
	p := tenant.Pending{
		ClientID: client.ID, RedirectURI: c.params.Get("redirect_uri"), State: c.params.Get("state"), Nonce: c.params.Get("nonce"),
		Scopes:    tenant.Scopes(c.params.Get("scope")),
		Challenge: c.params.Get("code_challenge"), ChallengeMethod: c.params.Get("code_challenge_method"),
		ExpiresAt: c.Now.Add(pendingLifetime),
	}
	if p.Challenge != "" && p.ChallengeMethod == "" {
		p.ChallengeMethod = "plain"
	}
	p.ResponseType, _ = c.Policy.Responses.Type(c.params.Get("response_type"))
	p.ResponseMode = p.ResponseType.DefaultMode()
	asked := tenant.ResponseMode(c.params.Get("response_mode"))
	if slices.Contains(c.Policy.Responses.Modes, asked) && !(asked == tenant.ModeQuery && p.ResponseType.BringsTokens()) {
		p.ResponseMode = asked
	}
	return p
}

// answersTo says whether the client is at the address that the answer goes to: a callback, or for a message, which goes to whatever
// page is open there, an origin.
func answersTo(client *tenant.Client, p tenant.Pending) bool {
	if slices.Contains(client.RedirectURIs, p.RedirectURI) {
		return tenant.MayRedirectTo(p.RedirectURI)
	}
	return p.ResponseMode == tenant.ModeWebMessage && client.CallsFrom(tenant.OriginOf(p.RedirectURI))
}

func (c *call) checkAuthorization(client *tenant.Client, p tenant.Pending) *tenant.Error {
	if refusal := c.checkResponse(client, p); refusal != nil {
		return refusal
	}
	switch {
	case p.Challenge == "" && p.ResponseType.Has(tenant.ResponseCode) && c.Policy.SignIn.RequiresPKCE(*client):
		return missingParameter("code_challenge")
	case p.Challenge != "" && p.ChallengeMethod != "S256" && p.ChallengeMethod != "plain":
		return invalidRequest("Unknown code_challenge_method")
	}
	if refusal := c.checkScope(); refusal != nil {
		return refusal
	}
	_, refusal := c.audience(p.Audience)
	return refusal
}

// checkResponse refuses what cannot be answered in the way that is asked for.
func (c *call) checkResponse(client *tenant.Client, p tenant.Pending) *tenant.Error {
	mode := c.params.Get("response_mode")
	switch {
	case c.params.Get("response_type") == "":
		return missingParameter("response_type")
	case p.ResponseType == "":
		return badRequest("unsupported_response_type", "Unsupported response type: "+tenant.Shorten(c.params.Get("response_type")))
	case mode != "" && !slices.Contains(c.Policy.Responses.Modes, tenant.ResponseMode(mode)):
		return invalidRequest("Unsupported response mode: " + tenant.Shorten(mode))
	case mode != "" && mode != string(p.ResponseMode):
		return invalidRequest("The response mode " + mode + " is not for the response type " + string(p.ResponseType) + ": a token would be in an address")
	case p.ResponseMode == tenant.ModeWebMessage && !client.CallsFrom(tenant.OriginOf(p.RedirectURI)):
		return invalidRequest("The specified redirect_uri '" + tenant.Shorten(p.RedirectURI) + "' does not have a registered origin.")
	}
	for _, grantType := range p.ResponseType.GrantTypes() {
		if !client.Allows(grantType) {
			return c.refusal("unauthorized_client", "Grant type '"+grantType+"' not allowed for the client.")
		}
	}
	if !p.ResponseType.Has(tenant.ResponseIDToken) {
		return nil
	}
	switch { // OpenID Connect Core, sections 3.2.2.1 and 3.3.2.11
	case !slices.Contains(p.Scopes, "openid"):
		return badRequest("invalid_scope", "The response type "+string(p.ResponseType)+" needs the scope openid")
	case p.Nonce == "":
		return missingParameter("nonce")
	}
	return nil
}
