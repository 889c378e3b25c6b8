package deployment

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/internal/session"
)

func TestTimingsOutliveARun(t *testing.T) {
	f := newFake(t)
	d := f.open(t, nil)
	assert.Empty(t, d.Timings())
	require.NoError(t, d.NoteTimings(map[string]session.Timing{"a": {Took: time.Second}, "b": {Took: time.Minute, Waited: time.Second}}))
	require.NoError(t, d.NoteTimings(map[string]session.Timing{"a": {Took: 2 * time.Second}}))
	assert.Equal(t, map[string]session.Timing{"a": {Took: 2 * time.Second}, "b": {Took: time.Minute, Waited: time.Second}}, d.Timings())

	path := d.timingsPath()
	info, err := os.Stat(path)
	require.NoError(t, err)
	assert.EqualValues(t, 0o600, info.Mode().Perm())
	names, err := filepath.Glob(filepath.Join(filepath.Dir(path), "*"))
	require.NoError(t, err)
	assert.Equal(t, []string{path}, names, "and no journal, nor anything half written")
	require.NoError(t, os.WriteFile(path, []byte("{"), 0o600))
	assert.Empty(t, d.Timings(), "a file that is damaged tells nothing")
}
