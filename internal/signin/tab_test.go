package signin

import (
	"context"
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/deployment/file"
	"github.com/revokespec/revokespec/internal/session"
)

//go:embed testdata/signin.html
var scripted string

// acme is a server of which the pages need JavaScript, with a certificate of its own authority and a gateway that wants a header.
type acme struct {
	*httptest.Server
	mu       sync.Mutex
	asked    url.Values // the last authorization request
	sessions int
	visited  int // requests for the redirect_uri
}

func newAcme(t *testing.T) *acme {
	a := &acme{}
	mux := http.NewServeMux()
	a.Server = httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("X-Tenant") != "acme" {
			w.WriteHeader(http.StatusForbidden)
			return
		}
		a.mu.Lock()
		defer a.mu.Unlock()
		mux.ServeHTTP(w, r)
	}))
	t.Cleanup(a.Close)
	mux.HandleFunc("GET /.well-known/openid-configuration", func(w http.ResponseWriter, _ *http.Request) {
		answer(w, 200, map[string]any{"issuer": a.URL + "/", "token_endpoint": a.URL + "/token", "revocation_endpoint": a.URL + "/revoke", "authorization_endpoint": a.URL + "/authorize"})
	})
	mux.HandleFunc("GET /authorize", a.authorize)
	mux.HandleFunc("POST /identifier", func(w http.ResponseWriter, _ *http.Request) { answer(w, 200, map[string]any{}) })
	mux.HandleFunc("POST /login", a.login)
	mux.HandleFunc("GET /callback", func(http.ResponseWriter, *http.Request) { a.visited++ })
	mux.HandleFunc("GET /done", func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, a.back(), http.StatusFound) })
	mux.HandleFunc("GET /poll", func(w http.ResponseWriter, _ *http.Request) { answer(w, 200, nil) })
	mux.HandleFunc("POST /token", a.token)
	return a
}

// authorize serves the page that the parameter ui names.
func (a *acme) authorize(w http.ResponseWriter, r *http.Request) {
	a.asked = r.URL.Query()
	if _, err := r.Cookie("session"); err != nil {
		a.sessions++
		http.SetCookie(w, &http.Cookie{Name: "session", Value: "session-of-a-visitor", Secure: true, HttpOnly: true, SameSite: http.SameSiteLaxMode})
	}
	pages := map[string]string{
		"scripted":  scripted,
		"link":      `<title>Signed in</title><p>You are ann.</p><a href="/logout">Log out</a> <a href="/done">Continue as ann</a>`,
		"form post": fmt.Sprintf(`<form method=post action="%s"><input type=hidden name=code value=Code-1><input type=hidden name=state value="%s"></form><script>document.forms[0].submit()</script>`, a.asked.Get("redirect_uri"), a.asked.Get("state")),
		"script":    fmt.Sprintf(`<script>setTimeout(() => { location.href = %q })</script>`, a.back()),
		"strange":   `<title>Out of order (password-of-1)</title><input name=phone type=tel><select name=country></select><button type=button>Language</button>`,
		"idle":      `<title>Busy</title><form onsubmit="return false"><input name=user><input type=password name=pass><button>Sign in</button></form><script>setInterval(() => fetch('/poll'), 20)</script>`,
		"app":       `<script>location.href = 'other.app:/callback?code=Code-1'</script>`,
		"dialog":    `<script>alert('Hello'); location.href = '/done'</script>`,
	}
	page, known := pages[r.FormValue("ui")]
	switch {
	case r.FormValue("ui") == "at once":
		http.Redirect(w, r, a.back(), http.StatusFound)
	case r.FormValue("ui") == "broken":
		w.WriteHeader(http.StatusInternalServerError)
	case r.FormValue("ui") == "plain":
		fmt.Fprint(w, "<form>") // of which nobody says that it is HTML
		return
	case !known:
		w.Header().Set("Content-Type", "text/html")
		w.WriteHeader(http.StatusNotFound)
	}
	w.Header().Set("Content-Type", "text/html")
	fmt.Fprint(w, page)
}

func (a *acme) back() string {
	return a.asked.Get("redirect_uri") + "?" + url.Values{"code": {"Code-1"}, "state": {a.asked.Get("state")}}.Encode()
}

func (a *acme) login(w http.ResponseWriter, r *http.Request) {
	var body struct{ Word string }
	_ = json.NewDecoder(r.Body).Decode(&body)
	if cookie, err := r.Cookie("session"); err != nil || cookie.Value != "session-of-a-visitor" || r.Header.Get("X-Mark") == "" || body.Word != "password-of-1" {
		answer(w, 200, map[string]any{"wrong": "Wrong word " + body.Word + ", try again"})
		return
	}
	answer(w, 200, map[string]any{"next": "/done"})
}

func (a *acme) token(w http.ResponseWriter, r *http.Request) {
	challenge := sha256.Sum256([]byte(r.FormValue("code_verifier")))
	if r.FormValue("code") != "Code-1" || base64.RawURLEncoding.EncodeToString(challenge[:]) != a.asked.Get("code_challenge") {
		answer(w, 400, map[string]any{"error": "invalid_grant"})
		return
	}
	answer(w, 200, map[string]any{"access_token": "access-1", "refresh_token": "refresh-1"})
}

// count reads one of the counters.
func (a *acme) count(n *int) int {
	a.mu.Lock()
	defer a.mu.Unlock()
	return *n
}

func (a *acme) open(t *testing.T) *server {
	needsChromium(t)
	authority := filepath.Join(t.TempDir(), "ca.pem")
	require.NoError(t, os.WriteFile(authority, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: a.Certificate().Raw}), 0o600))
	return openServer(t, &file.File{
		Issuer: a.URL + "/", Users: []file.User{{Username: "ann", Password: "password-of-1"}}, Headers: map[string]string{"X-Tenant": "acme"},
		Endpoints: file.Endpoints{Token: a.URL + "/token", Revocation: a.URL + "/revoke", Authorization: a.URL + "/authorize"},
		Clients:   file.Clients{Public: &file.Client{ClientID: "spa", RedirectURI: a.URL + "/callback"}},
		Mint:      file.Mint{Strategy: file.StrategyBrowser}, TLS: file.TLS{CAFile: authority}, Limits: file.Limits{Timeout: 20 * time.Second},
	}, noSleep)
}

func TestBrowserSignIn(t *testing.T) {
	a := newAcme(t)
	d := a.open(t)
	custom := func(in *SignIn) { in.Client.RedirectURI = "com.example.app:/callback" }
	visits := 0
	for name, test := range map[string]struct {
		ui     string
		change func(*SignIn)
	}{
		"two steps drawn by a script":      {"scripted", nil},
		"signed in already":                {"at once", nil},
		"a link to continue":               {"link", nil},
		"form_post":                        {"form post", nil},
		"a script goes back":               {"script", nil},
		"a script goes to a custom scheme": {"script", custom},
		"a redirect to a custom scheme":    {"link", custom},
		"a dialog":                         {"dialog", nil},
	} {
		visits++
		s, tokens, err := d.signIn(t.Context(), test.ui, test.change)
		require.NoError(t, err, name)
		assert.Equal(t, "refresh-1", tokens.Refresh, name)
		assert.Equal(t, visits, a.count(&a.sessions), "%s: cookies of an earlier visitor", name)
		assert.NotEmpty(t, a.asked.Get("nonce"), name)

		record := fmt.Sprint(s.Drain())
		assert.Contains(t, record, "/authorize?", name)
		for _, secret := range []string{"Code-1", "password-of-1", "session-of-a-visitor", "/callback?"} {
			assert.NotContains(t, record, secret, name)
		}
	}
	assert.Zero(t, a.count(&a.visited), "the redirect_uri is never visited")
}

func TestBrowserSignInThatFails(t *testing.T) {
	a := newAcme(t)
	patient, quick := a.open(t), a.open(t)
	quick.File.Limits.Timeout = 3 * time.Second
	wrong := func(in *SignIn) { in.User.Password = "CANARY-word" }
	type failing struct {
		change func(*SignIn)
		want   string
	}
	inParallel(t, map[string]failing{
		"scripted": {wrong, `the page at /authorize asks for the password a second time, and says "Wrong word [password of the user], try again"; check username and password of the user`},
		"strange":  {nil, `the page at /authorize ("Out of order ([password of the user])") has nothing to fill in or to press that leads on after 3s: fields phone (tel), country (select-one); buttons "Language"; give mint.username_field`},
		"idle":     {nil, `the page at /authorize ("Busy") is still there, filled in, after 3s: fields user (text), pass (password); buttons "Sign in"`},
		"app":      {nil, `sent to a "other.app" address, which is neither a page nor the client's redirect_uri`},
		"plain":    {nil, "the page at /authorize is text/plain, which a browser does not show as a page; serve it as text/html"},
		"broken":   {nil, "the page at /authorize answers 500"},
		"missing":  {nil, "the page at /authorize answers 404"},
	}, func(t *testing.T, ui string, test failing) {
		d := quick
		if ui == "scripted" {
			d = patient
		}
		_, _, err := d.signIn(t.Context(), ui, test.change)
		require.ErrorContains(t, err, "sign-in at public: ")
		assert.ErrorContains(t, err, test.want)
		assert.NotContains(t, err.Error(), "CANARY")
		assert.NotContains(t, err.Error(), "\n")
		assert.Less(t, len(err.Error()), 400)
	})
}

// Whoever interrupts a run does not wait for a page, and nothing of the Chromium stays.
func TestBrowserSignInIsInterrupted(t *testing.T) {
	a := newAcme(t)
	d := a.open(t)
	scratch, err := os.MkdirTemp("/tmp", "mint") // short: Chromium has a socket there
	require.NoError(t, err)
	t.Cleanup(func() { os.RemoveAll(scratch) })
	t.Setenv("TMPDIR", scratch)
	d.desk = NewDesk(d.File.Mint, "")
	version, err := d.desk.Chromium(t.Context())
	require.NoError(t, err)
	assert.Regexp(t, `^Chromium [0-9]+$`, version)
	ctx, cancel := context.WithTimeout(t.Context(), time.Second)
	defer cancel()
	began := time.Now()
	_, _, err = d.signIn(ctx, "idle", nil)
	require.ErrorIs(t, err, context.DeadlineExceeded)
	assert.Less(t, time.Since(began), 10*time.Second)
	d.desk.Close()
	left, err := os.ReadDir(scratch)
	require.NoError(t, err)
	assert.Empty(t, left)
	_, _, err = d.signIn(t.Context(), "at once", nil)
	assert.ErrorContains(t, err, "the deployment is closed")
}

func TestNoChromium(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	f := newFake(t)
	d := f.open(t, func(f *file.File) { f.Mint.Strategy = file.StrategyBrowser })
	_, err := d.session().SignIn(t.Context(), session.SetUp, SignIn{Client: *d.File.Clients.Public, User: d.File.Users[0]})
	assert.EqualError(t, err, "sign-in at public: no Chromium is found, which mint.strategy browser needs; install the package chromium, or name one with mint.browser or REVOKESPEC_BROWSER")

	broken := filepath.Join(t.TempDir(), "chromium")
	require.NoError(t, os.WriteFile(broken, []byte("#!/bin/sh\nexit 1\n"), 0o700))
	_, err = NewDesk(d.File.Mint, broken).Chromium(t.Context())
	require.ErrorContains(t, err, "does not start")
	assert.True(t, strings.HasSuffix(err.Error(), "; name another with mint.browser or REVOKESPEC_BROWSER"), err)
}
