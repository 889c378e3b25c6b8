package record_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/record"
	"github.com/revokespec/revokespec/record/recordtest"
)

// Little text can become much in memory: that is refused before it does. What stands in texts is not counted.
func TestReadRefusesAbsurdCounts(t *testing.T) {
	for _, element := range []string{`{}`, `null`, `0`, `[{}]`} {
		_, err := record.Read("run.json", strings.NewReader(`{"schema":"revokespec/run/v1","rules":[`+strings.Repeat(element+",", 1<<20)+`{}]}`))
		assert.EqualError(t, err, "run.json: more than 524288 members: not a run record", element)
	}
	r := recordtest.Example()
	r.Notes = []string{strings.Repeat(`",\",`, 1<<19)}
	_, err := record.Read("run.json", strings.NewReader(string(recordtest.Written(t, r))))
	require.NoError(t, err)
}
