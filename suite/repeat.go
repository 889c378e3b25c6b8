package suite

import (
	"context"
	"maps"

	"github.com/revokespec/revokespec/record"
)

// disturbable is a target whose tenant setting somebody else can change as well, and which notices that.
type disturbable interface{ Disturbed() bool }

// repeat runs once more, one at a time, the scenarios that failed and lease the tenant setting, where somebody else can change
// it as well: then what they saw may be what the other value does. Once the setting was seen to change by itself, nothing can
// be concluded from a failure. Else it stands, though it may not come again: a server may err now and then. Only where the
// setting itself was looked at, between two readings of which somebody else may have switched it, a repetition that passes takes
// it back; one that ends otherwise shows nothing.
func (r *runner) repeat(ctx context.Context, p *plan) {
	shared, may := r.target.(disturbable)
	if !may {
		return
	}
	for _, units := range p.phases {
		for _, u := range units {
			first := r.failed(u)
			if len(first) == 0 {
				continue
			}
			again := first
			if ctx.Err() == nil && !shared.Disturbed() {
				before := maps.Clone(r.runs)
				r.godog(ctx, []unit{u}, 1)
				r.runs, again = before, r.runs
			}
			compare(first, again, shared.Disturbed())
		}
	}
}

// failed are the scenarios of a unit that lease the setting and failed, by key.
func (r *runner) failed(u unit) map[string]*scenarioRun {
	out := map[string]*scenarioRun{}
	for _, s := range u.scenarios {
		if run := r.runs[key(s)]; run != nil && s.Setting != "" && run.broken() >= 0 {
			out[key(s)] = run
		}
	}
	return out
}

// broken is the step that failed; -1 when none did.
func (s *scenarioRun) broken() int {
	for i, step := range s.steps {
		if step.Verdict == record.Fail || step.Verdict == record.Warn {
			return i
		}
	}
	return -1
}

// compare takes back the failures that are not to be relied on.
func compare(first, again map[string]*scenarioRun, disturbed bool) {
	for key, run := range first {
		step := &run.steps[run.broken()]
		switch {
		case disturbed:
			step.Verdict = record.Inconclusive
			step.Message += " (but the tenant setting was changed by somebody else during this run: nothing can be concluded)"
		case record.ScenarioVerdict(again[key].steps) == record.Pass:
			if run.scenario.Setting == "changed" { // what it looked at is the setting itself
				step.Verdict = record.Inconclusive
			}
			step.Message += " (but not when the scenario was repeated)"
		}
	}
}
