package record

import (
	"errors"
	"fmt"
	"slices"
	"time"
)

// follows refuses a record whose verdicts, counts or exit code do not follow from its steps: somebody has edited it.
func (r *Record) follows() error {
	if len(r.Problems) != len(r.Findings) {
		return errors.New("its problems are not its findings: judge again with this revokespec")
	}
	again, err := r.concludedAgain()
	if err != nil {
		return err
	}
	for i := range r.Rules {
		if err := r.Rules[i].compareWith(&again.Rules[i]); err != nil {
			return err
		}
	}
	for i, p := range r.Profiles {
		if want := again.Profiles[i]; p != want {
			return fmt.Errorf("profile %s is %s (%s), but its rules amount to %s (%s)", p.Name, InWords(p.Verdict), p.Summary, InWords(want.Verdict), want.Summary)
		}
	}
	switch {
	case r.Summary != again.Summary:
		return fmt.Errorf("its summary says %s, but its rules amount to %s", r.Summary, again.Summary)
	case r.Verdict != again.Verdict:
		return fmt.Errorf("its verdict is %s, but its rules amount to %s", InWords(r.Verdict), InWords(again.Verdict))
	case r.ExitCode != again.ExitCode:
		return fmt.Errorf("its exit_code is %d, but its rules amount to %d", r.ExitCode, again.ExitCode)
	case !slices.Equal(r.Findings, again.Findings), !slices.Equal(r.Problems, again.Problems):
		return errors.New("its problems do not follow from its rules")
	}
	for _, id := range r.Plan {
		if r.Shard == nil && !slices.ContainsFunc(r.Rules, func(rule Rule) bool { return rule.ID == id }) {
			return fmt.Errorf("rule %s was planned and is not there", id)
		}
	}
	for _, rule := range r.Rules {
		if !slices.Contains(r.Plan, rule.ID) {
			return fmt.Errorf("rule %q is there and was not planned", rule.ID)
		}
	}
	return nil
}

// concludedAgain is the record concluded again, from its steps and from what its conclusion rests on besides.
func (r *Record) concludedAgain() (*Record, error) {
	o := Options{Strict: r.Strict, Require: r.Required, Interrupted: r.Verdict == Interrupted}
	for _, f := range r.Findings {
		switch {
		case f.ofWaivers():
			o.WaiverProblems = append(o.WaiverProblems, f)
		case f.Kind == Contradiction:
			o.Contradictions = append(o.Contradictions, f.Text)
		case f.notRestored():
			o.Unrestored = append(o.Unrestored, f.Text)
		}
	}
	again := &Record{Profiles: slices.Clone(r.Profiles), Shard: r.Shard, Plan: r.Plan}
	for _, rule := range r.Rules {
		if err := rule.checkWaiver(r); err != nil {
			return nil, err
		}
		again.Rules = append(again.Rules, rule.withoutVerdicts())
	}
	again.Conclude(o)
	return again, nil
}

// withoutVerdicts is a copy of the rule with no verdict but those of its steps.
func (r Rule) withoutVerdicts() Rule {
	r.Verdict = ""
	r.Scenarios = slices.Clone(r.Scenarios)
	for i := range r.Scenarios {
		r.Scenarios[i].Verdict, r.Scenarios[i].Steps = "", slices.Clone(r.Scenarios[i].Steps)
	}
	return r
}

// checkWaiver refuses a waiver without effect, and an effect of a waiver that could not have it.
func (r *Rule) checkWaiver(of *Record) error {
	if (r.Verdict == Waived) != (r.Waiver != nil) {
		return fmt.Errorf("rule %q is %s, which does not go with its waiver", r.ID, InWords(r.Verdict))
	}
	if r.Waiver == nil {
		return nil
	}
	plain := r.withoutVerdicts()
	plain.Waiver = nil
	plain.judge()
	switch {
	case plain.Verdict != Fail && (plain.Verdict != Warn || !of.Strict):
		return fmt.Errorf("rule %q is waived, but its steps amount to %s", r.ID, InWords(plain.Verdict))
	case r.Waiver.Owner == "" || r.Waiver.Reason == "":
		return fmt.Errorf("rule %q is waived by a waiver without owner or reason", r.ID)
	case r.Waiver.Rule != r.ID, !r.Waiver.holds(of.Started):
		return fmt.Errorf("rule %q is waived by a waiver of %q until %q, which did not hold", r.ID, r.Waiver.Rule, r.Waiver.Expires)
	}
	return nil
}

// holds says whether the waiver had not expired by then. One without a date never held.
func (w Waiver) holds(at time.Time) bool {
	day, err := time.Parse(time.DateOnly, w.Expires)
	return err == nil && at.Before(day.AddDate(0, 0, 1))
}

// compareWith compares a rule with the one that was judged again.
func (r *Rule) compareWith(again *Rule) error {
	for i := range r.Scenarios {
		s, want := &r.Scenarios[i], &again.Scenarios[i]
		for j := range s.Steps {
			if s.Steps[j].Verdict != want.Steps[j].Verdict {
				return fmt.Errorf("rule %q is a %s, and step %d of %q is %s", r.ID, r.Level, j+1, s.Name, InWords(s.Steps[j].Verdict))
			}
		}
		if s.Verdict != want.Verdict {
			return fmt.Errorf("scenario %q of rule %q is %s, but its steps amount to %s", s.Name, r.ID, InWords(s.Verdict), InWords(want.Verdict))
		}
	}
	switch {
	case r.Verdict != again.Verdict:
		return fmt.Errorf("rule %q is %s, but its scenarios amount to %s", r.ID, InWords(r.Verdict), InWords(again.Verdict))
	case r.Judged != again.Judged:
		return fmt.Errorf("rule %q is %s, but judged is %t", r.ID, InWords(r.Verdict), r.Judged)
	case r.Reason != again.Reason, r.Declared != again.Declared:
		return fmt.Errorf("rule %q: its reason is not that of its steps: %q", r.ID, again.Reason)
	}
	return nil
}
