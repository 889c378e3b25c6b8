package reports

import (
	"bytes"
	"io"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/record"
	"github.com/revokespec/revokespec/record/recordtest"
)

// A file is refused in one line that names it, or is a record that can be rendered in every way, and is the same after
// being written and read.
func FuzzRead(f *testing.F) {
	for _, r := range []*record.Record{recordtest.Example(), recordtest.Mock()} {
		out := &bytes.Buffer{}
		require.NoError(f, record.WriteJSON(out, r))
		f.Add(out.Bytes())
	}
	head := `{"schema":"revokespec/run/v1","verdict":"conformant",`
	for _, seed := range []string{"", "{", "null", "[]", `{"schema":"revokespec/run/\n"}`, `{"schema":1}`, head + `"a\nb":1}`, head + `"deployment":{"declares":{"a\nb":1}}}`, head + `"rules":[null]}`,
		head + `"started":"9999-12-31T23:59:59-23:59"}`, head + `"duration_ms":-1e308,"requests":-1}`, head + `"rules":[{"id":"a","verdict":"waived","scenarios":[{"steps":[{"exchanges":[{}]}]}]}]}`,
		head + `"rules":[{"id":"a\u0000\n","verdict":"fail"}]}`, head + `}{`, strings.Repeat(`{"rules":[`, 10_000)} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		r, err := record.Read("r.json", bytes.NewReader(data))
		if err != nil {
			assert.True(t, strings.HasPrefix(err.Error(), "r.json: ") && !strings.Contains(err.Error(), "\n"), "%q", err)
			return
		}
		for _, format := range Formats() {
			require.NoError(t, Write(format, io.Discard, r), format)
		}
		matrixInEveryForm(t, r)
		record.Diff(recordtest.Example(), r)
		once, twice := recordtest.Written(t, r), &bytes.Buffer{}
		again, err := record.Read("r.json", bytes.NewReader(once))
		require.NoError(t, err, "%s", once)
		require.NoError(t, record.WriteJSON(twice, again))
		assert.Equal(t, string(once), twice.String())
	})
}

func matrixInEveryForm(t *testing.T, r *record.Record) {
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
