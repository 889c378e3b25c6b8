package suite

import (
	"context"
	"maps"
	"slices"

	"github.com/revokespec/revokespec/features"
)

// repeatAlone runs once more, with no other scenario of the run beside them, those in which something was gone that had to stay: what a
// neighbour ended is no finding of theirs. Only what comes again stands.
func (r *runner) repeatAlone(ctx context.Context, p *plan) {
	for _, units := range append(slices.Clone(p.phases), p.waiting) {
		for _, u := range units {
			harmed := r.harmed(u)
			if len(harmed.scenarios) == 0 {
				continue
			}
			first := maps.Clone(r.runs)
			r.godog(ctx, []unit{harmed}, 1)
			again := r.runs
			r.runs = first
			for _, s := range harmed.scenarios {
				if run := r.runs[s.ID()]; brokenStep(again[s.ID()].steps) == nil {
					run.repeated = repetition{beside: run.beside}
				}
			}
		}
	}
}

// harmed are the scenarios of a unit that a neighbour may have harmed.
func (r *runner) harmed(u unit) unit {
	u.scenarios = slices.DeleteFunc(slices.Clone(u.scenarios), func(s features.Scenario) bool {
		run, began := r.runs[s.ID()]
		return !began || len(run.beside) == 0 || brokenStep(run.record().Steps) == nil
	})
	return u
}
