package suite

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/revokespec/revokespec/features"
	"github.com/revokespec/revokespec/record"
)

func TestOnlyARepetitionThatPassedTakesAFailureBack(t *testing.T) {
	ended := func(verdicts ...record.Verdict) *scenarioRun {
		run := &scenarioRun{scenario: features.Scenario{Setting: "changed"}}
		for _, v := range verdicts {
			run.steps = append(run.steps, record.Step{Verdict: v, Message: "seen"})
		}
		return run
	}
	for name, c := range map[string]struct {
		again     *scenarioRun
		disturbed bool
		want      record.Verdict
	}{
		"fails again":       {ended(record.Pass, record.Fail), false, record.Fail},
		"passes":            {ended(record.Pass, record.Pass), false, record.Inconclusive},
		"shows nothing":     {ended(record.Pass, record.Inconclusive), false, record.Fail},
		"is not applicable": {ended(record.NotApplicable, ""), false, record.Fail},
		"was stopped":       {ended(record.Pass, ""), false, record.Fail},
		"was disturbed":     {ended(record.Pass, record.Fail), true, record.Inconclusive},
	} {
		first := ended(record.Pass, record.Fail)
		first.repeated = repeatedAs(c.again, c.disturbed)
		assert.Equal(t, c.want, first.record().Steps[1].Verdict, name)
		assert.Equal(t, record.Fail, first.steps[1].Verdict, "what was seen stays as it was")
	}
	harmed := ended(record.Pass, record.Fail)
	harmed.repeated = repetition{beside: []string{"GRT-13 Two users"}}
	assert.Equal(t, record.Inconclusive, harmed.record().Steps[1].Verdict, "that a neighbour did it is no finding of this rule")
	assert.Contains(t, harmed.record().Steps[1].Message, "GRT-13 Two users")
}
