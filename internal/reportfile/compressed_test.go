package reportfile

import (
	"bytes"
	"compress/gzip"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/record"
	"github.com/revokespec/revokespec/record/recordtest"
	"github.com/revokespec/revokespec/reports"
)

// What ends in .gz is compressed, whatever its format, and a record is read whatever its name.
func TestCompressedReports(t *testing.T) {
	dir := t.TempDir()
	r := recordtest.Example()
	var targets []Target
	for _, name := range []string{"json=run.json.gz", "html=run.html.gz", "junit=run.xml"} {
		format, file, _ := strings.Cut(name, "=")
		targets = append(targets, Target{format, filepath.Join(dir, file)})
	}
	outputs, err := Open(targets, io.Discard)
	require.NoError(t, err)
	require.NoError(t, outputs.Write(rendered(r)))
	for i, format := range []string{"json", "html"} {
		want := &bytes.Buffer{}
		require.NoError(t, reports.Write(format, want, r))
		file, err := os.Open(targets[i].Path)
		require.NoError(t, err)
		plain, err := gzip.NewReader(file)
		require.NoError(t, err)
		got, err := io.ReadAll(plain)
		require.NoError(t, err)
		assert.Equal(t, want.String(), string(got))
	}
	odd := filepath.Join(dir, "odd.json")
	require.NoError(t, os.Rename(targets[0].Path, odd))
	again, err := record.ReadFile(odd)
	require.NoError(t, err)
	assert.Equal(t, recordtest.Written(t, r), recordtest.Written(t, again))
}
