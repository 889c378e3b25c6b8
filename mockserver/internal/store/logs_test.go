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

func TestLogIDsAscendInOrderOfArrivalEvenWhenTheClockIsSetBack(t *testing.T) {
	ctx, s := t.Context(), store.NewMemory()
	for _, at := range []time.Time{now, now.Add(30 * 24 * time.Hour), now, now, now.Add(-time.Hour), now.Add(31 * 24 * time.Hour)} {
		require.NoError(t, s.AddLog(ctx, tenant.LogEvent{Date: at}))
	}
	events, err := s.Logs(ctx)
	require.NoError(t, err)
	for i := 1; i < len(events); i++ {
		assert.Less(t, events[i-1].ID, events[i].ID)
		assert.Len(t, events[i].ID, len(events[0].ID), "so that they compare as text, too")
	}
	assert.Equal(t, now, events[2].Date, "the date is what it was")
}

func TestTheNewestLogsAreKept(t *testing.T) {
	ctx, s := t.Context(), store.NewMemory()
	const written = store.MostLogs + store.MostLogs/5
	for i := range written {
		require.NoError(t, s.AddLog(ctx, tenant.LogEvent{Date: now.Add(time.Duration(i) * time.Second)}))
	}
	events, err := s.Logs(ctx)
	require.NoError(t, err)
	require.Len(t, events, store.MostLogs)
	assert.Equal(t, now.Add((written-1)*time.Second), events[len(events)-1].Date)
	require.NoError(t, s.Reset(ctx))
	events, _ = s.Logs(ctx)
	assert.Empty(t, events)
}

func TestSimultaneousEventsAllHaveTheirOwnID(t *testing.T) {
	ctx, s := t.Context(), store.NewMemory()
	var wg sync.WaitGroup
	for range 32 {
		wg.Go(func() { assert.NoError(t, s.AddLog(ctx, tenant.LogEvent{Date: now})) })
	}
	wg.Wait()
	events, err := s.Logs(ctx)
	require.NoError(t, err)
	ids := map[string]bool{}
	for _, e := range events {
		ids[e.ID] = true
	}
	assert.Len(t, ids, 32)
}
