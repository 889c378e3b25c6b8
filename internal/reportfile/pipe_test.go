//go:build unix

package reportfile

import (
	"io"
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/record/recordtest"
)

// A pipe that nobody reads is said before the run, and one that is read slowly gets all of the report.
func TestAPipeAndItsReader(t *testing.T) {
	path := filepath.Join(t.TempDir(), "pipe")
	require.NoError(t, syscall.Mkfifo(path, 0o600))
	targets := []Target{{Format: "json", Path: path}}
	failed := make(chan error, 1)
	go func() {
		_, err := Open(targets, io.Discard)
		failed <- err
	}()
	select {
	case err := <-failed:
		require.EqualError(t, err, "report json="+path+" cannot be written: nobody reads the pipe; start its reader first")
	case <-time.After(10 * time.Second):
		require.Fail(t, "it waits for a reader")
	}

	reader, err := os.OpenFile(path, os.O_RDONLY|syscall.O_NONBLOCK, 0)
	require.NoError(t, err)
	outputs, err := Open(targets, io.Discard)
	require.NoError(t, err)
	r := recordtest.Example()
	for range 200 { // more than a pipe holds
		r.Notes = append(r.Notes, string(make([]byte, 1000)))
	}
	written := make(chan error, 1)
	go func() { written <- outputs.Write(rendered(r)) }()
	time.Sleep(50 * time.Millisecond)
	read, err := io.ReadAll(reader)
	require.NoError(t, err)
	require.NoError(t, <-written)
	assert.Equal(t, byte('}'), read[len(read)-2])
	assert.Greater(t, len(read), 1<<20)
}
