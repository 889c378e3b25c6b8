package signin

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/revokespec/revokespec/deployment/file"
)

func TestEveryStrategyOfTheFileIsThere(t *testing.T) {
	for _, name := range file.Strategies() {
		s := strategies()[name]
		assert.NotNil(t, s.mint, name)
		assert.NotEmpty(t, s.grant(&file.File{}), name)
	}
	assert.Len(t, strategies(), len(file.Strategies()))
}
