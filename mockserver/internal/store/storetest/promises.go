// Package storetest says what every store.Store promises, as tests that each of them runs.
package storetest

import (
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/mockserver/internal/store"
	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

// limits are those of the stores that are tested: small ones are soon reached.
func limits() store.Limits {
	return store.Limits{
		Logs: 100, LogBytes: 64 << 10,
		Expiring: 128, ExpiringBytes: 512 << 10,
		Grants: 200, RefreshTokens: 400,
		AccessTokens: 640, Once: 640,
		Entities: 40, EntityBytes: 256 << 10,
	}
}

// Test sees that stores keep what a store.Store promises: that a change is one step for all who ask at once, what is returned and in which
// order, and what goes where there is no more room. Each that is opened is empty, and within those limits.
func Test(t *testing.T, open func(testing.TB, store.Limits) store.Store) {
	for _, p := range promises() {
		t.Run(p.says, func(t *testing.T) { p.check(t, open(t, limits())) })
	}
}

// promise is one thing that a store promises.
type promise struct {
	says  string
	check func(testing.TB, store.Store)
}

func promises() []promise {
	return slices.Concat(ofEntities(), ofSettings(), ofLogs(), ofGrants(), ofRoomForGrants(), ofExpiring(), ofAccessTokens(), []promise{
		{"a reset forgets everything", forgetsEverything},
	})
}

// now is when all of it happens.
var now = time.Date(2026, time.March, 1, 12, 0, 0, 0, time.UTC)

// simultaneous is how many ask for one thing at once.
const simultaneous = 16

// policy is that of a dialect.
func policy(t testing.TB, dialect string) *tenant.Policy {
	t.Helper()
	p, err := tenant.NewPolicy(dialect)
	require.NoError(t, err)
	return p
}

// mustSignIn signs a user in to the application "app" for the API "api", and returns the hash of the refresh token.
func mustSignIn(t testing.TB, s store.Store, p *tenant.Policy, user string, o tenant.RefreshTokenOptions, at time.Time) tenant.Hash {
	t.Helper()
	h, _, err := signIn(t, s, p, user, o, at)
	require.NoError(t, err)
	return h
}

func signIn(t testing.TB, s store.Store, p *tenant.Policy, user string, o tenant.RefreshTokenOptions, at time.Time) (h tenant.Hash, place tenant.Place, err error) {
	t.Helper()
	_, h = tenant.NewSecret("")
	in := tenant.SignIn{Key: tenant.GrantKey{UserID: user, ClientID: "app", Audience: "api"}, Options: o, Now: at}
	err = s.SignIn(t.Context(), in.Key, func(current *tenant.Grant) *tenant.Grant {
		g := p.Grant(current, in)
		place = g.Open(p, in, h)
		return g
	})
	return h, place, err
}

// rotating are the options of an application whose sign-ins last an hour.
var rotating = tenant.RefreshTokenOptions{Rotating: true, Lifetime: time.Hour}

// exchange exchanges the newest token of a sign-in to "app".
func exchange(t testing.TB, s store.Store, p *tenant.Policy, place tenant.Place) (out tenant.Exchanged, next tenant.Hash, err error) {
	t.Helper()
	_, next = tenant.NewSecret("")
	err = s.UpdateGrant(t.Context(), place.Grant, func(g *tenant.Grant) {
		client := &tenant.Client{ID: "app", RefreshTokens: rotating}
		out = g.Exchange(p, tenant.Exchange{Client: client, User: &tenant.User{}, Place: place, Now: now}, next)
	})
	return out, next, err
}

// kind is what the token of that hash is.
func kind(t testing.TB, s store.Store, h tenant.Hash) (k tenant.Kind) {
	t.Helper()
	place, err := s.Place(t.Context(), h)
	require.NoError(t, err)
	require.NoError(t, s.Look(t.Context(), place.Grant, func(g *tenant.Grant) { k = g.Kind(place, now) }))
	return k
}

func forgetsEverything(t testing.TB, s store.Store) {
	ctx := t.Context()
	h := mustSignIn(t, s, policy(t, tenant.DialectAuth0), "u", rotating, now)
	key, err := s.Key(ctx)
	require.NoError(t, err)
	fill := func() error {
		_, err := s.UpdateSettings(ctx, func(tenant.Settings) tenant.Settings { return tenant.Settings{Flags: map[string]bool{"f": true}} })
		require.NoError(t, err)
		require.NoError(t, s.Begin(ctx, tenant.Beginning{Dialect: "auth0"}))
		require.NoError(t, s.SetAhead(ctx, time.Hour))
		require.NoError(t, s.AddLog(ctx, tenant.LogEvent{Date: now}))
		require.NoError(t, s.AddPublicKey(ctx, tenant.PublicKeyCredential{ID: "k"}))
		require.NoError(t, s.PutAccessToken(ctx, tenant.AccessToken{ID: "a", ExpiresAt: now.Add(time.Hour)}))
		require.NoError(t, s.PutSession(ctx, h, tenant.Session{ID: "s", ExpiresAt: now.Add(time.Hour)}))
		require.NoError(t, s.PutDevice(ctx, h, tenant.DeviceAuthorization{UserCode: "c", ExpiresAt: now.Add(time.Hour)}))
		fresh, err := s.Once(ctx, "o", now.Add(time.Hour), now)
		require.NoError(t, err)
		require.True(t, fresh)
		return err
	}
	require.NoError(t, fill())
	require.NoError(t, s.PutCode(ctx, h, tenant.Code{ExpiresAt: now.Add(time.Hour)}))
	require.NoError(t, s.Reset(ctx))

	for what, err := range map[string]error{
		"a code":         s.UpdateCode(ctx, h, func(*tenant.Code) {}),
		"a device":       s.UpdateDevice(ctx, h, func(*tenant.DeviceAuthorization) {}),
		"a session":      s.UpdateSession(ctx, "s", func(*tenant.Session) {}),
		"a access token": s.UpdateAccessToken(ctx, "a", func(*tenant.AccessToken) {}),
		"a public key":   s.DeletePublicKey(ctx, "k"),
	} {
		require.ErrorIs(t, err, store.ErrNotFound, what)
	}
	_, err = s.Place(ctx, h)
	require.ErrorIs(t, err, store.ErrNotFound)
	grants, err := store.Select(ctx, s, tenant.Selector{})
	require.NoError(t, err)
	require.Empty(t, grants)
	events, err := s.Logs(ctx)
	require.NoError(t, err)
	require.Empty(t, events)
	settings, err := s.Settings(ctx)
	require.NoError(t, err)
	require.Empty(t, settings.Flags)
	_, err = s.Beginning(ctx)
	require.ErrorIs(t, err, store.ErrNotFound)
	ahead, err := s.Ahead(ctx)
	require.NoError(t, err)
	require.Zero(t, ahead)
	renewed, err := s.Key(ctx)
	require.NoError(t, err)
	require.NotEqual(t, key, renewed)
	require.NoError(t, fill(), "and all can be there again")
}
