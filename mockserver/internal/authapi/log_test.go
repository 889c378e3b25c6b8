package authapi_test

import (
	"encoding/json"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/mockserver"
	"github.com/revokespec/revokespec/mockserver/internal/store"
	"github.com/revokespec/revokespec/mockserver/internal/store/memory"
	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

// logged is a site whose log can be read.
type logged struct {
	*site
	kept store.Store
	seen int
}

func newLogged(t *testing.T, opts ...mockserver.Option) *logged {
	kept := memory.New()
	return &logged{site: newSite(t, "", append(opts, mockserver.WithStore(kept))...), kept: kept}
}

// news are the events since it was last asked.
func (l *logged) news() []tenant.LogEvent {
	all, err := l.kept.Logs(l.t.Context())
	require.NoError(l.t, err)
	defer func() { l.seen = len(all) }()
	return all[l.seen:]
}

// one is the only event since it was last asked.
func (l *logged) one(of tenant.LogType) tenant.LogEvent {
	l.t.Helper()
	events := l.news()
	require.Len(l.t, events, 1)
	require.Equal(l.t, of, events[0].Type)
	return events[0]
}

func TestLogOfARefreshToken(t *testing.T) {
	s := newLogged(t)
	user := s.seed.Users[0]
	token := s.refreshToken("rotating", 0, "audience", "https://api.one.example")
	in := s.one("sepft")
	assert.Equal(t, "Successful exchange of Password for Access Token", in.Description)
	assert.Equal(t, "mock-rotating", in.ClientID)
	assert.Equal(t, user.ID, in.UserID)
	assert.Equal(t, user.Email, in.UserName)
	assert.Equal(t, "192.0.2.1", in.IP)
	assert.Equal(t, "https://api.one.example", in.Audience)
	assert.NotEmpty(t, in.Details["access_token_jti"])

	next := s.exchange("rotating", token).field("refresh_token")
	first := s.one("sertft")
	assert.Equal(t, 0, first.Details["tokenCounter"])
	assert.Contains(t, first.Details["familyId"], "dcr_")
	assert.Equal(t, "refresh_token_user_grant", first.Details["policy_used"])

	s.exchange("rotating", token)
	reuse := s.one("ferrt")
	assert.Equal(t, "Reused rotating refresh token detected, revoked the family", reuse.Description)
	assert.Equal(t, map[string]any{"familyId": first.Details["familyId"], "tokenCounter": 0, "latestCounter": 1}, reuse.Details)
	assert.Equal(t, user.ID, reuse.UserID)
	s.exchange("rotating", next)
	assert.Equal(t, "Token could not be decoded or is missing in DB", s.one("fertft").Description)
	s.exchange("rotating", "made-up")
	assert.Equal(t, "Unknown or invalid refresh token.", s.one("fertft").Description)
}

func TestLogOfARevocation(t *testing.T) {
	s := newLogged(t)
	token := s.refreshToken("confidential", 0)
	s.news()
	s.revoke("confidential", token)
	e := s.one("srrt")
	assert.Equal(t, "Successfully revoked a refresh token", e.Description)
	assert.Equal(t, "mock-confidential", e.ClientID)
	assert.Equal(t, s.seed.Users[0].ID, e.UserID)
	assert.Equal(t, issuer+"userinfo", e.Details["audience"])
	grant, ok := tenant.GrantOfCredential(e.Details["credential_id"].(string))
	assert.True(t, ok)
	assert.Equal(t, grant, e.Details["grant_id"])

	s.revoke("confidential", token) // again
	s.revoke("confidential", "made-up")
	s.revoke("second", s.refreshToken("confidential", 1)) // foreign
	s.revoke("confidential", token, "client_secret", "wrong")
	for _, e := range s.news() {
		assert.NotEqual(t, tenant.LogRevoked, e.Type, "nothing was revoked")
	}
}

func TestLogOfFailedExchanges(t *testing.T) {
	s := newLogged(t)
	for grantType, want := range map[string]tenant.LogType{
		"password": "fepft", "authorization_code": "feacft", "client_credentials": "feccft", "refresh_token": "fertft",
		tenant.GrantDeviceCode: "fede",
	} {
		s.post("/oauth/token", s.as("confidential", "grant_type", grantType, "client_secret", "wrong"))
		e := s.one(want)
		assert.Equal(t, "mock-confidential", e.ClientID)
		assert.NotEmpty(t, e.Description)
	}
	s.post("/oauth/token", s.as("management", "grant_type", "client_credentials", "audience", issuer+"api/v2/"))
	assert.Equal(t, issuer+"api/v2/", s.one("seccft").Audience)
	s.post("/oauth/token", values("grant_type", "banana"))
	assert.Empty(t, s.news())
}

func TestLogOfThePages(t *testing.T) {
	s := newLogged(t)
	b := s.browser()
	u := s.seed.Users[0]
	_, state := b.follow(b.open("GET", authorizeURL("public"), nil))
	b.open("POST", "/u/login", values("state", state, "username", u.Email, "password", "wrong"))
	assert.Equal(t, u.ID, s.one("fp").UserID)
	b.open("POST", "/u/login", values("state", state, "username", "nobody@example.com", "password", "wrong"))
	assert.Equal(t, "mock-public", s.one("fu").ClientID)
	b.open("POST", "/u/login", values("state", state, "username", u.Email, "password", u.Password))
	session := s.one("s").Details["session_id"]
	assert.NotEmpty(t, session)

	device := s.deviceCode("device")
	b.letIn(device)
	require.Equal(t, 200, s.poll("device", device.field("device_code")).status)
	assert.Equal(t, "mock-device", s.one("sede").ClientID)
	device = s.deviceCode("device")
	s.poll("device", device.field("device_code"))
	s.poll("device", device.field("device_code"))
	assert.Empty(t, s.news(), "a device that waits is no failure")
	_, state = b.follow(b.open("GET", "/activate?user_code="+device.field("user_code"), nil))
	b.open("POST", "/activate/confirm", values("state", state, "action", "deny"))
	assert.Equal(t, map[string]any{"session_id": session}, s.one("fdecc").Details)
	s.poll("device", device.field("device_code"))
	assert.Equal(t, "User cancelled the confirmation prompt.", s.one("fede").Description)
	b.open("GET", "/activate?user_code=XXXX-XXXX", nil)
	s.one("fdeac")
	s.deviceCode("public")
	assert.Equal(t, "mock-public", s.one("fdeaz").ClientID)
	b.open("GET", "/v2/logout", nil)
	assert.Equal(t, u.Email, s.one("slo").UserName)
	b.open("GET", "/v2/logout", nil)
	assert.Empty(t, s.news(), "nobody was signed in")
}

func TestLogOfACleanup(t *testing.T) {
	s := newLogged(t, mockserver.WithSwitch(func(p *tenant.Policy) { p.SignIn.Limit = 2 }))
	s.refreshToken("confidential", 0)
	s.refreshToken("confidential", 0)
	s.news()
	s.refreshToken("confidential", 0)
	events := s.news()
	require.Len(t, events, 2)
	assert.Equal(t, tenant.LogCleanup, events[0].Type)
	assert.Equal(t, map[string]any{"resource": "refresh_tokens", "start": 3, "removedCount": 1, "endCount": 2}, events[0].Details)
}

func TestNoSecretInTheLog(t *testing.T) {
	s := newLogged(t)
	var secrets []string
	keep := func(a answer) answer {
		for _, name := range []string{"access_token", "refresh_token", "id_token", "device_code", "user_code"} {
			if v := a.field(name); v != "" {
				secrets = append(secrets, v)
			}
		}
		return a
	}
	b := s.browser()
	code := b.signIn(authorizeURL("rotating"), "accept").location().Query().Get("code")
	token := keep(s.exchangeCode("rotating", code)).field("refresh_token")
	keep(s.exchange("rotating", token))
	s.exchangeCode("rotating", code)
	s.exchange("rotating", token)
	s.revoke("rotating", token)
	device := keep(s.deviceCode("device"))
	s.poll("device", device.field("device_code"))
	b.letIn(device)
	keep(s.poll("device", device.field("device_code")))
	s.deviceCode("device", "audience", token)
	s.poll("device", token)
	s.advance(time.Hour)
	written, err := json.Marshal(s.news())
	require.NoError(t, err)
	text, err := url.QueryUnescape(string(written))
	require.NoError(t, err)
	require.NotEmpty(t, secrets)
	for _, secret := range append(secrets, code, s.seed.Users[0].Password) {
		assert.False(t, strings.Contains(text, secret))
	}
}
