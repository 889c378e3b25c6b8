package dashboard_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"
	"github.com/gin-gonic/gin"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/mockserver/internal/dashboard"
	"github.com/revokespec/revokespec/mockserver/internal/store"
	"github.com/revokespec/revokespec/mockserver/internal/store/memory"
	"github.com/revokespec/revokespec/mockserver/internal/tenant"
	"github.com/revokespec/revokespec/mockserver/internal/wire"
)

var noon = time.Date(2026, time.March, 1, 12, 0, 0, 0, time.UTC)

// world is a tenant with its Dashboard.
type world struct {
	t      *testing.T
	store  store.Store
	policy *tenant.Policy
	clock  *tenant.MovableClock
	api    *dashboard.API
	server *httptest.Server
}

const (
	alice = "auth0|alice"
	bob   = "auth0|bob"
)

func newWorld(t *testing.T, change ...func(*world)) *world {
	gin.SetMode(gin.TestMode)
	p, err := tenant.NewPolicy(tenant.DialectAuth0)
	require.NoError(t, err)
	w := &world{t: t, store: memory.New(), policy: p, clock: tenant.NewClock(func() time.Time { return noon })}
	env := &wire.Env{Policy: func() *tenant.Policy { return w.policy }, Clock: w.clock, Refuse: dashboard.Refuse}
	w.api = &dashboard.API{Env: env, Store: w.store}
	_, err = w.store.UpdateSettings(t.Context(), func(tenant.Settings) tenant.Settings { return tenant.DefaultSettings(time.Time{}) })
	require.NoError(t, err)
	for _, id := range []string{"web", "app"} {
		require.NoError(t, w.store.AddClient(t.Context(), tenant.Client{ID: id, Name: strings.ToUpper(id), AuthMethod: tenant.AuthNone,
			AppType: "native", GrantTypes: []string{tenant.GrantRefreshToken}}))
	}
	for i, name := range []string{"alice", "bob"} {
		require.NoError(t, w.store.AddUser(t.Context(), tenant.User{ID: "auth0|" + name, Email: name + "@example.com", Name: name,
			CreatedAt: noon.Add(time.Duration(i))}))
	}
	for _, f := range change {
		f(w)
	}
	engine := gin.New()
	engine.UseRawPath = true // as the mock's
	w.api.Register(engine)
	w.server = httptest.NewServer(engine)
	t.Cleanup(w.server.Close)
	return w
}

// signIn returns the device credential of a new sign-in.
func (w *world) signIn(user, client, audience string) string {
	var place tenant.Place
	s := tenant.SignIn{Key: tenant.GrantKey{UserID: user, ClientID: client, Audience: audience}, Scopes: []string{"openid", "offline_access"},
		Device: "Mozilla/5.0 (X11; Linux x86_64) Firefox/143.0", IP: "192.0.2.7", Session: "session-1", Now: w.clock.Now()}
	_, hash := tenant.NewSecret("")
	require.NoError(w.t, w.store.SignIn(w.t.Context(), s.Key, func(current *tenant.Grant) *tenant.Grant {
		g := w.policy.Grant(current, s)
		place = g.Open(w.policy, s, hash)
		return g
	}))
	return place.Family
}

// live says whether the credential's refresh token can be exchanged.
func (w *world) live(credential string) bool {
	grant, _ := tenant.GrantOfCredential(credential)
	usable := false
	require.NoError(w.t, w.store.Look(w.t.Context(), grant, func(g *tenant.Grant) { usable = g.Usable(g.Family(credential), w.clock.Now()) }))
	return usable
}

func (w *world) setting(on bool) {
	_, err := w.store.UpdateSettings(w.t.Context(), func(s tenant.Settings) tenant.Settings {
		return s.Merge(tenant.Settings{Flags: map[string]bool{tenant.FlagRevocationDeletesGrant: on}})
	})
	require.NoError(w.t, err)
}

// written are the types and descriptions of the log.
func (w *world) written() []string {
	events, err := w.store.Logs(context.Background())
	require.NoError(w.t, err)
	var out []string
	for _, e := range events {
		out = append(out, fmt.Sprintf("%s %s", e.Type, e.Description))
	}
	return out
}

// browser is one that a person uses.
type browser struct {
	t      *testing.T
	base   string
	client *http.Client
	origin string // sent with forms; "-": none

	status int
	header http.Header
	path   string // where it has arrived
	here   string // ... as it is written
	doc    *goquery.Document
	body   string
}

func (w *world) browser() *browser {
	jar, err := cookiejar.New(nil)
	require.NoError(w.t, err)
	return &browser{t: w.t, base: w.server.URL, client: &http.Client{Jar: jar}, origin: w.server.URL}
}

func (b *browser) do(r *http.Request) *browser {
	b.t.Helper()
	answer, err := b.client.Do(r)
	require.NoError(b.t, err)
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	require.NoError(b.t, err)
	b.body, b.status, b.header, b.path = string(body), answer.StatusCode, answer.Header, answer.Request.URL.Path
	b.here = answer.Request.URL.RequestURI()
	b.doc, err = goquery.NewDocumentFromReader(strings.NewReader(b.body))
	require.NoError(b.t, err)
	return b
}

func (b *browser) open(path string) *browser {
	b.t.Helper()
	r, err := http.NewRequest(http.MethodGet, b.base+path, nil)
	require.NoError(b.t, err)
	return b.do(r)
}

func (b *browser) post(path string, form url.Values) *browser {
	b.t.Helper()
	r, err := http.NewRequest(http.MethodPost, b.base+path, strings.NewReader(form.Encode()))
	require.NoError(b.t, err)
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	if b.origin != "-" {
		r.Header.Set("Origin", b.origin)
	}
	return b.do(r)
}

// follow follows the link with that text.
func (b *browser) follow(text string) *browser {
	b.t.Helper()
	link := b.doc.Find("a").FilterFunction(func(_ int, a *goquery.Selection) bool { return strings.TrimSpace(a.Text()) == text })
	require.Equal(b.t, 1, link.Length(), "links %q on %s", text, b.path)
	return b.open(link.AttrOr("href", ""))
}

// press presses the button within what the selector finds, after filling in fields by their labels; a checkbox is
// ticked by "on" and cleared by "".
func (b *browser) press(button, within string, fields ...string) *browser {
	b.t.Helper()
	found := b.doc.Find(within).Find("button").FilterFunction(func(_ int, s *goquery.Selection) bool { return s.Text() == button })
	require.Equal(b.t, 1, found.Length(), "buttons %q in %q on %s: %s", button, within, b.path, b.body)
	form := found.Closest("form")
	values := url.Values{}
	form.Find("input[name], select[name]").Each(func(_ int, s *goquery.Selection) {
		value := s.AttrOr("value", "")
		_, ticked := s.Attr("checked")
		switch {
		case goquery.NodeName(s) == "select":
			value = s.Find("option[selected]").AttrOr("value", s.Find("option").First().AttrOr("value", ""))
		case s.AttrOr("type", "") == "checkbox" && !ticked:
			return
		}
		values.Set(s.AttrOr("name", ""), value)
	})
	for i := 0; i < len(fields); i += 2 {
		name := b.named(form, fields[i])
		if values.Del(name); fields[i+1] != "" {
			values.Set(name, fields[i+1])
		}
	}
	to := form.AttrOr("action", b.here)
	if form.AttrOr("method", "get") == "get" {
		to, _, _ = strings.Cut(to, "?")
		return b.open(to + "?" + values.Encode())
	}
	return b.post(to, values)
}

// named is the name of the field with that label.
func (b *browser) named(form *goquery.Selection, label string) string {
	b.t.Helper()
	l := form.Find("label").FilterFunction(func(_ int, s *goquery.Selection) bool { return s.Text() == label })
	require.Equal(b.t, 1, l.Length(), "labels %q", label)
	return form.Find("#"+l.AttrOr("for", "")).AttrOr("name", "")
}

func (b *browser) notice() string { return strings.TrimSpace(b.doc.Find("[role=status]").Text()) }

// row is a selector of the table row that has that text in a code element.
func row(code string) string { return fmt.Sprintf("tr:has(code:contains(%q))", code) }

func (b *browser) has(text string) {
	b.t.Helper()
	assert.Contains(b.t, strings.Join(strings.Fields(b.doc.Find("main").Text()), " "), text, "on %s", b.path)
}

func (b *browser) hasNot(text string) {
	b.t.Helper()
	assert.NotContains(b.t, strings.Join(strings.Fields(b.doc.Find("main").Text()), " "), text, "on %s", b.path)
}
