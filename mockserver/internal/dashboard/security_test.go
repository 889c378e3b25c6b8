package dashboard_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

const password = "correct horse battery staple"

func guarded(w *world) { w.api.Username, w.api.Password = "admin@example.com", password }

// csrf is the token of the first form of the page.
func (b *browser) csrf() string { return b.doc.Find("input[name=csrf]").First().AttrOr("value", "") }

func TestFormsOfOthersAreRefused(t *testing.T) {
	w := newWorld(t)
	one := w.signIn(alice, "web", "https://one")
	b, other := w.browser(), w.browser()
	question := "/dashboard/users/auth0%7Calice/applications/revoke?client_id=web"
	own, foreign := b.open(question).csrf(), other.open(question).csrf()
	require.NotEqual(t, own, foreign)
	b.open("/dashboard/users/auth0%7Calice/applications")
	for name, c := range map[string]struct {
		csrf, origin string
	}{
		"no token":                {"", w.server.URL},
		"made up":                 {strings.Repeat("A", len(own)), w.server.URL},
		"of another browser":      {foreign, w.server.URL},
		"from another site":       {own, "https://evil.example"},
		"from another port":       {own, "http://127.0.0.1:1"},
		"from a page without one": {own, "null"},
	} {
		t.Run(name, func(t *testing.T) {
			b.origin = c.origin
			b.post(b.path, url.Values{"csrf": {c.csrf}, "client_id": {"web"}})
			assert.Equal(t, 403, b.status)
			b.has("Nothing was changed.")
			assert.True(t, w.live(one))
		})
	}
	b.origin = "-"
	b.post(b.path, url.Values{"csrf": {own}, "client_id": {"web"}})
	assert.Equal(t, 200, b.status, "what is no browser needs the token alone")
	assert.False(t, w.live(one))
}

func TestABrowsersOwnWordAboutOriginCounts(t *testing.T) {
	w := newWorld(t)
	b := w.browser().open("/dashboard/tenant/advanced")
	for site, status := range map[string]int{"cross-site": 403, "same-site": 403, "same-origin": 303} {
		r, err := http.NewRequest(http.MethodPost, w.server.URL+b.path, strings.NewReader(url.Values{"csrf": {b.csrf()}, "form": {"setting"}}.Encode()))
		require.NoError(t, err)
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("Sec-Fetch-Site", site)
		b.client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
		assert.Equal(t, status, b.do(r).status, site)
		b.open("/dashboard/tenant/advanced")
	}
}

func TestAJSONBodyIsNoForm(t *testing.T) {
	w := newWorld(t)
	b := w.browser().open("/dashboard/tenant/advanced")
	r, err := http.NewRequest(http.MethodPost, w.server.URL+b.path, strings.NewReader("csrf="+b.csrf()+"&form=setting"))
	require.NoError(t, err)
	r.Header.Set("Content-Type", "text/plain")
	assert.Equal(t, 400, b.do(r).status)
}

func TestLogIn(t *testing.T) {
	w := newWorld(t, guarded)
	b := w.browser().open("/dashboard/users?q=bob")
	assert.Equal(t, "/dashboard/login", b.path)
	b.hasNot("bob@example.com")
	b.press("Log in", "main", "Email", "admin@example.com", "Password", "wrong")
	assert.Equal(t, 401, b.status)
	assert.Equal(t, "Wrong email or password.", b.doc.Find("[role=alert]").Text())
	assert.Equal(t, "admin@example.com", b.doc.Find("#username").AttrOr("value", ""))
	assert.Empty(t, b.doc.Find("#password").AttrOr("value", ""))
	b.press("Log in", "main", "Password", password)
	assert.Equal(t, "/dashboard/users", b.path)
	b.has("bob@example.com")
	b.hasNot("alice@example.com")
	assert.Equal(t, "/dashboard", b.open("/dashboard/login").path, "already in")
	w.clock.Advance(90 * 24 * time.Hour)
	assert.Equal(t, "/dashboard", b.open("/dashboard").path, "the tenant's clock is not the administrator's")
}

func TestLogOutEndsTheSessionOnTheServer(t *testing.T) {
	w := newWorld(t, guarded)
	b := w.browser().open("/dashboard").press("Log in", "main", "Email", "admin@example.com", "Password", password)
	base, err := url.Parse(w.server.URL + "/dashboard")
	require.NoError(t, err)
	stolen := b.client.Jar.Cookies(base)
	b.press("Log out", "body")
	assert.Equal(t, "/dashboard/login", b.path)
	assert.Equal(t, "You have logged out.", b.notice())
	assert.Equal(t, "/dashboard/login", b.open("/dashboard").path)
	thief := w.browser()
	thief.client.Jar.SetCookies(base, stolen)
	assert.Equal(t, "/dashboard/login", thief.open("/dashboard").path)
}

func TestTheCookieOfBeforeTheLoginIsWorthNothingAfterIt(t *testing.T) {
	w := newWorld(t, guarded)
	b := w.browser().open("/dashboard/login")
	base, err := url.Parse(w.server.URL + "/dashboard")
	require.NoError(t, err)
	before := b.client.Jar.Cookies(base)
	b.press("Log in", "main", "Email", "admin@example.com", "Password", password)
	assert.Equal(t, "/dashboard", b.path)
	thief := w.browser()
	thief.client.Jar.SetCookies(base, before)
	assert.Equal(t, "/dashboard/login", thief.open("/dashboard").path)
}

func TestASessionOfAUserIsNoneOfTheDashboard(t *testing.T) {
	w := newWorld(t, guarded)
	value, hash := tenant.NewSecret("")
	require.NoError(t, w.store.PutSession(t.Context(), hash, tenant.Session{ID: "s", UserID: alice, AuthenticatedAt: noon, ExpiresAt: noon.Add(time.Hour)}))
	b := w.browser()
	base, err := url.Parse(w.server.URL + "/dashboard")
	require.NoError(t, err)
	b.client.Jar.SetCookies(base, []*http.Cookie{{Name: "revokespec_dashboard", Value: value, Path: "/dashboard"}})
	assert.Equal(t, "/dashboard/login", b.open("/dashboard").path)
}

func TestEveryPageAsksForTheLogin(t *testing.T) {
	w := newWorld(t, guarded)
	for _, path := range everyPage(t, w) {
		b := w.browser().open(path)
		assert.Equal(t, "/dashboard/login", b.path, path)
	}
	b := w.browser().open("/dashboard/login")
	b.post("/dashboard/users/auth0%7Calice/applications", url.Values{"csrf": {b.csrf()}, "client_id": {"web"}})
	assert.Equal(t, "/dashboard/login", b.path)
	assert.NotContains(t, w.written(), "sapi Delete a grant")
}

func TestPasswordsAreTriedSeldom(t *testing.T) {
	w := newWorld(t, guarded)
	b := w.browser().open("/dashboard/login")
	for range 5 {
		assert.Equal(t, 401, b.press("Log in", "main", "Email", "admin@example.com", "Password", "wrong").status)
	}
	b.press("Log in", "main", "Password", password)
	assert.Equal(t, 429, b.status, "not even the right one, or a lucky try could be told")
	assert.Equal(t, "60", b.header.Get("Retry-After"))
}

func TestWhereTheLoginLeads(t *testing.T) {
	for next, want := range map[string]string{
		"/dashboard/logs?type=srrt":     "/dashboard/logs",
		"https://evil.example/":         "/dashboard",
		"//evil.example/dashboard":      "/dashboard",
		"/dashboard/../oauth/token":     "/dashboard",
		"/dashboardx":                   "/dashboard",
		`/\evil.example`:                "/dashboard",
		"/dashboard/..//evil.example":   "/dashboard",
		"javascript:alert(1)/dashboard": "/dashboard",
	} {
		w := newWorld(t, guarded)
		b := w.browser().open("/dashboard/login?" + url.Values{"next": {next}}.Encode())
		b.press("Log in", "main", "Email", "admin@example.com", "Password", password)
		assert.Equal(t, want, b.path, next)
	}
}

func TestWithoutAPasswordOnlyThisMachineIsServed(t *testing.T) {
	w := newWorld(t)
	engine := gin.New()
	w.api.Register(engine)
	for name, c := range map[string]struct {
		host, forwarded string
		status          int
	}{
		"by address":      {"127.0.0.1:8080", "", 200},
		"by name":         {"localhost:8080", "", 200},
		"by IPv6 address": {"[::1]:8080", "", 200},
		"a rebound name":  {"evil.example:8080", "", 403},
		"another address": {"192.0.2.1", "", 403},
		"a name alike":    {"localhost.evil.example", "", 403},
		"behind a proxy":  {"127.0.0.1:8080", "198.51.100.7", 403},
	} {
		t.Run(name, func(t *testing.T) {
			r := httptest.NewRequest(http.MethodGet, "/dashboard", nil)
			r.Host = c.host
			if c.forwarded != "" {
				r.Header.Set("X-Forwarded-For", c.forwarded)
			}
			answer := httptest.NewRecorder()
			engine.ServeHTTP(answer, r)
			assert.Equal(t, c.status, answer.Code)
			if c.status != 200 {
				assert.NotContains(t, answer.Body.String(), "Registered applications")
			}
		})
	}
}

func TestHeadersOfEveryPage(t *testing.T) {
	w := newWorld(t)
	b := w.browser()
	for _, path := range append(everyPage(t, w), "/dashboard/users/nobody") {
		b.open(path)
		policy := b.header.Get("Content-Security-Policy")
		assert.Contains(t, policy, "default-src 'none'", path)
		assert.Contains(t, policy, "frame-ancestors 'none'", path)
		assert.NotContains(t, policy, "unsafe", path)
		assert.Equal(t, "no-store", b.header.Get("Cache-Control"), path)
		assert.Equal(t, "same-origin", b.header.Get("Referrer-Policy"), path)
		assert.Equal(t, "nosniff", b.header.Get("X-Content-Type-Options"), path)
	}
}

func TestTheCookie(t *testing.T) {
	w := newWorld(t)
	cookie := w.browser().open("/dashboard").header.Get("Set-Cookie")
	for _, want := range []string{"HttpOnly", "SameSite=Lax", "Path=/dashboard"} {
		assert.Contains(t, cookie, want)
	}
	assert.NotContains(t, cookie, "Secure", "a browser would not send it back to this machine")
	w.api.Env.PublicURL = "https://mock.example"
	w.api.Username, w.api.Password = "admin", password
	engine := gin.New()
	w.api.Register(engine)
	r := httptest.NewRequest(http.MethodGet, "/dashboard/login", nil)
	r.Host = "mock.example"
	answer := httptest.NewRecorder()
	engine.ServeHTTP(answer, r)
	assert.Contains(t, answer.Header().Get("Set-Cookie"), "Secure")
}

// A notice is only what this server told this browser.
func TestNoticesCannotBeMadeUp(t *testing.T) {
	w := newWorld(t)
	b := w.browser().open("/dashboard")
	base, err := url.Parse(w.server.URL + "/dashboard")
	require.NoError(t, err)
	b.client.Jar.SetCookies(base, []*http.Cookie{{Name: "revokespec_notice", Value: "UGF5IG1l.AAAA", Path: "/dashboard"}})
	assert.Empty(t, b.open("/dashboard").notice())
}

func TestNoOtherPageMayReadTheDashboard(t *testing.T) {
	w := newWorld(t)
	engine := gin.New()
	engine.Use(func(g *gin.Context) { g.Header("Access-Control-Allow-Origin", "http://localhost") }) // as elsewhere in the mock
	w.api.Register(engine)
	r := httptest.NewRequest(http.MethodGet, "/dashboard", nil)
	r.Host = "localhost"
	answer := httptest.NewRecorder()
	engine.ServeHTTP(answer, r)
	assert.Equal(t, 200, answer.Code)
	assert.Empty(t, answer.Header().Get("Access-Control-Allow-Origin"))
}
