package deployment

import (
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/deployment/file"
	"github.com/revokespec/revokespec/internal/session"
	"github.com/revokespec/revokespec/internal/signin"
)

func TestPasswordSignIn(t *testing.T) {
	f := newFake(t)
	d := f.open(t, func(file *file.File) {
		file.Audiences = []string{"https://api.one"}
		file.Mint.Parameters = map[string]string{"realm": "Users", "scope": "overridden"}
	})
	lease, err := d.Lease(t.Context(), Want{Users: 1})
	require.NoError(t, err)
	tokens, err := lease.SignIn(t.Context(), session.SetUp, signin.SignIn{Client: *d.File.Clients.Confidential, User: lease.Users[0]})
	require.NoError(t, err)
	assert.Equal(t, signin.Tokens{Refresh: "refresh-1", Access: "access-1", Scope: file.DefaultScope}, tokens)
	exchange := lease.Drain()[0]
	assert.Equal(t, "audience=https%3A%2F%2Fapi.one&client_id=app&client_secret=[secret of confidential]&grant_type=password"+
		"&password=[password of user 1]&realm=Users&scope=openid+offline_access&username=user1", exchange.Request.Body)
	assert.Contains(t, exchange.Response.Body, `"refresh_token":"[refresh token 1]"`)
	assert.Equal(t, session.SetUp, exchange.Purpose)
}

func TestLostSignInIsMadeAgain(t *testing.T) {
	f := newFake(t)
	d := f.open(t, nil)
	f.ruin("lost")
	s := d.Session()
	tokens, err := s.SignIn(t.Context(), session.SetUp, signin.SignIn{Client: *d.File.Clients.Public, User: d.File.Users[0]})
	require.NoError(t, err)
	assert.Equal(t, "refresh-1", tokens.Refresh)
	assert.Len(t, s.Drain(), 2)
}

func TestRefusedSignIn(t *testing.T) {
	d := newFake(t).open(t, func(f *file.File) { f.Users[0].Password = "wrong" })
	s := d.Session()
	_, err := s.SignIn(t.Context(), session.SetUp, signin.SignIn{Client: *d.File.Clients.Public, User: d.File.Users[0]})
	assert.EqualError(t, err, "sign-in at public: the token endpoint answers 403 invalid_grant; check username and password, and that the user may sign in at this application")
	assert.Len(t, s.Drain(), 1, "a refusal is not tried again")
}

// portal is a server that signs in by pages. It hands out each code once, for the challenge that it was asked with.
type portal struct {
	*fake
	mu         sync.Mutex
	challenges map[string]string // by code
	states     map[string]url.Values
}

func newPortal(t *testing.T) *portal {
	p := &portal{fake: newFake(t), challenges: map[string]string{}, states: map[string]url.Values{}}
	p.mux.HandleFunc("GET /authorize", func(w http.ResponseWriter, r *http.Request) {
		p.mu.Lock()
		defer p.mu.Unlock()
		id := fmt.Sprint("session-id-", len(p.states)+1)
		p.states[id] = r.URL.Query()
		http.SetCookie(w, &http.Cookie{Name: "sid", Value: id, Path: "/", Secure: true, HttpOnly: true})
		http.Redirect(w, r, "/"+r.FormValue("ui"), http.StatusFound)
	})
	page := func(path, html string) {
		p.mux.HandleFunc("GET "+path, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/html")
			fmt.Fprint(w, "<html><body>"+html+"</body></html>")
		})
	}
	search := `<form action="/search"><input name=q><button>Search</button></form><form action="/logout" method=post><button>Log out</button></form>`
	page("/plain", search+`<form method="post" action="login?next=1"><input type=hidden name=csrf value="x&amp;y"><input name=login><input type=password name=password>
		<input type=checkbox name=remember><button name=cancel value=1>Cancel</button><button name=go value=yes>Sign in</button></form>`)
	page("/steps", `<form method=post action="/identifier" id=f><input type=text name=q value=keep><input type=email name=mail></form><button form=f name=action value=default>Next</button>`)
	page("/consent", `<form method=post action="/decide"><input type=checkbox name=scope value=openid><input type=checkbox name=scope value=offline_access>
		<input type=submit name=deny value="Deny access"><input type=submit name=allow value="Allow access"><input type=submit name=x value=Other disabled></form>`)
	page("/script", `<div id=root></div><script src=app.js></script>`)
	page("/named", `<form method=post action="/login"><input type=hidden name=csrf value="x&y"><input name=a><input name=b type=text><button formaction="/login?next=1">Go on</button></form>`)
	p.mux.HandleFunc("GET /circles", func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/circles", http.StatusFound) })
	p.mux.HandleFunc("GET /app", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Location", "myapp://elsewhere?code=CANARY")
		w.WriteHeader(http.StatusFound)
	})
	p.mux.HandleFunc("GET /refuse", func(w http.ResponseWriter, r *http.Request) {
		p.back(w, r, url.Values{"error": {"access_denied"}, "error_description": {"no, " + strings.Repeat("really ", 50)}})
	})
	p.mux.HandleFunc("GET /forge", func(w http.ResponseWriter, r *http.Request) {
		p.back(w, r, url.Values{"code": {"c"}, "state": {"forged"}})
	})
	p.mux.HandleFunc("GET /empty", func(w http.ResponseWriter, r *http.Request) { p.back(w, r, url.Values{}) })
	p.mux.HandleFunc("GET /broken", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(500) })
	p.mux.HandleFunc("POST /identifier", func(w http.ResponseWriter, r *http.Request) {
		if r.FormValue("mail") != "user1" || r.FormValue("q") != "keep" || r.FormValue("action") != "default" {
			w.WriteHeader(http.StatusBadRequest)
			return
		}
		http.Redirect(w, r, "/plain", http.StatusSeeOther)
	})
	p.mux.HandleFunc("POST /login", func(w http.ResponseWriter, r *http.Request) {
		name, password := r.FormValue("login")+r.FormValue("a"), r.FormValue("password")+r.FormValue("b")
		switch {
		case r.FormValue("csrf") != "x&y" || r.FormValue("next") != "1" || r.FormValue("remember") != "" || r.FormValue("cancel") != "":
			w.WriteHeader(http.StatusBadRequest)
		case name != "user1" || password != "password-of-1":
			http.Redirect(w, r, "/plain", http.StatusSeeOther)
		default:
			w.Header().Set("Location", "/consent")
			w.WriteHeader(http.StatusFound)
		}
	})
	p.mux.HandleFunc("POST /decide", func(w http.ResponseWriter, r *http.Request) {
		_ = r.ParseForm()
		if r.Form.Get("allow") != "Allow access" || r.Form.Get("deny") != "" || len(r.Form["scope"]) != 2 {
			p.back(w, r, url.Values{"error": {"access_denied"}})
			return
		}
		p.mu.Lock()
		code := fmt.Sprintf("Code-%d", len(p.challenges)+1)
		p.challenges[code] = p.asked(r).Get("code_challenge")
		p.mu.Unlock()
		p.back(w, r, url.Values{"code": {code}})
	})
	return p
}

// asked are the parameters of the authorization request to which the browser's cookie belongs.
func (p *portal) asked(r *http.Request) url.Values {
	cookie, err := r.Cookie("sid")
	if err != nil {
		return url.Values{}
	}
	return p.states[cookie.Value]
}

func (p *portal) back(w http.ResponseWriter, r *http.Request, values url.Values) {
	p.mu.Lock()
	defer p.mu.Unlock()
	asked := p.asked(r)
	if values.Get("state") == "" {
		values.Set("state", asked.Get("state"))
	}
	w.Header().Set("Location", asked.Get("redirect_uri")+"?"+values.Encode())
	w.WriteHeader(http.StatusFound)
}

func (p *portal) signIn(t *testing.T, ui string, role string, change func(*file.File)) (*Session, signin.Tokens, error) {
	d := p.open(t, func(f *file.File) {
		f.Mint = file.Mint{Strategy: file.StrategyAuthorizationCode, Parameters: map[string]string{"ui": ui}}
		if change != nil {
			change(f)
		}
	})
	s := d.Session()
	client, ok := d.File.Clients.ByRole(role)
	require.True(t, ok)
	tokens, err := s.SignIn(t.Context(), session.SetUp, signin.SignIn{Client: client, User: d.File.Users[0]})
	return s, tokens, err
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
	p.ruin("lost")
	_, tokens, err := p.signIn(t, "plain", "confidential", nil)
	require.NoError(t, err)
	assert.NotEmpty(t, tokens.Access)
	assert.Equal(t, []string{"Code-1", "Code-2"}, codes)
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
