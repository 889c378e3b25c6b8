package reports

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/record"
	"github.com/revokespec/revokespec/record/recordtest"
)

func terminalText(t *testing.T, r *record.Record, colours bool) string {
	t.Helper()
	out := &bytes.Buffer{}
	require.NoError(t, Terminal(out, r, colours))
	return out.String()
}

func TestTerminal(t *testing.T) {
	strict := recordtest.Example()
	strict.Conclude(record.Options{Strict: true})
	interrupted := recordtest.Example()
	interrupted.Conclude(record.Options{Interrupted: true})
	for name, c := range map[string]struct {
		record  *record.Record
		colours bool
	}{
		"terminal":             {recordtest.Example(), false},
		"terminal-colour":      {recordtest.Example(), true},
		"terminal-strict":      {strict, false},
		"terminal-interrupted": {interrupted, false},
		"terminal-mock":        {recordtest.Mock(), false},
	} {
		t.Run(name, func(t *testing.T) { assertGolden(t, name, []byte(terminalText(t, c.record, c.colours))) })
	}
}

func TestTheMockIsNamedFirstAndLast(t *testing.T) {
	lines := strings.Split(strings.TrimSpace(terminalText(t, recordtest.Mock(), false)), "\n")
	assert.Contains(t, lines[0], "judged: revokespec's own mock")
	assert.Contains(t, lines[len(lines)-1], "judged: revokespec's own mock")
}

func TestTheLastLineCounts(t *testing.T) {
	for name, c := range map[string]struct {
		record *record.Record
		want   string
	}{
		"a run":        {recordtest.Example(), "judged: staging 2026.11 (https://acme.example/): not-conformant, 7 judged, 4 not applicable"},
		"the mock":     {recordtest.Mock(), "judged: revokespec's own mock: conformant, 1 judged, 0 not applicable"},
		"an empty run": {&record.Record{Verdict: record.NotJudged, Deployment: record.Deployment{Issuer: "https://x/"}}, "judged: https://x/: not-judged, 0 judged, 0 not applicable"},
	} {
		t.Run(name, func(t *testing.T) {
			lines := strings.Split(strings.TrimSpace(terminalText(t, c.record, false)), "\n")
			assert.Equal(t, c.want, lines[len(lines)-1])
		})
	}
}

func TestNothingAServerSaysSteersTheTerminal(t *testing.T) {
	text := terminalText(t, recordtest.Example(), false)
	assert.NotContains(t, text, "\x1b")
	assert.NotContains(t, text, "\x00")
	assert.Contains(t, text, `\x1b[31m`, "it is shown instead")
}

func TestLongBodiesAreCut(t *testing.T) {
	r := recordtest.Example()
	r.Rules[1].Scenarios[1].Steps[2].Exchanges[0].Response.Body = strings.Repeat("ü", 5000)
	text := terminalText(t, r, false)
	assert.Contains(t, text, "… (4400 characters more)")
}

func TestManyExchangesAreCut(t *testing.T) {
	r := recordtest.Example()
	step := &r.Rules[1].Scenarios[1].Steps[2]
	for range 4 {
		step.Exchanges = append(step.Exchanges, step.Exchanges[0])
	}
	text := terminalText(t, r, false)
	assert.Contains(t, text, "2 earlier exchanges of this step: see the JSON and HTML reports")
}

func TestTerminalReportsAWriteError(t *testing.T) {
	assert.ErrorContains(t, Terminal(brokenPipe{}, recordtest.Mock(), false), "broken pipe")
}

type brokenPipe struct{}

func (brokenPipe) Write([]byte) (int, error) { return 0, errors.New("broken pipe") }
