package deviation

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

// However many tokens were raced for, the last ones are remembered.
func TestEncountersAreForgotten(t *testing.T) {
	m := &simultaneousUses{busy: map[tenant.Hash][2]int{}, tokens: map[tenant.Hash]bool{}}
	for i := range 2 * mostSimultaneousUses {
		token := fmt.Sprint(i)
		for _, change := range []int{1, -1} {
			m.count(token, 0, change)
			m.count(token, 1, change)
		}
		assert.True(t, m.met(token))
	}
	assert.False(t, m.met("0"))
	assert.Len(t, m.tokens, mostSimultaneousUses)
	assert.Empty(t, m.busy)
}
