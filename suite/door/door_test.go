package door

import (
	"log"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// A report that was begun is dropped where nothing can be judged.
func TestTheDoorLeavesNoReportBegun(t *testing.T) {
	before := log.Writer()
	defer log.SetOutput(before)
	dir := t.TempDir()
	t.Setenv("REVOKESPEC_REPORT", "json="+filepath.Join(dir, "run.json"))
	t.Setenv("REVOKESPEC_DEPLOYMENT", "")
	_, err := open()
	require.ErrorContains(t, err, "REVOKESPEC_DEPLOYMENT is set but empty")
	left, err := os.ReadDir(dir)
	require.NoError(t, err)
	assert.Empty(t, left)
}
