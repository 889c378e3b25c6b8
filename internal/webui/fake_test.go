package webui

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"slices"
	"strconv"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/deployment"
	"github.com/revokespec/revokespec/deployment/file"
	"github.com/revokespec/revokespec/internal/chromium"
)

// fake is a small Dashboard, as a person knows it from the documentation.
type fake struct {
	*httptest.Server
	mux *http.ServeMux

	mu       sync.Mutex
	sessions int
	granted  []string // client_ids that ann authorized
	devices  []string
	setting  bool
	method   string
	posts    []url.Values
	out      string // a method whose requests find nobody logged in any more

	asks    bool // before a row is taken out
	perPage int  // rows; 0: all

	applications string // the list of them, instead of the one of those granted
}

const (
	csrf     = "CSRF-TOKEN-OF-THE-DASHBOARD"
	password = "CANARY-password-of-the-dashboard"
)

func newFake(t *testing.T) *fake {
	f := &fake{
		mux: http.NewServeMux(), granted: []string{"app-1", "app-11"}, devices: []string{"dcr_0001", "dcr_00012"}, method: "none",
	}
	f.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if f.loggedOut(r) {
			http.Redirect(w, r, "/dashboard/login", http.StatusSeeOther)
			return
		}
		f.mux.ServeHTTP(w, r)
	}))
	t.Cleanup(f.Close)
	f.mux.HandleFunc("GET /.well-known/openid-configuration", func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprintf(w, `{"issuer":"%s/","token_endpoint":"%[1]s/token","revocation_endpoint":"%[1]s/revoke"}`, f.URL)
	})
	f.mux.HandleFunc("/dashboard/login", f.login)
	f.page("/dashboard", `<p>Welcome</p>`)
	f.page("/dashboard/broken", ``)
	f.mux.HandleFunc("/dashboard/users", f.users)
	f.page("/dashboard/ben", `<nav><a href="/dashboard/ann/devices">Devices</a></nav>`)
	f.page("/dashboard/ann", `<nav><a href="/dashboard/ann">Details</a> <a href="/dashboard/ann/devices">Devices</a>
		<a href="ann/applications">Authorized Applications</a></nav>`)
	f.mux.HandleFunc("/dashboard/ann/applications", f.list(&f.granted, "Revoke"))
	f.mux.HandleFunc("/dashboard/ann/devices", f.list(&f.devices, "Unlink"))
	f.page("/dashboard/tenant", `<a href="/dashboard/tenant/advanced">Advanced</a>`)
	f.mux.HandleFunc("/dashboard/tenant/advanced", f.advanced)
	f.page("/dashboard/applications", `<table><tr><td><a href="/dashboard/applications/app-1">Shop</a></td></tr></table>`)
	f.page("/dashboard/applications/app-1", `<p>app-1</p><a href="/dashboard/applications/app-1/settings">Settings</a>`)
	f.mux.HandleFunc("/dashboard/applications/app-1/settings", f.settings)
	return f
}

func (f *fake) loggedOut(r *http.Request) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return r.Method == f.out && r.URL.Path != "/dashboard/login"
}

// page serves a page to those who are logged in; a user name in a cookie stands for a session.
func (f *fake) page(path, html string) {
	f.mux.HandleFunc(path, func(w http.ResponseWriter, r *http.Request) { f.serve(w, r, html) })
}

func (f *fake) serve(w http.ResponseWriter, r *http.Request, html string) {
	if _, err := r.Cookie("sid"); err != nil {
		http.Redirect(w, r, "/dashboard/login", http.StatusSeeOther)
		return
	}
	if r.URL.Path == "/dashboard/broken" {
		w.WriteHeader(http.StatusInternalServerError)
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	fmt.Fprintf(w, `<!doctype html><title>Dashboard</title><nav><a href="/dashboard/users">Users</a><a href="/dashboard/applications">Applications</a>
		<a href="/dashboard/tenant">Tenant Settings</a><a href="/dashboard/broken">Broken</a></nav><main>%s</main>`, html)
}

func (f *fake) login(w http.ResponseWriter, r *http.Request) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if r.FormValue("username") == "admin" && r.FormValue("password") == password {
		f.sessions++
		http.SetCookie(w, &http.Cookie{Name: "sid", Value: fmt.Sprintf("session-number-%d", f.sessions), Path: "/", HttpOnly: true})
		http.Redirect(w, r, "/dashboard", http.StatusSeeOther)
		return
	}
	w.Header().Set("Content-Type", "text/html")
	fmt.Fprint(w, `<form method=post><label>Email <input name=username></label> <label for=p>Password</label><input id=p type=password name=password><button>Log in</button></form>`)
}

// users lists ben alone, whom nobody has to look for.
func (f *fake) users(w http.ResponseWriter, r *http.Request) {
	name := "ben"
	if r.FormValue("q") == "ann@example.com" {
		name = "ann"
	}
	f.serve(w, r, fmt.Sprintf(`<form><input name=q placeholder="Search users"><button>Search</button></form>
		<table><tr><th>Email</th></tr><tr><td><a href="/dashboard/%s">%[1]s@example.com</a></td></tr></table>`, name))
}

// list shows rows with a form each; a POST takes the row out.
func (f *fake) list(ids *[]string, button string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		f.mu.Lock()
		defer f.mu.Unlock()
		if r.Method == http.MethodPost && r.FormValue("csrf") == csrf {
			*ids = slices.DeleteFunc(*ids, func(id string) bool { return id == r.FormValue("id") })
			http.Redirect(w, r, r.URL.Path, http.StatusSeeOther)
			return
		}
		if f.applications != "" {
			f.serve(w, r, f.applications)
			return
		}
		if r.FormValue("ask") != "" {
			f.serve(w, r, fmt.Sprintf(`<form method=post action=%s><input type=hidden name=csrf value=%s><input type=hidden name=id value=%s>
				<button>%s</button> <a href=%[1]s>Cancel</a></form>`, r.URL.Path, csrf, r.FormValue("ask"), button))
			return
		}
		field, method, shown, next := "id", "post", *ids, ""
		if f.asks {
			field, method = "ask", "get"
		}
		if page, _ := strconv.Atoi(r.FormValue("page")); f.perPage > 0 {
			from := min(page*f.perPage, len(shown))
			to := min(from+f.perPage, len(shown))
			if to < len(shown) {
				next = fmt.Sprintf(`<a href="%s?page=%d">Next</a>`, r.URL.Path, page+1)
			}
			shown = shown[from:to]
		}
		html := next + `<table><thead><tr><th>Name</th></tr></thead><tr hidden><td>ghost</td></tr>`
		for _, id := range shown {
			html += fmt.Sprintf(`<tr><td><b>Shop</b><div><code>%s</code></div></td><td>
				<form method=%s><input type=hidden name=csrf value=%s><input type=hidden name=%s value=%[1]s><button>%[5]s</button></form></td></tr>`, id, method, csrf, field, button)
		}
		f.serve(w, r, html+`</table>`)
	}
}

func (f *fake) advanced(w http.ResponseWriter, r *http.Request) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if r.Method == http.MethodPost && r.ParseForm() == nil {
		f.setting = r.PostForm.Get("flag") == "on"
		f.posts = append(f.posts, r.PostForm)
		http.Redirect(w, r, r.URL.Path, http.StatusSeeOther)
		return
	}
	checked := map[bool]string{true: " checked"}[f.setting]
	f.serve(w, r, `<form method=post><label><input type=checkbox name=other checked> Other</label>
		<label><input type=checkbox name=flag`+checked+`> Refresh Token Revocation Deletes Grant</label><button>Save</button></form>`)
}

func (f *fake) settings(w http.ResponseWriter, r *http.Request) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if r.Method == http.MethodPost {
		f.method = r.FormValue("method")
		http.Redirect(w, r, r.URL.Path, http.StatusSeeOther)
		return
	}
	f.serve(w, r, `<form method=post><label>Authentication Method <select name=method><option value=none selected>None</option>
		<option value=client_secret_post>Client Secret (Post)</option></select></label><button name=action value=save>Save Changes</button></form>`)
}

// session is that of a deployment with this Dashboard.
func (f *fake) session(t *testing.T, change func(*file.File)) *deployment.Session {
	file := &file.File{
		Issuer: f.URL + "/", Clients: file.Clients{Public: &file.Client{ClientID: "app-1"}},
		Users:     []file.User{{Username: "ann@example.com", Password: "x"}},
		Dashboard: &file.Dashboard{URL: f.URL + "/dashboard", Username: "admin", Password: password},
	}
	if change != nil {
		change(file)
	}
	d, err := deployment.Open(t.Context(), file, deployment.Options{Ephemeral: true})
	require.NoError(t, err)
	return d.Session()
}

// shared is a Chromium for all tests; nil when none is found.
var shared *Opener

func TestMain(m *testing.M) {
	path := chromium.Find()
	switch {
	case path != "":
		shared = New(path, nil)
	case os.Getenv("REVOKESPEC_REQUIRE_BROWSER") != "":
		fmt.Fprintln(os.Stderr, "no Chromium is found, and REVOKESPEC_REQUIRE_BROWSER asks for one")
		os.Exit(1)
	}
	code := m.Run()
	if shared != nil {
		shared.Close()
	}
	os.Exit(code)
}

// ways are both ways to use a Dashboard, or the one that there is.
func ways(t *testing.T) map[string]*Opener {
	all := map[string]*Opener{"forms": New(file.BrowserNone, nil)}
	if shared == nil {
		t.Log("no Chromium is found: only form posts are tested")
	} else {
		all["chromium"] = shared
	}
	return all
}
