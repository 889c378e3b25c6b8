package storetest

import (
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/mockserver/internal/store"
	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

func ofExpiring() []promise {
	return []promise{
		{"sessions are listed by user and changed by id", sessions},
		{"a device is found by the newest code it shows", newestCode},
		{"a code is taken once", takenOnce},
		{"a device is let in once", letInOnce},
		{"the oldest of what can be begun again goes", oldestGoes},
		{"what is in use is not pushed out", inUse},
		{"what is removed makes room", removedMakesRoom},
		{"a name is new once", newOnce},
		{"what is good once is not forgotten for want of room", roomForOnce},
	}
}

func sessions(t testing.TB, s store.Store) {
	ctx := t.Context()
	for i, v := range []tenant.Session{{ID: "3", UserID: "u", Clients: []string{"app"}}, {ID: "1", UserID: "u"}, {ID: "2", UserID: "v"}} {
		v.AuthenticatedAt, v.ExpiresAt = now.Add(time.Duration(i)*time.Minute), now.Add(time.Hour)
		require.NoError(t, s.PutSession(ctx, tenant.HashOf(v.ID), v))
	}
	ids := func(user string) []string {
		all, err := s.Sessions(ctx, user)
		out, err := namesOf(all, err, func(v tenant.Session) string { return v.ID })
		require.NoError(t, err)
		return out
	}
	assert.Equal(t, []string{"3", "1"}, ids("u"), "oldest first")
	assert.Equal(t, []string{"3", "1", "2"}, ids(""))
	assert.Empty(t, ids("w"))
	require.NoError(t, s.UpdateSession(ctx, "1", func(v *tenant.Session) { v.End(tenant.End{At: now, Cause: tenant.CauseSession}) }))
	require.ErrorIs(t, s.UpdateSession(ctx, "9", func(*tenant.Session) { t.Error("there is none") }), store.ErrNotFound)
	live := func(id string) bool {
		v, err := s.Session(ctx, tenant.HashOf(id))
		require.NoError(t, err)
		return v.Live(now)
	}
	assert.False(t, live("1"))
	all, err := s.Sessions(ctx, "u")
	require.NoError(t, err)
	all[0].Ended.Done, all[0].Clients[0] = true, "changed"
	assert.True(t, live("3"), "what is listed belongs to the caller")
	all, err = s.Sessions(ctx, "u")
	require.NoError(t, err)
	assert.Equal(t, []string{"app"}, all[0].Clients)
	require.NoError(t, s.DeleteSession(ctx, tenant.HashOf("3")))
	require.NoError(t, s.DeleteSession(ctx, tenant.HashOf("3")), "gone already is as good")
	_, err = s.Session(ctx, tenant.HashOf("3"))
	require.ErrorIs(t, err, store.ErrNotFound)
}

func newestCode(t testing.TB, s store.Store) {
	ctx := t.Context()
	for _, d := range []tenant.DeviceAuthorization{
		{ClientID: "old", UserCode: "CODE", ExpiresAt: now.Add(time.Minute)},
		{ClientID: "new", UserCode: "CODE", ExpiresAt: now.Add(time.Hour)},
		{ClientID: "else", UserCode: "OTHER", ExpiresAt: now.Add(2 * time.Hour)},
	} {
		require.NoError(t, s.PutDevice(ctx, tenant.HashOf(d.ClientID), d))
	}
	hash, d, err := s.DeviceByUserCode(ctx, "CODE")
	require.NoError(t, err)
	assert.Equal(t, tenant.HashOf("new"), hash)
	assert.Equal(t, "new", d.ClientID)
	_, _, err = s.DeviceByUserCode(ctx, "NONE")
	require.ErrorIs(t, err, store.ErrNotFound)
	require.ErrorIs(t, s.UpdateDevice(ctx, tenant.HashOf("none"), func(*tenant.DeviceAuthorization) {}), store.ErrNotFound)
}

// byOne has many try to take what only one may have.
func byOne(t testing.TB, take func() (mine bool, err error)) {
	t.Helper()
	var took atomic.Int32
	var all sync.WaitGroup
	for range simultaneous {
		all.Go(func() {
			mine, err := take()
			assert.NoError(t, err)
			if mine {
				took.Add(1)
			}
		})
	}
	all.Wait()
	assert.EqualValues(t, 1, took.Load())
}

func takenOnce(t testing.TB, s store.Store) {
	h := tenant.HashOf("code")
	require.NoError(t, s.PutCode(t.Context(), h, tenant.Code{ExpiresAt: now.Add(time.Minute)}))
	byOne(t, func() (mine bool, err error) {
		err = s.UpdateCode(t.Context(), h, func(c *tenant.Code) { mine, c.Used = !c.Used, true })
		return mine, err
	})
}

func letInOnce(t testing.TB, s store.Store) {
	h := tenant.HashOf("device")
	require.NoError(t, s.PutDevice(t.Context(), h, tenant.DeviceAuthorization{Status: tenant.DeviceApproved, ExpiresAt: now.Add(time.Hour)}))
	byOne(t, func() (mine bool, err error) {
		err = s.UpdateDevice(t.Context(), h, func(d *tenant.DeviceAuthorization) {
			mine, d.Status = d.Status == tenant.DeviceApproved, tenant.DeviceDone
		})
		return mine, err
	})
}

// oldestGoes by number and by size, of what somebody without credentials can have kept; what came last is there.
func oldestGoes(t testing.TB, s store.Store) {
	ctx, written := t.Context(), 2*limits().Expiring
	for _, size := range []int{1, 8 << 10, limits().ExpiringBytes / 8} {
		hash := func(i int) tenant.Hash { return tenant.HashOf(fmt.Sprint(size, i)) }
		agent := strings.Repeat("a", size) // shared: what is counted is what a request would have brought
		for i := range written {
			require.NoError(t, s.PutDevice(ctx, hash(i), tenant.DeviceAuthorization{Agent: agent, ExpiresAt: now.Add(time.Hour)}))
		}
		kept := 0
		for i := range written {
			if s.UpdateDevice(ctx, hash(i), func(*tenant.DeviceAuthorization) {}) == nil {
				kept++
			}
		}
		assert.LessOrEqual(t, kept, limits().Expiring)
		assert.LessOrEqual(t, kept, max(limits().ExpiringBytes/size, 32), "of %d bytes", size)
		require.NoError(t, s.UpdateDevice(ctx, hash(written-1), func(*tenant.DeviceAuthorization) {}), "the newest")
		require.ErrorIs(t, s.UpdateDevice(ctx, hash(0), func(*tenant.DeviceAuthorization) {}), store.ErrNotFound, "the oldest")
	}
}

// inUse are a device that polls as it is told, and a browser that comes back.
func inUse(t testing.TB, s store.Store) {
	ctx, mine := t.Context(), tenant.HashOf("mine")
	require.NoError(t, s.PutDevice(ctx, mine, tenant.DeviceAuthorization{ExpiresAt: now.Add(time.Hour)}))
	require.NoError(t, s.PutSession(ctx, mine, tenant.Session{ExpiresAt: now.Add(time.Hour)}))
	for i := range 3 * limits().Expiring {
		other := tenant.HashOf(fmt.Sprint(i))
		require.NoError(t, s.PutDevice(ctx, other, tenant.DeviceAuthorization{ExpiresAt: now.Add(time.Hour)}))
		require.NoError(t, s.PutSession(ctx, other, tenant.Session{ExpiresAt: now.Add(time.Hour)}))
		if i%(limits().Expiring/8) == 0 {
			require.NoError(t, s.UpdateDevice(ctx, mine, func(d *tenant.DeviceAuthorization) { d.PolledAt = now }))
			_, err := s.Session(ctx, mine)
			require.NoError(t, err)
		}
	}
}

// removedMakesRoom also where it is put again, or changed: it is counted once.
func removedMakesRoom(t testing.TB, s store.Store) {
	ctx, first, other := t.Context(), tenant.HashOf("first"), tenant.HashOf("other")
	large := tenant.Session{ID: "1", Agent: strings.Repeat("a", 1<<10), ExpiresAt: now.Add(time.Hour)}
	require.NoError(t, s.PutSession(ctx, first, large))
	for range 2 * limits().Expiring {
		require.NoError(t, s.PutSession(ctx, other, large))
		require.NoError(t, s.DeleteSession(ctx, other))
		require.NoError(t, s.UpdateSession(ctx, "1", func(s *tenant.Session) { s.UsedAt = now }))
	}
	_, err := s.Session(ctx, first)
	require.NoError(t, err)
}

func newOnce(t testing.TB, s store.Store) {
	byOne(t, func() (bool, error) { return s.Once(t.Context(), "jti", now.Add(time.Hour), now) })
}

func roomForOnce(t testing.TB, s store.Store) {
	ctx, never := t.Context(), now.AddDate(7000, 0, 0)
	fresh, err := s.Once(ctx, "first 0", never, now)
	require.NoError(t, err)
	require.True(t, fresh)
	n := 0
	for ; err == nil && n <= limits().Once; n++ {
		_, err = s.Once(ctx, fmt.Sprintf("another %d0", n), now.Add(time.Hour), now)
	}
	require.ErrorIs(t, err, store.ErrFull)
	fresh, err = s.Once(ctx, "first 0", never, now.Add(2*time.Hour))
	require.NoError(t, err, "what has expired makes room")
	assert.False(t, fresh, "and the first is remembered")
}

func ofAccessTokens() []promise {
	return []promise{
		{"an access token is found and changed", accessToken},
		{"access tokens that there is no room for are refused", roomForAccessTokens},
	}
}

func accessToken(t testing.TB, s store.Store) {
	ctx := t.Context()
	require.NoError(t, s.PutAccessToken(ctx, tenant.AccessToken{ID: "a", UserID: "u", IssuedAt: now, ExpiresAt: now.Add(time.Hour)}))
	require.NoError(t, s.UpdateAccessToken(ctx, "a", func(a *tenant.AccessToken) { a.Ended.Done = true }))
	a, err := s.AccessToken(ctx, "a")
	require.NoError(t, err)
	assert.Equal(t, "u", a.UserID)
	assert.True(t, a.Ended.Done)
	_, err = s.AccessToken(ctx, "b")
	require.ErrorIs(t, err, store.ErrNotFound)
	require.ErrorIs(t, s.UpdateAccessToken(ctx, "b", func(*tenant.AccessToken) {}), store.ErrNotFound)
}

func roomForAccessTokens(t testing.TB, s store.Store) {
	put := func(id string, at time.Time) error {
		return s.PutAccessToken(t.Context(), tenant.AccessToken{ID: id, IssuedAt: at, ExpiresAt: at.Add(time.Hour)})
	}
	var err error
	n := 0
	for ; err == nil && n <= limits().AccessTokens; n++ {
		err = put(fmt.Sprint(n), now)
	}
	require.ErrorIs(t, err, store.ErrFull)
	_, err = s.AccessToken(t.Context(), "0")
	require.NoError(t, err, "one that has not expired is never forgotten")
	require.NoError(t, put(fmt.Sprint(n-1), now.Add(2*time.Hour)), "what has expired makes room")
}
