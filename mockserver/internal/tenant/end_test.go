package tenant_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

func settings(on bool) tenant.Settings {
	s := tenant.DefaultSettings(time.Time{})
	s.Flags[tenant.FlagRevocationDeletesGrant] = on
	return s
}

func TestRevocationBySetting(t *testing.T) {
	for _, on := range []bool{false, true} {
		c := newChain(t, tenant.DialectAuth0, tenant.RefreshTokenOptions{})
		c.places = append(c.places, c.grant.Open(c.policy, c.signIn(), tenant.Hash{}))
		others := c.grant.Revoke(c.policy, &tenant.Revocation{Now: c.now}, c.places[0], settings(on))
		assert.Empty(t, others)
		assert.False(t, c.alive(0))
		assert.Equal(t, !on, c.alive(1), "its sibling, setting %v", on)
		assert.Equal(t, !on, c.policy.Grants.Listed(c.grant, c.now))
	}
}

func TestRevokingTheNewestEndsEveryMember(t *testing.T) {
	c := newChain(t, tenant.DialectAuth0, tenant.RefreshTokenOptions{Rotating: true})
	c.present(0)
	c.present(1)
	c.grant.Revoke(c.policy, &tenant.Revocation{Now: c.now}, c.places[2], settings(false))
	for i := range c.places {
		assert.Equal(t, tenant.KindEnded, c.grant.Kind(c.places[i], c.now))
	}
}

func TestDelayedRevocation(t *testing.T) {
	c := newChain(t, tenant.DialectAuth0, tenant.RefreshTokenOptions{}, func(p *tenant.Policy) {
		p.Revocation.Delay = func(tenant.Revocation) time.Duration { return time.Second }
	})
	c.grant.Revoke(c.policy, &tenant.Revocation{Now: c.now}, c.places[0], settings(false))
	assert.True(t, c.alive(0))
	c.now = c.now.Add(time.Second)
	assert.False(t, c.alive(0))
}

func TestASignInAfterTheGrantEndedOpensANewOne(t *testing.T) {
	c := newChain(t, tenant.DialectAuth0, tenant.RefreshTokenOptions{})
	c.grant.End()
	again := c.policy.Grant(c.grant, c.signIn())
	assert.NotEqual(t, c.grant.ID, again.ID)
	assert.False(t, c.alive(0), "what hung on the old one stays dead")
}

func TestFoundingDecidesTheSetting(t *testing.T) {
	day := time.Date(2021, time.January, 13, 0, 0, 0, 0, time.UTC)
	assert.False(t, tenant.DefaultSettings(time.Time{}).RevocationDeletesGrant())
	assert.False(t, tenant.DefaultSettings(day).RevocationDeletesGrant())
	assert.True(t, tenant.DefaultSettings(day.Add(-time.Second)).RevocationDeletesGrant())
}

func TestAccessTokenOfDialectRFC(t *testing.T) {
	c := newChain(t, tenant.DialectRFC, tenant.RefreshTokenOptions{})
	a := tenant.AccessToken{Place: c.places[0], ExpiresAt: c.now.Add(time.Hour)}
	assert.True(t, a.Active(c.grant, c.now))
	assert.False(t, a.Active(nil, c.now))
	assert.False(t, a.Active(c.grant, c.now.Add(time.Hour)))
	c.grant.Revoke(c.policy, &tenant.Revocation{Now: c.now}, c.places[0], settings(false))
	assert.False(t, a.Active(c.grant, c.now), "issued before the revocation, and ended by it")
}

func TestAccessTokenEndsAlone(t *testing.T) {
	c := newChain(t, tenant.DialectRFC, tenant.RefreshTokenOptions{})
	a := tenant.AccessToken{Place: c.places[0], ExpiresAt: c.now.Add(time.Hour)}
	c.policy.Revocation.EndAccess(tenant.Revocation{Now: c.now}, &a, nil)
	assert.False(t, a.Active(c.grant, c.now))
	assert.True(t, c.alive(0), "the refresh token beside it")
}

func TestCredentialIDs(t *testing.T) {
	c := newChain(t, tenant.DialectAuth0, tenant.RefreshTokenOptions{})
	id, ok := tenant.GrantOfCredential(c.grant.Families[0].ID)
	require.True(t, ok)
	assert.Equal(t, c.grant.ID, id)
	assert.LessOrEqual(t, len(c.grant.Families[0].ID), 30, "the Management API's bound for ids of refresh tokens")
	for _, bad := range []string{"", "dcr_", "dcr_1", "nonsense", c.grant.Families[0].ID + "g", "dcr_ZZ" + c.grant.Families[0].ID[6:]} {
		_, ok := tenant.GrantOfCredential(bad)
		assert.False(t, ok, bad)
	}
}

func TestCloneSharesNothing(t *testing.T) {
	c := newChain(t, tenant.DialectAuth0, tenant.RefreshTokenOptions{Rotating: true})
	copied := c.grant.Clone()
	c.present(0)
	c.grant.End()
	assert.Equal(t, tenant.KindLive, copied.Kind(c.places[0], c.now))
}

func TestFamiliesAreForgottenOnceEnded(t *testing.T) {
	c := newChain(t, tenant.DialectAuth0, tenant.RefreshTokenOptions{})
	for range 1000 {
		p := c.grant.Open(c.policy, c.signIn(), tenant.Hash{})
		c.grant.Revoke(c.policy, &tenant.Revocation{Now: c.now}, p, settings(false))
		c.places = append(c.places, p)
	}
	assert.Less(t, len(c.grant.Families), 300)
	assert.True(t, c.alive(0), "the live one is kept")
	assert.False(t, c.alive(500))
}

func TestMovableClock(t *testing.T) {
	now := epoch
	c := tenant.NewClock(func() time.Time { return now })
	c.Advance(time.Hour)
	assert.Equal(t, epoch.Add(time.Hour), c.Now())
	assert.Equal(t, epoch, c.Unmoved())
	c.Set(epoch.Add(-time.Hour))
	now = now.Add(time.Minute)
	assert.Equal(t, epoch.Add(-time.Hour+time.Minute), c.Now())
	c.Reset()
	assert.Equal(t, now, c.Now())
}

func TestAnEndHoldsForRequestsThatReadTheClockEarlier(t *testing.T) {
	c := newChain(t, tenant.DialectAuth0, tenant.RefreshTokenOptions{})
	c.grant.Revoke(c.policy, &tenant.Revocation{Now: c.now}, c.places[0], settings(false))
	c.now = c.now.Add(-time.Second)
	assert.False(t, c.alive(0))
}
