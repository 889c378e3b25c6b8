package memory_test

import (
	"testing"

	"github.com/revokespec/revokespec/mockserver/internal/store"
	"github.com/revokespec/revokespec/mockserver/internal/store/memory"
	"github.com/revokespec/revokespec/mockserver/internal/store/storetest"
)

func TestPromises(t *testing.T) {
	storetest.Test(t, func(_ testing.TB, l store.Limits) store.Store { return memory.NewWithin(l) })
}

// What becomes of a grant does not depend on whether it was packed in the meantime.
func TestPromisesOfPackedGrants(t *testing.T) {
	storetest.Test(t, func(_ testing.TB, l store.Limits) store.Store { return memory.NewPacking(l) })
}

func TestGrantsWithoutATokenAreForgotten(t *testing.T) { storetest.SweepsEarly(t, memory.New()) }
