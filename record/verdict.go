package record

import (
	"slices"

	"github.com/revokespec/revokespec/internal/wording"
)

// ScenarioVerdict is the verdict of a scenario with these steps: broken (fail or warn) if a step is, else inconclusive,
// else not applicable, and pass only when every step was run and passed. A scenario without steps is inconclusive:
// what was not looked at is never green.
func ScenarioVerdict(steps []Step) Verdict {
	verdicts := make([]Verdict, 0, len(steps))
	for _, s := range steps {
		verdicts = append(verdicts, s.Verdict)
	}
	for _, v := range []Verdict{Fail, Warn, Inconclusive, NotApplicable} {
		if slices.Contains(verdicts, v) {
			return v
		}
	}
	if len(steps) == 0 || slices.ContainsFunc(verdicts, func(v Verdict) bool { return v != Pass }) {
		return Inconclusive
	}
	return Pass
}

// RuleVerdict is the verdict of a rule of this level with these scenarios: as bad as the worst of them. A rule is not
// applicable only when every scenario is, a broken SHOULD is a warning, and a rule without scenarios is inconclusive.
func RuleVerdict(scenarios []Scenario, level string) Verdict {
	worst := NotApplicable
	for i := range scenarios {
		if v := scenarios[i].Outcome(); severity(v) > severity(worst) {
			worst = v
		}
	}
	switch {
	case len(scenarios) == 0:
		return Inconclusive
	case worst.broken():
		return brokenVerdict(level)
	}
	return worst
}

// Worse says whether one verdict of a scenario is worse than another.
func Worse(one, other Verdict) bool { return severity(one) > severity(other) }

func severity(v Verdict) int {
	return slices.Index([]Verdict{NotApplicable, Pass, Inconclusive, Warn, Fail}, v)
}

// Outcome is the scenario's verdict, except that a claimed pass must be borne out by its steps, which also speak where
// there is no verdict that a scenario can have.
func (s *Scenario) Outcome() Verdict {
	if s.Verdict == Pass || severity(s.Verdict) < 0 {
		return ScenarioVerdict(s.Steps)
	}
	return s.Verdict
}

func (s *Scenario) judge(level string) {
	s.Verdict = RuleVerdict([]Scenario{*s}, level)
	for i := range s.Steps {
		if s.Steps[i].Verdict.broken() {
			s.Steps[i].Verdict = brokenVerdict(level)
		}
	}
}

// brokenVerdict is the verdict of what breaks a rule of this level, which alone decides.
func brokenVerdict(level string) Verdict {
	if level == Should {
		return Warn
	}
	return Fail
}

// judged says whether the verdict tells about the server, rather than about what could not be seen of it.
func (v Verdict) judged() bool {
	return v == Pass || v == Fail || v == Warn || v == Waived
}

// broken says whether the rule was seen to be broken, waived or not.
func (v Verdict) broken() bool {
	return v == Fail || v == Warn || v == Waived
}

// Judge fills the verdict of every scenario, and verdict, judged and reason of every rule, from what the steps say. In a
// SHOULD a fail becomes a warning at each level, in a MUST a warning a fail. A broken rule with a waiver is waived. Judging
// twice changes nothing.
func (r *Record) Judge() {
	for i := range r.Rules {
		r.Rules[i].judge()
	}
}

func (r *Rule) judge() {
	for i := range r.Scenarios {
		r.Scenarios[i].judge(r.Level)
	}
	r.Verdict = RuleVerdict(r.Scenarios, r.Level)
	if r.Waiver != nil && r.Verdict.broken() {
		r.Verdict = Waived
	}
	r.Judged = r.Verdict.judged()
	r.Declared = r.declaredChoice()
	switch message := r.Finding().Message(); {
	case r.Verdict == Pass:
		r.Reason = ""
	case message != "":
		r.Reason = wording.OneLine(message)
	case r.Reason == "":
		r.Reason = "not run"
	}
}

// declaredChoice is the vendor's choice for which the rule is not applicable, "" where it is judged, or for want of something else.
func (r *Rule) declaredChoice() string {
	if r.Verdict != NotApplicable {
		return ""
	}
	for _, s := range r.Scenarios {
		for _, step := range s.Steps {
			if step.Verdict == NotApplicable && step.Declared != "" {
				return step.Declared
			}
		}
	}
	return ""
}
