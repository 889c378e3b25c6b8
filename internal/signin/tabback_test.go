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

// A script may be what the server redirects to the client. A browser could not follow that, and need not: the code is there.
func TestAScriptIsRedirectedToTheClient(t *testing.T) {
	needsChromiumAndTime(t)
	p := newPortal(t)
	for name, script := range map[string]string{
		"posts":   `fetch('/finish', {method: 'POST', headers: {'X-Mark': '1'}})`,
		"follows": `fetch('/finish')`,
	} {
		p.mux.HandleFunc("GET /"+name, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/html")
			fmt.Fprint(w, `<p>You are ann.</p><button onclick="`+script+`">Continue</button>`)
		})
	}
	p.mux.HandleFunc("/finish", func(w http.ResponseWriter, r *http.Request) {
		p.mu.Lock()
		code := fmt.Sprintf("Code-%d", len(p.challenges)+1)
		p.challenges[code] = p.asked(r).Get("code_challenge")
		p.mu.Unlock()
		p.back(w, r, url.Values{"code": {code}})
	})
	d := p.open(t, func(f *file.File) {
		f.Mint, f.Limits.Timeout = file.Mint{Strategy: file.StrategyBrowser}, 5*time.Second
	})
	for _, ui := range []string{"posts", "follows"} {
		for _, back := range []string{"https://client.example/callback", "com.example.app:/callback"} {
			_, tokens, err := d.signIn(t.Context(), ui, func(in *SignIn) { in.Client.RedirectURI = back })
			require.NoError(t, err, ui)
			assert.NotEmpty(t, tokens.Refresh, ui)
		}
	}
}
