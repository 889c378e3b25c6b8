package store_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/mockserver/internal/store"
	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

// Of what somebody without credentials can have kept, the oldest goes, by number and by size; what came last is there.
func TestTheOldestRequestsOfDevicesGo(t *testing.T) {
	for name, size := range map[string]int{"many": 1, "large": 8 << 10, "huge": 2 << 20} {
		t.Run(name, func(t *testing.T) {
			ctx, s := t.Context(), store.NewMemory()
			hash := func(i int) tenant.Hash { return tenant.HashOf(fmt.Sprint(i)) }
			device := func(i int) error {
				return s.UpdateDevice(ctx, hash(i), func(*tenant.DeviceAuthorization) {})
			}
			const written = 2 * store.MostEphemera
			state := strings.Repeat("s", size) // shared: what is counted is what a request would have brought
			for i := range written {
				require.NoError(t, s.PutDevice(ctx, hash(i), tenant.DeviceAuthorization{Agent: state, ExpiresAt: now}))
			}
			kept := 0
			for i := range written {
				if device(i) == nil {
					kept++
				}
			}
			assert.LessOrEqual(t, kept, store.MostEphemera)
			assert.LessOrEqual(t, kept, max(store.MostEphemeraBytes/size, 32))
			assert.NotZero(t, kept)
			assert.NoError(t, device(written-1), "the newest")
			assert.ErrorIs(t, device(0), store.ErrNotFound, "the oldest")
		})
	}
}

// A device that polls as it is told, and a browser that comes back, are not pushed out by those that begin and are not heard of again.
func TestWhatIsInUseIsNotPushedOut(t *testing.T) {
	ctx, s := t.Context(), store.NewMemory()
	mine := tenant.HashOf("mine")
	require.NoError(t, s.PutDevice(ctx, mine, tenant.DeviceAuthorization{ExpiresAt: now}))
	require.NoError(t, s.PutSession(ctx, mine, tenant.Session{ExpiresAt: now}))
	for i := range 3 * store.MostEphemera {
		other := tenant.HashOf(fmt.Sprint(i))
		require.NoError(t, s.PutDevice(ctx, other, tenant.DeviceAuthorization{ExpiresAt: now}))
		require.NoError(t, s.PutSession(ctx, other, tenant.Session{ExpiresAt: now}))
		if i%5000 == 0 {
			require.NoError(t, s.UpdateDevice(ctx, mine, func(d *tenant.DeviceAuthorization) { d.PolledAt = now }))
			_, err := s.Session(ctx, mine)
			require.NoError(t, err)
		}
	}
}

// What is put again, changed, or removed is counted once.
func TestWhatIsRemovedMakesRoom(t *testing.T) {
	ctx, s := t.Context(), store.NewMemory()
	first, other := tenant.HashOf("first"), tenant.HashOf("other")
	large := tenant.Session{ID: "1", Agent: strings.Repeat("a", 1<<10), ExpiresAt: now}
	require.NoError(t, s.PutSession(ctx, first, large))
	for range 2 * store.MostEphemera {
		require.NoError(t, s.PutSession(ctx, other, large))
		require.NoError(t, s.DeleteSession(ctx, other))
		require.NoError(t, s.UpdateSession(ctx, "1", func(s *tenant.Session) { s.UsedAt = now }))
	}
	_, err := s.Session(ctx, first)
	assert.NoError(t, err)
}

func TestLogsAreBoundedByBytes(t *testing.T) {
	ctx, s := t.Context(), store.NewMemory()
	long := strings.Repeat("é", 1<<20)
	for range store.MostLogs {
		require.NoError(t, s.AddLog(ctx, tenant.LogEvent{Date: now, UserAgent: long, UserName: long, Scope: long, Description: long, IP: long,
			Details: map[string]any{long: map[string]any{"inner": long, "list": []any{long}, "texts": []string{long}}}}))
	}
	events, err := s.Logs(ctx)
	require.NoError(t, err)
	total := 0
	for _, e := range events {
		assert.Less(t, len(e.UserAgent), 2<<10)
		for _, details := range e.Details {
			inner := details.(map[string]any)
			assert.Less(t, len(inner["list"].([]any)[0].(string))+len(inner["texts"].([]string)[0]), 4<<10)
		}
		assert.True(t, strings.HasSuffix(e.UserAgent, "é..."), "cut between two characters, and said to be")
		total += len(e.UserAgent) + len(e.UserName) + len(e.Scope) + len(e.Description) + len(e.IP)
	}
	assert.NotEmpty(t, events)
	assert.Less(t, total, store.MostLogBytes)
}

// What must not be forgotten is refused when there is no more room.
func TestTooManyApplications(t *testing.T) {
	ctx, s := t.Context(), store.NewMemory()
	large := tenant.Client{Name: strings.Repeat("n", 1<<20)}
	var err error
	made := 0
	for ; err == nil && made < 100; made++ {
		large.ID = fmt.Sprint(made)
		err = s.AddClient(ctx, large)
	}
	require.ErrorIs(t, err, store.ErrFull)
	_, err = s.UpdateClient(ctx, "0", func(c *tenant.Client) error { c.Name += c.Name; return nil })
	require.ErrorIs(t, err, store.ErrFull)
	_, err = s.UpdateClient(ctx, "0", func(c *tenant.Client) error { c.Name = "small"; return nil })
	require.NoError(t, err)
	large.ID = "again"
	assert.NoError(t, s.AddClient(ctx, large))
}
