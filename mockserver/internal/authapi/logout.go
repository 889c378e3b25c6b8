package authapi

import (
	"net/http"
	"net/url"
	"strings"

	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

// logout ends the browser's session (Auth0, "Logout"). Refresh tokens outlive it.
func (c *call) logout() tenant.Answer {
	if value, err := c.Cookie(sessionCookie); err == nil {
		c.recordLogout()
		if err := c.store.DeleteSession(c.Ctx, tenant.HashOf(value)); err != nil {
			return c.fault(err).Answer()
		}
	}
	return c.afterLogout().With("Set-Cookie", c.cookie(sessionCookie, ""))
}

// afterLogout sends the browser where it wants to go, if that is listed: for the client that is named, or else for the
// tenant. Without a wish it goes to the first one that the client lists.
func (c *call) afterLogout() tenant.Answer {
	to, listed := c.params.Get("returnTo"), c.logoutURLs()
	switch {
	case to == "" && c.params.Get("client_id") != "" && len(listed) > 0 && tenant.OpensInBrowser(listed[0]):
		return redirect(listed[0])
	case to == "":
		return c.show(http.StatusOK, "done", page{Title: "Signed out", Message: "OK"})
	}
	for _, allowed := range listed {
		if tenant.OpensInBrowser(to) && sameLogoutURL(allowed, to) {
			return redirect(to)
		}
	}
	return c.errorPage(http.StatusBadRequest, "invalid_request", "The returnTo address is not registered")
}

func (c *call) logoutURLs() []string {
	if id := c.params.Get("client_id"); id != "" {
		client, err := c.store.Client(c.Ctx, id)
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
