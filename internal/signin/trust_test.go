package signin

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/deployment/file"
)

// stranger is a server of somebody else, which writes down all that it is sent.
type stranger struct {
	*httptest.Server
	mu       sync.Mutex
	requests []string
}

const strangersForm = `<form method=post action=/login><input name=username><input type=password name=password><button>Sign in</button></form>`

func newStranger(t *testing.T) *stranger {
	s := &stranger{}
	s.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		s.mu.Lock()
		defer s.mu.Unlock()
		s.requests = append(s.requests, fmt.Sprint(r.Method, " ", r.URL, " ", r.Header, " ", string(body)))
		w.Header().Set("Content-Type", "text/html")
		fmt.Fprint(w, strangersForm)
	}))
	t.Cleanup(s.Close)
	return s
}

// received is all that it was sent.
func (s *stranger) received() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return strings.Join(s.requests, "\n")
}

// pagesLeadingTo are sign-in pages that would give the password to somebody else, and whether they need a script for it.
func pagesLeadingTo(otherOrigin string) map[string]string {
	fields := `<input name=username><input type=password name=password>`
	return map[string]string{
		"form":       `<form method=post action="` + otherOrigin + `/collect">` + fields + `<button>Sign in</button></form>`,
		"get":        `<form action="` + otherOrigin + `/collect">` + fields + `<button>Sign in</button></form>`,
		"formaction": `<form method=post action=/login>` + fields + `<button formaction="` + otherOrigin + `/collect">Sign in</button></form>`,
		"repeated":   `<form method=post action=/again>` + fields + `<button>Sign in</button></form>`, // answered by a 307
	}
}

// leads serves the pages that lead to somebody else.
func (p *portal) leads(otherOrigin string) {
	for name, html := range pagesLeadingTo(otherOrigin) {
		p.mux.HandleFunc("GET /leads-"+name, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/html")
			fmt.Fprint(w, html)
		})
	}
	p.mux.HandleFunc("POST /again", func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, otherOrigin+"/collect", http.StatusTemporaryRedirect)
	})
	p.mux.HandleFunc("GET /leads-away", func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, otherOrigin+"/login?challenge=0123456789abcdef0123456789abcdef0123456789abcdef", http.StatusFound)
	})
	p.mux.HandleFunc("GET /leads-inside", func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "http://169.254.169.254/latest/meta-data/", http.StatusFound)
	})
}

// A password goes nowhere but to origins that the file names, however a page leads elsewhere; and the error says what to add.
func TestThePasswordStaysWithTheServer(t *testing.T) {
	for ui, says := range map[string]string{
		"leads-form": "the page at /leads-form sends its form to ", "leads-get": "the page at /leads-get sends its form to ", "leads-formaction": "the page at /leads-formaction sends its form to ",
		"leads-repeated": "the page at /again sends what is secret to ", "leads-away": "the page at /login wants to be filled in at ",
	} {
		t.Run(ui, func(t *testing.T) {
			other, p := newStranger(t), newPortal(t)
			p.leads(other.URL)
			_, _, err := p.signIn(t, ui, "public", nil)
			require.ErrorContains(t, err, says+other.URL+", which the deployment file does not name; if it is the server's own, write trusted_origins: ["+other.URL+"]")
			assert.ErrorIs(t, err, file.ErrWithheld)
			assert.NotContains(t, err.Error(), "\n")
			for _, secret := range []string{"password-of-1", "user1", "session-id-"} {
				assert.NotContains(t, other.received(), secret)
			}

			_, _, err = p.signIn(t, ui, "public", func(f *file.File) { f.TrustedOrigins = []string{other.URL} })
			require.ErrorContains(t, err, "the page at ")
			assert.Contains(t, other.received(), "password-of-1", "it is trusted now")
		})
	}
}

func TestLinkLocalAddressesAreNotAsked(t *testing.T) {
	p := newPortal(t)
	p.leads("")
	_, _, err := p.signIn(t, "leads-inside", "public", func(f *file.File) { f.TrustedOrigins = []string{"http://169.254.169.254"} })
	assert.ErrorContains(t, err, "the page at /leads-inside leads to 169.254.169.254, a link-local address")
}
