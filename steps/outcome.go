package steps

import (
	"github.com/cucumber/godog"

	"github.com/revokespec/revokespec/internal/wording"
)

// Failure says that the rule is broken. For a SHOULD it skips the rest of the scenario instead of failing it, since godog
// has no warnings.
type Failure struct {
	Message string
	Should  bool
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
	Message  string
	JudgedBy string // the rule that judges what was seen; "" for none
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

func inconclusive(format string, args ...any) error {
	return &Inconclusive{Message: wording.Sentence(format, args...)}
}

// leftTo is inconclusive for what another rule judges, which is named.
func leftTo(rule, judges, format string, args ...any) error {
	rule = or(rule, "another rule")
	return &Inconclusive{Message: wording.Sentence(format, args...) + "; " + rule + " judges " + judges, JudgedBy: rule}
}

func notApplicable(format string, args ...any) error {
	return &NotApplicable{Message: wording.Sentence(format, args...)}
}
