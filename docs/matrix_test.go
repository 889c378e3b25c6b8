package docs_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/features"
	"github.com/revokespec/revokespec/record"
)

// The matrix is what the records that are committed amount to, made as `make matrix` makes it.
func TestMatrixIsCurrent(t *testing.T) {
	records, err := filepath.Glob("../interop/*/record.json")
	require.NoError(t, err)
	require.Len(t, records, 5)
	dir := t.TempDir() // laid out like the tree, since the pages link to the notes beside the records
	require.NoError(t, os.Mkdir(filepath.Join(dir, "docs"), 0o700))
	args := []string{"report"}
	for _, record := range records {
		folder := filepath.Join("interop", filepath.Base(filepath.Dir(record)))
		require.NoError(t, os.CopyFS(filepath.Join(dir, folder), os.DirFS(filepath.Dir(record))))
		args = append(args, filepath.Join(folder, "record.json"))
	}
	path, err := built()
	require.NoError(t, err)
	report := exec.Command(path, append(args, "--report", "matrix=docs/matrix.md", "--report", "matrix=docs/matrix.html")...)
	report.Dir = dir
	out, err := report.CombinedOutput()
	require.NoError(t, err, "%s", out)
	same(t, filepath.Join(dir, "docs"), ".")
}

// same compares what was made with the tree: the two pages, and the folder of evidence with every file in it.
func same(t *testing.T, made, tree string) {
	pages := []string{"matrix.md", "matrix.html"}
	for _, root := range []string{made, tree} {
		evidence, err := os.ReadDir(filepath.Join(root, "matrix"))
		require.NoError(t, err)
		for _, entry := range evidence {
			pages = append(pages, filepath.Join("matrix", entry.Name()))
		}
	}
	for _, page := range pages {
		want, err := os.ReadFile(filepath.Join(made, page))
		if !assert.NoError(t, err, "docs/%s belongs to no record: remove it", page) {
			continue
		}
		got, err := os.ReadFile(filepath.Join(tree, page))
		if assert.NoError(t, err) {
			assert.True(t, string(want) == string(got), "docs/%s is out of date: run `make matrix`", page)
		}
	}
}

// A record is of one time: what it says of a rule that has gone since is no evidence.
func TestRecordsSpeakOfRulesThatExist(t *testing.T) {
	catalogue, err := features.BuiltIn()
	require.NoError(t, err)
	records, err := filepath.Glob("../interop/*/record.json")
	require.NoError(t, err)
	for _, path := range records {
		record, err := record.ReadFile(path)
		require.NoError(t, err)
		assert.NotEmpty(t, record.Deployment.Version, "%s names no version of the server", path)
		for _, rule := range record.Rules {
			_, exists := catalogue.Rule(rule.ID)
			assert.True(t, exists, "%s: %s; run interop/NAME/run --record", path, rule.ID)
		}
	}
}

// What is no pass has its reason in the notes beside the record, confirmed by hand.
func TestVerdictsOfRealServersAreExplained(t *testing.T) {
	records, err := filepath.Glob("../interop/*/record.json")
	require.NoError(t, err)
	for _, path := range records {
		result, err := record.ReadFile(path)
		require.NoError(t, err)
		notes := read(t, filepath.Join(filepath.Dir(path), "notes.md"))
		for _, rule := range result.Rules {
			if rule.Verdict != record.Pass {
				assert.Contains(t, notes, rule.ID, "%s: %s %s: %s", path, rule.ID, rule.Verdict, rule.Reason)
			}
		}
	}
}

// The pages of evidence are not among the pages of docs_test.go.
func TestLinksOfTheMatrixLeadSomewhere(t *testing.T) {
	names, err := filepath.Glob("matrix/*.md")
	require.NoError(t, err)
	require.NotEmpty(t, names)
	for _, name := range names {
		for _, m := range link.FindAllStringSubmatch(fence.ReplaceAllString(read(t, name), ""), -1) {
			if m[1] != "" {
				assert.FileExists(t, filepath.Join(filepath.Dir(name), m[1]), "%s links to %s", name, m[1])
			}
		}
	}
}
