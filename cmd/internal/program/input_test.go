package program

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// A file that does not end, or that is none of ours, is not read to its end.
func TestInputsAreBounded(t *testing.T) {
	path := filepath.Join(t.TempDir(), "large")
	require.NoError(t, os.WriteFile(path, make([]byte, mostInput+1), 0o600))
	_, err := ReadInput(path)
	require.EqualError(t, err, path+" is too large")
	require.NoError(t, os.Truncate(path, mostInput))
	data, err := ReadInput(path)
	require.NoError(t, err)
	assert.Len(t, data, mostInput)
	_, err = ReadInput(path + "x")
	assert.ErrorIs(t, err, os.ErrNotExist)
}
