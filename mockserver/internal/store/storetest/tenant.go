package storetest

import (
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/mockserver/internal/store"
	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

func ofSettings() []promise {
	return []promise{
		{"no change of the settings is lost", noSettingIsLost},
		{"the key stays until a reset", keyStays},
		{"what the tenant began with is kept", beginning},
		{"how far the clock is moved is kept", ahead},
	}
}

func noSettingIsLost(t testing.TB, s store.Store) {
	_, err := s.UpdateSettings(t.Context(), func(tenant.Settings) tenant.Settings { return tenant.Settings{Flags: map[string]bool{}} })
	require.NoError(t, err)
	var all sync.WaitGroup
	for i := range simultaneous {
		all.Go(func() {
			_, err := s.UpdateSettings(t.Context(), func(old tenant.Settings) tenant.Settings {
				return old.Merge(tenant.Settings{Flags: map[string]bool{fmt.Sprint(i): true}})
			})
			assert.NoError(t, err)
		})
	}
	all.Wait()
	before, err := s.Settings(t.Context())
	require.NoError(t, err)
	changed, err := s.UpdateSettings(t.Context(), func(old tenant.Settings) tenant.Settings {
		old.Flags["changed"] = true // a copy
		return old
	})
	require.NoError(t, err)
	assert.Len(t, changed.Flags, simultaneous+1)
	assert.Len(t, before.Flags, simultaneous, "what was handed out stays as it was")
}

func keyStays(t testing.TB, s store.Store) {
	first, err := s.Key(t.Context())
	require.NoError(t, err)
	second, err := s.Key(t.Context())
	require.NoError(t, err)
	assert.Equal(t, first, second)
	assert.NotEqual(t, tenant.Hash{}, first)
}

func beginning(t testing.TB, s store.Store) {
	_, err := s.Beginning(t.Context())
	require.ErrorIs(t, err, store.ErrNotFound)
	for _, b := range []tenant.Beginning{{Dialect: "auth0", Seed: []byte("a seed")}, {Dialect: "rfc", Seed: []byte("other")}} {
		require.NoError(t, s.Begin(t.Context(), b))
		for range 2 { // what the first round changes, the second must not find
			kept, err := s.Beginning(t.Context())
			require.NoError(t, err)
			assert.Equal(t, b, *kept)
			kept.Seed[0] = 'x'
		}
	}
}

func ahead(t testing.TB, s store.Store) {
	for _, d := range []time.Duration{0, time.Hour, -time.Minute} {
		require.NoError(t, s.SetAhead(t.Context(), d))
		kept, err := s.Ahead(t.Context())
		require.NoError(t, err)
		assert.Equal(t, d, kept)
	}
}

func ofLogs() []promise {
	return []promise{
		{"ids of log events ascend, even when the clock is set back", idsAscend},
		{"simultaneous log events have ids of their own", idsOfTheirOwn},
		{"the newest log events are kept", newestLogs},
		{"log events are cut, and kept within bounds", shortLogs},
	}
}

func logs(t testing.TB, s store.Store) []tenant.LogEvent {
	t.Helper()
	events, err := s.Logs(t.Context())
	require.NoError(t, err)
	return events
}

func idsAscend(t testing.TB, s store.Store) {
	for _, at := range []time.Duration{0, 720 * time.Hour, 0, 0, -time.Hour, 744 * time.Hour} {
		require.NoError(t, s.AddLog(t.Context(), tenant.LogEvent{Date: now.Add(at)}))
	}
	events := logs(t, s)
	require.Len(t, events, 6)
	for i := 1; i < len(events); i++ {
		assert.Less(t, events[i-1].ID, events[i].ID)
		assert.Len(t, events[i].ID, len(events[0].ID), "so that they compare as text, too")
	}
	assert.True(t, now.Equal(events[2].Date), "the date is what it was")
}

func idsOfTheirOwn(t testing.TB, s store.Store) {
	var all sync.WaitGroup
	for range simultaneous {
		all.Go(func() { assert.NoError(t, s.AddLog(t.Context(), tenant.LogEvent{Date: now})) })
	}
	all.Wait()
	ids := map[string]bool{}
	for _, e := range logs(t, s) {
		ids[e.ID] = true
	}
	assert.Len(t, ids, simultaneous)
}

func newestLogs(t testing.TB, s store.Store) {
	written := 2*limits().Logs + limits().Logs/5
	for i := range written {
		require.NoError(t, s.AddLog(t.Context(), tenant.LogEvent{Date: now, Description: fmt.Sprint(i)}))
	}
	events := logs(t, s)
	require.Len(t, events, limits().Logs)
	for i, e := range events {
		assert.Equal(t, fmt.Sprint(written-limits().Logs+i), e.Description)
	}
}

func shortLogs(t testing.TB, s store.Store) {
	long := strings.Repeat("é", 10<<10)
	for range limits().Logs {
		require.NoError(t, s.AddLog(t.Context(), tenant.LogEvent{Date: now, UserAgent: long, UserName: long, Scope: long, Description: long, IP: long,
			Details: map[string]any{long: map[string]any{"inner": long, "list": []any{long}}}}))
	}
	events, total := logs(t, s), 0
	require.NotEmpty(t, events)
	for _, e := range events {
		assert.Less(t, len(e.UserAgent), 2<<10)
		for _, details := range e.Details {
			assert.Less(t, len(details.(map[string]any)["list"].([]any)[0].(string)), 2<<10)
		}
		assert.True(t, strings.HasSuffix(e.UserAgent, "é..."), "cut between two characters, and said to be")
		total += len(e.UserAgent) + len(e.UserName) + len(e.Scope) + len(e.Description) + len(e.IP)
	}
	assert.LessOrEqual(t, total, limits().LogBytes)
}
