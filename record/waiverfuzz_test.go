package record

import (
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
		"- rule: !!binary x\n", "\t- a", "\xff", "- {rule: ~}", "- rule: |\n    a\n    b\n", strings.Repeat("[", 10_000), waiverOf("REV-03", "2026-12-31"), waiverOf("'a\"'", "9999-12-31")} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		w, err := ParseWaivers("w.yaml", data)
		if err != nil {
			for line := range strings.SplitSeq(err.Error(), "\n") {
				assert.Regexp(t, waiverPlace, line)
			}
			return
		}
		r := Record{Started: time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC), Rules: []Rule{judgedAs("REV-03", Must, Fail)}}
		r.Conclude(Options{Waivers: w, Known: []string{"REV-03"}, Strict: true})
		for _, problem := range ofWaivers(r.Findings) {
			assert.Regexp(t, waiverPlace, problem)
			assert.NotContains(t, problem, "\n")
		}
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
