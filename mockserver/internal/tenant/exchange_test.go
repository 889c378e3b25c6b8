package tenant_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

var epoch = time.Date(2026, time.March, 1, 12, 0, 0, 0, time.UTC)

// chain is one family on one grant, whose tokens are named 0, 1, 2 ... in order of issue.
type chain struct {
	t      *testing.T
	policy *tenant.Policy
	grant  *tenant.Grant
	client tenant.Client
	now    time.Time
	places []tenant.Place
}

func newChain(t *testing.T, dialect string, o tenant.RefreshTokenOptions, change ...func(*tenant.Policy)) *chain {
	t.Helper()
	p, err := tenant.NewPolicy(dialect)
	require.NoError(t, err)
	for _, f := range change {
		f(p)
	}
	c := &chain{t: t, policy: p, now: epoch, client: tenant.Client{ID: "app", AuthMethod: tenant.AuthSecretPost, RefreshTokens: o}}
	s := c.signIn()
	c.grant = p.Grant(nil, s)
	c.places = append(c.places, c.grant.Open(p, s, tenant.Hash{}))
	return c
}

func (c *chain) signIn() tenant.SignIn {
	return tenant.SignIn{Key: tenant.GrantKey{UserID: "u", ClientID: "app", Audience: "api"}, Scopes: []string{"a", "b"},
		Options: c.client.RefreshTokens, Now: c.now}
}

func (c *chain) present(token int) tenant.Exchanged {
	x := tenant.Exchange{Client: &c.client, User: &tenant.User{ID: "u"}, Place: c.places[token], Now: c.now}
	out := c.grant.Exchange(c.policy, x, tenant.Hash{})
	if out.Issued {
		c.places = append(c.places, out.Place)
	}
	return out
}

func (c *chain) alive(token int) bool {
	return c.grant.Kind(c.places[token], c.now) == tenant.KindLive
}

// A leeway spares the token before the newest, and no user who is blocked.
func TestLeewaySparesNoBlockedUser(t *testing.T) {
	c := newChain(t, tenant.DialectRFC, tenant.RefreshTokenOptions{Rotating: true, Leeway: time.Minute})
	require.True(t, c.present(0).Issued)
	x := tenant.Exchange{Client: &c.client, User: &tenant.User{ID: "u", Blocked: true}, Place: c.places[0], Now: c.now}
	out := c.grant.Exchange(c.policy, x, tenant.Hash{})
	require.NotNil(t, out.Refusal)
	assert.Equal(t, tenant.KindUserBlocked, out.Kind)
	assert.Nil(t, c.present(0).Refusal, "within the leeway, once the user is not blocked any more")
}

func TestLeeway(t *testing.T) {
	const leeway = 60 * time.Second
	tests := []struct {
		name    string
		leeway  time.Duration
		chain   int           // exchanges of the newest token before the act
		wait    time.Duration // since the last of them
		present int
		ok      bool
		newest  bool // whether the newest lives afterwards
	}{
		{"no leeway, at once", 0, 1, 0, 0, false, false},
		{"no leeway, by a request that read the clock earlier", 0, 1, -time.Microsecond, 0, false, false},
		{"previous, at once", leeway, 1, 0, 0, true, true},
		{"previous, last moment", leeway, 1, leeway - 1, 0, true, true},
		{"previous, on the edge", leeway, 1, leeway, 0, false, false},
		{"previous, after", leeway, 1, leeway + 1, 0, false, false},
		{"the one before the previous, at once", leeway, 2, 0, 0, false, false},
		{"previous of three", leeway, 2, 0, 1, true, true},
		{"newest, after the leeway", leeway, 2, 2 * leeway, 2, true, true},
	}
	for _, tc := range tests {
		t.Run(tc.name, func(t *testing.T) {
			c := newChain(t, tenant.DialectAuth0, tenant.RefreshTokenOptions{Rotating: true, Leeway: tc.leeway})
			for i := range tc.chain {
				require.Nil(t, c.present(i).Refusal)
			}
			newest := len(c.places) - 1
			c.now = c.now.Add(tc.wait)
			out := c.present(tc.present)
			assert.Equal(t, tc.ok, out.Refusal == nil)
			assert.Equal(t, tc.ok, out.Issued)
			if tc.present == newest {
				newest = len(c.places) - 1
			}
			assert.Equal(t, tc.newest, c.alive(newest))
		})
	}
}

func TestLeewayIsNotRestarted(t *testing.T) {
	c := newChain(t, tenant.DialectAuth0, tenant.RefreshTokenOptions{Rotating: true, Leeway: time.Minute})
	c.present(0)
	c.now = c.now.Add(40 * time.Second)
	require.Nil(t, c.present(0).Refusal)
	c.now = c.now.Add(40 * time.Second)
	assert.NotNil(t, c.present(0).Refusal)
}

func TestReuseOfEveryGenerationEndsTheFamily(t *testing.T) {
	const length = 5
	for reused := range length {
		t.Run(fmt.Sprint(reused), func(t *testing.T) {
			c := newChain(t, tenant.DialectAuth0, tenant.RefreshTokenOptions{Rotating: true})
			for i := range length {
				require.Nil(t, c.present(i).Refusal)
			}
			out := c.present(reused)
			require.NotNil(t, out.Refusal)
			assert.Equal(t, 403, out.Refusal.Status)
			for i := range c.places {
				assert.False(t, c.alive(i), "token %d", i)
			}
			s := c.signIn()
			again := c.policy.Grant(c.grant, s)
			assert.Same(t, c.grant, again, "the grant itself stands")
			c.places = append(c.places, again.Open(c.policy, s, tenant.Hash{}))
			assert.True(t, c.alive(len(c.places)-1))
		})
	}
}

func TestReuseEndsGrantSwitch(t *testing.T) {
	c := newChain(t, tenant.DialectAuth0, tenant.RefreshTokenOptions{Rotating: true}, tenant.ReuseEndsGrant)
	c.present(0)
	c.present(0)
	assert.False(t, c.grant.Stands(c.now))
}

func TestNonRotatingTokenStays(t *testing.T) {
	c := newChain(t, tenant.DialectAuth0, tenant.RefreshTokenOptions{})
	for range 3 {
		out := c.present(0)
		require.Nil(t, out.Refusal)
		assert.False(t, out.Issued)
	}
	assert.True(t, c.alive(0))
}

func TestSwitchingRotation(t *testing.T) {
	t.Run("on", func(t *testing.T) {
		c := newChain(t, tenant.DialectAuth0, tenant.RefreshTokenOptions{})
		c.places = append(c.places, c.grant.Open(c.policy, c.signIn(), tenant.Hash{}))
		c.client.RefreshTokens.Rotating = true
		require.True(t, c.present(0).Issued)
		assert.False(t, c.alive(0))
		assert.False(t, c.alive(1), "the other non-rotating token")
		assert.True(t, c.alive(2))
	})
	t.Run("off", func(t *testing.T) {
		c := newChain(t, tenant.DialectAuth0, tenant.RefreshTokenOptions{Rotating: true})
		c.present(0)
		c.client.RefreshTokens.Rotating = false
		require.True(t, c.present(1).Issued)
		assert.False(t, c.alive(1))
		require.Nil(t, c.present(2).Refusal)
		assert.True(t, c.alive(2))
	})
}

func TestLifetimes(t *testing.T) {
	o := tenant.RefreshTokenOptions{Rotating: true, Lifetime: 10 * time.Hour, Idle: 4 * time.Hour}
	t.Run("idle restarts at each exchange", func(t *testing.T) {
		c := newChain(t, tenant.DialectAuth0, o)
		for i := range 3 {
			c.now = c.now.Add(3 * time.Hour)
			require.Nil(t, c.present(i).Refusal)
		}
		c.now = c.now.Add(time.Hour)
		assert.NotNil(t, c.present(3).Refusal, "the absolute lifetime is not extended by rotation")
	})
	t.Run("idle ends it", func(t *testing.T) {
		c := newChain(t, tenant.DialectAuth0, o)
		c.now = c.now.Add(4 * time.Hour)
		assert.NotNil(t, c.present(0).Refusal)
	})
}

func TestScopesOfAnExchange(t *testing.T) {
	tests := []struct {
		dialect string
		asked   []string
		want    []string
		refused string
	}{
		{tenant.DialectAuth0, nil, []string{"a", "b"}, ""},
		{tenant.DialectAuth0, []string{"b"}, []string{"b"}, ""},
		{tenant.DialectAuth0, []string{"b", "c"}, []string{"b"}, ""},
		{tenant.DialectRFC, []string{"b"}, []string{"b"}, ""},
		{tenant.DialectRFC, []string{"b", "c"}, nil, "invalid_scope"},
	}
	for _, tc := range tests {
		t.Run(fmt.Sprint(tc.dialect, tc.asked), func(t *testing.T) {
			c := newChain(t, tc.dialect, tenant.RefreshTokenOptions{Rotating: true})
			out := c.grant.Exchange(c.policy, tenant.Exchange{Client: &c.client, User: &tenant.User{}, Asked: tc.asked,
				Place: c.places[0], Now: c.now}, tenant.Hash{})
			assert.Equal(t, tc.want, out.Scopes)
			if tc.refused != "" {
				require.NotNil(t, out.Refusal)
				assert.Equal(t, tc.refused, out.Refusal.Code)
				assert.True(t, c.alive(0), "a refused exchange spends nothing")
			}
		})
	}
}

func TestExchangeRefusals(t *testing.T) {
	other := &tenant.Client{ID: "other"}
	tests := []struct {
		name    string
		dialect string
		client  *tenant.Client
		user    *tenant.User
		want    string
	}{
		{"foreign", tenant.DialectAuth0, other, &tenant.User{}, "403 Unknown or invalid refresh token."},
		{"foreign", tenant.DialectRFC, other, &tenant.User{}, "400 The refresh token is invalid, expired or revoked"},
		{"user gone", tenant.DialectAuth0, nil, nil, "403 The refresh_token was generated for a user who doesn't exist anymore."},
		{"user blocked", tenant.DialectAuth0, nil, &tenant.User{Blocked: true}, "403 user is blocked"},
	}
	for _, tc := range tests {
		t.Run(tc.dialect+" "+tc.name, func(t *testing.T) {
			c := newChain(t, tc.dialect, tenant.RefreshTokenOptions{Rotating: true})
			out := c.grant.Exchange(c.policy, tenant.Exchange{Client: tc.client, User: tc.user, Place: c.places[0],
				Now: c.now}, tenant.Hash{})
			require.NotNil(t, out.Refusal)
			assert.Equal(t, "invalid_grant", out.Refusal.Code)
			assert.Equal(t, tc.want, fmt.Sprint(out.Refusal.Status, " ", out.Refusal.Description))
			assert.True(t, c.alive(0), "the owner's token still works")
		})
	}
}
