package suite

import (
	"context"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// Who only waits makes room for another, and goes on at once afterwards.
func TestWhoWaitsDoesNotCount(t *testing.T) {
	w := &workLimit{most: 1}
	require.NoError(t, w.begin(t.Context()))
	began := make(chan error)
	go func() { began <- w.begin(t.Context()) }()
	again := w.rest()
	require.NoError(t, <-began)
	again()
	assert.Equal(t, 2, w.working, "one too many for a moment")
	w.end()
	go func() { began <- w.begin(t.Context()) }()
	w.end()
	require.NoError(t, <-began)

	cancelled, cancel := context.WithCancel(t.Context())
	cancel()
	assert.Error(t, w.begin(cancelled))

	var nobody *workLimit
	require.NoError(t, nobody.begin(cancelled))
	nobody.rest()()
	nobody.end()
}

// Who gives up takes no turn from those that come later, under another context.
func TestWhoGivesUpTakesNoTurn(t *testing.T) {
	w := &workLimit{most: 1}
	require.NoError(t, w.begin(t.Context()))
	cancelled, cancel := context.WithCancel(t.Context())
	cancel()
	require.Error(t, w.begin(cancelled))
	w.end()
	assert.Zero(t, w.working)

	turn := make(chan struct{}, 1) // a turn that comes at the very moment
	turn <- struct{}{}
	w.working = 1
	w.giveUp(turn)
	require.NoError(t, w.begin(t.Context()))
	assert.Equal(t, 1, w.working)
}
