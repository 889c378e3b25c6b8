package authapi_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/mockserver/internal/authapi"
	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

// What is refused is told so in the way of its endpoint, what is ignored changes nothing, and an empty value is none.
func TestParametersAreTreatedAsTheTableSays(t *testing.T) {
	bothDialects(t, func(t *testing.T, s *site, _ string) {
		b := s.browser()
		b.signedIn("public")
		seen := map[string]bool{}
		for _, p := range authapi.Parameters() {
			require.False(t, seen[p.Path+p.Name], p.Name)
			seen[p.Path+p.Name] = true
			code, _, _ := strings.Cut(p.Says, ":")
			for value, want := range map[string]string{"x": code, "": ""} {
				if p.Treatment != authapi.Refused {
					want = ""
				}
				switch {
				case p.Treatment == authapi.Served:
				case p.Path == "/authorize":
					q := b.open("GET", authorizeURL("public", "prompt", "none", p.Name, value), nil).location().Query()
					assert.Equal(t, want, q.Get("error"), p.Name)
					assert.Equal(t, want == "", q.Has("code"), p.Name)
				case p.Path == "/oauth/token":
					form := s.as("confidential", "grant_type", "refresh_token", "refresh_token", s.refreshToken("confidential", 0))
					if !p.Header {
						form.Set(p.Name, value)
					}
					r := request("POST", p.Path, formType, form.Encode())
					if p.Header {
						r.Header.Set(p.Name, value)
					}
					assert.Equal(t, want, s.do(r).field("error"), p.Name)
				case p.Path == "/oauth/device/code":
					assert.Equal(t, want, s.post(p.Path, s.as("device", p.Name, value)).field("error"), p.Name)
				case p.Path == "/oauth/revoke":
					assert.Equal(t, 200, s.post(p.Path, s.as("public", "token", "x", p.Name, value)).status)
				default:
					assert.Equal(t, 200, s.browser().open("GET", p.Path+"?"+p.Name+"="+value, nil).status, p.Name)
				}
			}
		}
		a := b.open("GET", "/authorize?client_id=mock-public&request_uri=urn:x", nil)
		assert.Equal(t, 400, a.status, "a pushed request has no address to go back to")
		assert.Contains(t, a.body, "request_uri_not_supported")
	})
}

func TestConnectionsThatAreNotThere(t *testing.T) {
	b := newSite(t, "").browser()
	for connection, want := range map[string]string{"google-oauth2": "invalid_request", tenant.Connection: "login_required", "": "login_required"} {
		q := b.open("GET", authorizeURL("public", "prompt", "none", "connection", connection), nil).location().Query()
		assert.Equal(t, want, q.Get("error"), connection)
	}
}

func TestPromptsAndAges(t *testing.T) {
	s := newSite(t, "")
	b := s.browser()
	b.signIn(authorizeURL("public"), "accept")
	s.advance(time.Minute)
	for _, x := range []struct{ want, prompt, age string }{
		{"code", "none", "-"}, {"code", "none", "61"}, {"login_required", "none", "60"}, {"login_required", "none", "0"},
		{"invalid_request", "none", "-1"}, {"invalid_request", "none", "soon"}, {"invalid_request", "none login", "-"},
		{"invalid_request", "create", "-"}, {"code", "-", "3600"},
		{"/u/login", "-", "30"}, {"/u/login", "login", "-"}, {"/u/login", "select_account", "-"}, {"/u/consent", "consent", "-"},
	} {
		to := b.open("GET", authorizeURL("public", "prompt", x.prompt, "max_age", x.age), nil).location()
		got := to.Path
		if to.Query().Has("error") {
			got = to.Query().Get("error")
		} else if to.Query().Has("code") {
			got = "code"
		}
		assert.Equal(t, x.want, got, x)
	}
	a := b.signIn(authorizeURL("public", "max_age", "0"), "accept")
	require.NotEmpty(t, a.location().Query().Get("code"), "once signed in anew")
}

// OpenID Connect Core, section 3.1.2.1: the answer is about the user whom the application means.
func TestTheUserWhomTheApplicationMeans(t *testing.T) {
	s := newSite(t, "")
	b := s.browser()
	mine, theirs := b.signedIn("public").field("id_token"), s.signIn("public", 1).field("id_token")
	for hint, want := range map[string]string{mine: "", theirs: "login_required", "x": "invalid_request", theirs + "x": "invalid_request"} {
		q := b.open("GET", authorizeURL("public", "prompt", "none", "id_token_hint", hint), nil).location().Query()
		assert.Equal(t, want, q.Get("error"))
	}
	a := s.browser().signIn(authorizeURL("public", "id_token_hint", theirs), "accept")
	assert.Equal(t, "login_required", a.location().Query().Get("error"), "the first user signs in, the second was meant")
	a = s.browser().signIn(authorizeURL("public", "id_token_hint", mine), "accept")
	assert.NotEmpty(t, a.location().Query().Get("code"))
}

func TestTheLoginPageKeepsTheName(t *testing.T) {
	s := newSite(t, "")
	b := s.browser()
	page, _ := b.follow(b.open("GET", authorizeURL("public"), nil))
	assert.Contains(t, page.body, `name="username" autocomplete="username" value="" required autofocus>`)
	page, _ = b.follow(b.open("GET", authorizeURL("public", "login_hint", `ann"@example.com`), nil))
	assert.Contains(t, page.body, `value="ann&#34;@example.com" required>`)
	assert.Contains(t, page.body, `autocomplete="current-password" required autofocus>`)
	b = s.browser()
	_, state := b.follow(b.open("GET", authorizeURL("public"), nil))
	wrong := b.open("POST", "/u/login", values("state", state, "username", "ben@example.com", "password", "a-wrong-password"))
	assert.Equal(t, 400, wrong.status)
	assert.Contains(t, wrong.body, `value="ben@example.com"`)
	assert.NotContains(t, wrong.body, "a-wrong-password")
}
