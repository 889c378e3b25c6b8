package record

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

// steps makes steps of these verdicts, each with a message that names its verdict.
func steps(verdicts ...Verdict) []Step {
	made := []Step{}
	for _, v := range verdicts {
		s := Step{Keyword: "Then", Text: "it holds", Verdict: v}
		if v != Pass && v != "" {
			s.Message = "the step is " + string(v)
		}
		made = append(made, s)
	}
	return made
}

func scenarios(verdicts ...Verdict) []Scenario {
	made := []Scenario{}
	for _, v := range verdicts {
		made = append(made, Scenario{Name: "scenario " + string(v), Verdict: v, Steps: steps(v)})
	}
	return made
}

func TestScenarioVerdict(t *testing.T) {
	for name, c := range map[string]struct {
		steps []Verdict
		want  Verdict
	}{
		"no steps":                       {nil, Inconclusive},
		"all pass":                       {[]Verdict{Pass, Pass}, Pass},
		"none run":                       {[]Verdict{"", ""}, Inconclusive},
		"the last not run":               {[]Verdict{Pass, ""}, Inconclusive},
		"a fail, the rest not run":       {[]Verdict{Pass, Fail, ""}, Fail},
		"fail before inconclusive":       {[]Verdict{Inconclusive, Fail}, Fail},
		"warn before inconclusive":       {[]Verdict{Inconclusive, Warn}, Warn},
		"inconclusive":                   {[]Verdict{Pass, Inconclusive, ""}, Inconclusive},
		"a capability missing":           {[]Verdict{Pass, NotApplicable, ""}, NotApplicable},
		"inconclusive, then not needed":  {[]Verdict{Inconclusive, NotApplicable}, Inconclusive},
		"a verdict nobody knows of":      {[]Verdict{Pass, "maybe"}, Inconclusive},
		"waived is no verdict of a step": {[]Verdict{Waived}, Inconclusive},
	} {
		t.Run(name, func(t *testing.T) { assert.Equal(t, c.want, ScenarioVerdict(steps(c.steps...))) })
	}
}

func TestRuleVerdict(t *testing.T) {
	for name, c := range map[string]struct {
		scenarios    []Verdict
		must, should Verdict
	}{
		"no scenario":                     {nil, Inconclusive, Inconclusive},
		"pass":                            {[]Verdict{Pass, Pass}, Pass, Pass},
		"one of many fails":               {[]Verdict{Pass, Fail, Inconclusive}, Fail, Warn},
		"a warning of a step":             {[]Verdict{Pass, Warn}, Fail, Warn},
		"inconclusive is worse than pass": {[]Verdict{Inconclusive, Pass}, Inconclusive, Inconclusive},
		"inconclusive and not applicable": {[]Verdict{NotApplicable, Inconclusive}, Inconclusive, Inconclusive},
		"some scenarios not applicable":   {[]Verdict{NotApplicable, Pass}, Pass, Pass},
		"every scenario not applicable":   {[]Verdict{NotApplicable, NotApplicable}, NotApplicable, NotApplicable},
	} {
		t.Run(name, func(t *testing.T) {
			assert.Equal(t, c.must, RuleVerdict(scenarios(c.scenarios...), Must))
			assert.Equal(t, c.should, RuleVerdict(scenarios(c.scenarios...), Should))
		})
	}
}

func TestRuleVerdictDoesNotBelieveAnEmptyPass(t *testing.T) {
	claimed := []Scenario{{Name: "nothing ran", Verdict: Pass}}
	assert.Equal(t, Inconclusive, RuleVerdict(claimed, Must))
	claimed[0].Steps = steps(Pass, "")
	assert.Equal(t, Inconclusive, RuleVerdict(claimed, Must))
	claimed[0].Steps = steps(Pass, Fail)
	assert.Equal(t, Fail, RuleVerdict(claimed, Must))
	claimed[0].Verdict = "excellent"
	assert.Equal(t, Fail, RuleVerdict(claimed, Must))
}

func TestJudgeTakesTheReasonFromTheWorstScenario(t *testing.T) {
	first := Scenario{Name: "unclear", Steps: steps(Inconclusive)}
	second := Scenario{Name: "broken", Steps: steps(Pass, Fail)}
	second.Steps[1].Message = "the token still works:\n  200 OK,\twanted 4xx"
	third := Scenario{Name: "broken too", Steps: steps(Fail)}
	r := Record{Rules: []Rule{{ID: "REV-03", Level: Must, Scenarios: []Scenario{first, second, third}}}}
	r.Judge()
	rule := r.Rules[0]
	assert.Equal(t, Fail, rule.Verdict)
	assert.True(t, rule.Judged)
	assert.Equal(t, "the token still works: 200 OK, wanted 4xx", rule.Reason, "one line, of the first scenario that fails")
	assert.Equal(t, Inconclusive, rule.Scenarios[0].Verdict)

	before := rule
	r.Judge()
	assert.Equal(t, before, r.Rules[0], "judging twice changes nothing")
}

func TestJudgeReasons(t *testing.T) {
	for name, c := range map[string]struct {
		rule   Rule
		want   string
		judged bool
	}{
		"pass has none":         {Rule{Reason: "stale", Scenarios: scenarios(Pass)}, "", true},
		"not run":               {Rule{}, "not run", false},
		"the runner's own word": {Rule{Reason: "the time-out was reached"}, "the time-out was reached", false},
		"not applicable":        {Rule{Scenarios: scenarios(NotApplicable)}, "the step is not-applicable", false},
		"a waiver waives":       {Rule{Waiver: &Waiver{}, Scenarios: scenarios(Fail)}, "the step is fail", true},
	} {
		t.Run(name, func(t *testing.T) {
			c.rule.Level = Must
			c.rule.judge()
			assert.Equal(t, c.want, c.rule.Reason)
			assert.Equal(t, c.judged, c.rule.Judged)
		})
	}
}

func TestTheLevelDecidesWhatABreachIs(t *testing.T) {
	for level, want := range map[string]Verdict{Must: Fail, Should: Warn} {
		r := Rule{Level: level, Scenarios: scenarios(Fail, Warn, Pass)}
		r.judge()
		assert.Equal(t, want, r.Verdict)
		for _, s := range r.Scenarios[:2] {
			assert.Equal(t, want, s.Verdict)
			assert.Equal(t, want, s.Steps[0].Verdict)
		}
		assert.Equal(t, Pass, r.Scenarios[2].Verdict)
	}
}
