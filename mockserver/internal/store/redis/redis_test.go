package redis_test

import (
	"fmt"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/internal/redistest"
	"github.com/revokespec/revokespec/mockserver/internal/store"
	"github.com/revokespec/revokespec/mockserver/internal/store/redis"
	"github.com/revokespec/revokespec/mockserver/internal/store/storetest"
)

func open(t testing.TB, address string) *redis.Server {
	t.Helper()
	s, err := redis.Open(t.Context(), address)
	require.NoError(t, err)
	t.Cleanup(func() { assert.NoError(t, s.Close()) })
	return s
}

// tenantsOf opens stores of tenants that nobody has asked for before.
func tenantsOf(s *redis.Server) func(testing.TB, store.Limits) store.Store {
	var n atomic.Int32
	return func(t testing.TB, l store.Limits) store.Store {
		of, err := s.TenantWithin(fmt.Sprint("tenant ", n.Add(1)), l)
		require.NoError(t, err)
		return of
	}
}

// quick spares the disk: what a test shows has nothing to do with it.
var quick = []string{"--appendonly", "no"}

func TestPromises(t *testing.T) {
	t.Parallel()
	storetest.Test(t, tenantsOf(open(t, redistest.Start(t, quick...).Address)))
}

func TestGrantsWithoutATokenAreForgotten(t *testing.T) {
	t.Parallel()
	storetest.SweepsEarly(t, tenantsOf(open(t, redistest.Start(t, quick...).Address))(t, store.DefaultLimits()))
}
