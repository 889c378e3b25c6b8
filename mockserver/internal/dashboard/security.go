package dashboard

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strings"

	"github.com/revokespec/revokespec/mockserver/internal/tenant"
	"github.com/revokespec/revokespec/mockserver/internal/wire"
)

// browserCookie holds a random value. Forms and notices are bound to it, and so is a session.
const browserCookie = "revokespec_dashboard"

// csrfField is the hidden field of every form.
const csrfField = "csrf"

func (c *call) readBrowser() {
	value, err := c.Cookie(browserCookie)
	if err != nil || len(value) < 32 {
		c.renewBrowser()
		return
	}
	c.browser = value
}

func (c *call) renewBrowser() {
	c.browser, _ = tenant.NewSecret("")
	c.fresh = true
}

// seal binds a text to this browser: nobody else can make the outcome.
func (c *call) seal(purpose, text string) string {
	mac := hmac.New(sha256.New, []byte(c.browser))
	mac.Write([]byte(purpose + "\x00" + text))
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
}

func (c *call) csrf() string { return c.seal("form", "") }

// admit refuses who may not reach the Dashboard, and forms that its own pages did not send.
func (c *call) admit() (tenant.Answer, bool) {
	if c.api.Password == "" && !c.fromLoopback() {
		return c.problem(http.StatusForbidden, "Password needed",
			"Without a password the Dashboard is served on the loopback interface only. Start the server with one."), false
	}
	if c.Request.Method != http.MethodPost {
		return tenant.Answer{}, true
	}
	form, err := c.Form()
	c.form = form
	switch {
	case err != nil, c.Request.BodyType != tenant.BodyForm:
		return c.problem(http.StatusBadRequest, "Not a form", "What was sent could not be read as a form."), false
	case !c.ownOrigin(), !hmac.Equal([]byte(form.Get(csrfField)), []byte(c.csrf())):
		return c.problem(http.StatusForbidden, "Form refused",
			"This form did not come from a page of this Dashboard in this browser, or the page is too old. "+
				"Nothing was changed. Load the page again and repeat what you did."), false
	}
	return tenant.Answer{}, true
}

// ownOrigin says whether a browser sent the request from a page of this server. A client that says nothing of its
// origin is no browser; it too needs the token of a form.
func (c *call) ownOrigin() bool {
	var check http.CrossOriginProtection
	// A proxy in front may rewrite Host; the issuer is then what browsers know the server by.
	if issuer, err := url.Parse(c.Request.Issuer); err != nil || check.AddTrustedOrigin(issuer.Scheme+"://"+issuer.Host) != nil {
		return false
	}
	return check.Check(c.Context.Request) == nil
}

// fromLoopback says whether the request was made on this machine, to an address of this machine. The name counts too:
// a page elsewhere can give a name of its own the address 127.0.0.1, but cannot make a browser say another name. The tenant's own
// names are good: whoever started it has given them to it.
func (c *call) fromLoopback() bool {
	r := c.Context.Request
	if local, ok := r.Context().Value(http.LocalAddrContextKey).(net.Addr); ok && !isLoopback(local.String()) {
		return false
	}
	for _, header := range []string{"Forwarded", "X-Forwarded-For"} { // a proxy speaks for somebody elsewhere
		if r.Header.Get(header) != "" {
			return false
		}
	}
	return isLoopback(r.Host) || slices.Contains(c.Env.Domains, wire.HostName(r.Host))
}

func isLoopback(hostport string) bool {
	host, _, err := net.SplitHostPort(hostport)
	if err != nil {
		host = hostport
	}
	if host = strings.ToLower(host); host == "localhost" || strings.HasSuffix(host, ".localhost") { // RFC 6761 section 6.3
		return true
	}
	ip, err := netip.ParseAddr(strings.Trim(host, "[]"))
	return err == nil && ip.Unmap().IsLoopback()
}

// cookie lasts as long as the browser runs. It is sent over TLS only, unless the browser reached this machine itself
// without TLS.
func (c *call) cookie(name, value string) string {
	r := c.Context.Request
	k := http.Cookie{Name: name, Value: value, Path: base, HttpOnly: true, SameSite: http.SameSiteLaxMode,
		Secure: r.TLS != nil || strings.HasPrefix(c.Request.Issuer, "https:") && !isLoopback(r.Host)}
	if value == "" {
		k.MaxAge = -1
	}
	return k.String()
}

// finish gives a new browser its cookie. No answer needs two cookies: a notice is only given to a browser that has its
// own cookie already.
func (c *call) finish(a tenant.Answer) tenant.Answer {
	if _, set := a.Header["Set-Cookie"]; c.fresh && !set {
		a = a.With("Set-Cookie", c.cookie(browserCookie, c.browser))
	}
	return withSecurityHeaders(a)
}

// withSecurityHeaders adds the headers that every page has: nothing may frame it or keep it, and it loads nothing but its style.
func withSecurityHeaders(a tenant.Answer) tenant.Answer {
	for name, value := range map[string]string{
		"Cache-Control": "no-store",
		"Content-Security-Policy": "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; " +
			"frame-ancestors 'none'",
		"Cross-Origin-Opener-Policy":   "same-origin",
		"Cross-Origin-Resource-Policy": "same-origin",
		"Referrer-Policy":              "same-origin", // no-referrer would make the Origin of our own forms null
		"X-Content-Type-Options":       "nosniff",
	} {
		a = a.With(name, value)
	}
	return a
}
