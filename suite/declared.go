package suite

import (
	"context"
	"fmt"

	"github.com/revokespec/revokespec/deployment"
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
		s.excluded = lack
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
	lease, err := r.target.Lease(ctx, deployment.Want{Scenario: s.scenario.ID(), Users: 1})
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
	s.runner.contradictions[declared] = seen
	return &steps.Inconclusive{Message: contradiction(declared, seen)}
}

func contradiction(declared, seen string) string {
	return fmt.Sprintf("the file declares declares.%s, but %s", declared, seen)
}

// attempt is a scenario that was run although a declaration excludes it.
type attempt struct {
	excluded Lack
	steps    []record.Step
}

// concludeTried decides what the scenarios of a rule say that were run although a declaration excludes them, all together: one alone may
// hold either way. It returns what was seen, by the declaration that it contradicts.
func concludeTried(rule string, tried []attempt) (contradicted map[string]string) {
	verdicts := map[record.Verdict]bool{}
	for _, a := range tried {
		verdicts[record.ScenarioVerdict(a.steps)] = true
	}
	delete(verdicts, record.NotApplicable) // which lacks something else
	if verdicts[record.Fail] {
		return nil
	}
	contradicted = map[string]string{}
	for _, a := range tried {
		last := &a.steps[len(a.steps)-1]
		switch {
		case record.ScenarioVerdict(a.steps) == record.NotApplicable:
		case len(verdicts) == 1 && verdicts[record.Pass]:
			contradicted[a.excluded.Declared] = rule + " was seen to hold: remove the declaration"
			last.Verdict, last.Message = record.Inconclusive, contradiction(a.excluded.Declared, contradicted[a.excluded.Declared])
		default:
			a.notApplicable(last)
		}
	}
	return contradicted
}

// notApplicable puts down at the step that tells what came of trying.
func (a attempt) notApplicable(last *record.Step) {
	tells, came := last, "seen to hold in this"
	for i := range a.steps {
		switch step := &a.steps[i]; step.Verdict {
		case record.Warn:
			tells, came = step, "as declared: "+step.Message
		case record.Inconclusive:
			tells, came = step, step.Message
		}
	}
	tells.Verdict, tells.Declared = record.NotApplicable, a.excluded.Declared
	tells.Message = a.excluded.Reason + "; tried all the same, " + came
}
