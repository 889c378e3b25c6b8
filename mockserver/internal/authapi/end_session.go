package authapi

import (
	"errors"
	"net/http"
	"net/url"
	"slices"

	"github.com/revokespec/revokespec/mockserver/internal/store"
	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

// endSession is the end session endpoint (OpenID Connect RP-Initiated Logout 1.0; Auth0, "Log Users Out of Auth0 with OIDC Endpoint"):
// it ends the browser's session at once where the application shows that it is theirs, and else asks the user.
func (c *call) endSession() tenant.Answer {
	if twice := c.repeated(); len(twice) > 0 {
		return c.errorPage(http.StatusBadRequest, "invalid_request", "Parameter given more than once: "+twice[0])
	}
	l, refusal := c.logoutRequest()
	if refusal != nil {
		return c.errorPage(refusal.Status, refusal.Code, refusal.Description)
	}
	settings, err := c.store.Settings(c.Ctx)
	if err != nil {
		return c.faultPage(err)
	}
	if s, _ := c.session(); s != nil && s.ID != l.Session && settings.ConfirmsLogout() {
		l.Session = s.ID
		return c.askToLeave(l)
	}
	return c.endAndLeave(l)
}

// logoutRequest is what is asked for, whose hints must agree: the session is the one that they name.
func (c *call) logoutRequest() (l tenant.Logout, refusal *tenant.Error) {
	l = tenant.Logout{ClientID: c.params.Get("client_id"), Session: c.params.Get("logout_hint"), ExpiresAt: c.Now.Add(pendingLifetime)}
	if hint := c.params.Get("id_token_hint"); hint != "" {
		claims, ok := c.hintedIDToken(hint)
		audience, _ := claims["aud"].(string)
		sid, _ := claims["sid"].(string)
		switch {
		case !ok:
			return l, invalidRequest("The id_token_hint is no ID token of this tenant")
		case l.ClientID != "" && l.ClientID != audience:
			return l, invalidRequest("The id_token_hint was issued to another client than client_id names")
		case l.Session != "" && l.Session != sid:
			return l, invalidRequest("The logout_hint is not the session of the id_token_hint")
		}
		l.ClientID, l.Session = audience, sid
	}
	if l.ClientID != "" {
		_, err := c.store.Client(c.Ctx, l.ClientID)
		switch {
		case errors.Is(err, store.ErrNotFound):
			return l, invalidRequest("Unknown client")
		case err != nil:
			return l, c.fault(err)
		}
	}
	l.Target, refusal = c.logoutTarget(l.ClientID)
	return l, refusal
}

// logoutTarget is where the browser goes afterwards: an address exactly as it is registered, with the state that came along.
func (c *call) logoutTarget(clientID string) (string, *tenant.Error) {
	to, listed := c.params.Get("post_logout_redirect_uri"), c.logoutURLs(clientID)
	switch {
	case to == "" && c.params.Get("client_id") != "":
		return firstToOpen(listed), nil
	case to == "":
		return "", nil
	case !slices.Contains(listed, to) || !tenant.OpensInBrowser(to):
		return "", invalidRequest("The post_logout_redirect_uri is not among the Allowed Logout URLs")
	}
	if state := c.params.Get("state"); state != "" {
		to = withQuery(to, url.Values{"state": {state}})
	}
	return to, nil
}

// hintedIDToken are the claims of an ID token that this tenant has issued, however long ago.
func (c *call) hintedIDToken(token string) (map[string]any, bool) {
	claims, err := c.api.Signer.Verify(token)
	if err != nil || claims["iss"] != c.Request.Issuer || claims["sub"] == nil {
		return nil, false
	}
	for _, other := range []string{"azp", "client_id", "events"} { // an access token of either dialect, a logout token
		if claims[other] != nil {
			return nil, false
		}
	}
	return claims, true
}

// askToLeave leads to the page where the user confirms the logout.
func (c *call) askToLeave(l tenant.Logout) tenant.Answer {
	answer := tenant.Answer{Status: http.StatusFound}
	l.Browser, answer = c.bind(answer)
	sealed, err := c.seal(forLogout, l)
	switch {
	case err != nil:
		return c.faultPage(err)
	case len(sealed) > mostSealed:
		return c.errorPage(http.StatusRequestURITooLong, "invalid_request", "The logout request is too long")
	}
	return answer.With("Location", "/u/logout?"+url.Values{"state": {sealed}}.Encode())
}

func (c *call) logoutPage() tenant.Answer {
	l, ok := c.pendingLogout()
	if !ok {
		return c.expiredPage()
	}
	name := ""
	if l.ClientID != "" {
		name = c.clientName(l.ClientID)
	}
	return c.show(http.StatusOK, "logout", page{Title: "Sign out", Client: name, State: c.params.Get("state")})
}

// confirmLogout takes the user's answer. Only an explicit one counts.
func (c *call) confirmLogout() tenant.Answer {
	l, ok := c.pendingLogout()
	if !ok {
		return c.expiredPage()
	}
	switch c.params.Get("action") {
	case "accept":
		return c.endAndLeave(l)
	case "deny":
		return c.show(http.StatusOK, "done", page{Title: "Still signed in", Message: "You did not sign out."})
	}
	return c.expiredPage()
}

// pendingLogout finds the request that the page belongs to, of this browser, while the session stands that the user was asked about.
func (c *call) pendingLogout() (l tenant.Logout, ok bool) {
	if !c.unseal(forLogout, c.params.Get("state"), &l) || !c.Now.Before(l.ExpiresAt) || !c.bound(l.Browser) {
		return l, false
	}
	s, _ := c.session()
	return l, s == nil || s.ID == l.Session
}

func (c *call) endAndLeave(l tenant.Logout) tenant.Answer {
	if refusal := c.leave(l.ClientID); refusal != nil {
		return c.errorPage(refusal.Status, refusal.Code, refusal.Description)
	}
	return c.leaveTo(l.Target).With("Set-Cookie", c.cookie(sessionCookie, ""))
}
