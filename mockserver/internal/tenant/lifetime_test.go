package tenant_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

const (
	hour = time.Hour
	day  = 24 * time.Hour
)

// at moves the chain's clock to a time after its beginning.
func (c *chain) at(d time.Duration) *chain {
	c.now = epoch.Add(d)
	return c
}

func (c *chain) works(token int) bool { return c.present(token).Refusal == nil }

// Auth0, "Refresh Tokens", limitations: an exchange does not update the device of a token that never expires.
func TestTheDeviceOfATokenThatNeverExpiresStays(t *testing.T) {
	for name, tc := range map[string]struct {
		options tenant.RefreshTokenOptions
		moves   bool
	}{
		"never":    {tenant.RefreshTokenOptions{}, false},
		"absolute": {tenant.RefreshTokenOptions{Lifetime: day}, true},
		"idle":     {tenant.RefreshTokenOptions{Idle: day}, true},
	} {
		t.Run(name, func(t *testing.T) {
			c := newChain(t, tenant.DialectAuth0, tc.options)
			x := tenant.Exchange{Client: &c.client, User: &tenant.User{ID: "u"}, Place: c.places[0], Now: c.now,
				Request: tenant.Request{Agent: "other", IP: "192.0.2.1"}}
			require.Nil(t, c.grant.Exchange(c.policy, x, tenant.Hash{}).Refusal)
			f := c.grant.Families[0]
			assert.Equal(t, tc.moves, f.UsedBy == "other")
			assert.Equal(t, tc.moves, f.UsedFrom == "192.0.2.1")
			assert.Equal(t, c.now, f.Exchanged)
		})
	}
}

func TestAbsoluteLifetime(t *testing.T) {
	for name, rotating := range map[string]bool{"rotating": true, "staying": false} {
		t.Run(name, func(t *testing.T) {
			c := newChain(t, tenant.DialectAuth0, tenant.RefreshTokenOptions{Rotating: rotating, Lifetime: 10 * hour})
			newest := 0
			for _, at := range []time.Duration{4 * hour, 8 * hour, 10*hour - time.Second} {
				require.True(t, c.at(at).works(newest), at)
				newest = len(c.places) - 1
			}
			assert.False(t, c.at(10*hour).works(newest), "no exchange extends it")
		})
		t.Run(name+", the setting changes", func(t *testing.T) {
			o := tenant.RefreshTokenOptions{Rotating: rotating, Lifetime: 10 * hour}
			for _, other := range []time.Duration{0, hour, 100 * hour} {
				c := newChain(t, tenant.DialectAuth0, o)
				c.client.RefreshTokens.Lifetime = other
				require.True(t, c.at(10*hour-time.Second).works(0), "what was issued keeps its lifetime: %s", other)
				assert.False(t, c.at(10*hour).works(len(c.places)-1), other)
			}
		})
	}
}

func TestIdleLifetime(t *testing.T) {
	idle := func(d time.Duration) *chain {
		return newChain(t, tenant.DialectAuth0, tenant.RefreshTokenOptions{Idle: d})
	}
	c := idle(4 * hour)
	assert.True(t, c.at(3*hour).works(0))
	assert.True(t, c.at(7*hour-time.Second).works(0), "it restarted")
	assert.False(t, c.at(11*hour).works(0))
	assert.False(t, c.at(11*hour).works(0), "a refusal restarts nothing")

	c = idle(4 * hour)
	c.client.RefreshTokens.Idle = hour
	assert.False(t, c.at(2*hour).works(0), "shorter now")
	c = idle(hour)
	c.client.RefreshTokens.Idle = 4 * hour
	assert.True(t, c.at(2*hour).works(0), "longer now")
	assert.False(t, c.at(6*hour).works(0))
	c = idle(hour)
	c.client.RefreshTokens.Idle = 0
	assert.True(t, c.at(1000*day).works(0), "none now")
	c = idle(0)
	c.client.RefreshTokens.Idle = hour
	assert.False(t, c.at(2*hour).works(0), "one now")

	c = idle(4 * hour)
	stranger := tenant.Client{ID: "other", RefreshTokens: tenant.RefreshTokenOptions{Idle: time.Second}}
	c.grant.Exchange(c.policy, tenant.Exchange{Client: &stranger, User: &tenant.User{}, Place: c.places[0], Now: c.now}, tenant.Hash{})
	assert.True(t, c.at(3*hour).alive(0), "another client's settings are another's")
}

func TestIdleEndsNothingLaterThanTheAbsoluteLifetime(t *testing.T) {
	c := newChain(t, tenant.DialectAuth0, tenant.RefreshTokenOptions{Lifetime: hour, Idle: 100 * hour})
	assert.False(t, c.at(hour).works(0))
}

func TestTokensThatNeverExpiredBeginTo(t *testing.T) {
	for name, rotating := range map[string]bool{"rotating": true, "staying": false} {
		t.Run(name, func(t *testing.T) {
			c := newChain(t, tenant.DialectAuth0, tenant.RefreshTokenOptions{Rotating: rotating})
			newest := func() int { return len(c.places) - 1 }
			require.True(t, c.at(100*day).works(newest()))
			c.client.RefreshTokens.Lifetime = day
			require.True(t, c.at(200*day).works(newest()), "not before an exchange")
			c.client.RefreshTokens.Lifetime = 0
			require.True(t, c.at(201*day-time.Second).works(newest()))
			assert.False(t, c.at(201*day).works(newest()), "and never back")
		})
	}
}

func TestSwitchingRotationKeepsTheLifetime(t *testing.T) {
	for name, first := range map[string]bool{"off": true, "on": false} {
		t.Run(name, func(t *testing.T) {
			o := tenant.RefreshTokenOptions{Rotating: first, Lifetime: 10 * hour, Idle: 8 * hour}
			c := newChain(t, tenant.DialectAuth0, o)
			c.grant.Families[0].Metadata = map[string]string{"k": "v"}
			c.client.RefreshTokens.Rotating = !first
			out := c.at(6 * hour).present(0)
			require.True(t, out.Issued)
			assert.False(t, c.alive(0))
			assert.Equal(t, map[string]string{"k": "v"}, c.grant.Family(out.Place.Family).Metadata)
			require.True(t, c.at(10*hour-time.Second).works(1))
			assert.False(t, c.at(10*hour).works(len(c.places)-1))
		})
	}
}

// Switching ends what the documentation says, and nothing else.
func TestSwitchingRotationBackAndForth(t *testing.T) {
	c := newChain(t, tenant.DialectAuth0, tenant.RefreshTokenOptions{})
	open := func() int {
		c.places = append(c.places, c.grant.Open(c.policy, c.signIn(), tenant.Hash{}))
		return len(c.places) - 1
	}
	stays := open()
	c.client.RefreshTokens.Rotating = true
	rotates, rotatesToo := open(), open()
	require.True(t, c.alive(stays), "a sign-in switches nothing")
	require.True(t, c.works(0))
	switched := len(c.places) - 1
	assert.False(t, c.alive(stays))
	assert.True(t, c.alive(rotates) && c.alive(rotatesToo))

	c.client.RefreshTokens.Rotating = false
	require.True(t, c.works(rotates))
	assert.True(t, c.alive(rotatesToo) && c.alive(switched), "the other families")
	stays = len(c.places) - 1
	for range 2 {
		out := c.present(stays)
		require.Nil(t, out.Refusal)
		assert.False(t, out.Issued)
	}
	assert.Equal(t, tenant.KindEnded, c.present(rotates).Kind, "no reuse: its family was switched")
	assert.True(t, c.alive(stays))
}
