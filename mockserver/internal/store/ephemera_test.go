package store_test

import (
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/mockserver/internal/store"
	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

func TestSessionsAreListedByUserAndChangedByID(t *testing.T) {
	ctx, s := t.Context(), store.NewMemory()
	for i, v := range []tenant.Session{{ID: "3", UserID: "u"}, {ID: "1", UserID: "u"}, {ID: "2", UserID: "v"}} {
		v.AuthenticatedAt, v.ExpiresAt = now.Add(time.Duration(i)*time.Minute), now.Add(time.Hour)
		require.NoError(t, s.PutSession(ctx, tenant.HashOf(v.ID), v))
	}
	ids := func(user string) (out []string) {
		all, err := s.Sessions(ctx, user)
		require.NoError(t, err)
		for _, v := range all {
			out = append(out, v.ID)
		}
		return out
	}
	assert.Equal(t, []string{"3", "1"}, ids("u"), "oldest first")
	assert.Equal(t, []string{"3", "1", "2"}, ids(""))
	assert.Empty(t, ids("w"))
	require.NoError(t, s.UpdateSession(ctx, "1", func(v *tenant.Session) { v.End(tenant.End{At: now, Cause: tenant.CauseSession}) }))
	assert.ErrorIs(t, s.UpdateSession(ctx, "9", func(*tenant.Session) { t.Error("there is none") }), store.ErrNotFound)
	ended, err := s.Session(ctx, tenant.HashOf("1"))
	require.NoError(t, err)
	assert.False(t, ended.Live(now))
	other, err := s.Session(ctx, tenant.HashOf("3"))
	require.NoError(t, err)
	assert.True(t, other.Live(now))
	all, _ := s.Sessions(ctx, "u")
	all[0].Ended.Done = true
	other, _ = s.Session(ctx, tenant.HashOf("3"))
	assert.True(t, other.Live(now), "what is listed belongs to the caller")
}

func TestADeviceIsFoundByTheCodeItShows(t *testing.T) {
	ctx, s := t.Context(), store.NewMemory()
	put := func(device, code string, expires time.Time) {
		require.NoError(t, s.PutDevice(ctx, tenant.HashOf(device), tenant.DeviceAuthorization{UserCode: code, ClientID: device, ExpiresAt: expires}))
	}
	put("old", "CODE", now.Add(time.Minute))
	put("new", "CODE", now.Add(time.Hour))
	put("else", "OTHER", now.Add(2*time.Hour))
	hash, d, err := s.DeviceByUserCode(ctx, "CODE")
	require.NoError(t, err)
	assert.Equal(t, tenant.HashOf("new"), hash)
	assert.Equal(t, "new", d.ClientID)
	_, _, err = s.DeviceByUserCode(ctx, "NONE")
	assert.ErrorIs(t, err, store.ErrNotFound)
	assert.ErrorIs(t, s.UpdateDevice(ctx, tenant.HashOf("none"), func(*tenant.DeviceAuthorization) {}), store.ErrNotFound)
}

func TestOfManySimultaneousPollsOneTakesTheDevice(t *testing.T) {
	ctx, s := t.Context(), store.NewMemory()
	h := tenant.HashOf("device")
	require.NoError(t, s.PutDevice(ctx, h, tenant.DeviceAuthorization{Status: tenant.DeviceApproved}))
	var wg sync.WaitGroup
	var mu sync.Mutex
	took := 0
	for range 16 {
		wg.Go(func() {
			mine := false
			assert.NoError(t, s.UpdateDevice(ctx, h, func(d *tenant.DeviceAuthorization) {
				mine = d.Status == tenant.DeviceApproved
				d.Status = tenant.DeviceDone
			}))
			mu.Lock()
			defer mu.Unlock()
			if mine {
				took++
			}
		})
	}
	wg.Wait()
	assert.Equal(t, 1, took)
}
