package suite

import (
	"context"
	"fmt"
	"maps"
	"strings"

	"github.com/revokespec/revokespec/record"
)

// sharedTenant is a target whose tenant setting somebody else can change as well, and which notices that.
type sharedTenant interface{ Disturbed() bool }

// repeat runs once more, one at a time, the scenarios that failed and lease the tenant setting, where somebody else can change
// it as well: then what they saw may be what the other value does. Once the setting was seen to change by itself, nothing can
// be concluded from a failure. Else it stands, though it may not come again: a server may err now and then. Only where the
// setting itself was looked at, between two readings of which somebody else may have switched it, a repetition that passes takes
// it back; one that ends otherwise shows nothing.
func (r *runner) repeat(ctx context.Context, p *plan) {
	shared, may := r.target.(sharedTenant)
	if !may {
		return
	}
	for _, units := range p.phases {
		for _, u := range units {
			failed := r.failed(u)
			if len(failed) == 0 {
				continue
			}
			again := r.runs
			if ctx.Err() == nil && !shared.Disturbed() {
				first := maps.Clone(r.runs)
				r.godog(ctx, []unit{u}, 1)
				r.runs, again = first, r.runs
			}
			for _, run := range failed {
				run.repeated = repeatedAs(again[run.scenario.ID()], shared.Disturbed())
			}
		}
	}
}

// failed are the scenarios of a unit that lease the setting and failed.
func (r *runner) failed(u unit) (failed []*scenarioRun) {
	seen, _ := r.rule(u.rule)
	for i, s := range u.rule.Scenarios {
		if s.Block == u.scenarios[0].Block && s.Setting != "" && brokenStep(seen.Scenarios[i].Steps) != nil {
			failed = append(failed, r.runs[s.ID()])
		}
	}
	return failed
}

// brokenStep is the step that failed; nil when none did.
func brokenStep(steps []record.Step) *record.Step {
	for i := range steps {
		if v := steps[i].Verdict; v == record.Fail || v == record.Warn {
			return &steps[i]
		}
	}
	return nil
}

// repetition is what came of running a scenario once more that had failed.
type repetition struct {
	disturbed, passed bool
	beside            []string // the scenarios beside it, one of which may have brought about what did not come again without them
}

func repeatedAs(again *scenarioRun, disturbed bool) repetition {
	return repetition{disturbed: disturbed, passed: record.ScenarioVerdict(again.steps) == record.Pass}
}

// conclude takes back a failure that is not to be relied on. What a scenario with setting "changed" looked at is the setting itself.
func (r repetition) conclude(steps []record.Step, setting string) {
	step := brokenStep(steps)
	switch {
	case len(r.beside) > 0:
		step.Verdict = record.Inconclusive
		step.Message += fmt.Sprintf(" (but not when the scenario was run alone: one of the scenarios beside it may have ended more than it should: %s)", strings.Join(r.beside, ", "))
	case r.disturbed:
		step.Verdict = record.Inconclusive
		step.Message += " (but the tenant setting was changed by somebody else during this run: nothing can be concluded)"
	case r.passed:
		if setting == "changed" {
			step.Verdict = record.Inconclusive
		}
		step.Message += " (but not when the scenario was repeated)"
	}
}
