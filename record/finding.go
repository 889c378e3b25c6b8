package record

import "slices"

// Finding is the place where a verdict was reached.
type Finding struct {
	Scenario *Scenario
	Step     *Step // nil when no step has the verdict, as when none was run
}

// Finding is the rule's first scenario that is as bad as the rule, and in it the first step that is.
func (r *Rule) Finding() Finding {
	var worst *Scenario
	for i := range r.Scenarios {
		if s := &r.Scenarios[i]; worst == nil || severity(s.Outcome()) > severity(worst.Outcome()) {
			worst = s
		}
	}
	if worst == nil {
		return Finding{}
	}
	return worst.Finding()
}

// Finding is the scenario's first step that is as bad as the scenario.
func (s *Scenario) Finding() Finding {
	for i := range s.Steps {
		if s.Steps[i].Verdict == s.Outcome() {
			return Finding{Scenario: s, Step: &s.Steps[i]}
		}
	}
	return Finding{Scenario: s}
}

// Message is what the step says; "" where there is none.
func (f Finding) Message() string {
	if f.Step == nil {
		return ""
	}
	return f.Step.Message
}

// Exchanges are the ones that the verdict rests on: those of the step itself, or else the last one before it that is
// more than set-up, which such a step looks back at.
func (f Finding) Exchanges() []Exchange {
	if f.Step != nil && len(f.Step.Exchanges) > 0 {
		judged := slices.DeleteFunc(slices.Clone(f.Step.Exchanges), func(x Exchange) bool { return x.Purpose != "act" && x.Purpose != "check" })
		if len(judged) > 0 { // the others are counter-experiments
			return judged
		}
		return f.Step.Exchanges
	}
	before := f.before()
	for i := range slices.Backward(before) {
		if before[i].Purpose == "set-up" || before[i].Purpose == "control" && f.follows(i) {
			continue
		}
		return before[i : i+1]
	}
	return before[max(0, len(before)-1):]
}

// follows says whether an act or a check came before that exchange: a control after it is a counter-experiment.
func (f Finding) follows(i int) bool {
	return slices.ContainsFunc(f.before()[:i], func(x Exchange) bool { return x.Purpose == "act" || x.Purpose == "check" })
}

// Act is the last act before the step, when the step's own exchanges show no act.
func (f Finding) Act() *Exchange {
	if f.Step == nil || len(f.Step.Exchanges) == 0 || slices.ContainsFunc(f.Step.Exchanges, Exchange.isAct) {
		return nil
	}
	before := f.before()
	for i := range slices.Backward(before) {
		if before[i].isAct() {
			return &before[i]
		}
	}
	return nil
}

// before are the exchanges of the scenario up to the step, in order.
func (f Finding) before() []Exchange {
	var all []Exchange
	if f.Scenario == nil || f.Step == nil {
		return nil
	}
	for i := range f.Scenario.Steps {
		if &f.Scenario.Steps[i] == f.Step {
			break
		}
		all = append(all, f.Scenario.Steps[i].Exchanges...)
	}
	return all
}

func (x Exchange) isAct() bool { return x.Purpose == "act" }

// Also are the other scenarios of the rule that are as bad as the one of its finding.
func (r *Rule) Also() []Scenario {
	first := r.Finding().Scenario
	return slices.DeleteFunc(slices.Clone(r.Scenarios), func(s Scenario) bool {
		return first == nil || s.Outcome() != first.Outcome() || (s.Name == first.Name && s.Location == first.Location)
	})
}

// OutcomeUnder is the scenario's verdict in a rule of this level.
func (s *Scenario) OutcomeUnder(level string) Verdict {
	return RuleVerdict([]Scenario{*s}, level)
}
