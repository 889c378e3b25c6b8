package suite

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/features"
	"github.com/revokespec/revokespec/record"
)

// lacks is a deployment that lacks one thing.
type lacks struct {
	Able
	need string
}

func (l lacks) Missing(need string) string {
	if need == l.need {
		return "there is none"
	}
	return ""
}

// Without a revocation endpoint, the rule on valid revocations is required wherever it is selected.
func TestRequired(t *testing.T) {
	catalogue, err := features.BuiltIn()
	require.NoError(t, err)
	o := Options{Catalogue: catalogue, Conclude: record.Options{Require: []string{"GRT"}}}
	assert.Equal(t, []string{"GRT"}, Required(lacks{}, o, []string{"REV-01", "ROT-01"}))
	assert.Equal(t, []string{"GRT", "REV-01"}, Required(lacks{need: "revocation-endpoint"}, o, []string{"REV-01", "ROT-01"}))
	assert.Equal(t, []string{"GRT"}, Required(lacks{need: "revocation-endpoint"}, o, []string{"ROT-01"}))
}
