package authapi_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/mockserver"
	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

// Whoever is half way through a sign-in gets to its end, however many others begin one meanwhile.
func TestAFloodPushesNoSignInOut(t *testing.T) {
	bothDialects(t, func(t *testing.T, s *site, _ string) {
		b := s.browser()
		ask := values("response_type", "code", "client_id", "mock-confidential", "redirect_uri", "http://localhost/callback",
			"scope", "openid", "state", "mine")
		page := b.open("GET", "/authorize?"+ask.Encode(), nil)
		require.Equal(t, http.StatusFound, page.status)
		ask.Set("state", strings.Repeat("s", 8000))
		for range 2200 { // of 8 kB: more than any part of the store holds
			require.Equal(t, http.StatusFound, s.do(request("GET", "/authorize?"+ask.Encode(), "", "")).status)
		}
		at, err := url.Parse(page.header.Get("Location"))
		require.NoError(t, err)
		u := s.seed.Users[0]
		done := b.open("POST", "/u/login", values("state", at.Query().Get("state"), "username", u.Email, "password", u.Password))
		require.Contains(t, []int{http.StatusFound, http.StatusSeeOther}, done.status, done.body)
		assert.NotContains(t, done.header.Get("Location"), "error=")
	})
}

// What a browser is handed to go on with is good once, in that browser, and holds the state byte by byte.
func TestASignInUnderWayIsGoodOnce(t *testing.T) {
	s := newSite(t, tenant.DialectAuth0)
	b, u := s.browser(), s.seed.Users[0]
	page := b.open("GET", "/authorize?"+values("response_type", "code", "client_id", "mock-confidential", "scope", "openid",
		"redirect_uri", "http://localhost/callback", "state", "<\xff&\x00>").Encode(), nil)
	at, err := url.Parse(page.header.Get("Location"))
	require.NoError(t, err)
	login := values("state", at.Query().Get("state"), "username", u.Email, "password", u.Password)
	assert.Equal(t, http.StatusBadRequest, s.browser().open("POST", "/u/login", login).status, "of another browser")
	changed := values("state", at.Query().Get("state")+"A", "username", u.Email, "password", u.Password)
	assert.Equal(t, http.StatusBadRequest, b.open("POST", "/u/login", changed).status)
	done := b.open("POST", "/u/login", login)
	if strings.HasPrefix(done.header.Get("Location"), "/u/consent") {
		at, err = url.Parse(done.header.Get("Location"))
		require.NoError(t, err)
		done = b.open("POST", "/u/consent", values("state", at.Query().Get("state"), "action", "accept"))
	}
	back, err := url.Parse(done.header.Get("Location"))
	require.NoError(t, err)
	assert.Equal(t, "<\xff&\x00>", back.Query().Get("state"))
	assert.NotEmpty(t, back.Query().Get("code"))
	again := b.open("POST", "/u/consent", values("state", at.Query().Get("state"), "action", "accept"))
	assert.Equal(t, http.StatusBadRequest, again.status, "used up")
	require.NoError(t, s.server.Reset(t.Context()))
	assert.Equal(t, http.StatusBadRequest, b.open("GET", "/u/login?state="+url.QueryEscape(at.Query().Get("state")), nil).status, "after a reset")
}

func TestALongScopeIsRefusedWhereverItIsAskedFor(t *testing.T) {
	bothDialects(t, func(t *testing.T, s *site, _ string) {
		long := strings.Repeat("a ", 200<<10)
		u := s.seed.Users[0]
		mine := s.post("/oauth/device/code", s.as("device", "scope", "openid")).field("device_code")
		before := heap()
		for range 16 {
			assert.Equal(t, "invalid_scope", s.post("/oauth/device/code", s.as("device", "scope", long)).field("error"))
		}
		assert.Less(t, int64(heap())-int64(before), int64(32<<20))
		poll := s.post("/oauth/token", s.as("device", "grant_type", tenant.GrantDeviceCode, "device_code", mine))
		assert.Equal(t, "authorization_pending", poll.field("error"), "others are not pushed out")
		assert.Equal(t, "invalid_scope", s.post("/oauth/token", s.as("confidential", "grant_type", "password",
			"username", u.Email, "password", u.Password, "scope", long)).field("error"))
		token := s.refreshToken("confidential", 0)
		assert.Equal(t, "invalid_scope", s.exchange("confidential", token, "scope", long).field("error"))
		assert.True(t, s.alive("confidential", token))
		back := s.do(request("GET", "/authorize?response_type=code&client_id=mock-confidential&redirect_uri=http://localhost/callback&scope="+
			strings.Repeat("a+", 3<<10), "", ""))
		assert.Contains(t, back.header.Get("Location"), "error=invalid_scope")
		assert.Equal(t, 200, s.revoke("confidential", token, "scope", long).status, "where nobody reads it, it may be anything")
	})
}

func TestNobodyIsSentToARunnableAddressAfterLogout(t *testing.T) {
	seed := mockserver.DefaultSeed(tenant.DialectAuth0)
	seed.Clients[0].LogoutURIs = []string{"http://localhost/out"}
	s := newSite(t, tenant.DialectAuth0, mockserver.WithSeed(seed))
	out := func(to string) answer {
		return s.do(request("GET", "/v2/logout?client_id="+seed.Clients[0].ClientID+"&returnTo="+url.QueryEscape(to), "", ""))
	}
	assert.Equal(t, http.StatusFound, out("http://localhost/out#page").status, "fragments are left out of account")
	for _, to := range []string{"javascript:alert(1)", "JavaScript://localhost/out", "data:text/html,x", "//localhost/out"} {
		assert.Equal(t, http.StatusBadRequest, out(to).status, to)
	}
}
