package store_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/mockserver/internal/store"
)

// What was used once is never forgotten before its time: something new is refused instead.
func TestWhatIsGoodOnceIsNotForgottenWhenThereIsNoRoom(t *testing.T) {
	ctx, s := t.Context(), store.NewMemory()
	never := now.AddDate(7000, 0, 0)
	first := "assertion 0"
	fresh, err := s.Once(ctx, first, never, now)
	require.NoError(t, err)
	require.True(t, fresh)
	n := 0
	for ; err == nil && n <= store.MostOnce; n++ {
		_, err = s.Once(ctx, fmt.Sprintf("assertion %d0", n), now.Add(time.Hour), now)
	}
	require.ErrorIs(t, err, store.ErrFull)
	fresh, err = s.Once(ctx, first, never, now.Add(2*time.Hour))
	require.NoError(t, err, "what has expired makes room")
	assert.False(t, fresh, "and the first is remembered")
}
