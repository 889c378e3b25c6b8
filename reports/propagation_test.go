package reports_test

import (
	"bytes"
	"testing"

	"github.com/PuerkitoBio/goquery"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/record"
	"github.com/revokespec/revokespec/record/recordtest"
	"github.com/revokespec/revokespec/reports"
)

func measured() *record.Record {
	r := recordtest.Example()
	r.Rules[0].Scenarios = []record.Scenario{{Name: "One", Verdict: record.Pass, Steps: []record.Step{{Verdict: record.Pass, Curves: []record.Curve{
		{At: "node 2", Act: "the revocation at node 1", LimitMS: 100, Probes: []record.Probe{
			{Token: 1, AfterMS: 1, Came: record.Accepted, Connection: "kept"}, {Token: 2, AfterMS: 10, Came: record.Refused, Connection: "fresh"},
		}},
	}}}}}
	return r
}

// A curve is drawn by the logarithm of the time, what was accepted above what was refused, and told in words.
func TestPropagationIsShown(t *testing.T) {
	out := &bytes.Buffer{}
	require.NoError(t, reports.Write("html", out, measured()))
	page, err := goquery.NewDocumentFromReader(out)
	require.NoError(t, err)
	plot := page.Find("#propagation svg")
	require.Equal(t, 1, plot.Length())
	x := func(selector string) string {
		return plot.Find(selector).AttrOr("cx", plot.Find(selector).AttrOr("x1", ""))
	}
	assert.Equal(t, []string{"205", "340", "475"}, []string{x(".accepted"), x(".refused"), x(".limit")}, "a quarter of the width for each ten times")
	assert.Less(t, plot.Find(".accepted").AttrOr("cy", ""), plot.Find(".refused").AttrOr("cy", ""))
	says := "node 2, after the revocation at node 1: the last acceptance came after 1.0 ms, the first refusal after 10.0 ms; 2 presentations"
	assert.Equal(t, says, page.Find("#propagation figcaption").Text())

	out.Reset()
	require.NoError(t, reports.Terminal(out, measured(), false))
	assert.Contains(t, out.String(), "propagation\n  REV-01: "+says)
}

func TestNothingIsShownOfWhatWasNotMeasured(t *testing.T) {
	out := &bytes.Buffer{}
	require.NoError(t, reports.Write("html", out, recordtest.Example()))
	assert.NotContains(t, out.String(), "propagation\"")
}
