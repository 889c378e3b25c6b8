package suite

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/revokespec/revokespec/record"
)

// rounds judges all that is planned as often as is asked for. Of each scenario the worst of its runs stands. A round that does not come to
// its end counts for nothing, but for the first.
func (r *runner) rounds(ctx context.Context, p *plan) {
	r.round(ctx, p)
	for n := 2; n <= r.options.Rounds && ctx.Err() == nil; n++ {
		before := r.runs
		r.runs = map[string]*scenarioRun{}
		r.races.Forget()
		r.follow(p)
		if r.options.Say != nil {
			r.options.Say(fmt.Sprintf("round %d of %d", n, r.options.Rounds))
		}
		r.round(ctx, p)
		if ctx.Err() != nil {
			r.runs = before
			r.notes = append(r.notes, fmt.Sprintf("the run ended in round %d of %d: what is said rests on those before it", n, r.options.Rounds))
			return
		}
		r.runs = worstOf(before, r.runs)
	}
	r.noteFlaky()
}

// worstOf are the runs of scenarios whose verdicts are worse, each with the verdicts of all rounds.
func worstOf(before, now map[string]*scenarioRun) map[string]*scenarioRun {
	worst := map[string]*scenarioRun{}
	for id, s := range now {
		worst[id] = s
		if first, known := before[id]; known {
			verdicts := append(first.inRounds(), s.inRounds()...)
			if !record.Worse(s.outcomeOf(), first.outcomeOf()) {
				worst[id] = first
			}
			worst[id].rounds = verdicts
		}
	}
	return worst
}

// outcomeOf is the verdict of the run, as the record has it.
func (s *scenarioRun) outcomeOf() record.Verdict {
	steps := slices.Clone(s.steps)
	s.repeated.conclude(steps, s.scenario.Setting)
	return record.ScenarioVerdict(steps)
}

// inRounds are its verdicts, round by round.
func (s *scenarioRun) inRounds() []record.Verdict {
	if len(s.rounds) > 0 {
		return s.rounds
	}
	return []record.Verdict{s.outcomeOf()}
}

// sayShare has the step that decides tell how often the scenario came out like this, where it did not each time.
func sayShare(steps []record.Step, rounds []record.Verdict) {
	verdict := record.ScenarioVerdict(steps)
	share := 0
	for _, v := range rounds {
		if v == verdict {
			share++
		}
	}
	i := slices.IndexFunc(steps, func(s record.Step) bool { return s.Verdict == verdict })
	if share == len(rounds) || i < 0 || verdict == record.Pass {
		return
	}
	steps[i].Message += fmt.Sprintf(" (in %d of %d rounds: %s)", share, len(rounds), counted(rounds))
}

// counted lists how often each verdict came.
func counted(rounds []record.Verdict) string {
	var parts []string
	for _, v := range []record.Verdict{record.Fail, record.Warn, record.Inconclusive, record.NotApplicable, record.Pass} {
		n := 0
		for _, other := range rounds {
			if other == v {
				n++
			}
		}
		if n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", n, record.InWords(v)))
		}
	}
	return strings.Join(parts, ", ")
}

// noteFlaky tells which scenarios did not come out alike in all rounds.
func (r *runner) noteFlaky() {
	var flaky []string
	for id, s := range r.runs {
		if len(slices.Compact(slices.Clone(s.rounds))) > 1 {
			flaky = append(flaky, fmt.Sprintf("%s (%s)", id, counted(s.rounds)))
		}
	}
	slices.Sort(flaky)
	switch {
	case r.options.Rounds < 2:
	case len(flaky) == 0:
		r.notes = append(r.notes, fmt.Sprintf("every scenario came out alike in all of %d rounds", r.options.Rounds))
	default:
		r.notes = append(r.notes, fmt.Sprintf("not alike in all of %d rounds, of which the worst counts: %s", r.options.Rounds, strings.Join(flaky, "; ")))
	}
}
