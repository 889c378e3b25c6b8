package authapi

import (
	"errors"
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/revokespec/revokespec/mockserver/internal/store"
	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

const (
	pendingLifetime = 30 * time.Minute
	mostHint        = 320 // bytes of a login_hint: an email address has no more
)

// authorize is the authorization endpoint (RFC 6749 section 4.1.1; OpenID Connect Core, section 3.1.2).
func (c *call) authorize() tenant.Answer {
	if twice := c.repeated(); len(twice) > 0 {
		return c.errorPage(http.StatusBadRequest, "invalid_request", "Parameter given more than once: "+twice[0])
	}
	client, err := c.store.Client(c.Ctx, c.params.Get("client_id"))
	switch {
	case errors.Is(err, store.ErrNotFound):
		return c.errorPage(http.StatusBadRequest, "invalid_request", "Unknown client")
	case err != nil:
		return c.faultPage(err)
	}
	isPushed := c.params.Get("request_uri") != ""
	if isPushed {
		if refusal := c.usePushed(client); refusal != nil {
			return c.errorPage(refusal.Status, refusal.Code, refusal.Description)
		}
	}
	p := c.authorizationRequest(client)
	// Never answer to an address that is not registered (RFC 6749 section 4.1.2.1).
	unserved := c.checkServed("/authorize")
	switch {
	case p.RedirectURI == "" && unserved != nil: // it may be in what is not served, as in a pushed request
		return c.errorPage(unserved.Status, unserved.Code, unserved.Description)
	case !answersTo(client, p):
		return c.errorPage(http.StatusForbidden, "unauthorized_client", "Callback URL mismatch")
	case unserved != nil:
		return c.redirectWithError(p, unserved)
	}
	if refusal := c.checkDemands(client, isPushed); refusal != nil {
		return c.redirectWithError(p, refusal)
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
	p.Consent = slices.Contains(prompt, promptConsent)
	if p.Login, refusal = c.mustLogIn(&p, prompt); refusal != nil {
		return c.redirectWithError(p, refusal)
	}
	return c.proceed(p, slices.Contains(prompt, promptNone))
}

// Values of prompt (OpenID Connect Core, section 3.1.2.1).
const (
	promptNone    = "none"
	promptLogin   = "login"
	promptConsent = "consent"
	promptSelect  = "select_account"
)

// mustLogIn says whether the user has to sign in whatever session there is: since that is asked for, since it is too long ago, or since
// it is another user's than the application means, whom it remembers.
func (c *call) mustLogIn(p *tenant.Pending, prompt []string) (bool, *tenant.Error) {
	if hint := c.params.Get("id_token_hint"); hint != "" {
		claims, ok := c.hintedIDToken(hint)
		if !ok {
			return false, invalidRequest("The id_token_hint is no ID token of this tenant")
		}
		p.Subject, _ = claims["sub"].(string)
	}
	s, _ := c.session()
	if s == nil {
		return false, nil // and so has to in any case
	}
	seconds, err := strconv.ParseInt(c.params.Get("max_age"), 10, 32)
	stale := err == nil && c.Now.Sub(s.AuthenticatedAt) >= time.Duration(seconds)*time.Second
	other := p.Subject != "" && p.Subject != s.UserID
	return stale || other || slices.Contains(prompt, promptLogin) || slices.Contains(prompt, promptSelect), nil
}

// authorizationRequest is what is asked, as far as it can be understood: the response type is empty where there is none such, and the
// mode that of the type where there is none such.
func (c *call) authorizationRequest(client *tenant.Client) tenant.Pending {
	p := tenant.Pending{
		ClientID: client.ID, RedirectURI: c.params.Get("redirect_uri"), State: c.params.Get("state"), Nonce: c.params.Get("nonce"),
		Scopes:    tenant.Scopes(c.params.Get("scope")),
		Hint:      tenant.Cut(c.params.Get("login_hint"), mostHint),
		Challenge: c.params.Get("code_challenge"), ChallengeMethod: c.params.Get("code_challenge_method"),
		ExpiresAt: c.Now.Add(pendingLifetime),
	}
	if p.Challenge != "" && p.ChallengeMethod == "" {
		p.ChallengeMethod = "plain"
	}
	p.ResponseType, _ = c.Policy.Responses.Type(c.params.Get("response_type"))
	p.ResponseMode = p.ResponseType.DefaultMode()
	asked := tenant.ResponseMode(c.params.Get("response_mode"))
	if slices.Contains(c.Policy.Responses.Modes, asked) && (asked != tenant.ModeQuery || !p.ResponseType.BringsTokens()) {
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
