package wording

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestOnce(t *testing.T) {
	assert.Equal(t, []string{"b (2 times)", "a"}, Once([]string{"b", "a", "b"}))
	assert.Empty(t, Once(nil))
}
