package reports

import (
	"bytes"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestTwoRunsOfTheSameThingDoNotDiffer(t *testing.T) {
	old, again := exampleRecord(), exampleRecord()
	again.Started = started.AddDate(0, 0, 1)
	again.DurationMS, again.Requests, again.Tool.Version = 1, 2, "0.5.0"
	again.Deployment.Issuer = "http://127.0.0.1:5/"
	again.Rules[0].DurationMS = 9
	d := Diff(old, again)
	assert.True(t, d.Empty())
	assert.Equal(t, Difference{}, d)
	assert.Equal(t, 0, d.ExitCode())
	out := &bytes.Buffer{}
	require.NoError(t, d.Text(out))
	assert.Equal(t, "no difference\n", out.String())
}

func TestDiffSortsChanges(t *testing.T) {
	const regression, improvement, other, added, removed, nothing = "regression", "improvement", "other", "added", "removed", "nothing"
	for _, c := range []struct {
		old, new Verdict
		want     string
	}{
		{Pass, Fail, regression}, {Inconclusive, Fail, regression}, {NotApplicable, Fail, regression}, {Waived, Fail, regression}, {Warn, Fail, regression}, {"", Fail, regression},
		{Pass, Warn, regression}, {Inconclusive, Warn, regression}, {"", Warn, regression},
		{Pass, Inconclusive, regression}, {Fail, Inconclusive, regression}, {Warn, NotApplicable, regression}, {Waived, Inconclusive, regression}, {Pass, "", regression}, {Fail, "", regression},
		{Fail, Pass, improvement}, {Warn, Pass, improvement}, {Waived, Pass, improvement}, {Inconclusive, Pass, improvement}, {NotApplicable, Pass, improvement},
		{Fail, Waived, other}, {Pass, Waived, other}, {Fail, Warn, other}, {Waived, Warn, other}, {Inconclusive, NotApplicable, other}, {NotApplicable, Inconclusive, other},
		{"", Pass, added}, {"", NotApplicable, added}, {"", Waived, added},
		{NotApplicable, "", removed}, {Inconclusive, "", removed},
		{Pass, Pass, nothing}, {Fail, Fail, nothing},
	} {
		t.Run(orAbsent(c.old)+" to "+orAbsent(c.new), func(t *testing.T) {
			d := Diff(recordWith(c.old), recordWith(c.new))
			counts := map[string]int{
				regression: len(d.Regressions), improvement: len(d.Improvements), other: len(d.Others), added: len(d.Added), removed: len(d.Removed),
				nothing: 0,
			}
			if c.want == nothing {
				assert.True(t, d.Empty())
				return
			}
			assert.Equal(t, 1, counts[c.want], "%+v", d)
			assert.Equal(t, c.want == regression, d.ExitCode() == 1)
			assert.False(t, d.Empty())
		})
	}
}

func recordWith(v Verdict) *Record {
	if v == "" {
		return &Record{}
	}
	return &Record{Rules: []Rule{{ID: "REV-01", Verdict: v}}}
}

func TestDiffText(t *testing.T) {
	rule := func(id string, v Verdict, reason string) Rule {
		return Rule{ID: id, Title: "title of " + id, Verdict: v, Reason: reason}
	}
	old := &Record{Deployment: Deployment{Name: "staging"}, Profiles: []Profile{{Name: "auth0"}}, Rules: []Rule{
		rule("REV-01", Pass, ""), rule("REV-02", Fail, "a body of 2 bytes"), rule("REV-03", Pass, ""), rule("REV-04", Fail, "404"),
		rule("REV-05", NotApplicable, "no second application"), rule("REV-06", Pass, ""),
	}}
	newer := &Record{Deployment: Deployment{Name: "production"}, Profiles: []Profile{{Name: "auth0"}, {Name: "bcp"}}, Rules: []Rule{
		rule("REV-01", Fail, "500\x1b"), rule("REV-02", Pass, ""), rule("REV-03", Inconclusive, "timed out"), rule("REV-04", Fail, "410"),
		rule("REV-07", Pass, ""),
	}}
	out := &bytes.Buffer{}
	d := Diff(old, newer)
	require.NoError(t, d.Text(out))
	assertGolden(t, "diff", out.Bytes())
	assert.Equal(t, 1, d.ExitCode())
}

func TestDiffNotesWhatMakesRunsHardToCompare(t *testing.T) {
	old, newer := mockRecord(), mockRecord()
	newer.Tool.RulesetDigest = "sha256:cc"
	newer.Deployment.Mock = false
	d := Diff(old, newer)
	assert.Equal(t, []string{`judged: was "revokespec's own mock", is "a server"`, `set of rules: was "", is "sha256:cc"`}, d.Notes)
	assert.Equal(t, 0, d.ExitCode(), "a note is no regression")
}
