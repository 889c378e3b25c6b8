package dashboard

import (
	"errors"
	"net/http"
	"path"
	"strings"
	"time"

	"github.com/revokespec/revokespec/mockserver/internal/store"
	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

// sessionLifetime is how long a login lasts, by the clock of the world outside: a test that moves the tenant's clock
// does not log its administrator out.
const sessionLifetime = 8 * time.Hour

// administrator is whom a session of the Dashboard belongs to. No user of the tenant has such an ID.
func (a *API) administrator() string { return "dashboard|" + a.Username }

// loggedIn says whether the browser may see the Dashboard. Sessions are kept in the store, so that nodes share them.
func (c *call) loggedIn() (bool, error) {
	if c.api.Password == "" {
		return true, nil
	}
	s, err := c.store.Session(c.Ctx, tenant.HashOf(c.browser))
	if errors.Is(err, store.ErrNotFound) {
		return false, nil
	}
	return err == nil && s.UserID == c.api.administrator() && s.Live(c.Env.Clock.Unmoved()), err
}

// loginBody is the login page.
type loginBody struct {
	Username, Next, Message string
	LoggedOut               bool
}

func (c *call) loginPage() (tenant.Answer, error) {
	in, err := c.loggedIn()
	if err != nil {
		return tenant.Answer{}, err
	}
	if in {
		return redirect(base), nil
	}
	return c.showLogin(http.StatusOK, loginBody{Next: ownAddress(c.Request.Query.Get("next")), LoggedOut: c.Request.Query.Has("out")}), nil
}

func (c *call) showLogin(status int, body loginBody) tenant.Answer {
	return c.render(status, "login", page{Title: "Log in", Bare: true, Body: body})
}

// login compares in constant time, and only so often.
func (c *call) login() (tenant.Answer, error) {
	body := loginBody{Username: c.form.Get("username"), Next: ownAddress(c.form.Get("next"))}
	now := c.Env.Clock.Unmoved()
	if c.api.Password == "" {
		return redirect(base), nil
	}
	if wait := c.api.attempts.wait(c.Request.IP, now); wait > 0 {
		body.Message = "Too many tries. Wait a minute, then try again."
		return c.showLogin(http.StatusTooManyRequests, body).With("Retry-After", "60"), nil
	}
	name, password := tenant.SameSecret(body.Username, c.api.Username), tenant.SameSecret(c.form.Get("password"), c.api.Password)
	if !name || !password {
		body.Message = "Wrong email or password."
		return c.showLogin(http.StatusUnauthorized, body), nil
	}
	c.api.attempts.forget(c.Request.IP)
	c.renewBrowser() // what was known before the login is worth nothing after it
	err := c.store.PutSession(c.Ctx, tenant.HashOf(c.browser), tenant.Session{ID: tenant.NewID(12), UserID: c.api.administrator(),
		AuthenticatedAt: now, UsedAt: now, ExpiresAt: now.Add(sessionLifetime), Agent: c.Request.Agent, IP: c.Request.IP})
	if body.Next == "" {
		body.Next = base
	}
	return redirect(body.Next), err
}

func (c *call) logout() (tenant.Answer, error) {
	err := c.store.DeleteSession(c.Ctx, tenant.HashOf(c.browser))
	c.renewBrowser()
	return redirect(base + "/login?out=1"), err
}

// ownAddress returns the address when it is one of the Dashboard's pages, and "" otherwise.
func ownAddress(address string) string {
	p, _, _ := strings.Cut(address, "?")
	if p != path.Clean(p) || !Owns(p) || strings.ContainsAny(address, "\\\r\n") {
		return ""
	}
	return address
}
