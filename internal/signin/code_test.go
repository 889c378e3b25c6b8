package signin

import (
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/deployment/file"
	"github.com/revokespec/revokespec/internal/session"
)

func TestLostSignInIsMadeAgain(t *testing.T) {
	f := newFake(t)
	d := f.open(t, nil)
	f.lost = true
	s := d.session()
	tokens, err := s.SignIn(t.Context(), session.SetUp, SignIn{Client: *d.File.Clients.Public, User: d.File.Users[0]})
	require.NoError(t, err)
	assert.Equal(t, "refresh-1", tokens.Refresh)
	assert.Len(t, s.Drain(), 2)
}

func TestRefusedSignIn(t *testing.T) {
	d := newFake(t).open(t, func(f *file.File) { f.Users[0].Password = "wrong" })
	s := d.session()
	_, err := s.SignIn(t.Context(), session.SetUp, SignIn{Client: *d.File.Clients.Public, User: d.File.Users[0]})
	assert.EqualError(t, err, "sign-in at public: the token endpoint answers 403 invalid_grant; check username and password, and that the user may sign in at this application")
	assert.Len(t, s.Drain(), 1, "a refusal is not tried again")
}

func TestCodeSignIn(t *testing.T) {
	named := func(f *file.File) { f.Mint.UsernameField, f.Mint.PasswordField = "a", "b" }
	tests := map[string]struct {
		ui, role string
		change   func(*file.File)
	}{
		"name and password on one page": {"plain", "confidential", nil},
		"name first, custom scheme":     {"steps", "public", nil},
		"fields named by the file":      {"named", "public", named},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			p := newPortal(t)
			s, tokens, err := p.signIn(t, test.ui, test.role, test.change)
			require.NoError(t, err)
			assert.Equal(t, "refresh-1", tokens.Refresh)

			exchanges := s.Drain()
			last := exchanges[len(exchanges)-1].Request
			assert.Contains(t, last.Body, "code=[code 1]&code_verifier=[code verifier 1]")
			require.Len(t, p.states, 1)
			asked := p.states["session-id-1"]
			assert.GreaterOrEqual(t, len(asked.Get("state")), 16)
			assert.NotEmpty(t, asked.Get("nonce"))
			assert.Equal(t, "S256", asked.Get("code_challenge_method"))
			assert.Equal(t, file.DefaultScope, asked.Get("scope"))
			for _, exchange := range exchanges {
				assert.NotContains(t, exchange.Request.URL, "callback?", "the redirect_uri is never visited")
				assert.NotContains(t, fmt.Sprint(exchange), "session-id-1")
				assert.NotContains(t, fmt.Sprint(exchange), "Code-1")
			}
		})
	}
}

func TestLostCodeIsNotUsedAgain(t *testing.T) {
	p := newPortal(t)
	var codes []string
	verify := p.mux
	p.Config.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/oauth/token" && r.FormValue("code") != "" {
			codes = append(codes, r.FormValue("code"))
			hash := sha256.Sum256([]byte(r.FormValue("code_verifier")))
			assert.Equal(t, p.challenges[r.FormValue("code")], base64.RawURLEncoding.EncodeToString(hash[:]))
		}
		verify.ServeHTTP(w, r)
	})
	p.lost = true
	_, tokens, err := p.signIn(t, "plain", "confidential", nil)
	require.NoError(t, err)
	assert.NotEmpty(t, tokens.Access)
	assert.Equal(t, []string{"Code-1", "Code-2"}, codes)
}

// A code can be had without being redeemed, whatever the strategy of other sign-ins, and what redeems it later belongs to it.
func TestACodeIsNotRedeemed(t *testing.T) {
	p := newPortal(t)
	d := p.open(t, func(f *file.File) {
		f.Mint.Strategy, f.Mint.Parameters = file.StrategyPassword, map[string]string{"ui": "plain", "grant_type": "password"}
	})
	s := d.session()
	code, err := s.Authorize(t.Context(), session.SetUp, SignIn{Client: *d.File.Clients.Public, User: d.File.Users[0]})
	require.NoError(t, err)
	for _, exchange := range s.Drain() {
		assert.NotContains(t, exchange.Request.URL, "/token")
		assert.NotContains(t, fmt.Sprint(exchange), code.Value)
	}
	form := code.Form()
	hash := sha256.Sum256([]byte(form.Get("code_verifier")))
	assert.Equal(t, p.challenges[form.Get("code")], base64.RawURLEncoding.EncodeToString(hash[:]))
	assert.Equal(t, d.File.Clients.Public.RedirectURI, form.Get("redirect_uri"))
	assert.Equal(t, file.DefaultScope, code.SignIn.Scope)
	require.Len(t, p.states, 1)
	assert.Empty(t, p.states["session-id-1"].Get("grant_type"), "which belongs to the token endpoint")
}

// Sign-ins in one browser share its cookies, at whatever application, and whatever the file's strategy is.
func TestSignInsInOneBrowser(t *testing.T) {
	f := newFake(t)
	known := map[string]int{} // by the value of the cookie: how often the browser came back with it
	f.mux.HandleFunc("GET /authorize", func(w http.ResponseWriter, r *http.Request) {
		f.mu.Lock()
		defer f.mu.Unlock()
		if cookie, err := r.Cookie("sid"); err == nil {
			known[cookie.Value]++
		} else {
			http.SetCookie(w, &http.Cookie{Name: "sid", Value: r.FormValue("client_id"), Path: "/"})
		}
		http.Redirect(w, r, r.FormValue("redirect_uri")+"?code=c&state="+r.FormValue("state"), http.StatusFound)
	})
	d := f.open(t, nil)
	s := d.session()
	one, err := s.NewBrowser()
	require.NoError(t, err)
	for _, in := range []SignIn{{Client: *d.File.Clients.Confidential, Browser: one}, {Client: *d.File.Clients.Public, Browser: one}} {
		in.User = d.File.Users[0]
		_, err := s.SignIn(t.Context(), session.SetUp, in)
		require.NoError(t, err)
	}
	assert.Equal(t, map[string]int{"app": 1}, known)
	other, err := s.NewBrowser()
	require.NoError(t, err)
	_, err = s.SignIn(t.Context(), session.SetUp, SignIn{Client: *d.File.Clients.Public, User: d.File.Users[0], Browser: other})
	require.NoError(t, err)
	assert.Equal(t, map[string]int{"app": 1}, known, "another browser has no cookie yet")
}

func TestCodeSignInThatFails(t *testing.T) {
	wrong := func(f *file.File) { f.Users[0].Password = "CANARY" }
	tests := map[string]struct {
		change func(*file.File)
		want   string
	}{
		"script":  {nil, "the page at /script has no form revokespec can fill"},
		"plain":   {wrong, "the page at /plain asks for the password a second time; check username and password of the user"},
		"circles": {nil, "more than 20 redirects in a row, the last from a page at /circles"},
		"app":     {nil, `sent to a "myapp" address, which is neither a page nor the client's redirect_uri`},
		"refuse":  {nil, "the authorization endpoint refuses with access_denied (no, really"},
		"forge":   {nil, "does not carry the state that was sent"},
		"empty":   {nil, "carries neither code nor error"},
		"broken":  {nil, "the page at /broken answers 500"},
		"missing": {nil, "the page at /missing answers 404"},
	}
	for ui, test := range tests {
		t.Run(ui, func(t *testing.T) {
			_, _, err := newPortal(t).signIn(t, ui, "public", test.change)
			require.ErrorContains(t, err, "sign-in at public: ")
			assert.ErrorContains(t, err, test.want)
			assert.NotContains(t, err.Error(), "CANARY")
			assert.Less(t, len(err.Error()), 300)
			assert.NotContains(t, err.Error(), "\n")
		})
	}
}

func TestSignInWithoutWhatItNeeds(t *testing.T) {
	p := newPortal(t)
	_, _, err := p.signIn(t, "plain", "public", func(f *file.File) { f.Clients.Public.RedirectURI = "" })
	assert.ErrorContains(t, err, "clients.public has no redirect_uri")
	_, _, err = p.signIn(t, "plain", "public", func(f *file.File) { f.Mint.Strategy = "telepathy" })
	assert.ErrorContains(t, err, "mint.strategy telepathy is not known")
}

// A page that has too much is said to, in a sign-in.
func TestASignInAtAPageOfManyForms(t *testing.T) {
	p := newPortal(t)
	p.mux.HandleFunc("GET /many", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		fmt.Fprint(w, strings.Repeat("<form></form>", 10_001))
	})
	_, _, err := p.signIn(t, "many", "public", nil)
	assert.ErrorContains(t, err, "the page at /many has more than 10000 forms, fields and buttons, which no sign-in needs; look at the server")
}
