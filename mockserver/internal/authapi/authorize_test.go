package authapi_test

import (
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/mockserver"
	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

// browser keeps cookies and follows no redirects.
type browser struct {
	s   *site
	jar http.CookieJar
}

func (s *site) browser() *browser {
	jar, err := cookiejar.New(nil)
	require.NoError(s.t, err)
	return &browser{s: s, jar: jar}
}

func (b *browser) open(method, path string, form url.Values) answer {
	r := request(method, path, "", "")
	if form != nil {
		r = request(method, path, formType, form.Encode())
	}
	base, _ := url.Parse(issuer)
	for _, c := range b.jar.Cookies(base) {
		r.AddCookie(c)
	}
	a := b.s.do(r)
	b.jar.SetCookies(base, (&http.Response{Header: a.header}).Cookies())
	return a
}

func (a answer) location() *url.URL {
	u, _ := url.Parse(a.header.Get("Location"))
	return u
}

var stateField = regexp.MustCompile(`name="state" value="([^"]*)"`)

func (b *browser) follow(a answer) (answer, string) {
	require.Equal(b.s.t, 302, a.status, a.body)
	page := b.open("GET", a.header.Get("Location"), nil)
	require.Equal(b.s.t, 200, page.status, page.body)
	m := stateField.FindStringSubmatch(page.body)
	require.NotNil(b.s.t, m, page.body)
	return page, m[1]
}

const verifier = "a-verifier-of-at-least-forty-three-characters-0"

func authorizeURL(role string, pairs ...string) string {
	sum := sha256.Sum256([]byte(verifier))
	q := values("response_type", "code", "client_id", "mock-"+role, "redirect_uri", mockserver.SeedRedirectURI,
		"scope", "openid offline_access", "state", "s t", "nonce", "n",
		"code_challenge", base64.RawURLEncoding.EncodeToString(sum[:]), "code_challenge_method", "S256")
	for i := 0; i+1 < len(pairs); i += 2 {
		if q.Set(pairs[i], pairs[i+1]); pairs[i+1] == "-" {
			q.Del(pairs[i])
		}
	}
	return "/authorize?" + q.Encode()
}

// signIn goes through the pages and returns the redirect that ends them.
func (b *browser) signIn(at string, action string) answer {
	login, state := b.follow(b.open("GET", at, nil))
	require.Contains(b.s.t, login.body, `name="username"`)
	u := b.s.seed.Users[0]
	a := b.open("POST", "/u/login", values("state", state, "username", u.Email, "password", u.Password))
	if !strings.HasPrefix(a.location().Path, "/u/consent") {
		return a
	}
	_, state = b.follow(a)
	return b.open("POST", "/u/consent", values("state", state, "action", action))
}

func (s *site) exchangeCode(role, code string, pairs ...string) answer {
	v := s.as(role, "grant_type", "authorization_code", "code", code, "redirect_uri", mockserver.SeedRedirectURI,
		"code_verifier", verifier)
	for i := 0; i+1 < len(pairs); i += 2 {
		v.Set(pairs[i], pairs[i+1])
	}
	return s.post("/oauth/token", v)
}

func TestAuthorizationCode(t *testing.T) {
	bothDialects(t, func(t *testing.T, s *site, dialect string) {
		b := s.browser()
		a := b.signIn(authorizeURL("public"), "accept")
		require.Equal(t, 302, a.status)
		assert.Equal(t, mockserver.SeedRedirectURI, strings.Split(a.header.Get("Location"), "?")[0])
		assert.Equal(t, "s t", a.location().Query().Get("state"))
		code := a.location().Query().Get("code")

		assert.NotEqual(t, 200, s.exchangeCode("rotating", code).status, "another client's")
		tokens := s.exchangeCode("public", code)
		require.Equal(t, 200, tokens.status, tokens.body)
		assert.Equal(t, "n", claims(t, tokens.field("id_token"))["nonce"])
		refresh := tokens.field("refresh_token")
		again := s.exchange("public", refresh)
		require.Equal(t, 200, again.status)
		assert.NotContains(t, claims(t, again.field("id_token")), "nonce")
		if dialect == tenant.DialectRFC {
			refresh = again.field("refresh_token")
		}

		replay := s.exchangeCode("public", code)
		assert.Equal(t, "invalid_grant", replay.field("error"))
		assert.Equal(t, dialect == tenant.DialectAuth0, s.alive("public", refresh), "a replayed code ends its grant in dialect rfc")
	})
}

func TestSecondSignInSkipsThePages(t *testing.T) {
	s := newSite(t, tenant.DialectAuth0)
	b := s.browser()
	first := b.signIn(authorizeURL("public"), "accept")
	require.Equal(t, 200, s.exchangeCode("public", first.location().Query().Get("code")).status)
	a := b.open("GET", authorizeURL("public"), nil)
	assert.NotEmpty(t, a.location().Query().Get("code"))
	a = b.open("GET", authorizeURL("public", "prompt", "none"), nil)
	assert.NotEmpty(t, a.location().Query().Get("code"))
	assert.Equal(t, "/u/login", b.open("GET", authorizeURL("public", "prompt", "login"), nil).location().Path)
	assert.Equal(t, "/u/consent", b.open("GET", authorizeURL("public", "prompt", "consent"), nil).location().Path)
	a = b.open("GET", authorizeURL("public", "prompt", "none", "scope", "openid email"), nil)
	assert.Equal(t, "consent_required", a.location().Query().Get("error"))
	assert.Equal(t, 200, b.open("GET", "/v2/logout", nil).status)
	a = b.open("GET", authorizeURL("public", "prompt", "none"), nil)
	assert.Equal(t, "login_required", a.location().Query().Get("error"))
}

func TestAuthorizationErrors(t *testing.T) {
	s := newSite(t, tenant.DialectRFC)
	b := s.browser()
	assert.Equal(t, "access_denied", b.signIn(authorizeURL("public"), "deny").location().Query().Get("error"))
	for want, at := range map[string]string{
		"unsupported_response_type": authorizeURL("public", "response_type", "token"),
		"invalid_request":           authorizeURL("public", "code_challenge", "-"),
		"access_denied":             authorizeURL("public", "audience", "https://nowhere.example"),
		"unauthorized_client":       authorizeURL("device"),
	} {
		a := b.open("GET", at, nil)
		assert.Equal(t, 302, a.status, want)
		assert.Equal(t, want, a.location().Query().Get("error"))
	}
	for _, at := range []string{
		authorizeURL("nobody"), authorizeURL("public", "redirect_uri", "https://evil.example/"), "/authorize",
		authorizeURL("public") + "&scope=twice", "/u/login?state=x", "/u/consent?state=x",
	} {
		a := b.open("GET", at, nil)
		assert.GreaterOrEqual(t, a.status, 400, at)
		assert.Less(t, a.status, 500, at)
		assert.Empty(t, a.header.Get("Location"), "never redirect to an address that is not registered")
	}
}

func TestPKCEAndRedirectURIAreChecked(t *testing.T) {
	for name, change := range map[string][]string{
		"wrong verifier": {"code_verifier", strings.Repeat("x", 43)},
		"no verifier":    {"code_verifier", ""},
		"short verifier": {"code_verifier", "x"},
		"redirect":       {"redirect_uri", "http://localhost/other"},
	} {
		t.Run(name, func(t *testing.T) {
			s := newSite(t, tenant.DialectAuth0)
			code := s.browser().signIn(authorizeURL("public"), "accept").location().Query().Get("code")
			a := s.exchangeCode("public", code, change...)
			assert.Equal(t, 403, a.status)
			assert.Equal(t, "invalid_grant", a.field("error"))
		})
	}
	s := newSite(t, tenant.DialectAuth0)
	plain := authorizeURL("public", "code_challenge", verifier, "code_challenge_method", "plain")
	code := s.browser().signIn(plain, "accept").location().Query().Get("code")
	assert.Equal(t, 200, s.exchangeCode("public", code).status)
}

func TestLoginRefusesAWrongPasswordAndAnotherBrowser(t *testing.T) {
	s := newSite(t, tenant.DialectAuth0)
	b := s.browser()
	_, state := b.follow(b.open("GET", authorizeURL("public"), nil))
	a := b.open("POST", "/u/login", values("state", state, "username", s.seed.Users[0].Email, "password", "<wrong>"))
	assert.Equal(t, 400, a.status)
	assert.Contains(t, a.body, "Wrong email or password.")
	other := s.browser().open("POST", "/u/login", values("state", state, "username", s.seed.Users[0].Email, "password", s.seed.Users[0].Password))
	assert.Equal(t, 400, other.status)
}
