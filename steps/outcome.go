package steps

import (
	"cmp"

	"github.com/cucumber/godog"

	"github.com/revokespec/revokespec/internal/wording"
	"github.com/revokespec/revokespec/judge"
)

// Failure says that the rule is broken. For a SHOULD it skips the rest of the scenario instead of failing it, since godog
// has no warnings.
type Failure struct {
	Message string
	Should  bool
	Beside  []string // the scenarios that ran at the same time, where one of them may have brought it about
	Stands  bool     // was seen before the run was ended from outside
}

func (e *Failure) Error() string { return e.Message }

// Unwrap makes a broken SHOULD a skip for godog.
func (e *Failure) Unwrap() error {
	if e.Should {
		return godog.ErrSkip
	}
	return nil
}

// Inconclusive says why the rule could not be judged: a control failed, no clear answer came, or what the rule
// presupposes did not happen.
type Inconclusive struct {
	Message string
	LeftTo  string // the rule that has the finding, "" for none
	Stands  bool   // says itself that the run was ended
}

func (e *Inconclusive) Error() string { return e.Message }

// NotApplicable says what the server lacks, so that the rule has nothing to judge. Declared is the vendor's choice in the
// deployment file that is the reason, "" for none.
type NotApplicable struct{ Message, Declared string }

func (e *NotApplicable) Error() string { return e.Message }

// Unwrap makes it a skip for godog.
func (e *NotApplicable) Unwrap() error { return godog.ErrSkip }

func (w *World) failure(format string, args ...any) error {
	return &Failure{Message: wording.Sentence(format, args...), Should: w.scenario.Should}
}

// found is the outcome of a finding; nil is none.
func (w *World) found(f *judge.Finding) error {
	switch {
	case f == nil:
		return nil
	case f.Kind == judge.Broken:
		return &Failure{Message: f.Message, Should: w.scenario.Should}
	case f.Kind == judge.NotApplicable:
		return &NotApplicable{Message: f.Message}
	}
	return &Inconclusive{Message: f.Message}
}

// judgeOf is the rule that judges a subject.
func (w *World) judgeOf(s judge.Subject) string {
	if w.scenario.Judge == nil {
		return ""
	}
	return w.scenario.Judge(string(s))
}

// leftTo is for what a rule takes for granted and is not so, which is the finding of another one: its id is the last argument of the format.
func (w *World) leftTo(s judge.Subject, format string, args ...any) error {
	rule := w.judgeOf(s)
	return &Inconclusive{Message: wording.Sentence(format, append(args, cmp.Or(rule, "another rule"))...), LeftTo: rule}
}

// notApplicableHere is for what a server need not do; the id of the rule that judges it is the last argument of the format.
func (w *World) notApplicableHere(s judge.Subject, format string, args ...any) error {
	return notApplicable(format, append(args, cmp.Or(w.judgeOf(s), "another rule"))...)
}

func inconclusive(format string, args ...any) error {
	return &Inconclusive{Message: wording.Sentence(format, args...)}
}

func notApplicable(format string, args ...any) error {
	return &NotApplicable{Message: wording.Sentence(format, args...)}
}
