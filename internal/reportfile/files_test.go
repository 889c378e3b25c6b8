package reportfile

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/record"
	"github.com/revokespec/revokespec/record/recordtest"
	"github.com/revokespec/revokespec/reports"
)

func TestParse(t *testing.T) {
	target, err := Parse("junit=out/a=b.xml", reports.Formats())
	require.NoError(t, err)
	assert.Equal(t, Target{"junit", "out/a=b.xml"}, target)
	for value, want := range map[string]string{
		"junit":  `report "junit" names no file: write FORMAT=PATH`,
		"junit=": `report "junit=" names no file: write FORMAT=PATH`,
		"":       `report "" names no file: write FORMAT=PATH`,
		"xml=a":  `report format "xml" is not known: use one of json, junit, html, terminal`,
	} {
		_, err := Parse(value, reports.Formats())
		assert.ErrorContains(t, err, want)
	}
}

func names(t *testing.T, dir string) []string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	require.NoError(t, err)
	found := []string{}
	for _, e := range entries {
		found = append(found, e.Name())
	}
	return found
}

func TestOutputsTakeTheirPlaceWhenWhole(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "run.json")
	require.NoError(t, os.WriteFile(path, []byte("old"), 0o640))
	stdout := &bytes.Buffer{}
	outputs, err := Open([]Target{{"json", path}, {"html", filepath.Join(dir, "run.html")}, {"terminal", Stdout}}, stdout)
	require.NoError(t, err)
	old, err := os.ReadFile(path)
	require.NoError(t, err)
	assert.Equal(t, "old", string(old), "until the run has ended")

	require.NoError(t, outputs.Write(rendered(recordtest.Example())))
	r, err := record.ReadFile(path)
	require.NoError(t, err)
	assert.Equal(t, "staging", r.Deployment.Name)
	info, err := os.Stat(path)
	require.NoError(t, err)
	assert.Equal(t, os.FileMode(0o640), info.Mode().Perm(), "as it was")
	assert.Equal(t, []string{"run.html", "run.json"}, names(t, dir), "nothing is left beside")
	assert.Contains(t, stdout.String(), "7 judged, 4 not applicable")
	outputs.Discard() // after Write there is nothing to discard
	assert.Len(t, names(t, dir), 2)
}

func TestDiscardedOutputsLeaveTheOldReport(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "run.json")
	require.NoError(t, os.WriteFile(path, []byte("old"), 0o600))
	outputs, err := Open([]Target{{"json", path}}, nil)
	require.NoError(t, err)
	outputs.Discard()
	assert.Equal(t, []string{"run.json"}, names(t, dir))
	old, err := os.ReadFile(path)
	require.NoError(t, err)
	assert.Equal(t, "old", string(old))
}

func TestAReportThatFailsKeepsNoOtherBack(t *testing.T) {
	path := filepath.Join(t.TempDir(), "run.json")
	outputs, err := Open([]Target{{"terminal", Stdout}, {"json", path}}, brokenPipe{})
	require.NoError(t, err)
	assert.ErrorContains(t, outputs.Write(rendered(recordtest.Mock())), "report terminal=-: broken pipe")
	_, err = record.ReadFile(path)
	assert.NoError(t, err)
}

func TestOutputsThroughALinkAndToADevice(t *testing.T) {
	dir, elsewhere := t.TempDir(), filepath.Join(t.TempDir(), "real.json")
	require.NoError(t, os.WriteFile(elsewhere, nil, 0o600))
	link := filepath.Join(dir, "run.json")
	require.NoError(t, os.Symlink(elsewhere, link))
	outputs, err := Open([]Target{{"json", link}, {"junit", os.DevNull}}, nil)
	require.NoError(t, err)
	require.NoError(t, outputs.Write(rendered(recordtest.Mock())))
	_, err = record.ReadFile(elsewhere)
	assert.NoError(t, err, "the link still leads there")
	info, err := os.Stat(os.DevNull)
	require.NoError(t, err)
	assert.False(t, info.Mode().IsRegular(), "a device stays one")
}

func TestOpenRefuses(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "file")
	require.NoError(t, os.WriteFile(file, nil, 0o600))
	for name, c := range map[string]struct {
		targets []Target
		want    string
	}{
		"no directory":         {[]Target{{"json", filepath.Join(dir, "no", "run.json")}}, "its directory does not exist: make it first"},
		"a directory":          {[]Target{{"json", dir}}, "it is a directory: name a file in it"},
		"a file for directory": {[]Target{{"json", filepath.Join(file, "run.json")}}, "not a directory: name a place that can be written"},
		"twice":                {[]Target{{"json", filepath.Join(dir, "a")}, {"html", dir + "/./a"}}, "two reports go to"},
		"the second of two":    {[]Target{{"json", filepath.Join(dir, "good.json")}, {"html", dir}}, "report html=" + dir + " cannot be written"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Open(c.targets, nil)
			require.ErrorContains(t, err, c.want)
			assert.NotContains(t, err.Error(), "\n")
			assert.Equal(t, []string{"file"}, names(t, dir), "nothing is left behind")
		})
	}
}

func TestOpenRemovesWhatAKilledRunLeft(t *testing.T) {
	dir := t.TempDir()
	left := filepath.Join(dir, fmt.Sprintf(".old.json.%d.0.part", os.Getpid())) // of the process that had this number before
	require.NoError(t, os.WriteFile(left, []byte("half"), 0o600))
	outputs, err := Open([]Target{{"json", filepath.Join(dir, "run.json")}}, nil)
	require.NoError(t, err)
	outputs.Discard()
	assert.Empty(t, names(t, dir))
}

// What a full disk says is said once, though it is met at the writing and at the flushing.
func TestAFullDiskIsSaidOnce(t *testing.T) {
	if _, err := os.Stat("/dev/full"); err != nil {
		t.Skip("no /dev/full")
	}
	outputs, err := Open([]Target{{"json", "/dev/full"}}, nil)
	require.NoError(t, err)
	assert.EqualError(t, outputs.Write(rendered(recordtest.Example())), "report json=/dev/full: write /dev/full: no space left on device")
}

// rendered renders a record as reports do.
func rendered(r *record.Record) func(Target, io.Writer) error {
	return func(t Target, w io.Writer) error { return reports.Write(t.Format, w, r) }
}

type brokenPipe struct{}

func (brokenPipe) Write([]byte) (int, error) { return 0, errors.New("broken pipe") }
