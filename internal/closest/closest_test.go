package closest_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/revokespec/revokespec/internal/closest"
)

func TestOf(t *testing.T) {
	known := []string{"revoke", "rotate", "refresh"}
	for word, want := range map[string]string{"revok": "revoke", "rotated": "rotate", "": "revoke", "refresh": "refresh"} {
		best, _ := closest.Of(word, known)
		assert.Equal(t, want, best, word)
	}
	_, distance := closest.Of("rotates", known)
	assert.Equal(t, 1, distance)
	best, _ := closest.Of("x", nil)
	assert.Empty(t, best)

	best, distance = closest.Named("rotate", []int{1, 2}, func(i int) string { return known[i] })
	assert.Equal(t, "rotate", best)
	assert.Zero(t, distance)
}

// A word of any length is answered at once: else one name of a megabyte would take minutes.
func TestAWordOfAnyLength(t *testing.T) {
	_, distance := closest.Of(strings.Repeat("revoke", 1<<20), []string{"revoke", strings.Repeat("r", 50)})
	assert.Greater(t, distance, 6<<19)
}
