package authapi_test

import (
	"fmt"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/mockserver"
	"github.com/revokespec/revokespec/mockserver/internal/store/memory"
	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

func (s *site) deviceCode(role string, pairs ...string) answer {
	return s.post("/oauth/device/code", s.as(role, append([]string{"scope", "openid offline_access"}, pairs...)...))
}

func (s *site) poll(role, code string) answer {
	return s.post("/oauth/token", s.as(role, "grant_type", tenant.GrantDeviceCode, "device_code", code))
}

// letIn goes through the pages, from the link in the device's answer, and returns the last one.
func (b *browser) letIn(device answer) answer {
	at, err := url.Parse(device.field("verification_uri_complete"))
	require.NoError(b.s.t, err)
	page, state := b.follow(b.open("GET", at.RequestURI(), nil))
	require.Contains(b.s.t, page.body, device.field("user_code"))
	a := b.open("POST", "/activate/confirm", values("state", state, "action", "accept"))
	u := b.s.seed.Users[0]
	if strings.HasPrefix(a.location().Path, "/u/login") {
		_, state = b.follow(a)
		a = b.open("POST", "/u/login", values("state", state, "username", u.Email, "password", u.Password))
	}
	if strings.HasPrefix(a.location().Path, "/u/consent") {
		_, state = b.follow(a)
		a = b.open("POST", "/u/consent", values("state", state, "action", "accept"))
	}
	require.Equal(b.s.t, 302, a.status, a.body)
	require.Equal(b.s.t, "/activate/success", a.location().Path)
	return b.open("GET", a.header.Get("Location"), nil)
}

func TestDeviceFlow(t *testing.T) {
	bothDialects(t, func(t *testing.T, s *site, dialect string) {
		device := s.deviceCode("device", "audience", "https://api.one.example")
		require.Equal(t, 200, device.status, device.body)
		assert.Equal(t, "no-store", device.header.Get("Cache-Control"))
		assert.Equal(t, issuer+"activate", device.field("verification_uri"))
		assert.Contains(t, device.body, `"expires_in":900`)
		assert.Contains(t, device.body, `"interval":5`)
		code := device.field("device_code")

		refused := func(status int, want string, a answer) {
			t.Helper()
			if dialect == tenant.DialectRFC {
				status = 400
			}
			assert.Equal(t, status, a.status)
			assert.Equal(t, want, a.field("error"))
		}
		refused(403, "authorization_pending", s.poll("device", code))
		refused(429, "slow_down", s.poll("device", code))
		b := s.browser()
		done := b.letIn(device)
		assert.Equal(t, 200, done.status)

		refused(403, "unauthorized_client", s.poll("public", code))
		tokens := s.poll("device", code)
		require.Equal(t, 200, tokens.status, tokens.body)
		assert.Equal(t, "https://api.one.example", claims(t, tokens.field("access_token"))["aud"].([]any)[0])
		refused(403, "invalid_grant", s.poll("device", code))
		refused(403, "invalid_grant", s.poll("device", "made-up"))
		refresh := tokens.field("refresh_token")
		assert.True(t, s.alive("device", refresh))
		if dialect == tenant.DialectRFC {
			assert.False(t, s.alive("device", refresh), "a public client's tokens rotate")
		}

		again := s.deviceCode("device", "audience", "https://api.one.example")
		b.letIn(again) // by the session, with no further page
		tokens = s.poll("device", again.field("device_code"))
		require.Equal(t, 200, tokens.status)
		assert.Equal(t, 200, s.revoke("device", tokens.field("refresh_token")).status)
		assert.False(t, s.alive("device", tokens.field("refresh_token")))
	})
}

func TestDeviceCodeIsEnteredByHand(t *testing.T) {
	s := newSite(t, "")
	device := s.deviceCode("device")
	b := s.browser()
	empty := b.open("GET", "/activate", nil)
	assert.Contains(t, empty.body, `name="user_code"`)
	wrong := b.open("POST", "/activate", values("user_code", "XXXX-XXXX"))
	assert.Equal(t, 400, wrong.status)
	assert.Contains(t, wrong.body, `role="alert"`)
	typed := strings.ToLower(strings.ReplaceAll(device.field("user_code"), "-", " "))
	page, _ := b.follow(b.open("POST", "/activate", values("user_code", typed)))
	assert.Contains(t, page.body, device.field("user_code"))
}

func TestDeviceIsDenied(t *testing.T) {
	s := newSite(t, "")
	device := s.deviceCode("device")
	b := s.browser()
	at := "/activate?user_code=" + device.field("user_code")
	_, state := b.follow(b.open("GET", at, nil))
	assert.Equal(t, 400, b.open("POST", "/activate/confirm", values("state", state)).status, "only an explicit answer counts")
	denied := b.open("POST", "/activate/confirm", values("state", state, "action", "deny"))
	assert.Equal(t, "/activate/denied", denied.location().Path)
	a := s.poll("device", device.field("device_code"))
	assert.Equal(t, 403, a.status)
	assert.Equal(t, "access_denied", a.field("error"))
	assert.Equal(t, "User cancelled the confirmation prompt.", a.field("error_description"))
	assert.Equal(t, 400, b.open("GET", at, nil).status, "the code is decided")

	device = s.deviceCode("device")
	_, state = b.follow(b.open("GET", "/activate?user_code="+device.field("user_code"), nil))
	s.advance(15 * time.Minute)
	assert.Equal(t, 400, b.open("POST", "/activate/confirm", values("state", state, "action", "accept")).status)
	assert.Equal(t, "expired_token", s.poll("device", device.field("device_code")).field("error"))
	assert.Equal(t, "invalid_grant", s.poll("device", device.field("device_code")).field("error"))
}

func TestDevicePagesBelongToOneBrowser(t *testing.T) {
	s := newSite(t, "")
	device := s.deviceCode("device")
	mine, theirs := s.browser(), s.browser()
	_, state := mine.follow(mine.open("GET", "/activate?user_code="+device.field("user_code"), nil))
	accept := values("state", state, "action", "accept")
	assert.Equal(t, 400, theirs.open("POST", "/activate/confirm", accept).status)
	u := s.seed.Users[0]
	login := values("state", state, "username", u.Email, "password", u.Password)
	assert.Equal(t, 400, mine.open("POST", "/u/login", login).status, "before the code was confirmed")
	assert.Equal(t, 400, mine.open("GET", "/u/login?state="+state, nil).status)
	assert.Equal(t, "authorization_pending", s.poll("device", device.field("device_code")).field("error"))
	assert.Equal(t, "/u/login", mine.open("POST", "/activate/confirm", accept).location().Path)

	_, other := mine.follow(mine.open("GET", authorizeURL("public"), nil))
	assert.Equal(t, 400, mine.open("POST", "/activate/confirm", values("state", other, "action", "accept")).status)
}

func TestDeviceOfABlockedUser(t *testing.T) {
	kept := memory.New()
	s := newSite(t, "", mockserver.WithStore(kept))
	device := s.deviceCode("device")
	b := s.browser()
	_, state := b.follow(b.open("GET", "/activate?user_code="+device.field("user_code"), nil))
	_, state = b.follow(b.open("POST", "/activate/confirm", values("state", state, "action", "accept")))
	u := s.seed.Users[0]
	_, err := kept.UpdateUser(t.Context(), u.ID, func(u *tenant.User) error { u.Blocked = true; return nil })
	require.NoError(t, err)
	a := b.open("POST", "/u/login", values("state", state, "username", u.Email, "password", u.Password))
	assert.Equal(t, 403, a.status)
	assert.Contains(t, a.body, "user is blocked")
	assert.Equal(t, "access_denied", s.poll("device", device.field("device_code")).field("error"))
}

func TestDeviceFlowIsForNativeClients(t *testing.T) {
	kept := memory.New()
	s := newSite(t, "", mockserver.WithStore(kept))
	for role, want := range map[string]string{"public": "403 unauthorized_client", "confidential": "403 unauthorized_client"} {
		a := s.deviceCode(role)
		assert.Equal(t, want, status(a), role)
	}
	change := func(f func(*tenant.Client)) {
		_, err := kept.UpdateClient(t.Context(), "mock-device", func(c *tenant.Client) error { f(c); return nil })
		require.NoError(t, err)
	}
	change(func(c *tenant.Client) { c.AppType = "regular_web" })
	assert.Equal(t, "403 unauthorized_client", status(s.deviceCode("device")))
	change(func(c *tenant.Client) { c.AppType, c.AuthMethod, c.Secret = "native", tenant.AuthSecretPost, "s" })
	assert.Equal(t, "401 invalid_client", status(s.deviceCode("device")))
	assert.Equal(t, "403 unauthorized_client", status(s.deviceCode("device", "client_secret", "s")))
	assert.Equal(t, "400 invalid_request", status(s.post("/oauth/device/code", values("scope", "openid"))))
	assert.Equal(t, "401 invalid_client", status(s.post("/oauth/device/code", values("client_id", "nobody"))))
	change(func(c *tenant.Client) {
		c.AuthMethod, c.Secret, c.Extra = tenant.AuthNone, "", map[string]any{"oidc_conformant": false}
	})
	assert.Equal(t, "403 unauthorized_client", status(s.deviceCode("device")))
	change(func(c *tenant.Client) { c.Extra["oidc_conformant"] = true })
	assert.Equal(t, "403 access_denied", status(s.deviceCode("device", "audience", "https://nowhere.example")))
	assert.Equal(t, 200, s.deviceCode("device").status)
}

func TestUserCodesCannotBeGuessed(t *testing.T) {
	s := newSite(t, "")
	device := s.deviceCode("device")
	right := "/activate?user_code=" + device.field("user_code")
	var wg sync.WaitGroup
	var mu sync.Mutex
	count := map[int]int{}
	for range 40 {
		wg.Go(func() {
			a := s.do(request("POST", "/activate", formType, "user_code=XXXX-XXXX"))
			mu.Lock()
			count[a.status]++
			mu.Unlock()
		})
	}
	wg.Wait()
	assert.LessOrEqual(t, count[400], 10, "ten wrong codes a minute")
	for range 10 {
		s.do(request("GET", "/activate?user_code=XXXX-XXXX", "", ""))
	}
	locked := s.do(request("GET", right, "", ""))
	assert.Equal(t, 429, locked.status)
	assert.Equal(t, "60", locked.header.Get("Retry-After"))
	other := request("GET", right, "", "")
	other.RemoteAddr = "192.0.2.77:1234"
	assert.Equal(t, 302, s.do(other).status, "from another address")
	s.advance(time.Minute)
	for range 20 {
		assert.Equal(t, 302, s.do(request("GET", right, "", "")).status, "right ones do not count")
	}
}

func status(a answer) string {
	return strings.TrimSpace(fmt.Sprintf("%d %s", a.status, a.field("error")))
}
