package webui

import (
	"encoding/pem"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/deployment"
	"github.com/revokespec/revokespec/deployment/file"
	"github.com/revokespec/revokespec/internal/chromium"
	"github.com/revokespec/revokespec/internal/session"
)

const ann = "ann@example.com"

// inEachWay runs a test with a window on a fake Dashboard, by forms and in a Chromium.
func inEachWay(t *testing.T, test func(t *testing.T, f *fake, s *deployment.Session, d *Dashboard)) {
	for name, opener := range ways(t) {
		t.Run(name, func(t *testing.T) {
			f := newFake(t)
			s := f.session(t, nil)
			d, err := opener.Open(t.Context(), s)
			require.NoError(t, err)
			defer d.Close()
			test(t, f, s, d)
		})
	}
}

func TestRevokeAnApplication(t *testing.T) {
	inEachWay(t, func(t *testing.T, f *fake, _ *deployment.Session, d *Dashboard) {
		rows, err := d.Applications(t.Context(), session.Check, ann)
		require.NoError(t, err)
		assert.Len(t, rows, 2, "neither headings nor what is hidden")
		assert.True(t, rows.Names("app-1"))
		assert.False(t, rows.Names("app-"), "part of an id is no id")
		assert.Equal(t, "Shop app-11 Revoke", rows.Other([]string{"app-1"}))
		assert.Empty(t, rows.Other([]string{"app-1", "app-11"}))

		require.NoError(t, d.Revoke(t.Context(), session.Act, ann, "app-11"))
		assert.Equal(t, []string{"app-1"}, f.granted)
		require.NoError(t, d.Revoke(t.Context(), session.Act, ann, "app-1"))
		rows, err = d.Applications(t.Context(), session.Check, ann)
		require.NoError(t, err)
		assert.Empty(t, rows)
		assert.Equal(t, 1, f.sessions, "one person logs in once")
	})
}

func TestUnlinkADevice(t *testing.T) {
	inEachWay(t, func(t *testing.T, f *fake, _ *deployment.Session, d *Dashboard) {
		require.NoError(t, d.Unlink(t.Context(), session.Act, ann, "dcr_0001"))
		assert.Equal(t, []string{"dcr_00012"}, f.devices)
		rows, err := d.Devices(t.Context(), session.Check, ann)
		require.NoError(t, err)
		assert.True(t, rows.Names("dcr_00012"))
	})
}

func TestAUserIsLookedForWhereNotListed(t *testing.T) {
	inEachWay(t, func(t *testing.T, _ *fake, _ *deployment.Session, d *Dashboard) {
		for user, searched := range map[string]bool{"ben@example.com": false, ann: true} {
			d.loggedIn, d.done = false, nil
			_, err := d.Devices(t.Context(), session.Check, user)
			require.NoError(t, err)
			assert.Equal(t, searched, slices.Contains(d.Done(), `pressed "Search"`), user)
		}
	})
}

func TestSwitchTheSetting(t *testing.T) {
	inEachWay(t, func(t *testing.T, f *fake, _ *deployment.Session, d *Dashboard) {
		for _, on := range []bool{true, true, false} {
			require.NoError(t, d.SwitchSetting(t.Context(), session.Act, on))
			assert.Equal(t, on, f.setting)
			shown, err := d.Setting(t.Context(), session.Check)
			require.NoError(t, err)
			assert.Equal(t, on, shown)
		}
		for _, post := range f.posts {
			assert.Equal(t, "on", post.Get("other"), "other boxes stay as they are")
		}
	})
}

func TestSetTheAuthenticationMethod(t *testing.T) {
	inEachWay(t, func(t *testing.T, f *fake, _ *deployment.Session, d *Dashboard) {
		require.NoError(t, d.SetAuthentication(t.Context(), session.Act, "Shop", "Client Secret (Post)"))
		assert.Equal(t, "client_secret_post", f.method)
	})
}

func TestWhatTheRecordSays(t *testing.T) {
	inEachWay(t, func(t *testing.T, _ *fake, s *deployment.Session, d *Dashboard) {
		require.NoError(t, d.Revoke(t.Context(), session.Act, ann, "app-1"))
		done := d.Done()
		assert.Regexp(t, `^at the Dashboard, (by form posts|in Chromium [0-9]+)$`, done[0])
		assert.Contains(t, done, `row "Shop app-1 Revoke"`)
		assert.Equal(t, `pressed "Revoke"`, done[len(done)-1])
		assert.Empty(t, d.Done(), "it is said once")
		record := fmt.Sprint(done, s.Drain())
		assert.NotContains(t, record, password)
		assert.NotContains(t, record, csrf)
		assert.NotContains(t, record, "session-number")
	})
}

func TestWindowsShareNothing(t *testing.T) {
	for name, opener := range ways(t) {
		t.Run(name, func(t *testing.T) {
			f := newFake(t)
			for range 2 {
				d, err := opener.Open(t.Context(), f.session(t, nil))
				require.NoError(t, err)
				defer d.Close()
				_, err = d.Setting(t.Context(), session.Check)
				require.NoError(t, err)
			}
			assert.Equal(t, 2, f.sessions, "each logs in by itself")
		})
	}
}

func TestErrorsNameThePageAndWhatWasLookedFor(t *testing.T) {
	inEachWay(t, func(t *testing.T, _ *fake, _ *deployment.Session, d *Dashboard) {
		assert.EqualError(t, d.Revoke(t.Context(), session.Act, ann, "app-2"), "the page at /dashboard/ann/applications has no row of app-2")
		assert.ErrorContains(t, d.clickLink(t.Context(), session.Act, "Broken"), "the page at /dashboard/broken answers 500")
		require.NoError(t, d.follow(t.Context(), session.Act, "Applications", "Shop", "Settings"))
		assert.EqualError(t, d.choose(t.Context(), "Colour", "red"), `the page at /dashboard/applications/app-1/settings has no field "Colour"`)
		assert.EqualError(t, d.choose(t.Context(), authenticationLabel, "Magic"), `the page at /dashboard/applications/app-1/settings has no option "Magic" of "Authentication Method"`)
	})
}

func TestLogInThatFails(t *testing.T) {
	for name, opener := range ways(t) {
		t.Run(name, func(t *testing.T) {
			f := newFake(t)
			for wrong, want := range map[string]string{"": "the Dashboard asks for a password; give", "wrong": "asks for the password again; check"} {
				d, err := opener.Open(t.Context(), f.session(t, func(file *file.File) { file.Dashboard.Password = wrong }))
				require.NoError(t, err)
				defer d.Close()
				_, err = d.Setting(t.Context(), session.Check)
				assert.ErrorContains(t, err, want)
			}
		})
	}
}

// The administrator's password is not typed where it would go to somebody whom the file does not name.
func TestThePasswordStaysAtTheDashboard(t *testing.T) {
	const form = `<form method=post action="%s"><label>Email <input name=username></label> <label>Password <input type=password name=password></label><button>Log in</button></form>`
	var told atomic.Int64
	other := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.FormValue("password") != "" {
			told.Add(1)
		}
		w.Header().Set("Content-Type", "text/html")
		fmt.Fprintf(w, form, "")
	}))
	defer other.Close()
	inEachWay(t, func(t *testing.T, f *fake, _ *deployment.Session, d *Dashboard) {
		f.mux.HandleFunc("/away", func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, other.URL, http.StatusSeeOther) })
		f.mux.HandleFunc("/collects", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/html")
			fmt.Fprintf(w, form, other.URL)
		})
		f.mux.HandleFunc("/repeats", func(w http.ResponseWriter, r *http.Request) {
			if r.Method == http.MethodPost {
				http.Redirect(w, r, other.URL, http.StatusTemporaryRedirect)
				return
			}
			w.Header().Set("Content-Type", "text/html")
			fmt.Fprintf(w, form, "")
		})
		for path, button := range map[string]string{"/button": `<button form=f formaction="%s">Log in</button>`, "/picture": `<input type=image alt="Log in" form=f formaction="%s">`} {
			f.mux.HandleFunc(path, func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Content-Type", "text/html")
				fmt.Fprintf(w, button+`<form id=f method=post><label>Email <input name=username></label> <label>Password <input type=password name=password></label></form>`, other.URL)
			})
		}
		f.mux.HandleFunc("/script", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/html")
			fmt.Fprintf(w, strings.Replace(form, "<form ", "<form id=f onsubmit=\"fetch('%[1]s', {method: 'POST', mode: 'no-cors', body: new FormData(f)}); return false\" ", 1), other.URL)
		})
		paths := []string{"/away", "/collects", "/repeats", "/button", "/picture", "/script"}
		if _, plain := d.window.(*plainWindow); plain {
			paths = paths[:4] // a picture is no button to it, and a script nothing
		}
		for _, path := range paths {
			d.file.URL = f.URL + path
			_, err := d.Setting(t.Context(), session.Check)
			assert.Equal(t, path == "/away", strings.Contains(fmt.Sprint(err), "wants to be filled in at"), err)
			assert.ErrorContains(t, err, other.URL+", which the deployment file does not name; if it is the server's own, write trusted_origins: ["+other.URL+"]")
		}
	})
	assert.Zero(t, told.Load())
}

// What the file says of TLS and headers holds at the Dashboard as well, and its pages are in the record, whoever fetches them.
func TestTheDashboardBehindAGateway(t *testing.T) {
	inEachWay(t, func(t *testing.T, f *fake, _ *deployment.Session, _ *Dashboard) {
		gateway := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.Header.Get("X-Tenant") != "acme" {
				w.WriteHeader(http.StatusForbidden)
				return
			}
			f.Config.Handler.ServeHTTP(w, r)
		}))
		defer gateway.Close()
		authority := filepath.Join(t.TempDir(), "ca.pem")
		require.NoError(t, os.WriteFile(authority, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: gateway.Certificate().Raw}), 0o600))
		s := f.session(t, func(file *file.File) {
			file.Dashboard.URL, file.Headers, file.TLS.CAFile = gateway.URL+"/dashboard", map[string]string{"X-Tenant": "acme"}, authority
		})
		opener := ways(t)[filepath.Base(t.Name())]
		d, err := opener.Open(t.Context(), s)
		require.NoError(t, err)
		defer d.Close()
		require.NoError(t, d.Revoke(t.Context(), session.Act, ann, "app-1"))
		assert.Equal(t, []string{"app-11"}, f.granted)
		var acts []string
		for _, exchange := range s.Drain() {
			if exchange.Purpose == session.Act {
				acts = append(acts, exchange.Request.Method+" "+strings.TrimPrefix(exchange.Request.URL, gateway.URL))
			}
		}
		assert.Equal(t, []string{"POST /dashboard/ann/applications", "GET /dashboard/ann/applications"}, acts[len(acts)-2:])
	})
}

// A page that asks for the password says that nothing was done.
func TestLoggedOutInBetween(t *testing.T) {
	inEachWay(t, func(t *testing.T, f *fake, _ *deployment.Session, d *Dashboard) {
		for _, method := range []string{"POST", "GET"} {
			_, err := d.Applications(t.Context(), session.Check, ann)
			require.NoError(t, err)
			f.mu.Lock()
			f.out = method
			f.mu.Unlock()
			assert.ErrorContains(t, d.Revoke(t.Context(), session.Act, ann, "app-1"), "asks for the password in between", method)
			f.mu.Lock()
			f.out = ""
			f.mu.Unlock()
		}
		require.NoError(t, d.Revoke(t.Context(), session.Act, ann, "app-1"), "logged in again")
	})
}

func TestTheBrowserOfTheFile(t *testing.T) {
	f := newFake(t)
	way := func(override string, change func(*file.File)) string {
		o := New(override, nil)
		path, why := o.browser(f.session(t, change).Deployment.File.Dashboard.Browser)
		return path + why
	}
	assert.Equal(t, "/opt/chromium", way("/opt/chromium", nil), "the environment comes first")
	assert.Empty(t, way("none", func(file *file.File) { file.Dashboard.Browser = "/opt/chromium" }))
	assert.Equal(t, "/opt/chromium", way("", func(file *file.File) { file.Dashboard.Browser = "/opt/chromium" }))
	assert.Equal(t, chromium.Find(), way("", func(file *file.File) { file.Dashboard.Browser = "auto" }))
	t.Setenv("PATH", t.TempDir())
	assert.Equal(t, " (no Chromium is found)", way("", nil))
}

func TestABrowserThatDoesNotStart(t *testing.T) {
	broken := filepath.Join(t.TempDir(), "chromium")
	require.NoError(t, os.WriteFile(broken, []byte("#!/bin/sh\nexit 1\n"), 0o700))
	o := New(broken, nil)
	defer o.Close()
	_, err := o.Open(t.Context(), newFake(t).session(t, nil))
	require.ErrorContains(t, err, "does not start")
	assert.NotContains(t, err.Error(), "\n")
}

// Nothing of a Chromium outlives its opener.
func TestCloseLeavesNothingBehind(t *testing.T) {
	if shared == nil || runtime.GOOS != "linux" {
		t.Skip("needs a Chromium, and /proc")
	}
	var said []string
	opener := New(chromium.Find(), func(line string) { said = append(said, line) })
	scratch, err := os.MkdirTemp("/tmp", "webui") // short: Chromium has a socket there
	require.NoError(t, err)
	t.Cleanup(func() { os.RemoveAll(scratch) })
	t.Setenv("TMPDIR", scratch)
	d, err := opener.Open(t.Context(), newFake(t).session(t, nil))
	require.NoError(t, err)
	_, err = d.Setting(t.Context(), session.Check)
	require.NoError(t, err)
	assert.NotEmpty(t, processesUsing(t, scratch))
	second, err := opener.Open(t.Context(), newFake(t).session(t, nil))
	require.NoError(t, err)
	second.Close()
	require.Len(t, said, 1, "that there is a Chromium is said, once")
	assert.Contains(t, said[0], "REVOKESPEC_BROWSER=none")
	opener.Close()
	assert.Empty(t, processesUsing(t, scratch))
	left, err := os.ReadDir(scratch)
	require.NoError(t, err)
	assert.Empty(t, left)
}

// processesUsing are the command lines that name a folder.
func processesUsing(t *testing.T, folder string) (found []string) {
	lines, err := filepath.Glob("/proc/[0-9]*/cmdline")
	require.NoError(t, err)
	for _, line := range lines {
		if text, err := os.ReadFile(line); err == nil && strings.Contains(string(text), folder) {
			found = append(found, strings.ReplaceAll(string(text), "\x00", " "))
		}
	}
	return found
}

// What else is on the page is no row of the list: only what can be revoked there is.
func TestOnlyRowsOfTheListCount(t *testing.T) {
	const other = `<table><tr><th>Login</th></tr><tr><td>2026-11-01</td></tr></table>`
	row := func(id, button string) string {
		return `<tr><td>Shop</td><td>` + id + `</td><td><form method=post>` + button + `</form></td></tr>`
	}
	const revoke, submit = `<button>Revoke</button>`, `<input type=submit value=Revoke>`
	for name, c := range map[string]struct {
		page   string
		listed []string
	}{
		"a table before":               {other + `<table>` + row("app-1", revoke) + `</table>`, []string{"Shop app-1 Revoke"}},
		"a table after":                {`<table>` + row("app-1", revoke) + `</table>` + other, []string{"Shop app-1 Revoke"}},
		"a table around":               {`<table><tr><td>Ann ` + other + `<table>` + row("app-1", revoke) + row("app-2", revoke) + `</table></td></tr></table>`, []string{"Shop app-1 Revoke", "Shop app-2 Revoke"}},
		"a table within":               {`<table>` + row("app-1", other+`<table><tr><td>`+revoke+`</td></tr></table>`) + `</table>`, []string{"Shop app-1 Login 2026-11-01 Revoke"}},
		"a row of headings":            {`<table><tr><td>Name</td><td>Client ID</td></tr>` + row("app-1", revoke) + `</table>`, []string{"Shop app-1 Revoke"}},
		"nothing, and a table":         {other + `<p>No applications.</p><table><tr><td>Nothing</td></tr></table>`, nil},
		"another button":               {`<table>` + row("dcr_1", `<button>Unlink</button>`) + row("app-1", revoke) + `</table>`, []string{"Shop app-1 Revoke"}},
		"an input":                     {`<table>` + row("app-1", submit) + `</table>`, []string{"Shop app-1"}},
		"one that nobody can press":    {`<table>` + row("app-1", `<button disabled>Revoke</button>`) + `</table>`, []string{"Shop app-1 Revoke"}},
		"a hidden row, and hidden one": {`<table><tr hidden><td>app-2` + revoke + `</td></tr>` + row("app-1", revoke+`<button hidden>Revoke</button>`) + `</table>`, []string{"Shop app-1 Revoke"}},
	} {
		for way, opener := range ways(t) {
			t.Run(name+" "+way, func(t *testing.T) {
				f := newFake(t)
				f.applications = c.page
				d, err := opener.Open(t.Context(), f.session(t, nil))
				require.NoError(t, err)
				defer d.Close()
				rows, err := d.Applications(t.Context(), session.Check, ann)
				require.NoError(t, err)
				var texts []string
				for _, r := range rows {
					texts = append(texts, r.text)
				}
				assert.Equal(t, c.listed, texts)
			})
		}
	}
}
