package record

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/internal/yamlx"
)

func waiverOf(rule, expires string) string {
	return "- rule: " + rule + "\n  owner: ops\n  reason: ticket 7\n  expires: " + expires + "\n"
}

func TestParseWaivers(t *testing.T) {
	w, err := ParseWaivers("w.yaml", []byte("# ours\n"+waiverOf("REV-03", "2026-12-31")+
		"- {rule: billing.feature:12, owner: 42, reason: 'as agreed', expires: \"2027-01-01\"}\n"))
	require.NoError(t, err)
	require.Len(t, w.entries, 2)
	assert.Equal(t, Waiver{Rule: "REV-03", Owner: "ops", Reason: "ticket 7", Expires: "2026-12-31"}, w.entries[0].Waiver)
	assert.Equal(t, "w.yaml:2:3", w.entries[0].place)
	assert.Equal(t, Waiver{Rule: "billing.feature:12", Owner: "42", Reason: "as agreed", Expires: "2027-01-01"}, w.entries[1].Waiver)

	w, err = ParseWaivers("w.yaml", []byte("- rule: REV-03\n  owner: ops\n  expires: 2026-12-31\n  reason: >\n    two\n    lines\n"))
	require.NoError(t, err)
	assert.Equal(t, "two lines", w.entries[0].Reason)

	for _, none := range []string{"", "# nothing waived\n", "[]"} {
		w, err := ParseWaivers("w.yaml", []byte(none))
		require.NoError(t, err)
		assert.Empty(t, w.entries)
	}
}

func TestParseWaiversRefuses(t *testing.T) {
	good := waiverOf("REV-03", "2026-12-31")
	for name, c := range map[string]struct{ in, want string }{
		"unknown key":    {strings.Replace(good, "owner", "ownr", 1), `w.yaml:2:3: unknown key "ownr"; did you mean "owner"?`},
		"no owner":       {strings.Replace(good, "  owner: ops\n", "", 1), `w.yaml:1:3: a waiver without owner; add "owner: ..."`},
		"no reason":      {strings.Replace(good, "  reason: ticket 7\n", "", 1), `w.yaml:1:3: a waiver without reason; add "reason: ..."`},
		"no expiry":      {strings.Replace(good, "  expires: 2026-12-31\n", "", 1), `w.yaml:1:3: a waiver without expires; add "expires: ..."`},
		"no rule":        {"- owner: ops\n  reason: x\n  expires: 2026-12-31\n", `w.yaml:1:3: a waiver without rule; add "rule: ..."`},
		"null owner":     {strings.Replace(good, "owner: ops", "owner:", 1), "w.yaml:2:9: owner has no value; give it one or remove the key"},
		"empty owner":    {strings.Replace(good, "owner: ops", "owner: ' '", 1), "w.yaml:2:10: owner is empty; say it"},
		"list for owner": {strings.Replace(good, "owner: ops", "owner: [a, b]", 1), "w.yaml:2:10: owner must be a single value; a text with a colon belongs in quotes"},
		"untouched":      {strings.Replace(good, "ops", "CHANGE ME", 1), `w.yaml:2:10: owner still says "CHANGE ME"; say it`},
		"date in words":  {strings.Replace(good, "2026-12-31", "next year", 1), `w.yaml:4:12: expires is "next year"; write a date as YYYY-MM-DD`},
		"no such day":    {strings.Replace(good, "2026-12-31", "2026-02-30", 1), `w.yaml:4:12: expires is "2026-02-30"; write a date as YYYY-MM-DD`},
		"twice the rule": {good + good, "w.yaml:5:3: a second waiver of REV-03; keep one"},
		"twice the key":  {"- rule: a\n  rule: b\n", `w.yaml:2:3: not YAML: mapping key "rule" already defined at [1:3]; correct the syntax here`},
		"a mapping":      {"rule: REV-03\n", "w.yaml:1:1: the file must be a list; begin each item with a hyphen"},
		"bare ids":       {"- REV-03\n", "w.yaml:1:3: this item must be a mapping of keys to values; its keys are rule, owner, reason, expires"},
		"an empty waiver": {"- {}\n", `w.yaml:1:3: a waiver without rule; add "rule: ..."` + "\n" + `w.yaml:1:3: a waiver without owner; add "owner: ..."` + "\n" +
			`w.yaml:1:3: a waiver without reason; add "reason: ..."` + "\n" + `w.yaml:1:3: a waiver without expires; add "expires: ..."`},
		"three at once": {strings.NewReplacer("owner: ops", "ownr: ops", "2026-12-31", "soon").Replace(good) + "- REV-04\n",
			`w.yaml:2:3: unknown key "ownr"; did you mean "owner"?` + "\n" + `w.yaml:4:12: expires is "soon"; write a date as YYYY-MM-DD` + "\n" + "w.yaml:5:3: this item must be a mapping of keys to values; its keys are rule, owner, reason, expires"},
		"not YAML":          {"- rule: [\n", "w.yaml:1:9: not YAML: sequence end token ']' not found; correct the syntax here"},
		"a second document": {good + "---\nrule: x\n", "w.yaml:6:1: a second document begins here; remove the --- line"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := ParseWaivers("w.yaml", []byte(c.in))
			assert.EqualError(t, err, c.want)
		})
	}
}

func TestReadWaivers(t *testing.T) {
	path := filepath.Join(t.TempDir(), "waivers.yaml")
	_, err := ReadWaivers(path)
	assert.ErrorContains(t, err, "no such file")
	require.NoError(t, os.WriteFile(path, []byte(waiverOf("REV-03", "2026-12-31")), 0o600))
	w, err := ReadWaivers(path)
	require.NoError(t, err)
	assert.Len(t, w.entries, 1)
	require.NoError(t, os.WriteFile(path, make([]byte, yamlx.Most+1), 0o600))
	_, err = ReadWaivers(path)
	assert.ErrorContains(t, err, "is too large")
}

func TestApply(t *testing.T) {
	known := []string{"REV-01", "REV-03", "REV-05", "SET-01"}
	lastDay := time.Date(2026, 12, 31, 23, 59, 59, 0, time.UTC)
	const valid = "2026-12-31"
	for name, c := range map[string]struct {
		rule          Rule
		waives        string
		now           time.Time
		strict        bool
		want          Verdict
		problem, note string
	}{
		"a fail is waived":       {judgedAs("REV-03", Must, Fail), "REV-03", lastDay, false, Waived, "", ""},
		"expired the day after":  {judgedAs("REV-03", Must, Fail), "REV-03", lastDay.Add(time.Second), false, Fail, "expired on 2026-12-31", ""},
		"the date is UTC":        {judgedAs("REV-03", Must, Fail), "REV-03", lastDay.In(time.FixedZone("", 14*3600)), false, Waived, "", ""},
		"expired, though stale":  {judgedAs("REV-03", Must, Pass), "REV-03", lastDay.AddDate(1, 0, 0), false, Pass, "expired", ""},
		"stale":                  {judgedAs("REV-03", Must, Pass), "REV-03", lastDay, false, Pass, "is stale: the rule holds", ""},
		"unknown":                {judgedAs("REV-03", Must, Fail), "REV-30", lastDay, false, Fail, "names no rule: correct the id, or remove it (the nearest is REV-0", ""},
		"not selected":           {judgedAs("REV-03", Must, Fail), "SET-01", lastDay, false, Fail, "", "the rule was not selected"},
		"not applicable":         {judgedAs("REV-03", Must, NotApplicable), "REV-03", lastDay, false, NotApplicable, "", "the rule is not applicable"},
		"inconclusive stays":     {judgedAs("REV-03", Must, Inconclusive), "REV-03", lastDay, false, Inconclusive, "", "the rule is inconclusive"},
		"a SHOULD only warns":    {judgedAs("REV-05", Should, Fail), "REV-05", lastDay, false, Warn, "", "only warns without --strict"},
		"a SHOULD, under strict": {judgedAs("REV-05", Should, Fail), "REV-05", lastDay, true, Waived, "", ""},
		"a rule of the user's":   {judgedAs("own.feature:3", Must, Fail), "own.feature:3", lastDay, false, Waived, "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			w, err := ParseWaivers("w.yaml", []byte(waiverOf(c.waives, valid)))
			require.NoError(t, err)
			r := Record{Started: c.now, Rules: []Rule{c.rule}}
			r.Conclude(Options{Waivers: w, Known: known, Strict: c.strict})
			assert.Equal(t, c.want, r.Rules[0].Verdict)
			assertLine(t, c.problem, ofWaivers(r.Findings))
			assertLine(t, c.note, r.Notes)
			if c.want == Waived {
				assert.Equal(t, &Waiver{Rule: c.waives, Owner: "ops", Reason: "ticket 7", Expires: valid}, r.Rules[0].Waiver)
				assert.NotEmpty(t, r.Rules[0].Reason, "what was broken is still said")
			} else {
				assert.Nil(t, r.Rules[0].Waiver)
			}
		})
	}
}

func ofWaivers(findings []RunFinding) (lines []string) {
	for _, f := range findings {
		if f.ofWaivers() {
			lines = append(lines, f.Text)
		}
	}
	return lines
}

func assertLine(t *testing.T, want string, lines []string) {
	t.Helper()
	if want == "" {
		assert.Empty(t, lines)
		return
	}
	require.Len(t, lines, 1)
	assert.Contains(t, lines[0], want)
	assert.Contains(t, lines[0], "w.yaml:1:3: ")
	assert.NotContains(t, lines[0], "\n")
}

func TestOtherWaiversTakeTheirPlace(t *testing.T) {
	w, err := ParseWaivers("w.yaml", []byte(waiverOf("REV-03", "2026-12-31")))
	require.NoError(t, err)
	r := Record{Started: time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC), Rules: []Rule{judgedAs("REV-03", Must, Fail)}}
	r.Conclude(Options{Waivers: w})
	assert.Equal(t, ExitConformant, r.ExitCode)
	r.Conclude(Options{})
	assert.Equal(t, Waived, r.Rules[0].Verdict, "without any it stays as it is")
	r.Conclude(Options{Waivers: &Waivers{}})
	assert.Equal(t, Fail, r.Rules[0].Verdict)
	assert.Equal(t, ExitBroken, r.ExitCode)
}

func TestPasteReady(t *testing.T) {
	from := time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC)
	for _, id := range []string{"REV-03", "own features/a b.feature:3", "no: plain #scalar"} {
		entry := PasteReady(id, from)
		_, err := ParseWaivers("w.yaml", []byte(entry))
		assert.ErrorContains(t, err, `owner still says "CHANGE ME"`)
		filled := strings.Replace(strings.Replace(entry, "CHANGE ME", "ops", 1), "CHANGE ME", "ticket 7", 1)
		w, err := ParseWaivers("w.yaml", []byte(filled))
		require.NoError(t, err)
		assert.Equal(t, Waiver{Rule: id, Owner: "ops", Reason: "ticket 7", Expires: "2026-12-22"}, w.entries[0].Waiver)
	}
}
