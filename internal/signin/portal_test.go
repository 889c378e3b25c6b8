package signin

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/deployment/file"
	"github.com/revokespec/revokespec/internal/session"
)

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

func (p *portal) signIn(t *testing.T, ui string, role string, change func(*file.File)) (*Signer, Tokens, error) {
	d := p.open(t, func(f *file.File) {
		f.Mint = file.Mint{Strategy: file.StrategyAuthorizationCode, Parameters: map[string]string{"ui": ui}}
		if change != nil {
			change(f)
		}
	})
	s := d.session()
	client, ok := d.File.Clients.ByRole(role)
	require.True(t, ok)
	tokens, err := s.SignIn(t.Context(), session.SetUp, SignIn{Client: client, User: d.File.Users[0]})
	return s, tokens, err
}
