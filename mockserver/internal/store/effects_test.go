package store_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/mockserver/internal/store"
	"github.com/revokespec/revokespec/mockserver/internal/store/memory"
	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

func TestADeviceIsDeletedOnce(t *testing.T) {
	ctx, s := t.Context(), memory.New()
	place, err := s.Place(ctx, signIn(t, s, "u", true))
	require.NoError(t, err)
	ends := 0
	remove := func(id string) tenant.DeviceDeletion {
		d, err := store.DeleteDevice(ctx, s, id, now, func(e *tenant.Ending) {
			ends++
			assert.Equal(t, tenant.CauseDevice, e.Cause)
			assert.Equal(t, now, e.Now)
			e.EndFamily()
		})
		require.NoError(t, err)
		return d
	}
	for _, none := range []string{"", "x", "dcr_", place.Grant, place.Family + "ffff", "dcr_000000000000000000000000ffff"} {
		assert.Equal(t, tenant.DeviceDeletion{}, remove(none), none)
	}
	assert.Equal(t, tenant.DeviceDeletion{Known: true, Usable: true, Rotating: true}, remove(place.Family))
	assert.Equal(t, tenant.DeviceDeletion{Known: true, Rotating: true}, remove(place.Family))
	assert.Equal(t, 1, ends)
}

func TestADeletedDeviceTakesAlongWhatThePolicySays(t *testing.T) {
	ctx, s := t.Context(), memory.New()
	place, err := s.Place(ctx, signIn(t, s, "u", false))
	require.NoError(t, err)
	other, err := s.Place(ctx, signIn(t, s, "v", false))
	require.NoError(t, err)
	_, err = store.DeleteDevice(ctx, s, place.Family, now, func(e *tenant.Ending) {
		e.Others = append(e.Others, tenant.Selector{UserID: "v"})
	})
	require.NoError(t, err)
	kind := func(at tenant.Place) (k tenant.Kind) {
		require.NoError(t, s.Look(ctx, at.Grant, func(g *tenant.Grant) { k = g.Kind(at, now) }))
		return k
	}
	assert.Equal(t, tenant.KindEnded, kind(other))
	assert.Equal(t, tenant.KindLive, kind(place))
}

func TestEveryPickedGrantIsEndedForItsCause(t *testing.T) {
	ctx, s := t.Context(), memory.New()
	for _, user := range []string{"u", "v", "w"} {
		signIn(t, s, user, false)
	}
	var causes []tenant.Cause
	n, err := store.EndEach(ctx, s, tenant.Selector{ExceptUser: "v"}, tenant.CauseUserDeleted, now, func(e *tenant.Ending) {
		causes = append(causes, e.Cause)
		e.EndGrant()
	})
	require.NoError(t, err)
	assert.Equal(t, 2, n)
	assert.Equal(t, []tenant.Cause{tenant.CauseUserDeleted, tenant.CauseUserDeleted}, causes)
	grants, err := store.Select(ctx, s, tenant.Selector{})
	require.NoError(t, err)
	for _, g := range grants {
		assert.Equal(t, g.Key.UserID == "v", g.Stands(now), g.Key.UserID)
		if !g.Stands(now) {
			assert.Equal(t, tenant.CauseUserDeleted, g.Ended.Cause)
			assert.Equal(t, now, g.Ended.At)
		}
	}
}
