package authapi

import (
	"net/http"
	"net/url"
	"strings"

	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

// logout ends the browser's session without a question (Auth0, "Logout"). Refresh tokens outlive it.
func (c *call) logout() tenant.Answer {
	if refusal := c.leave(c.params.Get("client_id")); refusal != nil {
		return refusal.Answer()
	}
	return c.afterLogout().With("Set-Cookie", c.cookie(sessionCookie, ""))
}

// leave ends the browser's session, for the application that asks, if one says so. Applications that it signed in to are told.
func (c *call) leave(clientID string) *tenant.Error {
	value, err := c.Cookie(sessionCookie)
	if err != nil {
		return nil // there is no session
	}
	c.recordLogout(clientID)
	if err := c.store.DeleteSession(c.Ctx, tenant.HashOf(value)); err != nil {
		return c.fault(err)
	}
	return nil
}

// afterLogout sends the browser where it wants to go, if that is listed: for the client that is named, or else for the
// tenant. Without a wish it goes to the first one that the client lists.
func (c *call) afterLogout() tenant.Answer {
	clientID := c.params.Get("client_id")
	to, listed := c.params.Get("returnTo"), c.logoutURLs(clientID)
	switch {
	case to == "" && clientID != "":
		return c.leaveTo(firstToOpen(listed))
	case to == "":
		return c.leaveTo("")
	}
	for _, allowed := range listed {
		if tenant.OpensInBrowser(to) && sameLogoutURL(allowed, to) {
			return c.leaveTo(to)
		}
	}
	return c.errorPage(http.StatusBadRequest, "invalid_request", "The returnTo address is not registered")
}

// leaveTo sends the browser on, or shows it a page where there is nowhere to go.
func (c *call) leaveTo(address string) tenant.Answer {
	if address == "" {
		return c.show(http.StatusOK, "done", page{Title: "Signed out", Message: "OK"})
	}
	return redirect(address)
}

func firstToOpen(addresses []string) string {
	if len(addresses) == 0 || !tenant.OpensInBrowser(addresses[0]) {
		return ""
	}
	return addresses[0]
}

// logoutURLs are where a browser may go afterwards: for the client, or for the tenant where none is named.
func (c *call) logoutURLs(clientID string) []string {
	if clientID != "" {
		client, err := c.store.Client(c.Ctx, clientID)
		if !c.succeeded("read where the client's users may go after the logout", err) {
			return nil
		}
		return client.LogoutURIs
	}
	settings, err := c.store.Settings(c.Ctx)
	if !c.succeeded("read where users may go after the logout", err) {
		return nil
	}
	return settings.LogoutURIs()
}

// sameLogoutURL leaves query and fragment out of account, and the case of scheme and host (Auth0, "Redirect Users with
// Alternative Logout").
func sameLogoutURL(allowed, wanted string) bool {
	a, errA := url.Parse(allowed)
	w, errW := url.Parse(wanted)
	return errA == nil && errW == nil && a.User == nil && w.User == nil && strings.EqualFold(a.Scheme, w.Scheme) &&
		strings.EqualFold(a.Host, w.Host) && a.EscapedPath() == w.EscapedPath()
}
