package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/record"
)

// recorded writes the record of a small run in a folder of its own, as that of another deployment, and says where.
func recorded(t *testing.T, change func(*record.Record)) string {
	t.Helper()
	r := &record.Record{
		Schema: record.Schema, Tool: record.Tool{RulesetDigest: "sha256:aa"}, Deployment: record.Deployment{Name: "one", Issuer: "https://one.example/"},
		Profiles: []record.Profile{{Name: "auth0"}}, Plan: []string{"REV-03"},
		Rules: []record.Rule{{ID: "REV-03", Title: "A revoked token is dead", Level: record.Must, Profiles: []string{"auth0"}, Scenarios: []record.Scenario{
			{Name: "as documented", Steps: []record.Step{{Keyword: "Then", Text: "it is dead", Verdict: record.Pass}}},
		}}},
	}
	if change != nil {
		change(r)
	}
	r.Conclude(record.Options{Strict: r.Strict})
	path := filepath.Join(t.TempDir(), "record.json")
	file, err := os.Create(path)
	require.NoError(t, err)
	require.NoError(t, record.WriteJSON(file, r))
	require.NoError(t, file.Close())
	return path
}

func named(name string) func(*record.Record) {
	return func(r *record.Record) { r.Deployment.Name = name }
}

func failing(r *record.Record) { r.Rules[0].Scenarios[0].Steps[0].Verdict = record.Fail }

func TestReportOfOneRecord(t *testing.T) {
	path, page := recorded(t, nil), filepath.Join(t.TempDir(), "page.html")
	code, stdout, stderr := cli(t, nil, "report", path)
	assert.Zero(t, code, stderr)
	assert.Contains(t, stdout, "judged: one (https://one.example/): conformant, 1 judged")

	code, stdout, stderr = cli(t, nil, "report", path, "--report", "json=-", "--report", "html="+page)
	assert.Zero(t, code, stderr)
	record, err := os.ReadFile(path)
	require.NoError(t, err)
	assert.Equal(t, string(record), stdout, "as it was")
	text, err := os.ReadFile(page)
	require.NoError(t, err)
	assert.Contains(t, string(text), "A revoked token is dead")
}

// A rendered run is as red as the run was; a table judges nothing.
func TestReportHasTheExitCodeOfTheRun(t *testing.T) {
	path, table := recorded(t, failing), filepath.Join(t.TempDir(), "m.html")
	code, _, _ := cli(t, nil, "report", path)
	assert.Equal(t, 1, code)
	code, _, stderr := cli(t, nil, "report", path, "--report", "matrix="+table)
	assert.Zero(t, code, stderr)
	assert.FileExists(t, table)
}

// A SHOULD that failed a strict run fails its JUnit report later too.
func TestReportOfAStrictRun(t *testing.T) {
	path := recorded(t, func(r *record.Record) {
		failing(r)
		r.Rules[0].Level, r.Strict = record.Should, true
	})
	code, stdout, _ := cli(t, nil, "report", path, "--report", "junit=-")
	assert.Equal(t, 1, code)
	assert.Contains(t, stdout, "<failure")
}

func TestReportOfSeveralDeployments(t *testing.T) {
	one, two := recorded(t, nil), recorded(t, named("two"))
	require.NoError(t, os.WriteFile(filepath.Join(filepath.Dir(two), "notes.md"), []byte("REV-03: why"), 0o600))
	dir := t.TempDir()
	code, _, stderr := cli(t, nil, "report", one, two, "--report", "matrix="+filepath.Join(dir, "m.md"), "--report", "matrix="+filepath.Join(dir, "m.html"))
	require.Zero(t, code, stderr)
	table, err := os.ReadFile(filepath.Join(dir, "m.md"))
	require.NoError(t, err)
	assert.Contains(t, string(table), "[✓ pass](m/one.md#rev-03) | [✓ pass](m/two.md#rev-03)")
	evidence, err := os.ReadFile(filepath.Join(dir, "m", "two.md"))
	require.NoError(t, err)
	link, err := filepath.Rel(filepath.Join(dir, "m"), filepath.Dir(two))
	require.NoError(t, err)
	assert.Contains(t, string(evidence), "The [notes]("+filepath.ToSlash(link)+"/notes.md) say more about REV-03")
	assert.FileExists(t, filepath.Join(dir, "m.html"))
}

func TestRecordsThatCannotBeReported(t *testing.T) {
	one := recorded(t, nil)
	for name, c := range map[string]struct {
		args   []string
		wanted []string
	}{
		"nothing":            {nil, []string{"run record", "--report json"}},
		"no file":            {[]string{"nowhere.json"}, []string{"nowhere.json"}},
		"another document":   {[]string{write(t, "other.json", `{"a": 1}`)}, []string{"other.json", "not a run record"}},
		"a newer record":     {[]string{write(t, "newer.json", `{"schema": "revokespec/run/v2"}`)}, []string{"newer.json", "version v2"}},
		"half a record":      {[]string{write(t, "half.json", `{"schema": "revokespec/run/v1", `)}, []string{"half.json", "truncated"}},
		"an unknown format":  {[]string{one, "--report", "pdf=x"}, []string{"pdf", "matrix"}},
		"two as one":         {[]string{one, recorded(t, named("two")), "--report", "html=x.html"}, []string{"html=x.html", "matrix"}},
		"two without a word": {[]string{one, recorded(t, named("two"))}, []string{"terminal=-", "matrix"}},
		"the same twice":     {[]string{one, one, "--report", "matrix=m.html"}, []string{`both of the deployment "one"`}},
		"other rules": {[]string{one, recorded(t, func(r *record.Record) { r.Deployment.Name, r.Tool.RulesetDigest = "two", "sha256:bb" }), "--report", "matrix=m.html"},
			[]string{`"sha256:aa", "sha256:bb"`}},
		"a matrix in PDF":      {[]string{one, "--report", "matrix=m.pdf"}, []string{"m.pdf", ".html or .md"}},
		"a matrix on stdout":   {[]string{one, "--report", "matrix=-"}, []string{".html or .md"}},
		"a matrix in no place": {[]string{one, "--report", "matrix=/nowhere/at/all/m.html"}, []string{"/nowhere/at/all"}},
		"a table below a file": {[]string{one, "--report", "matrix=" + one + "/m.md"}, []string{"m.md"}},
	} {
		t.Run(name, func(t *testing.T) {
			code, stdout, stderr := cli(t, nil, append([]string{"report"}, c.args...)...)
			assert.Equal(t, 2, code, stderr)
			assert.Empty(t, stdout)
			assert.Equal(t, 1, strings.Count(stderr, "\n"), "one line: %s", stderr)
			for _, wanted := range c.wanted {
				assert.Contains(t, stderr, wanted)
			}
		})
	}
}
