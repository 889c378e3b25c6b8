package authapi_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/mockserver"
	"github.com/revokespec/revokespec/mockserver/internal/store"
	"github.com/revokespec/revokespec/mockserver/internal/store/memory"
	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

func TestLifetimesFollowTheClient(t *testing.T) {
	bothDialectsKept(t, func(t *testing.T, s *site, kept store.Store, _ string) {
		change(t, kept, "mock-confidential", func(c *tenant.Client) { c.RefreshTokens.Lifetime = 10 * time.Hour })
		token := s.refreshToken("confidential", 0)
		change(t, kept, "mock-confidential", func(c *tenant.Client) { c.RefreshTokens.Lifetime = time.Hour })
		s.advance(2 * time.Hour)
		assert.True(t, s.alive("confidential", token), "it keeps the lifetime it was issued with")
		change(t, kept, "mock-confidential", func(c *tenant.Client) { c.RefreshTokens.Idle = time.Hour })
		s.advance(59 * time.Minute)
		assert.True(t, s.alive("confidential", token), "idle restarts")
		s.advance(time.Hour)
		assert.False(t, s.alive("confidential", token))
	})
}

func TestSwitchingRotationOverHTTP(t *testing.T) {
	kept := memory.New()
	s := newSite(t, "", mockserver.WithStore(kept))
	token, sibling := s.refreshToken("confidential", 0), s.refreshToken("confidential", 0)
	rotate := func(on bool) {
		change(t, kept, "mock-confidential", func(c *tenant.Client) { c.RefreshTokens.Rotating = on })
	}
	rotate(true)
	rotating := s.exchange("confidential", token).field("refresh_token")
	require.NotEmpty(t, rotating)
	assert.False(t, s.alive("confidential", sibling))
	rotate(false)
	staying := s.exchange("confidential", rotating).field("refresh_token")
	require.NotEmpty(t, staying)
	assert.False(t, s.alive("confidential", rotating))
	a := s.exchange("confidential", staying)
	assert.Equal(t, 200, a.status)
	assert.Empty(t, a.field("refresh_token"))
}

func TestOnlyLiveTokensCountTowardsTheLimit(t *testing.T) {
	kept := memory.New()
	s := newSite(t, "", mockserver.WithStore(kept), mockserver.WithSwitch(func(p *tenant.Policy) { p.SignIn.Limit = 3 }))
	change(t, kept, "mock-confidential", func(c *tenant.Client) { c.RefreshTokens.Lifetime = 10 * time.Hour })
	s.refreshToken("confidential", 0) // expires
	s.advance(10 * time.Hour)
	revoked := s.refreshToken("confidential", 0)
	s.revoke("confidential", revoked)
	oldest := s.refreshToken("confidential", 0)
	s.advance(time.Minute)
	second := s.refreshToken("confidential", 0, "audience", "https://api.one.example")
	s.advance(time.Minute)
	s.refreshToken("confidential", 0, "audience", "https://api.two.example")
	assert.True(t, s.alive("confidential", oldest), "three are alive")
	others := s.refreshToken("confidential", 1)
	s.advance(time.Minute)
	s.refreshToken("confidential", 0)
	assert.False(t, s.alive("confidential", oldest), "whatever the audience")
	assert.True(t, s.alive("confidential", second))
	assert.True(t, s.alive("confidential", others), "another user's")
}

func TestAccessTokenLifetime(t *testing.T) {
	kept := memory.New()
	s := newSite(t, "", mockserver.WithStore(kept))
	_, err := kept.UpdateAudience(t.Context(), "https://api.one.example", func(a *tenant.Audience) error {
		a.AccessLifetime = time.Hour
		return nil
	})
	require.NoError(t, err)
	one := s.signIn("confidential", 0, "audience", "https://api.one.example")
	assert.Contains(t, one.body, `"expires_in":3600`)
	assert.Contains(t, s.exchange("confidential", one.field("refresh_token")).body, `"expires_in":3600`)
	two := s.signIn("confidential", 0, "audience", "https://api.two.example")
	assert.Contains(t, two.body, `"expires_in":86400`)
	change(t, kept, "mock-confidential", func(c *tenant.Client) { c.AccessLifetime = 2 * time.Hour })
	assert.Contains(t, s.exchange("confidential", two.field("refresh_token")).body, `"expires_in":7200`)
}

func TestRefreshTokensInBrowsers(t *testing.T) {
	kept := memory.New()
	s := newSite(t, "", mockserver.WithStore(kept))
	change(t, kept, "mock-public", func(c *tenant.Client) { c.AppType = "spa" })
	change(t, kept, "mock-rotating", func(c *tenant.Client) { c.AppType = "spa" })
	assert.Empty(t, s.signIn("public", 0).field("refresh_token"), "without rotation")
	assert.NotEmpty(t, s.signIn("rotating", 0).field("refresh_token"))
}
