package reports

import (
	"bytes"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

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
	require.NoError(t, DiffText(out, d))
	assertGolden(t, "diff", out.Bytes())
	assert.Equal(t, 1, d.ExitCode())

	out.Reset()
	require.NoError(t, DiffText(out, Diff(old, old)))
	assert.Equal(t, "no difference\n", out.String())
}
