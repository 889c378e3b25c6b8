package reports

import "slices"

// finding is the place where a verdict was reached.
type finding struct {
	scenario *Scenario
	step     *Step // nil when no step has the verdict, as when none was run
}

// finding is the rule's first scenario that is as bad as the rule, and in it the first step that is.
func (r *Rule) finding() finding {
	var worst *Scenario
	for i := range r.Scenarios {
		if s := &r.Scenarios[i]; worst == nil || severity(s.outcome()) > severity(worst.outcome()) {
			worst = s
		}
	}
	if worst == nil {
		return finding{}
	}
	return worst.finding()
}

func (s *Scenario) finding() finding {
	for i := range s.Steps {
		if s.Steps[i].Verdict == s.outcome() {
			return finding{scenario: s, step: &s.Steps[i]}
		}
	}
	return finding{scenario: s}
}

func (f finding) message() string {
	if f.step == nil {
		return ""
	}
	return f.step.Message
}

// exchanges are the ones that the verdict rests on: those of the step itself, or else the last one before it that is
// more than set-up, which such a step looks back at.
func (f finding) exchanges() []Exchange {
	if f.step != nil && len(f.step.Exchanges) > 0 {
		judged := slices.DeleteFunc(slices.Clone(f.step.Exchanges), func(x Exchange) bool { return x.Purpose != "act" && x.Purpose != "check" })
		if len(judged) > 0 { // the others are counter-experiments
			return judged
		}
		return f.step.Exchanges
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
func (f finding) follows(i int) bool {
	return slices.ContainsFunc(f.before()[:i], func(x Exchange) bool { return x.Purpose == "act" || x.Purpose == "check" })
}

// act is the last act before the step, when the step's own exchanges show no act.
func (f finding) act() *Exchange {
	if f.step == nil || len(f.step.Exchanges) == 0 || slices.ContainsFunc(f.step.Exchanges, Exchange.isAct) {
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
func (f finding) before() []Exchange {
	var all []Exchange
	if f.scenario == nil || f.step == nil {
		return nil
	}
	for i := range f.scenario.Steps {
		if &f.scenario.Steps[i] == f.step {
			break
		}
		all = append(all, f.scenario.Steps[i].Exchanges...)
	}
	return all
}

func (x Exchange) isAct() bool { return x.Purpose == "act" }

// also are the other scenarios of the rule that are as bad as the one of its finding.
func (r *Rule) also() []Scenario {
	first := r.finding().scenario
	return slices.DeleteFunc(slices.Clone(r.Scenarios), func(s Scenario) bool {
		return first == nil || s.outcome() != first.outcome() || (s.Name == first.Name && s.Location == first.Location)
	})
}

// outcomeUnder is the scenario's verdict in a rule of this level.
func (s *Scenario) outcomeUnder(level string) Verdict {
	return RuleVerdict([]Scenario{*s}, level)
}
