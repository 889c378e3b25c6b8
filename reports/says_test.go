package reports

import (
	"bytes"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/record"
	"github.com/revokespec/revokespec/record/recordtest"
)

// waivedRecord is a server that breaks as many rules as are waived.
func waivedRecord(t *testing.T, waived int, o record.Options) *record.Record {
	t.Helper()
	r := recordtest.Mock()
	r.Deployment = record.Deployment{Name: "staging", Issuer: "https://acme.example/"}
	file := &strings.Builder{}
	for _, id := range []string{"REV-02", "REV-03"}[:waived] {
		rule := recordtest.Rule(id, record.Must, "A rule", record.Fail, "still works")
		r.Rules, r.Plan = append(r.Rules, rule), append(r.Plan, id)
		file.WriteString(recordtest.WaiverEntry(id, "2026-12-31"))
	}
	w, err := record.ParseWaivers("w.yaml", []byte(file.String()))
	require.NoError(t, err)
	o.Waivers = w
	r.Conclude(o)
	return r
}

func TestSays(t *testing.T) {
	stale := record.RunFinding{Kind: record.StaleWaiver, Rule: "REV-01", Text: "w.yaml:1:3: the waiver of REV-01 is stale: the rule holds; remove it"}
	expired := record.RunFinding{Kind: record.ExpiredWaiver, Rule: "REV-07", Text: "w.yaml:5:3: the waiver of REV-07 expired on 2026-01-01"}
	unknown := record.RunFinding{Kind: record.UnknownWaiver, Rule: "REV-99", Text: "w.yaml:9:3: the waiver of REV-99 names no rule"}
	for name, c := range map[string]struct {
		waived  int
		options record.Options
		says    string
		verdict record.RunVerdict
		code    int
		tone    record.Verdict
	}{
		"all hold":       {0, record.Options{}, "conformant", record.Conformant, 0, record.Pass},
		"one waived":     {1, record.Options{}, "conformant but for 1 waived rule", record.Conformant, 0, record.Warn},
		"two waived":     {2, record.Options{}, "conformant but for 2 waived rules", record.Conformant, 0, record.Warn},
		"a stale waiver": {0, record.Options{WaiverProblems: []record.RunFinding{stale}}, "the run failed: stale waiver for REV-01; the server: conformant", record.Conformant, 1, record.Warn},
		"stale and waived": {1, record.Options{WaiverProblems: []record.RunFinding{stale, expired, unknown}},
			"the run failed: stale waiver for REV-01, expired waiver for REV-07, waiver for an unknown rule REV-99; the server: conformant but for 1 waived rule", record.Conformant, 1, record.Warn},
		"required": {0, record.Options{Require: []string{"SET-01"}}, "not-judged: SET-01 is required and was not judged", record.NotJudged, 3, record.Warn},
		"required and stale": {0, record.Options{Require: []string{"SET-01"}, WaiverProblems: []record.RunFinding{stale}},
			"the run failed: stale waiver for REV-01; the server: not-judged", record.NotJudged, 1, record.Warn},
		"a false declaration": {0, record.Options{Contradictions: []string{"the file declares rotation: off, but it rotates"}},
			"not-judged: the deployment file declares what is not so", record.NotJudged, 3, record.Warn},
		"interrupted": {1, record.Options{Interrupted: true, WaiverProblems: []record.RunFinding{stale}}, "interrupted", record.Interrupted, 130, record.Warn},
	} {
		t.Run(name, func(t *testing.T) {
			r := waivedRecord(t, c.waived, c.options)
			assert.Equal(t, c.says, r.Says())
			assert.Equal(t, c.verdict, r.Verdict)
			assert.Equal(t, c.code, r.ExitCode)
			assert.Equal(t, c.tone, r.Tone())
			_, err := record.Read("r.json", bytes.NewReader(recordtest.Written(t, r)))
			assert.NoError(t, err)
		})
	}
}

// Whatever of the record is sent on, the words are the same, and none is in the colour of a pass.
func TestEveryReportSaysTheSame(t *testing.T) {
	for says, r := range map[string]*record.Record{
		"conformant but for 1 waived rule":                                waivedRecord(t, 1, record.Options{}),
		"the run failed: stale waiver for REV-01; the server: conformant": waivedRecord(t, 0, record.Options{WaiverProblems: []record.RunFinding{{Kind: record.StaleWaiver, Rule: "REV-01", Text: "stale"}}}),
	} {
		for format, places := range map[string][]string{
			"terminal": {"judged: staging (https://acme.example/): \x1b[1;33m" + says + "\x1b[0m, "},
			"html":     {"<title>staging: " + says + " – revokespec</title>", `<span class="run run-warn">` + says + "</span></h1>", "(https://acme.example/): " + says + ", "},
			"junit":    {`<testsuites name="revokespec, judged: staging (https://acme.example/): ` + says + `"`, `<property name="run" value="` + says + `"`},
			"matrix":   {says}, "markdown": {says}, "evidence": {"**" + says + "**, "},
		} {
			t.Run(format+" "+says, func(t *testing.T) {
				out := &bytes.Buffer{}
				m, err := NewMatrix([]MatrixSource{{Path: "r.json", Record: r}})
				require.NoError(t, err)
				require.NoError(t, map[string]func() error{
					"terminal": func() error { return Terminal(out, r, true) },
					"html":     func() error { return html(out, r) },
					"junit":    func() error { return junit(out, r) },
					"matrix":   func() error { return m.HTML(out) },
					"markdown": func() error { return m.Markdown(out, "m") },
					"evidence": func() error { return m.MarkdownEvidence(out, 0, "") },
				}[format]())
				for _, place := range places {
					assert.Contains(t, out.String(), place)
				}
				assert.NotContains(t, strings.ReplaceAll(out.String(), "not-judged", ""), "not-conformant")
			})
		}
	}
}

func TestDiffOfTheRunsWords(t *testing.T) {
	d := record.Diff(waivedRecord(t, 0, record.Options{}), waivedRecord(t, 0, record.Options{WaiverProblems: []record.RunFinding{{Kind: record.StaleWaiver, Rule: "REV-01", Text: "stale"}}}))
	assert.False(t, d.Empty())
	assert.Zero(t, d.ExitCode())
	out := &bytes.Buffer{}
	require.NoError(t, DiffText(out, d))
	assert.Contains(t, out.String(), `was "conformant", is "the run failed: stale waiver for REV-01; the server: conformant"`)
}
