package reports

import (
	"bytes"
	"io"
	"regexp"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/internal/wording"
)

var waiverPlace = regexp.MustCompile(`^w\.yaml:[1-9][0-9]*:[0-9]+: .`)

// A waivers file is refused with a line for each mistake that names its place, or can be applied.
func FuzzParseWaivers(f *testing.F) {
	for _, seed := range []string{"", "[]", "- ", "- rule: [\n", "- &a {<<: *a}", "- *a", "&a [*a]", "- ? a\n  : b", "- {\"a\\nb\": 1}", "- {rule: a, owner: .inf, reason: 0x1, expires: 0000-01-01}", "---\n---\n",
		"- rule: !!binary x\n", "\t- a", "\xff", "- {rule: ~}", "- rule: |\n    a\n    b\n", strings.Repeat("[", 10_000), exampleWaiver("REV-03", "2026-12-31"), exampleWaiver("'a\"'", "9999-12-31")} {
		f.Add([]byte(seed))
	}
	now := time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)
	f.Fuzz(func(t *testing.T, data []byte) {
		w, err := ParseWaivers("w.yaml", data)
		if err != nil {
			for line := range strings.SplitSeq(err.Error(), "\n") {
				assert.Regexp(t, waiverPlace, line)
			}
			return
		}
		for _, problem := range w.Apply(exampleRecord(), []string{"REV-03"}, now, true) {
			assert.Regexp(t, waiverPlace, problem.Text)
			assert.NotContains(t, problem.Text, "\n")
		}
	})
}

// A flag is refused in one line, or means what it says.
func FuzzParseReportFlag(f *testing.F) {
	for _, seed := range []string{"", "=", "json", "json=", "=a", "json=a", "json=-", "json=a=b", "JSON=a", "html= ", "junit=a\nb", "terminal=\x00", "json=\xff", "pdf\n=x", "json,html=a"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, value string) {
		target, err := ParseReportFlag(value, Formats())
		if err != nil {
			assert.NotContains(t, err.Error(), "\n")
			assert.Equal(t, Target{}, target)
			return
		}
		assert.Equal(t, value, target.Format+"="+target.Path)
		assert.Contains(t, Formats(), target.Format)
		assert.NotEmpty(t, target.Path)
		assert.Error(t, distinct([]Target{target, target}), "of two reports in one place only one would be left")
	})
}

// The waiver that is proposed for a rule is read back as one of that rule.
func FuzzPasteReady(f *testing.F) {
	for _, seed := range []string{"REV-03", "my rules.feature:3", "a\"b'c:4", "true", "null", "1e3:5", "- a", "é: #", "\\x", "\u2028\x7f"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, id string) {
		if id == "" || id != wording.OneLine(id) || !utf8.ValidString(id) || strings.Contains(id, placeholder) {
			return // no rule is called that
		}
		line := strings.ReplaceAll(PasteReady(id, time.Now()), placeholder, "x")
		w, err := ParseWaivers("w.yaml", []byte(line))
		require.NoError(t, err, line)
		require.Len(t, w.entries, 1)
		assert.Equal(t, id, w.entries[0].Rule, line)
	})
}

// A file is refused in one line that names it, or is a record that can be rendered in every way, and is the same after
// being written and read.
func FuzzRead(f *testing.F) {
	for _, r := range []*Record{exampleRecord(), mockRecord()} {
		out := &bytes.Buffer{}
		require.NoError(f, WriteJSON(out, r))
		f.Add(out.Bytes())
	}
	head := `{"schema":"revokespec/run/v1","verdict":"conformant",`
	for _, seed := range []string{"", "{", "null", "[]", `{"schema":"revokespec/run/\n"}`, `{"schema":1}`, head + `"a\nb":1}`, head + `"deployment":{"declares":{"a\nb":1}}}`, head + `"rules":[null]}`,
		head + `"started":"9999-12-31T23:59:59-23:59"}`, head + `"duration_ms":-1e308,"requests":-1}`, head + `"rules":[{"id":"a","verdict":"waived","scenarios":[{"steps":[{"exchanges":[{}]}]}]}]}`,
		head + `"rules":[{"id":"a\u0000\n","verdict":"fail"}],"shard":{"index":-1,"of":0}}`, head + `}{`, strings.Repeat(`{"rules":[`, 10_000)} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		r, err := Read("r.json", bytes.NewReader(data))
		if err != nil {
			assert.True(t, strings.HasPrefix(err.Error(), "r.json: ") && !strings.Contains(err.Error(), "\n"), "%q", err)
			return
		}
		for _, format := range Formats() {
			require.NoError(t, Write(format, io.Discard, r, true), format)
		}
		matrixInEveryForm(t, r)
		Diff(exampleRecord(), r)
		once, twice := written(t, r), &bytes.Buffer{}
		again, err := Read("r.json", bytes.NewReader(once))
		require.NoError(t, err, "%s", once)
		require.NoError(t, WriteJSON(twice, again))
		assert.Equal(t, string(once), twice.String())
	})
}

func matrixInEveryForm(t *testing.T, r *Record) {
	m, err := NewMatrix([]MatrixSource{{Path: "r.json", Record: r, Notes: "REV-03"}})
	if err != nil {
		assert.True(t, strings.HasPrefix(err.Error(), "r.json: ") && !strings.Contains(err.Error(), "\n"), "%q", err)
		return
	}
	assert.Regexp(t, `^[\pL\pN-]+$`, m.Servers[0].Slug)
	require.NoError(t, m.HTML(io.Discard))
	require.NoError(t, m.Markdown(io.Discard, "folder"))
	require.NoError(t, m.MarkdownEvidence(io.Discard, 0, "notes.md"))
}
