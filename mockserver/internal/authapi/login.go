package authapi

import (
	"net/http"
	"strings"

	"github.com/revokespec/revokespec/mockserver/internal/store"
	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

const (
	sessionCookie = "auth0"
	browserCookie = "did" // binds a pending request to the browser that began it
)

func (c *call) loginPage() tenant.Answer {
	p, ok := c.pending()
	if !ok {
		return c.expiredPage()
	}
	return c.showLogin(http.StatusOK, p, p.Hint, "")
}

// showLogin shows the page with a name that is filled in, which may be empty.
func (c *call) showLogin(status int, p tenant.Pending, username, message string) tenant.Answer {
	return c.show(status, "login", page{Title: "Sign in", Client: c.clientName(p.ClientID), State: c.params.Get("state"),
		User: tenant.Cut(username, mostHint), Message: message})
}

// login checks the password and opens a session.
func (c *call) login() tenant.Answer {
	p, ok := c.pending()
	if !ok {
		return c.expiredPage()
	}
	c.aboutClient(p.ClientID)
	u, refusal := c.user(c.params.Get("username"), c.params.Get("password"))
	if refusal != nil {
		c.recordFailedLogin(refusal)
		status := http.StatusBadRequest
		if refusal.Status == http.StatusTooManyRequests {
			status = refusal.Status
		}
		return c.showLogin(status, p, c.params.Get("username"), refusal.Description)
	}
	if u.Blocked {
		return c.redirectWithError(p, &tenant.Error{Code: c.Policy.SignIn.BlockedBrowser, Description: "user is blocked"})
	}
	s, value, err := c.openSession(u)
	if err != nil {
		return c.redirectWithError(p, c.fault(err))
	}
	c.signedIn(u)
	p.Login = false
	c.detail("session_id", s.ID)
	c.record(tenant.LogLogin, "Successful login event.")
	return c.afterLogin(p, s, u).With("Set-Cookie", c.cookie(sessionCookie, value))
}

// openSession opens a browser session of the user. The value is for its cookie alone.
func (c *call) openSession(u *tenant.User) (s tenant.Session, value string, err error) {
	settings, err := c.store.Settings(c.Ctx)
	if err != nil {
		return s, "", err
	}
	value, hash := tenant.NewSecret("")
	absolute, idle := settings.SessionLifetimes()
	s = tenant.Session{ID: tenant.NewID(12), UserID: u.ID, Issuer: c.Request.Issuer, AuthenticatedAt: c.Now, ExpiresAt: c.Now.Add(absolute),
		IdleUntil: c.Now.Add(idle), UsedAt: c.Now, Agent: c.Request.Agent, IP: c.Request.IP}
	return s, value, c.store.PutSession(c.Ctx, hash, s)
}

// useSession records that the session signed its user in to the client.
func (c *call) useSession(id, clientID string) error {
	settings, err := c.store.Settings(c.Ctx)
	if err != nil {
		return err
	}
	err = c.store.UpdateSession(c.Ctx, id, func(s *tenant.Session) { s.Use(clientID, settings, c.Now) })
	return store.IgnoreMissing(err) // it was logged out of at the same time
}

// afterLogin leads on from a login that has just succeeded.
func (c *call) afterLogin(p tenant.Pending, s tenant.Session, u *tenant.User) tenant.Answer {
	needed, refusal := c.needsConsent(p, u)
	switch {
	case refusal != nil:
		return c.redirectWithError(p, refusal)
	case needed:
		return c.sendToPage(p, "/u/consent")
	}
	return c.finish(p, s)
}

// session returns the browser's session and its user, unless it has ended: by its expiry, by a block, by a new
// password, or with its user.
func (c *call) session() (*tenant.Session, *tenant.User) {
	value, err := c.Cookie(sessionCookie)
	if err != nil || value == "" {
		return nil, nil
	}
	s, err := c.store.Session(c.Ctx, tenant.HashOf(value))
	if !c.succeeded("read the browser's session", err) || !s.Live(c.Now) {
		return nil, nil
	}
	u, err := c.store.User(c.Ctx, s.UserID)
	if !c.succeeded("read the user of a session", err) || u.Blocked || u.PasswordAt.After(s.AuthenticatedAt) {
		return nil, nil
	}
	return s, u
}

func (c *call) consentPage() tenant.Answer {
	p, ok := c.pending()
	_, u := c.session()
	if !ok || u == nil {
		return c.expiredPage()
	}
	return c.show(http.StatusOK, "consent", page{Title: "Authorize", Client: c.clientName(p.ClientID), User: u.Email,
		Audience: p.Audience, Scopes: p.Scopes, State: c.params.Get("state")})
}

// consent takes the user's answer. Only an explicit one counts.
func (c *call) consent() tenant.Answer {
	p, ok := c.pending()
	s, u := c.session()
	if !ok || u == nil || p.Login {
		return c.expiredPage()
	}
	switch c.params.Get("action") {
	case "accept":
		return c.finish(p, *s)
	case "deny":
		if p.UserCode != "" {
			return c.refuseDevice(p)
		}
		return c.redirectWithError(p, &tenant.Error{Code: "access_denied", Description: "User did not authorize the request"})
	}
	return c.expiredPage()
}

func (c *call) clientName(id string) string {
	if client, err := c.store.Client(c.Ctx, id); c.succeeded("name a client", err) {
		return client.Name
	}
	return id
}

// cookie is sent over TLS only where there is TLS. One without a value is forgotten by the browser. Where there is TLS, which browsers
// ask for, that of the session is sent from frames of other sites as well, as Auth0's is: silent sign-ins are such frames. All that it
// does alone is to sign in to applications that are registered: the pages want the browser's own cookie as well.
func (c *call) cookie(name, value string) string {
	k := http.Cookie{Name: name, Value: value, Path: "/", HttpOnly: true, SameSite: http.SameSiteLaxMode,
		Secure: strings.HasPrefix(c.Request.Issuer, "https:")}
	if name == sessionCookie && k.Secure {
		k.SameSite = http.SameSiteNoneMode
	}
	if value == "" {
		k.MaxAge = -1
	}
	return k.String()
}
