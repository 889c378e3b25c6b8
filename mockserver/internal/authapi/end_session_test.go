package authapi_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/mockserver"
	"github.com/revokespec/revokespec/mockserver/internal/store/memory"
	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

const goodbye = "https://app.example/bye?to=all"

// leavable is a site whose applications list where their users go after a logout.
func leavable(t *testing.T, opts ...mockserver.Option) *site {
	seed := newSite(t, "").seed
	for i := range seed.Clients {
		seed.Clients[i].LogoutURIs = []string{"https://app.example/first", goodbye}
	}
	return newSite(t, "", append(opts, mockserver.WithSeed(seed))...)
}

// signedIn signs in by the pages and returns what came of it.
func (b *browser) signedIn(role string) answer {
	code := b.signIn(authorizeURL(role), "accept").location().Query().Get("code")
	a := b.s.exchangeCode(role, code)
	require.Equal(b.s.t, 200, a.status, a.body)
	return a
}

func (b *browser) isIn() bool {
	return b.open("GET", authorizeURL("public", "prompt", "none"), nil).location().Query().Get("error") != "login_required"
}

func (b *browser) endSession(pairs ...string) answer {
	return b.open("GET", "/oidc/logout?"+values(pairs...).Encode(), nil)
}

// The ID tokens of a browser's session name it, those of an exchange as well; without a session there is no name.
func TestIDTokensNameTheSession(t *testing.T) {
	bothDialects(t, func(t *testing.T, s *site, _ string) {
		b := s.browser()
		first := b.signedIn("public")
		sid := claims(t, first.field("id_token"))["sid"]
		assert.NotEmpty(t, sid)
		assert.Equal(t, sid, claims(t, s.exchange("public", first.field("refresh_token")).field("id_token"))["sid"])
		assert.NotEqual(t, sid, claims(t, s.browser().signedIn("public").field("id_token"))["sid"])
		assert.NotContains(t, claims(t, s.signIn("public", 0).field("id_token")), "sid")
	})
	s := newSite(t, "")
	b := s.browser()
	one := b.signedIn("public")
	_, state := b.follow(b.open("GET", authorizeURL("confidential"), nil))
	code := b.open("POST", "/u/consent", values("state", state, "action", "accept")).location().Query().Get("code")
	other := s.exchangeCode("confidential", code)
	assert.Equal(t, claims(t, one.field("id_token"))["sid"], claims(t, other.field("id_token"))["sid"], "one session at two applications")
}

func TestAnApplicationThatShowsItsSessionEndsIt(t *testing.T) {
	s := leavable(t)
	for name, hints := range map[string]func(token string) []string{
		"ID token":            func(token string) []string { return []string{"id_token_hint", token} },
		"ID token and client": func(token string) []string { return []string{"id_token_hint", token, "client_id", "mock-public"} },
		"session and client": func(token string) []string {
			return []string{"logout_hint", claims(t, token)["sid"].(string), "client_id", "mock-public"}
		},
		"ID token, and session": func(token string) []string {
			return []string{"id_token_hint", token, "logout_hint", claims(t, token)["sid"].(string)}
		},
	} {
		t.Run(name, func(t *testing.T) {
			b := s.browser()
			tokens := b.signedIn("public")
			s.advance(11 * time.Hour) // an ID token that has expired is good enough
			a := b.endSession(append(hints(tokens.field("id_token")), "post_logout_redirect_uri", goodbye, "state", "s t")...)
			assert.Equal(t, 302, a.status, a.body)
			assert.Equal(t, goodbye+"&state=s+t", a.header.Get("Location"))
			assert.False(t, b.isIn())
			assert.True(t, s.alive("public", tokens.field("refresh_token")), "refresh tokens outlive the session")
		})
	}
	b := s.browser()
	token := b.signedIn("public").field("id_token")
	a := b.open("POST", "/oidc/logout", values("id_token_hint", token))
	assert.Equal(t, 200, a.status, "a page of the server's own")
	assert.False(t, b.isIn())
	a = b.endSession("client_id", "mock-public")
	assert.Equal(t, "https://app.example/first", a.header.Get("Location"), "the first one that the client lists; nobody is signed in")
}

// What does not show whose session it is may come from anybody: the user is asked.
func TestUsersAreAskedBeforeTheyLeave(t *testing.T) {
	s := leavable(t)
	b := s.browser()
	other := s.browser().signedIn("public").field("id_token")
	b.signedIn("public")
	for name, pairs := range map[string][]string{
		"no hint": {}, "a client": {"client_id", "mock-public"}, "another session's ID token": {"id_token_hint", other},
		"a token without a session": {"id_token_hint", s.signIn("public", 0).field("id_token")}, "nobody's session": {"logout_hint", "x"},
	} {
		page, state := b.follow(b.endSession(pairs...))
		assert.Contains(t, page.body, "sign out", name)
		a := b.open("POST", "/u/logout", values("state", state, "action", "deny"))
		assert.Equal(t, 200, a.status)
		assert.True(t, b.isIn(), name)
		assert.Equal(t, 400, b.open("POST", "/u/logout", values("state", state)).status, "only an explicit answer counts")
		assert.Equal(t, 400, s.browser().open("POST", "/u/logout", values("state", state, "action", "accept")).status, "another browser")
		assert.True(t, b.isIn(), name)
	}
	page, state := b.follow(b.endSession("client_id", "mock-public", "post_logout_redirect_uri", goodbye, "state", "x"))
	assert.Contains(t, page.body, "<strong>public</strong>")
	assert.Equal(t, 400, b.open("POST", "/u/login", values("state", state, "username", "a", "password", "b")).status, "it is no sign-in")
	a := b.open("POST", "/u/logout", values("state", state, "action", "accept"))
	assert.Equal(t, goodbye+"&state=x", a.header.Get("Location"))
	assert.False(t, b.isIn())
}

func TestUsersAreNotAskedWhereTheTenantDoesNotWantIt(t *testing.T) {
	kept := memory.New()
	s := newSite(t, "", mockserver.WithStore(kept))
	_, err := kept.UpdateSettings(t.Context(), func(s tenant.Settings) tenant.Settings {
		s.Other["sessions"] = map[string]any{"oidc_logout_prompt_enabled": false}
		return s
	})
	require.NoError(t, err)
	b := s.browser()
	b.signedIn("public")
	assert.Equal(t, 200, b.endSession().status)
	assert.False(t, b.isIn())
}

func TestLogoutsThatAreRefused(t *testing.T) {
	s := leavable(t)
	b := s.browser()
	tokens := b.signedIn("public")
	token := tokens.field("id_token")
	access := func(dialect string) string { // for an API and /userinfo, so that it names no client as its audience
		s.setAPI(`{"token_dialect":"` + dialect + `"}`)
		return s.signIn("public", 0, "audience", apiOne, "scope", "openid offline_access").field("access_token")
	}
	for name, pairs := range map[string][]string{
		"an address that is not listed":      {"id_token_hint", token, "post_logout_redirect_uri", "https://evil.example/"},
		"another query":                      {"id_token_hint", token, "post_logout_redirect_uri", "https://app.example/bye"},
		"the tenant lists none":              {"post_logout_redirect_uri", goodbye},
		"another client's ID token":          {"id_token_hint", token, "client_id", "mock-confidential"},
		"another session than the ID token":  {"id_token_hint", token, "logout_hint", "x"},
		"an unknown client":                  {"client_id", "nobody"},
		"an opaque access token":             {"id_token_hint", tokens.field("access_token")},
		"an access token":                    {"id_token_hint", access("access_token")},
		"an access token by RFC 9068":        {"id_token_hint", access("rfc9068_profile")},
		"a refresh token":                    {"id_token_hint", tokens.field("refresh_token")},
		"a token that was tampered with":     {"id_token_hint", token + "x"},
		"a parameter that is given twice":    {"client_id", "mock-public", "client_id", "mock-public"},
		"a state that does not fit anywhere": {"client_id", "mock-public", "post_logout_redirect_uri", goodbye, "state", string(make([]byte, 13<<10))},
	} {
		a := b.endSession(pairs...)
		assert.GreaterOrEqual(t, a.status, 400, name)
		assert.Less(t, a.status, 500, name)
		assert.Empty(t, a.header.Get("Location"), name)
		assert.NotContains(t, a.body, "evil.example", name)
		assert.True(t, b.isIn(), name)
	}
}

func TestTheMetadataNameTheEndSessionEndpoint(t *testing.T) {
	named := func(s *site) string {
		return s.do(request("GET", "/.well-known/openid-configuration", "", "")).field("end_session_endpoint")
	}
	bothDialects(t, func(t *testing.T, s *site, _ string) { assert.Equal(t, issuer+"oidc/logout", named(s)) })
	seed := newSite(t, "").seed
	seed.Founded = time.Date(2023, 11, 13, 0, 0, 0, 0, time.UTC)
	old := newSite(t, "", mockserver.WithSeed(seed))
	assert.Empty(t, named(old), "tenants of before 14 November 2023")
	assert.Equal(t, 200, old.browser().endSession().status, "it is there all the same")
}
