package signin

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/deployment/file"
)

// What is said of a page whose script does not end, and of one at which there is nothing to do until the time is over.
const busy, idle = " does not answer the browser", "has nothing to fill in or to press"

// hostilePages keep a browser from coming to an end, each in its own way, or try to, and what is said of the sign-in.
func hostilePages() map[string][2]string {
	const form = `<form method=post action=/login><input name=username><input type=password name=password><button>Sign in</button></form>`
	const passed = "/login answers 400"
	return map[string][2]string{
		"endless":      {form + `<script>while (1) {}</script>`, busy},
		"endless-late": {form + `<script>addEventListener('input', () => { for (;;) {} })</script>`, busy},
		"alerts":       {form + `<script>for (;;) alert('Hello')</script>`, busy},
		"questions":    {form + `<script>setInterval(() => { confirm('Leave?'); prompt('Why?'); print() })</script>`, passed},
		"unload":       {`<script>onbeforeunload = () => 'No'; location.reload()</script>`, idle},
		"buttons":      {strings.Repeat("<button>a</button>", 50_000), "/buttons has more than 1000 fields or buttons, which no sign-in needs"},
		"reloads":      {`<script>location.reload()</script>`, idle},
		"regexp":       {form + `<script>/(a+)+$/.test('a'.repeat(60) + '!')</script>`, busy},
		"windows":      {form + `<script>setInterval(() => open(location.href), 1)</script>`, passed},
		"frames":       {`<script>setInterval(() => document.body.append(document.createElement('iframe')), 1)</script>`, idle},
		"asks":         {form + `<script>setInterval(() => fetch('/poll'), 1)</script>`, passed},
		"storm":        {`<script>for (let i = 0; i < 9000; i++) fetch('/poll?' + i)</script>`, "the page at /storm "},
		"allocates":    {form + `<script>const a = []; for (;;) a.push(new Array(1e5).fill({}))</script>`, ""},
	}
}

// No page keeps a sign-in longer than limits.timeout allows, and whoever comes next is not held up.
func TestPagesThatBlockABrowser(t *testing.T) {
	needsChromiumAndTime(t)
	p := newPortal(t)
	for name, page := range hostilePages() {
		p.mux.HandleFunc("GET /"+name, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/html")
			fmt.Fprint(w, "<title>Hostile</title>"+page[0])
		})
	}
	within := func(timeout time.Duration) *server {
		return p.open(t, func(f *file.File) {
			f.Mint, f.Limits.Timeout = file.Mint{Strategy: file.StrategyBrowser}, timeout
		})
	}
	quick, slow, patient := within(time.Second), within(2*time.Second), within(10*time.Second)
	for name, page := range hostilePages() {
		began, d := time.Now(), patient // which is used up on a slow machine alone
		switch page[1] {
		case busy:
			d = quick
		case idle:
			d = slow
		}
		_, _, err := d.signIn(t.Context(), name, nil)
		took := time.Since(began)
		require.Error(t, err, name)
		assert.ErrorContains(t, err, "sign-in at public: ", name)
		assert.ErrorContains(t, err, page[1], name)
		assert.NotContains(t, err.Error(), "\n", name)
		assert.Less(t, took, 20*time.Second, name)
	}
}
