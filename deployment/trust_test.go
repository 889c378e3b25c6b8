package deployment

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"

	"github.com/jarcoal/httpmock"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/deployment/file"
	"github.com/revokespec/revokespec/internal/httpx"
	"github.com/revokespec/revokespec/internal/origin"
	"github.com/revokespec/revokespec/internal/remedy"
	"github.com/revokespec/revokespec/internal/session"
	"github.com/revokespec/revokespec/judge"
)

// stranger is a server of somebody else, which writes down all that it is told.
type stranger struct {
	*httptest.Server
	mu   sync.Mutex
	told []string
}

const strangersForm = `<form method=post action=/login><input name=username><input type=password name=password><button>Sign in</button></form>`

func newStranger(t *testing.T) *stranger {
	s := &stranger{}
	s.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		s.mu.Lock()
		defer s.mu.Unlock()
		s.told = append(s.told, fmt.Sprint(r.Method, " ", r.URL, " ", r.Header, " ", string(body)))
		w.Header().Set("Content-Type", "text/html")
		fmt.Fprint(w, strangersForm)
	}))
	t.Cleanup(s.Close)
	return s
}

// heard is all that it was told.
func (s *stranger) heard() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return strings.Join(s.told, "\n")
}

// pagesLeadingTo are sign-in pages that would give the password to somebody else, and whether they need a script for it.
func pagesLeadingTo(elsewhere string) map[string]string {
	fields := `<input name=username><input type=password name=password>`
	return map[string]string{
		"form":       `<form method=post action="` + elsewhere + `/collect">` + fields + `<button>Sign in</button></form>`,
		"get":        `<form action="` + elsewhere + `/collect">` + fields + `<button>Sign in</button></form>`,
		"formaction": `<form method=post action=/login>` + fields + `<button formaction="` + elsewhere + `/collect">Sign in</button></form>`,
		"repeated":   `<form method=post action=/again>` + fields + `<button>Sign in</button></form>`, // answered by a 307
	}
}

// leads serves the pages that lead to somebody else.
func (p *portal) leads(elsewhere string) {
	for name, html := range pagesLeadingTo(elsewhere) {
		p.mux.HandleFunc("GET /leads-"+name, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/html")
			fmt.Fprint(w, html)
		})
	}
	p.mux.HandleFunc("POST /again", func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, elsewhere+"/collect", http.StatusTemporaryRedirect)
	})
	p.mux.HandleFunc("GET /leads-away", func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, elsewhere+"/login?challenge=0123456789abcdef0123456789abcdef0123456789abcdef", http.StatusFound)
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
				assert.NotContains(t, other.heard(), secret)
			}

			_, _, err = p.signIn(t, ui, "public", func(f *file.File) { f.TrustedOrigins = []string{other.URL} })
			require.ErrorContains(t, err, "the page at ")
			assert.Contains(t, other.heard(), "password-of-1", "it is trusted now")
		})
	}
}

func TestLinkLocalAddressesAreNotAsked(t *testing.T) {
	p := newPortal(t)
	p.leads("")
	_, _, err := p.signIn(t, "leads-inside", "public", func(f *file.File) { f.TrustedOrigins = []string{"http://169.254.169.254"} })
	assert.ErrorContains(t, err, "the page at /leads-inside leads to 169.254.169.254, a link-local address")
	for host, is := range map[string]bool{
		"169.254.169.254": true, "169.254.1.1": true, "fe80::1": true, "fe80::1%eth0": true, "fd00:ec2::254": true, "::ffff:169.254.169.254": true, "64:ff9b::a9fe:a9fe": true,
		"fd00:ec2::23": true, "fd20:ce::254": true, "64:ff9b:1::a9fe:a9fe": true, "64:ff9b:1:a9fe:00a9:fe00::": true, "64:ff9b:1:a9:00fe:a9fe::": true, "2002:a9fe:a9fe::1": true,
		"instance-data.ec2.internal": true, "64:ff9b:1::1": false, "2002:7f00:1::": false, "fd20:ce::255": false,
		"100.100.100.200": true, "168.63.129.16": true, "metadata.google.internal": true, "METADATA.google.internal.": true, "2852039166": true, "0xA9FEA9FE": true, "0251.0376.0251.0376": true, "169.254.43518": true,
		"127.0.0.1": false, "::1": false, "10.0.0.1": false, "100.100.100.201": false, "fd00:ec2::255": false, "login.example": false, "localhost": false, "a1.example": false, "": false,
	} {
		assert.Equal(t, is, origin.LinkLocal(host), host)
	}
}

// Metadata that names endpoints elsewhere would have every secret sent there.
func TestEndpointsOfAnotherOrigin(t *testing.T) {
	const issuer, at = "https://acme.example/", "https://acme.example/.well-known/openid-configuration"
	metadata := func(extra string) map[string]httpmock.Responder {
		return map[string]httpmock.Responder{at: httpmock.NewStringResponder(200, `{"issuer":"https://acme.example/",`+complete+extra+`}`)}
	}
	for extra, want := range map[string]string{
		`,"userinfo_endpoint":"https://acme.example:8443/u"`:              "the metadata of https://acme.example/ has what is secret sent (userinfo) to https://acme.example:8443, which the deployment file does not name; if it is the server's own, write trusted_origins: [https://acme.example:8443]",
		`,"introspection_endpoint":"http://acme.example/i"`:               "leads to http://acme.example, without TLS, from an issuer that has it; nothing was asked there: tell the server its public URL; or give endpoints.introspection",
		`,"authorization_endpoint":"https://169.254.169.254/a"`:           "leads to 169.254.169.254, a link-local address",
		`,"device_authorization_endpoint":"https://evil.example/d"`:       "(device_authorization) to https://evil.example",
		`,"jwks_uri":"https://evil.example/j","x":"https://else.example"`: "(jwks) to https://evil.example",
	} {
		_, err := openWith(t, issuer, file.Endpoints{}, metadata(extra))
		var unjudgeable *remedy.Unjudgeable
		require.ErrorAs(t, err, &unjudgeable, extra)
		assert.ErrorContains(t, err, want)
		assert.NotContains(t, err.Error(), "\n")
	}
	given := file.Endpoints{Userinfo: "https://acme.example:8443/u"}
	_, err := openWith(t, issuer, given, metadata(`,"introspection_endpoint":"https://acme.example:8443/i"`))
	assert.NoError(t, err, "the file names that origin")
}

// Whatever the harness sends, it sends to nobody whom the file does not name.
func TestNothingSecretIsSentToAStranger(t *testing.T) {
	other, f := newStranger(t), newFake(t)
	d := f.open(t, nil)
	s := d.Session()
	form := url.Values{"client_secret": {"secret-of-1"}}
	answer := s.Send(t.Context(), session.Check, httpx.Request{URL: other.URL, Form: form})
	require.ErrorIs(t, answer.Err, file.ErrWithheld)
	answers, _ := s.SendTogether(t.Context(), session.Check, []httpx.Request{{URL: other.URL, Form: form}, {URL: f.URL, Form: form}})
	require.ErrorIs(t, answers[0].Err, file.ErrWithheld)
	assert.Equal(t, judge.Unclear, judge.Class(answer))
	assert.Empty(t, other.heard())
}
