package suite

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"github.com/revokespec/revokespec/deployment"
	"github.com/revokespec/revokespec/features"
	"github.com/revokespec/revokespec/record"
	"github.com/revokespec/revokespec/steps"
)

// A declaration is not believed where it can be tried: the scenario that it excludes is run. What it then shows decides.
// A declaration excuses a SHOULD that is broken as declared. It never excuses a MUST that was seen broken, nor is anything
// passed by it: what holds although it is declared not to is a contradiction, which the run says, and nobody's verdict.

// exclude says what becomes of a scenario that a declaration excludes: an error ends it, nil has it run.
func (s *scenarioRun) exclude(ctx context.Context, lack Lack) error {
	missing, declared := lack.Reason, lack.Declared
	if lack.Tried {
		s.excuse, s.declared = missing, declared
		return nil
	}
	if declared != "rotation: off" {
		return &steps.NotApplicable{Message: missing, Declared: declared}
	}
	role, err := s.runner.rotating(ctx, s)
	switch {
	case err != nil:
		return err
	case role == "":
		return &steps.NotApplicable{Message: missing, Declared: declared}
	}
	return s.contradicted(declared, fmt.Sprintf("clients.%s rotates: describe that application under clients.rotating as well", role))
}

// rotating looks once in a run whether an application of the file rotates.
func (r *runner) rotating(ctx context.Context, s *scenarioRun) (role string, err error) {
	r.probing.Lock()
	defer r.probing.Unlock()
	if r.probed {
		return r.rotates, nil
	}
	lease, err := r.target.Lease(ctx, deployment.Want{Scenario: Called(s.rule, s.scenario), Users: 1})
	if err != nil {
		return "", &steps.Inconclusive{Message: err.Error()}
	}
	defer lease.Release()
	r.rotates, r.probed = lease.Rotates(ctx, lease.Users[0]), true
	return r.rotates, nil
}

// contradicted makes a scenario inconclusive, and the run unable to judge by such a file.
func (s *scenarioRun) contradicted(declared, seen string) error {
	s.runner.mu.Lock()
	defer s.runner.mu.Unlock()
	return &steps.Inconclusive{Message: s.runner.contradict(declared, seen)}
}

func (r *runner) contradict(declared, seen string) string {
	if r.contradictions == nil {
		r.contradictions = map[string]string{}
	}
	r.contradictions[declared] = fmt.Sprintf("the file declares declares.%s, but %s", declared, seen)
	return r.contradictions[declared]
}

// contradicting lists what the run saw that the file declares otherwise.
func (r *runner) contradicting() []string {
	var lines []string
	for _, declared := range slices.Sorted(maps.Keys(r.contradictions)) {
		lines = append(lines, r.contradictions[declared])
	}
	return lines
}

// settle turns the scenarios of a rule that were run although a declaration excludes them into what they say of that, all
// together: one alone may hold either way.
func (r *runner) settle(rule features.Rule) {
	var excused []*scenarioRun
	verdicts := map[record.Verdict]bool{}
	for _, scenario := range rule.Scenarios {
		run, ok := r.runs[key(scenario)]
		if !ok || run.excuse == "" {
			continue
		}
		if verdict := record.ScenarioVerdict(run.steps); verdict != record.NotApplicable { // which lacks something else
			excused = append(excused, run)
			verdicts[verdict] = true
		}
	}
	if len(excused) == 0 || verdicts[record.Fail] {
		return
	}
	held := len(verdicts) == 1 && verdicts[record.Pass]
	for _, run := range excused {
		last := &run.steps[len(run.steps)-1]
		if held {
			last.Verdict, last.Message = record.Inconclusive, r.contradict(run.declared, rule.ID+" was seen to hold: remove the declaration")
		} else {
			run.notApplicable(last)
		}
		run.excuse = ""
	}
}

// notApplicable puts down at the step that tells what came of trying.
func (s *scenarioRun) notApplicable(last *record.Step) {
	tells, came := last, "seen to hold in this"
	for i := range s.steps {
		switch step := &s.steps[i]; step.Verdict {
		case record.Warn:
			tells, came = step, "as declared: "+step.Message
		case record.Inconclusive:
			tells, came = step, step.Message
		}
	}
	tells.Verdict, tells.Declared = record.NotApplicable, s.declared
	tells.Message = s.excuse + "; tried all the same, " + came
}
