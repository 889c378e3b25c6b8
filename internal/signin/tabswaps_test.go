package signin

import (
	"fmt"
	"net/http"
	"net/url"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/deployment/file"
)

// swapping does what htmx does: an element posts its form, and what comes takes the place of a part of the same document.
const swapping = `<script>
const wire = () => document.querySelectorAll('[hx-post]').forEach((e) => {
  if (e.wired) return;
  e.wired = true;
  e.addEventListener(e.getAttribute('hx-trigger') || 'submit', async (event) => {
    event.preventDefault();
    const body = new URLSearchParams(new FormData(e.closest('form')));
    await new Promise((go) => setTimeout(go, Number(e.getAttribute('hx-delay') || 0)));
    const answer = await fetch(e.getAttribute('hx-post'), { method: 'POST', body, headers: { 'HX-Request': 'true' } });
    const to = answer.headers.get('HX-Redirect');
    if (to) { location.href = to; return; }
    document.getElementById(e.getAttribute('hx-target') || 'box').innerHTML = await answer.text();
    wire();
  });
});
wire();
</script>`

// swaps serves pages of that kind, and returns them; a login is right when it has name, password and the mark of the form.
func (p *portal) swaps() map[string]string {
	const fields = `<input name=mark type=hidden value=m><input name=login value="%s"><input type=password name=password>`
	pages := map[string]string{
		"steps":     `<form hx-post=/hx/name><input name=login><button>Next</button></form>`,
		"rerenders": `<form hx-post=/hx/login><input name=login hx-post=/hx/again hx-trigger=change><input type=password name=password><button>Sign in</button></form>`,
		"typed":     `<form hx-post=/hx/login><input name=mark type=hidden value=m><input name=login><input name=password hx-post=/hx/again hx-trigger=input><button>Sign in</button></form>`,
		"disabled":  `<form hx-post=/hx/login>` + fmt.Sprintf(fields, "") + `<span id=go hx-post=/hx/button hx-trigger=none hx-target=go><button disabled>Sign in</button></span></form><script>let late; addEventListener('input', () => { clearTimeout(late); late = setTimeout(() => document.getElementById('go').dispatchEvent(new Event('none')), 300) })</script>`,
		"part":      `<form hx-post=/hx/login><input name=mark type=hidden value=m><input name=login hx-post=/hx/word hx-trigger=input hx-target=word><span id=word></span><button>Sign in</button></form>`,
		"shown":     `<form hx-post=/hx/login><input name=mark type=hidden value=m><input id=user_password name=password><input name=login><button>Sign in</button></form>`,
	}
	for name, html := range pages {
		p.mux.HandleFunc("GET /swaps-"+name, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/html")
			fmt.Fprint(w, "<div id=box>"+html+"</div>"+swapping)
		})
	}
	login := func(name string) string {
		return fmt.Sprintf(`<form hx-post=/hx/login>`+fields+`<button>Sign in</button></form>`, name)
	}
	for path, answer := range map[string]func(r *http.Request) string{
		"name":   func(r *http.Request) string { return login(r.FormValue("login")) },
		"again":  func(r *http.Request) string { return login(r.FormValue("login")) },
		"button": func(*http.Request) string { return `<button>Sign in</button>` },
		"word":   func(*http.Request) string { return `<input type=password name=password>` },
	} {
		p.mux.HandleFunc("POST /hx/"+path, func(w http.ResponseWriter, r *http.Request) { fmt.Fprint(w, answer(r)) })
	}
	p.mux.HandleFunc("POST /hx/login", func(w http.ResponseWriter, r *http.Request) {
		if r.FormValue("login") != "user1" || r.FormValue("password") != "password-of-1" || r.FormValue("mark") != "m" {
			fmt.Fprint(w, `<p role=alert>Wrong</p>`+login(""))
			return
		}
		w.Header().Set("HX-Redirect", "/consent")
	})
	return pages
}

// A page may put another form in the place of one that is filled in, before anything of it was sent: the password was not asked for twice.
func TestPagesThatSwapTheirForms(t *testing.T) {
	needsChromiumAndTime(t)
	p := newPortal(t)
	pages := p.swaps()
	d := p.open(t, func(f *file.File) {
		f.Mint, f.Limits.Timeout = file.Mint{Strategy: file.StrategyBrowser}, 10*time.Second
	})
	inParallel(t, pages, func(t *testing.T, name, _ string) {
		_, tokens, err := d.signIn(t.Context(), "swaps-"+name, nil)
		require.NoError(t, err)
		assert.NotEmpty(t, tokens.Refresh)
		_, _, err = d.signIn(t.Context(), "swaps-"+name, func(in *SignIn) { in.User.Password = "CANARY-wrong" })
		assert.ErrorContains(t, err, "asks for the password a second time")
	})
}

// What the server says of its refusal is shown, and steers no terminal.
func TestTheRefusalOfARedirect(t *testing.T) {
	for refusal, want := range map[string]string{
		"access_denied": "the authorization endpoint refuses with access_denied (no[31m, really); correct the application's settings, or mint",
		"server_error":  "sign-in at public: the authorization endpoint redirects to the client with server_error no[31m, really; look at the server",
	} {
		p := newPortal(t)
		p.mux.HandleFunc("GET /says", func(w http.ResponseWriter, r *http.Request) {
			p.back(w, r, url.Values{"error": {refusal}, "error_description": {"no\x1b[31m, \u202ereally"}})
		})
		_, _, err := p.signIn(t, "says", "public", func(f *file.File) { f.Limits.Timeout = 5 * time.Second })
		assert.ErrorContains(t, err, want)
	}
}
