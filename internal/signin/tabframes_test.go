package signin

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"net/http"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/deployment/file"
	"github.com/revokespec/revokespec/internal/httpx"
)

// What becomes of a frame or of a script's request is not what becomes of the sign-in, except for a code.
func TestFramesDoNotEndASignIn(t *testing.T) {
	needsChromiumAndTime(t)
	p := newPortal(t)
	back := func(w http.ResponseWriter, r *http.Request, query string) {
		p.mu.Lock()
		defer p.mu.Unlock()
		http.Redirect(w, r, p.asked(r).Get("redirect_uri")+query, http.StatusFound)
	}
	p.mux.HandleFunc("GET /silent", func(w http.ResponseWriter, r *http.Request) { back(w, r, "?error=login_required") })
	p.mux.HandleFunc("GET /dead", func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) })
	const form = `<form method=post action=/login><input type=hidden name=csrf value="x&y"><input name=a><input name=b type=password><button formaction="/login?next=1">Go on</button></form>`
	frames := map[string]string{
		"tracked": `/dead`, "refused": `http://127.0.0.1:1/`, "silently": `/silent`, "straight": `https://client.example/callback?error=login_required`,
		"outside": `myapp://x/y`, "blank": `about:blank`,
	}
	for name, frame := range frames {
		p.mux.HandleFunc("GET /framed-"+name, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/html")
			fmt.Fprintf(w, `<iframe hidden src="%s"></iframe><script>fetch('%[1]s').catch(() => {})</script>%s`, frame, form)
		})
	}
	d := p.open(t, func(f *file.File) {
		f.Mint, f.Limits.Timeout = file.Mint{Strategy: file.StrategyBrowser}, 5*time.Second
	})
	inParallel(t, frames, func(t *testing.T, name, _ string) {
		_, _, err := d.signIn(t.Context(), "framed-"+name, func(in *SignIn) { in.Client.RedirectURI = "https://client.example/callback" })
		assert.NoError(t, err)
	})
}

// However much a page asks for or sends, what is held of it at once is little.
func TestPagesThatAskForMuch(t *testing.T) {
	needsChromiumAndTime(t)
	p := newPortal(t)
	var now, most, long atomic.Int64
	p.mux.HandleFunc("/slow", func(http.ResponseWriter, *http.Request) {
		most.Store(max(most.Load(), now.Add(1)))
		time.Sleep(50 * time.Millisecond)
		now.Add(-1)
	})
	p.mux.HandleFunc("/large", func(_ http.ResponseWriter, r *http.Request) {
		n, _ := io.Copy(io.Discard, r.Body)
		long.Store(max(long.Load(), n))
	})
	const form = `<form method=post action=/large><input name=a><input name=b type=password><button>Go on</button></form>`
	pages := map[string][2]string{
		"many":  {`<script>for (let i = 0; i < 100; i++) fetch('/slow?' + i)</script>`, "has nothing to fill in"},
		"posts": {`<script>fetch('/large', {method: 'POST', body: 'x'.repeat(3 << 20)})</script>`, "sends 3145728 bytes, which was not done"},
		"sends": {form + `<script>document.forms[0].addEventListener('formdata', (e) => e.formData.set('c', 'x'.repeat(3 << 20)))</script>`, "the page at /sends sends "},
		"gone":  {`<script src="http://127.0.0.1:1/app.js"></script><div id=root></div>`, "the page at /gone needs /app.js, which did not come (connection refused); look at the server"},
	}
	for name, page := range pages {
		p.mux.HandleFunc("GET /"+name, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/html")
			fmt.Fprint(w, page[0])
		})
	}
	d := p.open(t, func(f *file.File) {
		f.Mint, f.Limits.Timeout = file.Mint{Strategy: file.StrategyBrowser}, 6*time.Second
	})
	inParallel(t, pages, func(t *testing.T, name string, page [2]string) {
		_, _, err := d.signIn(t.Context(), name, nil)
		assert.ErrorContains(t, err, page[1])
	})
	assert.LessOrEqual(t, most.Load(), int64(6))
	assert.Zero(t, long.Load())
}

// What is unpacked counts, not what came over the wire.
func TestAPageThatGetsMuch(t *testing.T) {
	needsChromiumAndTime(t)
	p := newPortal(t)
	var bomb bytes.Buffer
	zip := gzip.NewWriter(&bomb)
	_, err := zip.Write(make([]byte, httpx.MaxPart-1))
	require.NoError(t, err)
	require.NoError(t, zip.Close())
	p.mux.HandleFunc("/bomb", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Encoding", "gzip")
		_, _ = w.Write(bomb.Bytes())
	})
	p.mux.HandleFunc("GET /bombs", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		fmt.Fprint(w, `<script>for (let i = 0; i < 60; i++) fetch('/bomb?' + i)</script>`)
	})
	d := p.open(t, func(f *file.File) {
		f.Mint, f.Limits.Timeout = file.Mint{Strategy: file.StrategyBrowser}, time.Minute // to unpack them takes a busy machine a while
	})
	_, _, err = d.signIn(t.Context(), "bombs", nil)
	assert.ErrorContains(t, err, "the page at /bombs gets more than 100 MiB, which no page needs")
}
