package reports

import (
	"bytes"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/record"
)

func TestDiffText(t *testing.T) {
	rule := func(id string, v record.Verdict, reason string) record.Rule {
		return record.Rule{ID: id, Title: "title of " + id, Verdict: v, Reason: reason}
	}
	old := &record.Record{Deployment: record.Deployment{Name: "staging"}, Profiles: []record.Profile{{Name: "auth0"}}, Rules: []record.Rule{
		rule("REV-01", record.Pass, ""), rule("REV-02", record.Fail, "a body of 2 bytes"), rule("REV-03", record.Pass, ""), rule("REV-04", record.Fail, "404"),
		rule("REV-05", record.NotApplicable, "no second application"), rule("REV-06", record.Pass, ""),
	}}
	newer := &record.Record{Deployment: record.Deployment{Name: "production"}, Profiles: []record.Profile{{Name: "auth0"}, {Name: "bcp"}}, Rules: []record.Rule{
		rule("REV-01", record.Fail, "500\x1b"), rule("REV-02", record.Pass, ""), rule("REV-03", record.Inconclusive, "timed out"), rule("REV-04", record.Fail, "410"),
		rule("REV-07", record.Pass, ""),
	}}
	out := &bytes.Buffer{}
	d := record.Diff(old, newer)
	require.NoError(t, DiffText(out, d))
	assertGolden(t, "diff", out.Bytes())
	assert.Equal(t, 1, d.ExitCode())

	out.Reset()
	require.NoError(t, DiffText(out, record.Diff(old, old)))
	assert.Equal(t, "no difference\n", out.String())
}
