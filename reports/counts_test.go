package reports

import (
	"bytes"
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/internal/wording/wordingtest"
	"github.com/revokespec/revokespec/record"
	"github.com/revokespec/revokespec/record/recordtest"
)

var markup = regexp.MustCompile(`(?s)<style.*?</style>|<[^>]*>`)

// countedRecord has n rules of each verdict, with n problems and notes, after n requests.
func countedRecord(t *testing.T, n int) *record.Record {
	r := recordtest.Mock()
	r.Requests, r.Rules, r.Plan, r.Deployment.Mock = n, nil, nil, false
	waivers := &strings.Builder{}
	o := record.Options{}
	for i, v := range []record.Verdict{record.Pass, record.Fail, record.Warn, record.Inconclusive, record.NotApplicable, record.Waived} {
		for j := range n {
			id, level, seen := fmt.Sprintf("REV-%d%d", i+1, j), record.Must, v
			switch v {
			case record.Warn:
				level = record.Should
			case record.Waived:
				seen = record.Fail
				waivers.WriteString(recordtest.WaiverEntry(id, "2026-12-31"))
			}
			r.Rules, r.Plan = append(r.Rules, recordtest.Rule(id, level, "A rule", seen, "seen")), append(r.Plan, id)
		}
	}
	for i := range n {
		r.Notes, o.Unrestored = append(r.Notes, fmt.Sprintf("note %c", 'a'+i)), append(o.Unrestored, fmt.Sprintf("problem %c", 'a'+i))
	}
	var err error
	o.Waivers, err = record.ParseWaivers("w.yaml", []byte(waivers.String()))
	require.NoError(t, err)
	r.Conclude(o)
	return r
}

// Whatever there is one of, or none, is said so.
func TestWhatIsSaidOfOneAndOfNone(t *testing.T) {
	plain := func(text string) string { return strings.Join(strings.Fields(markup.ReplaceAllString(text, " ")), " ") }
	for n := range 3 {
		r := countedRecord(t, n)
		for _, format := range []string{"junit", "html", "terminal"} {
			var out bytes.Buffer
			require.NoError(t, Write(format, &out, r))
			assert.Empty(t, wordingtest.Slips(plain(out.String())), "%s of %d", format, n)
		}
		m, err := NewMatrix([]MatrixSource{{Path: "r.json", Record: r}})
		require.NoError(t, err)
		var out bytes.Buffer
		require.NoError(t, m.HTML(&out))
		require.NoError(t, m.Markdown(&out, "folder"))
		require.NoError(t, m.MarkdownEvidence(&out, 0, "notes.md"))
		require.NoError(t, DiffText(&out, record.Diff(countedRecord(t, 1), r)))
		assert.Empty(t, wordingtest.Slips(plain(out.String())), "matrix and difference of %d", n)
	}
}
