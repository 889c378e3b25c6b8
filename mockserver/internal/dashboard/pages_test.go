package dashboard_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/mockserver/internal/dashboard"
	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

// everyPage are the addresses of all pages, with something to show on each.
func everyPage(t *testing.T, w *world) []string {
	t.Helper()
	require.NoError(t, w.store.AddLog(t.Context(), tenant.LogEvent{Date: noon, Type: tenant.LogRevoked, UserID: alice, UserName: "alice@example.com",
		ClientID: "web", Details: map[string]any{"reason": "asked"}}))
	events, err := w.store.Logs(t.Context())
	require.NoError(t, err)
	pages := []string{"/dashboard", "/dashboard/applications", "/dashboard/applications/web", "/dashboard/applications/web/users",
		"/dashboard/users", "/dashboard/logs", "/dashboard/logs/" + events[0].ID, "/dashboard/tenant", "/dashboard/tenant/advanced"}
	for _, user := range []string{"alice", "bob"} {
		for _, tab := range []string{"", "/devices", "/applications", "/families"} {
			pages = append(pages, "/dashboard/users/auth0%7C"+user+tab)
		}
	}
	one := w.signIn(alice, "web", "https://one")
	w.signIn(alice, "web", "https://two")
	return append(pages, "/dashboard/users/auth0%7Calice/devices/unlink?credential="+one, "/dashboard/users/auth0%7Calice/applications/revoke?client_id=web")
}

func TestEveryPageCanBeReadByEverybody(t *testing.T) {
	w := newWorld(t)
	pages := append(everyPage(t, w), "/dashboard/users?q=nobody", "/dashboard/logs?user=nobody", "/dashboard/users/nobody")
	titles := map[string]string{}
	for _, path := range pages {
		b := w.browser().open(path)
		t.Run(path, func(t *testing.T) {
			readable(t, b.doc)
			title := b.doc.Find("title").Text()
			if other, taken := titles[title]; taken && !strings.Contains(path, "?") {
				t.Errorf("%s and %s have the same title %q", path, other, title)
			}
			titles[title] = path
		})
	}
	g := newWorld(t, guarded)
	readable(t, g.browser().open("/dashboard/login").doc)
	readable(t, g.browser().open("/dashboard/login").press("Log in", "main", "Email", "x", "Password", "y").doc)
	refused := w.browser().open("/dashboard/tenant/advanced").press("Save Format", "main", "User Code Mask", "")
	readable(t, refused.doc)
}

// readable checks what can be checked without eyes: language, landmarks, labels, ids, headings, tables, no scripts.
func readable(t *testing.T, doc *goquery.Document) {
	t.Helper()
	assert.Equal(t, "en", doc.Find("html").AttrOr("lang", ""))
	assert.Equal(t, 1, doc.Find("main#main").Length())
	assert.Equal(t, 1, doc.Find("h1").Length())
	depth := 0
	doc.Find("h1, h2, h3, h4, h5, h6").Each(func(_ int, s *goquery.Selection) {
		level := int(goquery.NodeName(s)[1] - '0')
		assert.LessOrEqual(t, level, depth+1, "the heading %q skips a level", s.Text())
		depth = level
	})
	assert.Equal(t, "#main", doc.Find("a.skip").First().AttrOr("href", ""))
	assert.Zero(t, doc.Find("script, [style], iframe, object, embed, img:not([alt])").Length())
	ids := map[string]bool{}
	doc.Find("[id]").Each(func(_ int, s *goquery.Selection) {
		id := s.AttrOr("id", "")
		assert.False(t, ids[id] || id == "", "id %q twice", id)
		ids[id] = true
	})
	doc.Find("[aria-describedby], [aria-labelledby], label[for]").Each(func(_ int, s *goquery.Selection) {
		for _, name := range []string{"aria-describedby", "aria-labelledby", "for"} {
			for _, id := range strings.Fields(s.AttrOr(name, "")) {
				assert.True(t, ids[id], "%s names %q, which is not there", name, id)
			}
		}
	})
	doc.Find("input, select, textarea").Each(func(_ int, s *goquery.Selection) {
		if s.AttrOr("type", "") != "hidden" {
			assert.Equal(t, 1, doc.Find("label[for='"+s.AttrOr("id", "none")+"']").Length(), "label of %q", s.AttrOr("name", ""))
		}
	})
	doc.Find("table").Each(func(_ int, s *goquery.Selection) {
		assert.NotEmpty(t, strings.TrimSpace(s.Find("caption").Text()))
		assert.Equal(t, s.Find("th").Length(), s.Find("th[scope]").Length())
		columns := s.Find("thead th").Length()
		s.Find("tbody tr").Each(func(_ int, tr *goquery.Selection) { assert.Equal(t, columns, tr.Children().Length()) })
	})
	doc.Find("nav").Each(func(_ int, s *goquery.Selection) { assert.NotEmpty(t, s.AttrOr("aria-label", "")) })
	doc.Find("button, a").Each(func(_ int, s *goquery.Selection) { assert.NotEmpty(t, strings.TrimSpace(s.Text())) })
	doc.Find("form[method=post]").Each(func(_ int, s *goquery.Selection) { assert.Equal(t, 1, s.Find("input[name=csrf]").Length()) })
	doc.Find("svg").Each(func(_ int, s *goquery.Selection) { assert.Equal(t, "true", s.AttrOr("aria-hidden", "")) })
	doc.Find("use").Each(func(_ int, s *goquery.Selection) {
		assert.True(t, ids[strings.TrimPrefix(s.AttrOr("href", ""), "#")], "no shape %s", s.AttrOr("href", ""))
	})
	assert.Zero(t, doc.Find("p:empty").Length(), "a parser ends a paragraph at what may not be in one, and begins an empty one after it")
}

func TestEmptyStatesSayWhatToDoNext(t *testing.T) {
	w := newWorld(t)
	for path, want := range map[string]string{
		"/dashboard":                                "Send a request to /oauth/token",
		"/dashboard/logs":                           "are listed here as soon as there are any",
		"/dashboard/users?q=nobody":                 "show every user",
		"/dashboard/users/auth0%7Cbob/devices":      "Sign this user in with the scope offline_access",
		"/dashboard/users/auth0%7Cbob/applications": "Sign the user in at an application",
		"/dashboard/users/auth0%7Cbob/families":     "Sign the user in with the scope offline_access",
		"/dashboard/applications/web/users":         "A user does by signing in through it",
		"/dashboard/tenant":                         "There is no API.",
	} {
		w.browser().open(path).has(want)
	}
}

func TestTheOverviewCounts(t *testing.T) {
	w := newWorld(t)
	w.signIn(alice, "web", "https://one")
	w.signIn(bob, "app", "https://one")
	b := w.browser().open("/dashboard")
	var numbers []string
	b.doc.Find(".numbers li").Each(func(_ int, s *goquery.Selection) {
		numbers = append(numbers, s.Find(".label").Text()+": "+s.Find(".number").Text())
	})
	assert.Equal(t, []string{"Users in this tenant: 2", "Registered applications: 2", "Live refresh tokens: 2", "Revocation deletes grant: Off"}, numbers)
	w.setting(true)
	b.open("/dashboard").has("Revocation deletes grantOn")
}

// A client that does the same again and again leaves room for what others did.
func TestTheOverviewGroupsEvents(t *testing.T) {
	w := newWorld(t)
	log := func(kind tenant.LogType, client, user string, times int) {
		for range times {
			w.clock.Advance(time.Second)
			require.NoError(t, w.store.AddLog(t.Context(), tenant.LogEvent{Type: kind, ClientID: client, UserID: user, Date: w.clock.Now()}))
		}
	}
	log(tenant.LogExchanged, "web", alice, 1)
	log(tenant.LogExchanged, "web", bob, 30)
	log(tenant.LogExchanged, "app", bob, 2)
	b := w.browser().open("/dashboard")
	var told []string
	b.doc.Find("tbody tr").Each(func(_ int, s *goquery.Selection) {
		told = append(told, fmt.Sprintf("%s %s: %s %d", s.Find(".who").Text(), s.Find(".wide").Text(), s.Find("summary").Text(), s.Find("details li a").Length()))
	})
	assert.Equal(t, []string{"auth0|bob app: 2 times since 12:00:32 2", "auth0|bob web: 30 times since 12:00:02 20", "auth0|alice web:  0"}, told)
	b.has("Earlier ones are under all events")
	assert.NotEmpty(t, b.doc.Find("details li a").First().AttrOr("href", ""))
}

// Whoever jumps from landmark to landmark hears which is which.
func TestLandmarksHaveNamesOfTheirOwn(t *testing.T) {
	w := newWorld(t)
	require.NoError(t, w.store.AddAudience(t.Context(), tenant.Audience{Identifier: "https://one"}))
	require.NoError(t, w.store.AddLog(t.Context(), tenant.LogEvent{Type: tenant.LogExchanged, Date: noon}))
	w.signIn(alice, "web", "https://one")
	for _, path := range []string{"", "/users", "/users/auth0%7Calice", "/users/auth0%7Calice/devices", "/users/auth0%7Calice/applications",
		"/users/auth0%7Calice/families", "/applications", "/applications/web", "/applications/web/users", "/logs", "/tenant", "/tenant/advanced"} {
		b := w.browser().open("/dashboard" + path)
		require.Equal(t, http.StatusOK, b.status, path)
		seen := map[string]bool{}
		b.doc.Find("section, nav, [role=region]").Each(func(_ int, s *goquery.Selection) {
			name := s.AttrOr("aria-label", "")
			if by, labelled := s.Attr("aria-labelledby"); labelled {
				name = strings.TrimSpace(b.doc.Find("#" + by).Text())
			}
			assert.False(t, seen[name], "%s: two are %q", path, name)
			seen[name] = true
		})
		assert.Equal(t, 1, b.doc.Find("main").Length(), path)
		assert.Equal(t, 1, b.doc.Find("h1").Length(), path)
	}
}

func TestUsersAreFoundAndPaged(t *testing.T) {
	w := newWorld(t)
	for i := range 60 {
		require.NoError(t, w.store.AddUser(t.Context(), tenant.User{ID: fmt.Sprintf("auth0|%02d", i), Email: fmt.Sprintf("many%02d@example.com", i),
			CreatedAt: noon.Add(time.Duration(i+10) * time.Second)}))
	}
	b := w.browser().open("/dashboard/users")
	seen := map[string]bool{}
	pages := 0
	for {
		pages++
		b.doc.Find("tbody th a").Each(func(_ int, s *goquery.Selection) { seen[s.Text()] = true })
		if b.doc.Find("a[rel=next]").Length() == 0 {
			break
		}
		b.follow("Next")
	}
	assert.Len(t, seen, 62)
	assert.Equal(t, 3, pages)
	b.press("Search", "main", "Search users", "MANY4")
	assert.Equal(t, 10, b.doc.Find("tbody tr").Length())
	assert.Equal(t, "MANY4", b.doc.Find("#q").AttrOr("value", ""))
	b.press("Search", "main", "Search users", "auth0|alice")
	assert.Equal(t, 1, b.doc.Find("tbody tr").Length())
	for _, page := range []string{"-1", "99999999999999999999", "x", "3"} {
		assert.Equal(t, 200, b.open("/dashboard/users?page="+page).status, page)
		assert.NotZero(t, b.doc.Find("tbody tr").Length(), page)
	}
}

func TestLogsAreFiltered(t *testing.T) {
	w := newWorld(t)
	for i, e := range []tenant.LogEvent{{Type: tenant.LogRevoked, UserName: "alice@example.com", UserID: alice},
		{Type: tenant.LogReuse, UserName: "bob@example.com", UserID: bob, ClientID: "web", Details: map[string]any{"family": "dcr_1"}},
		{Type: tenant.LogRevoked, UserName: "bob@example.com", UserID: bob}} {
		e.Date = noon.Add(time.Duration(i) * time.Second)
		require.NoError(t, w.store.AddLog(t.Context(), e))
	}
	b := w.browser().open("/dashboard").follow("Logs")
	assert.Equal(t, 3, b.doc.Find("tbody tr").Length())
	assert.Equal(t, "12:00:02", b.doc.Find("tbody time").First().Text(), "newest first")
	assert.Equal(t, 2, b.press("Filter", "main", "Type", "srrt").doc.Find("tbody tr").Length())
	assert.Equal(t, 1, b.press("Filter", "main", "User", "BOB").doc.Find("tbody tr").Length())
	assert.Equal(t, "srrt", b.doc.Find("#type option[selected]").AttrOr("value", ""), "both filters are kept")
	b.open("/dashboard/logs?type=ferrt").open(b.doc.Find("tbody a").First().AttrOr("href", ""))
	assert.Equal(t, "Refresh token reuse", b.doc.Find("h1").Text())
	var details map[string]any
	require.NoError(t, json.Unmarshal([]byte(b.doc.Find("pre").Text()), &details))
	assert.Equal(t, map[string]any{"family": "dcr_1"}, details)
	assert.Equal(t, 1, b.doc.Find(`a[href="/dashboard/users/auth0%7Cbob"]`).Length())
}

func TestTokenFamiliesAreDrawn(t *testing.T) {
	w := newWorld(t)
	w.setting(true)
	one := w.signIn(alice, "web", "https://one")
	w.signIn(alice, "web", "https://one")
	b := w.browser().open("/dashboard/users/auth0%7Calice/devices").press("Unlink", row(one)).press("Unlink", "main").follow("Token Families")
	b.has("Device unlinked The device credential of Token 1 of A was deleted.")
	b.has("The grant ended, and A and B with it")
	assert.Equal(t, 1, b.doc.Find(`.row.end use[href="#mark-trigger"]`).Length())
	assert.Equal(t, 1, b.doc.Find(`.row.end use[href="#mark-cut"]`).Length())
	assert.Equal(t, 1, b.doc.Find(".row.end .strike").Length())
	b.has("session session-1")
}

func TestLongListsPage(t *testing.T) {
	w := newWorld(t)
	for range 30 {
		w.signIn(alice, "web", "https://one")
	}
	for i := range 30 {
		id := fmt.Sprint("app-", i)
		require.NoError(t, w.store.AddClient(t.Context(), tenant.Client{ID: id, Name: id}))
		w.signIn(alice, id, "https://one")
		user := fmt.Sprint("auth0|", i)
		require.NoError(t, w.store.AddUser(t.Context(), tenant.User{ID: user, Email: fmt.Sprint(i, "@example.com"), CreatedAt: noon}))
		w.signIn(user, "web", "https://one")
	}
	for path, rows := range map[string]string{"/dashboard/users/auth0%7Calice/devices": "tbody tr", "/dashboard/users/auth0%7Calice/applications": "tbody tr",
		"/dashboard/users/auth0%7Calice/families": ".tree", "/dashboard/applications": "tbody tr", "/dashboard/applications/web/users": "tbody tr", "/dashboard/users": "tbody tr"} {
		b := w.browser().open(path)
		first := b.doc.Find(rows).Length()
		assert.LessOrEqual(t, first, 25, path)
		b.follow("Next")
		assert.Positive(t, b.doc.Find(rows).Length(), path)
		b.follow("Previous")
		assert.Equal(t, first, b.doc.Find(rows).Length(), path)
	}
}

func TestWhatIsNotThere(t *testing.T) {
	w := newWorld(t)
	for _, path := range []string{"/dashboard/users/nobody", "/dashboard/users/nobody/devices", "/dashboard/users/nobody/applications",
		"/dashboard/users/nobody/families", "/dashboard/users/nobody/devices/unlink?credential=x", "/dashboard/users/nobody/applications/revoke?client_id=web",
		"/dashboard/users/auth0%7Calice/devices/unlink", "/dashboard/users/auth0%7Calice/applications/revoke", "/dashboard/applications/none", "/dashboard/applications/none/users", "/dashboard/logs/1"} {
		b := w.browser().open(path)
		assert.Equal(t, 404, b.status, path)
		b.follow("Go to the Dashboard")
		assert.Equal(t, 200, b.status)
	}
}

// Names come from whoever writes them.
func TestNamesAreNoMarkup(t *testing.T) {
	w := newWorld(t)
	bad := `<script>alert(1)</script>`
	_, err := w.store.UpdateClient(t.Context(), "web", func(c *tenant.Client) error { c.Name, c.AppType = bad, bad; return nil })
	require.NoError(t, err)
	_, err = w.store.UpdateUser(t.Context(), alice, func(u *tenant.User) error { u.Email, u.Name = bad, bad; return nil })
	require.NoError(t, err)
	for _, path := range everyPage(t, w) {
		b := w.browser().open(path)
		assert.NotContains(t, b.body, "<script", path)
	}
}

func TestNoPageShowsASecret(t *testing.T) {
	w := newWorld(t)
	_, err := w.store.UpdateClient(t.Context(), "web", func(c *tenant.Client) error { c.Secret = "a-secret-of-web"; return nil })
	require.NoError(t, err)
	for _, path := range everyPage(t, w) {
		assert.NotContains(t, w.browser().open(path).body, "a-secret-of-web", path)
	}
}

func TestTheStylesheet(t *testing.T) {
	w := newWorld(t)
	b := w.browser().open("/dashboard")
	href := b.doc.Find("link[rel=stylesheet]").AttrOr("href", "")
	b.open(href)
	assert.Equal(t, "text/css; charset=utf-8", b.header.Get("Content-Type"))
	assert.Contains(t, b.body, "prefers-color-scheme: dark")
}

func TestARefusalIsAPageToo(t *testing.T) {
	a := dashboard.Refuse(404, "Not found")
	assert.Equal(t, 404, a.Status)
	assert.Contains(t, a.Header["Content-Security-Policy"], "default-src 'none'")
	doc, err := goquery.NewDocumentFromReader(strings.NewReader(a.Text))
	require.NoError(t, err)
	readable(t, doc)
	assert.Equal(t, "Not found", doc.Find("h1").Text())
}
