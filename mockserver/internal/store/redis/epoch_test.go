package redis_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/internal/redistest"
	"github.com/revokespec/revokespec/mockserver/internal/store"
	"github.com/revokespec/revokespec/mockserver/internal/store/redis"
	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

// found has a tenant begin with one user, whom somebody may see only with all the rest.
func found(ctx context.Context, s store.Store, anew bool, user string) error {
	return s.(store.Shared).Found(ctx, anew, func(in store.Store) error {
		return errors.Join(in.AddUser(ctx, tenant.User{ID: user}), in.AddUser(ctx, tenant.User{ID: "of all"}), in.Begin(ctx, tenant.Beginning{Dialect: user}))
	})
}

func usersOf(t testing.TB, s store.Store) (ids []string) {
	t.Helper()
	all, err := s.Users(t.Context())
	require.NoError(t, err)
	for _, u := range all {
		ids = append(ids, u.ID)
	}
	return ids
}

// Of many that begin a tenant at once one does, and nobody sees a part of it.
func TestATenantBeginsOnce(t *testing.T) {
	server := redistest.Start(t, quick...)
	var begun atomic.Int32
	var all sync.WaitGroup
	for _, user := range []string{"a", "b", "c", "d"} {
		s := tenantOf(t, open(t, server.Address))
		all.Go(func() {
			if err := found(t.Context(), s, false, user); err == nil {
				begun.Add(1)
			} else {
				assert.ErrorIs(t, err, store.ErrExists)
			}
			assert.Len(t, usersOf(t, s), 2)
		})
	}
	all.Wait()
	assert.EqualValues(t, 1, begun.Load())
	require.ErrorIs(t, found(t.Context(), tenantOf(t, open(t, server.Address)), false, "e"), store.ErrExists)
}

// Whoever looks while it begins anew sees one beginning or the other, whole; and one that fails changes nothing.
func TestATenantBeginsAnewInOneStep(t *testing.T) {
	server := redistest.Start(t, quick...)
	s, other := tenantOf(t, open(t, server.Address)), tenantOf(t, open(t, server.Address))
	require.NoError(t, found(t.Context(), s, false, "first"))
	var all, anew sync.WaitGroup
	for range 2 {
		anew.Go(func() {
			for range 40 {
				assert.NoError(t, found(t.Context(), s, true, "again"))
			}
		})
	}
	refused := errors.New("refused")
	anew.Go(func() {
		assert.ErrorIs(t, s.(store.Shared).Found(t.Context(), true, func(in store.Store) error {
			return errors.Join(in.AddUser(t.Context(), tenant.User{ID: "u"}), refused)
		}), refused)
	})
	done := make(chan struct{})
	all.Go(func() { anew.Wait(); close(done) })
	until := func(do func(n int)) {
		for n := 0; ; n++ {
			select {
			case <-done:
				return
			default:
				do(n)
			}
		}
	}
	all.Go(func() { until(func(int) { assert.Len(t, usersOf(t, other), 2) }) })
	const known = 8 // users of each who signs in
	for who := range 4 {
		all.Go(func() {
			until(func(n int) { assert.NoError(t, signIn(t, other, fmt.Sprint(who, n%known), "token")) })
		})
	}
	all.Wait()
	assert.Equal(t, []string{"again", "of all"}, usersOf(t, other))
	for i := range 4 * known { // of a sign-in that was caught between two beginnings, nothing is left that another goes on with
		user := fmt.Sprint(i/known, i%known)
		require.NoError(t, signIn(t, other, user, "another of "+user))
		grants, err := store.Select(t.Context(), other, tenant.Selector{UserID: user})
		require.NoError(t, err)
		require.Len(t, grants, 1, "a revocation must find it")
	}
}

// What another version keeps is told, and left as it is.
func TestATenantOfAnotherVersion(t *testing.T) {
	server := redistest.Start(t, quick...)
	server.Ask("SET revokespec: 999-epoch")
	s := tenantOf(t, open(t, server.Address))
	_, err := s.Beginning(t.Context())
	require.ErrorIs(t, err, redis.ErrNewer)
	assert.Contains(t, server.Ask("GET revokespec:"), "999-epoch")
}
