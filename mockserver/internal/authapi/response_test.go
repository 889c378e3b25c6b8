package authapi_test

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"html"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/mockserver"
	"github.com/revokespec/revokespec/mockserver/internal/store/memory"
	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

var (
	hiddenField = regexp.MustCompile(`<input type="hidden" name="([^"]*)" value="([^"]*)">`)
	message     = regexp.MustCompile(`postMessage\((\{.*\}), "([^"]*)"\)`)
)

// brought is what an answer brings to the application, in whichever mode, and which one that is.
func (b *browser) brought(a answer) (url.Values, string) {
	b.s.t.Helper()
	if to := a.header.Get("Location"); to != "" {
		require.Equal(b.s.t, 302, a.status)
		u := a.location()
		require.Equal(b.s.t, mockserver.SeedRedirectURI, u.Scheme+"://"+u.Host+u.Path)
		if u.Fragment != "" {
			require.Empty(b.s.t, u.RawQuery)
			q, err := url.ParseQuery(u.EscapedFragment())
			require.NoError(b.s.t, err)
			return q, "fragment"
		}
		return u.Query(), "query"
	}
	require.Equal(b.s.t, 200, a.status, a.body)
	csp := a.header.Get("Content-Security-Policy")
	assert.Contains(b.s.t, csp, "frame-ancestors http://localhost")
	nonce := regexp.MustCompile(`<script nonce="([0-9a-f]{32})">`).FindStringSubmatch(a.body)
	require.NotNil(b.s.t, nonce, a.body)
	assert.Contains(b.s.t, csp, "script-src 'nonce-"+nonce[1]+"';")
	if m := message.FindStringSubmatch(a.body); m != nil {
		assert.Equal(b.s.t, "http://localhost", strings.ReplaceAll(m[2], `\/`, "/"))
		var data struct {
			Type     string
			Response map[string]any
		}
		require.NoError(b.s.t, json.Unmarshal([]byte(m[1]), &data))
		assert.Equal(b.s.t, "authorization_response", data.Type)
		q := url.Values{}
		for name, value := range data.Response {
			text, ok := value.(string)
			if !ok {
				text = "a number"
			}
			q.Set(name, text)
		}
		return q, "web_message"
	}
	require.Contains(b.s.t, a.body, `<form method="post" action="`+mockserver.SeedRedirectURI+`">`)
	require.Contains(b.s.t, a.body, `<button type="submit">`, "without scripts")
	q := url.Values{}
	for _, m := range hiddenField.FindAllStringSubmatch(a.body, -1) {
		q.Add(m[1], html.UnescapeString(m[2]))
	}
	return q, "form_post"
}

func half(value string) string {
	sum := sha256.Sum256([]byte(value))
	return base64.RawURLEncoding.EncodeToString(sum[:16])
}

func TestResponseTypesBringWhatTheySay(t *testing.T) {
	s := newSite(t, tenant.DialectAuth0)
	b := s.browser()
	b.signIn(authorizeURL("confidential"), "accept")
	for responseType, wants := range map[string][]string{
		"code": {"code"}, "id_token": {"id_token"}, "token": {"access_token"}, "token id_token": {"access_token", "id_token"},
		"id_token token": {"access_token", "id_token"}, "code id_token": {"code", "id_token"}, "code token": {"code", "access_token"},
		"id_token code token": {"code", "access_token", "id_token"},
	} {
		q, mode := b.brought(b.open("GET", authorizeURL("confidential", "response_type", responseType), nil))
		for _, name := range []string{"code", "access_token", "id_token"} {
			assert.Equal(t, slices.Contains(wants, name), q.Has(name), "%s: %s", responseType, name)
		}
		assert.Equal(t, "s t", q.Get("state"))
		assert.False(t, q.Has("refresh_token"), responseType)
		if responseType == "code" {
			assert.Equal(t, "query", mode)
			continue
		}
		assert.Equal(t, "fragment", mode, responseType)
		if token := q.Get("access_token"); token != "" {
			assert.Equal(t, "Bearer", q.Get("token_type"))
			assert.Equal(t, "7200", q.Get("expires_in"))
			assert.Equal(t, "openid", q.Get("scope"), "no offline_access")
			assert.Equal(t, 200, s.userinfo(token).status)
		}
		if token := q.Get("id_token"); token != "" {
			c := claims(t, token)
			assert.Equal(t, "n", c["nonce"])
			assert.Equal(t, "mock-confidential", c["aud"])
			for name, of := range map[string]string{"c_hash": "code", "at_hash": "access_token"} {
				if q.Has(of) {
					assert.Equal(t, half(q.Get(of)), c[name], responseType)
				} else {
					assert.NotContains(t, c, name, responseType)
				}
			}
		}
		if code := q.Get("code"); code != "" {
			assert.Equal(t, 200, s.exchangeCode("confidential", code).status)
		}
	}
}

func TestResponseModes(t *testing.T) {
	s := newSite(t, tenant.DialectAuth0)
	b := s.browser()
	b.signIn(authorizeURL("confidential"), "accept")
	for _, responseType := range []string{"code", "id_token", "code token"} {
		for _, mode := range []string{"query", "fragment", "form_post", "web_message"} {
			q, how := b.brought(b.open("GET", authorizeURL("confidential", "response_type", responseType, "response_mode", mode), nil))
			if mode == "query" && responseType != "code" {
				assert.Equal(t, "invalid_request", q.Get("error"), responseType)
				assert.Equal(t, "fragment", how, "an error of a response that would be there")
				continue
			}
			assert.Equal(t, mode, how, responseType)
			assert.Empty(t, q.Get("error"))
			assert.Equal(t, "s t", q.Get("state"))
			assert.Equal(t, mode == "web_message" && responseType == "code token", q.Get("expires_in") == "a number")
		}
	}
	for _, mode := range []string{"query", "fragment", "form_post", "web_message"} {
		q, how := s.browser().brought(s.browser().open("GET", authorizeURL("confidential", "prompt", "none", "response_mode", mode), nil))
		assert.Equal(t, mode, how)
		assert.Equal(t, "login_required", q.Get("error"), mode)
		assert.Equal(t, "s t", q.Get("state"))
		q, how = s.browser().brought(s.browser().signIn(authorizeURL("public", "response_mode", mode), "accept"))
		assert.Equal(t, mode, how, "by way of the pages")
		assert.NotEmpty(t, q.Get("code"))
	}
}

// What the application sends comes back as it was, and is nothing but text on the way.
func TestAnswersInPagesAreText(t *testing.T) {
	s := newSite(t, tenant.DialectAuth0)
	state := `"></script><script>alert(1)</script><!-- '` + "\u2028"
	for _, mode := range []string{"form_post", "web_message"} {
		b := s.browser()
		a := b.open("GET", authorizeURL("public", "prompt", "none", "response_mode", mode, "state", state), nil)
		assert.Equal(t, 1, strings.Count(a.body, "</script>"), mode)
		assert.NotContains(t, a.body, "<!-- ", mode)
		q, _ := b.brought(a)
		assert.Equal(t, state, q.Get("state"), mode)
	}
}

func TestWhatCannotBeAnsweredAsAskedIsRefused(t *testing.T) {
	s := newSite(t, tenant.DialectAuth0)
	b := s.browser()
	for _, x := range []struct{ want, mode, at string }{
		{"unsupported_response_type", "query", authorizeURL("public", "response_type", "none")},
		{"unsupported_response_type", "query", authorizeURL("public", "response_type", "code code")},
		{"unsupported_response_type", "form_post", authorizeURL("public", "response_type", "x", "response_mode", "form_post")},
		{"invalid_request", "query", authorizeURL("public", "response_mode", "jwt")},
		{"invalid_request", "fragment", authorizeURL("public", "response_mode", "jwt", "response_type", "token")},
		{"invalid_request", "fragment", authorizeURL("public", "response_type", "id_token", "nonce", "-")},
		{"invalid_scope", "fragment", authorizeURL("public", "response_type", "id_token", "scope", "email")},
		{"unauthorized_client", "query", authorizeURL("device")},
	} {
		q, mode := b.brought(b.open("GET", x.at, nil))
		assert.Equal(t, x.want, q.Get("error"), x.at)
		assert.Equal(t, x.mode, mode, x.at)
	}
	seed := s.seed
	for i, c := range seed.Clients {
		if c.Role == "public" {
			seed.Clients[i].GrantTypes = []string{tenant.GrantAuthorizationCode}
		}
	}
	b = newSite(t, "", mockserver.WithSeed(seed)).browser()
	q, _ := b.brought(b.open("GET", authorizeURL("public", "response_type", "code id_token"), nil))
	assert.Equal(t, "unauthorized_client", q.Get("error"))
	assert.Equal(t, "Grant type 'implicit' not allowed for the client.", q.Get("error_description"))
	b = newSite(t, tenant.DialectRFC).browser()
	q, _ = b.brought(b.open("GET", authorizeURL("public", "response_type", "id_token"), nil))
	assert.Equal(t, "unsupported_response_type", q.Get("error"), "RFC 9700 section 2.1.2")
}

// A message goes to pages of one origin, which the application has registered.
func TestMessagesGoToRegisteredOrigins(t *testing.T) {
	s := newSite(t, tenant.DialectAuth0)
	silent := func(redirect string) answer {
		return s.browser().open("GET", authorizeURL("public", "prompt", "none", "response_mode", "web_message", "redirect_uri", redirect), nil)
	}
	for _, at := range []string{"http://localhost", "http://localhost/anywhere", "HTTP://LOCALHOST:80/"} {
		q, mode := s.browser().brought(silent(at))
		assert.Equal(t, "web_message", mode)
		assert.Equal(t, "login_required", q.Get("error"), at)
	}
	for _, at := range []string{"http://localhost:8080", "https://localhost", "http://evil.example", "http://localhost.evil.example", "null",
		"http://localhost@evil.example/", "javascript:alert(1)", "*", ""} {
		a := silent(at)
		assert.Equal(t, 403, a.status, at)
		assert.NotContains(t, a.body, "postMessage", at)
	}
	seed := s.seed
	for i := range seed.Clients {
		seed.Clients[i].Origins = nil
	}
	b := newSite(t, "", mockserver.WithSeed(seed)).browser()
	q, _ := b.brought(b.open("GET", authorizeURL("public", "response_mode", "web_message"), nil))
	assert.Equal(t, "The specified redirect_uri '"+mockserver.SeedRedirectURI+"' does not have a registered origin.", q.Get("error_description"))
}

// However it came to be registered, no answer goes to an address that browsers run.
func TestNoAnswerGoesToARunnableAddress(t *testing.T) {
	for _, address := range []string{"javascript:alert(1)", "JavaScript:alert(1)", "data:text/html,x", "jar:https://app.example!/", "https://app.example/#x", "/here"} {
		kept := memory.New()
		s := newSite(t, "", mockserver.WithStore(kept))
		_, err := kept.UpdateClient(t.Context(), "mock-public", func(c *tenant.Client) error {
			c.RedirectURIs = []string{address}
			return nil
		})
		require.NoError(t, err)
		for _, mode := range []string{"query", "fragment", "form_post", "web_message"} {
			a := s.browser().open("GET", authorizeURL("public", "prompt", "none", "response_mode", mode, "redirect_uri", address), nil)
			assert.Equal(t, 403, a.status, "%s by %s", address, mode)
		}
	}
}
