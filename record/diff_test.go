package record_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/revokespec/revokespec/record"
	"github.com/revokespec/revokespec/record/recordtest"
)

func TestTwoRunsOfTheSameThingDoNotDiffer(t *testing.T) {
	old, again := recordtest.Example(), recordtest.Example()
	again.Started = recordtest.Started.AddDate(0, 0, 1)
	again.DurationMS, again.Requests, again.Tool.Version = 1, 2, "0.5.0"
	again.Deployment.Issuer = "http://127.0.0.1:5/"
	again.Rules[0].DurationMS = 9
	d := record.Diff(old, again)
	assert.True(t, d.Empty())
	assert.Equal(t, record.Difference{}, d)
	assert.Equal(t, 0, d.ExitCode())
}

func TestDiffSortsChanges(t *testing.T) {
	const regression, improvement, other, added, removed, nothing = "regression", "improvement", "other", "added", "removed", "nothing"
	for _, c := range []struct {
		old, new record.Verdict
		want     string
	}{
		{record.Pass, record.Fail, regression}, {record.Inconclusive, record.Fail, regression}, {record.NotApplicable, record.Fail, regression}, {record.Waived, record.Fail, regression}, {record.Warn, record.Fail, regression}, {"", record.Fail, regression},
		{record.Pass, record.Warn, regression}, {record.Inconclusive, record.Warn, regression}, {"", record.Warn, regression},
		{record.Pass, record.Inconclusive, regression}, {record.Fail, record.Inconclusive, regression}, {record.Warn, record.NotApplicable, regression}, {record.Waived, record.Inconclusive, regression}, {record.Pass, "", regression}, {record.Fail, "", regression},
		{record.Fail, record.Pass, improvement}, {record.Warn, record.Pass, improvement}, {record.Waived, record.Pass, improvement}, {record.Inconclusive, record.Pass, improvement}, {record.NotApplicable, record.Pass, improvement},
		{record.Fail, record.Waived, other}, {record.Pass, record.Waived, other}, {record.Fail, record.Warn, other}, {record.Waived, record.Warn, other}, {record.Inconclusive, record.NotApplicable, other}, {record.NotApplicable, record.Inconclusive, other},
		{"", record.Pass, added}, {"", record.NotApplicable, added}, {"", record.Waived, added},
		{record.NotApplicable, "", removed}, {record.Inconclusive, "", removed},
		{record.Pass, record.Pass, nothing}, {record.Fail, record.Fail, nothing},
	} {
		t.Run(fmt.Sprintf("%q to %q", c.old, c.new), func(t *testing.T) {
			d := record.Diff(recordWith(c.old), recordWith(c.new))
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

func recordWith(v record.Verdict) *record.Record {
	if v == "" {
		return &record.Record{}
	}
	return &record.Record{Rules: []record.Rule{{ID: "REV-01", Verdict: v}}}
}

func TestDiffNotesWhatMakesRunsHardToCompare(t *testing.T) {
	old, newer := recordtest.Mock(), recordtest.Mock()
	newer.Tool.RulesetDigest = "sha256:cc"
	newer.Deployment.Mock = false
	d := record.Diff(old, newer)
	assert.Equal(t, []string{`judged: was "revokespec's own mock", is "a server"`, `set of rules: was "", is "sha256:cc"`}, d.Notes)
	assert.Equal(t, 0, d.ExitCode(), "a note is no regression")
}
