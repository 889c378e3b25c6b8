package reports

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
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
		t.Run(fmt.Sprintf("%q to %q", c.old, c.new), func(t *testing.T) {
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

func TestDiffNotesWhatMakesRunsHardToCompare(t *testing.T) {
	old, newer := mockRecord(), mockRecord()
	newer.Tool.RulesetDigest = "sha256:cc"
	newer.Deployment.Mock = false
	d := Diff(old, newer)
	assert.Equal(t, []string{`judged: was "revokespec's own mock", is "a server"`, `set of rules: was "", is "sha256:cc"`}, d.Notes)
	assert.Equal(t, 0, d.ExitCode(), "a note is no regression")
}
