package remedy

import (
	"fmt"
)

// Unjudgeable says in one line why the deployment cannot be judged at all, and what to do: exit code 3.
type Unjudgeable struct {
	Reason string
	Cause  error // nil where the reason is all
}

func (e *Unjudgeable) Error() string { return e.Reason }
func (e *Unjudgeable) Unwrap() error { return e.Cause }

// NewUnjudgeable is for a reason that is all.
func NewUnjudgeable(format string, args ...any) error {
	return &Unjudgeable{Reason: fmt.Sprintf(format, args...)}
}

// NotApplicable says that the deployment lacks something, and how to give it.
type NotApplicable struct{ Need, Remedy string }

func (e *NotApplicable) Error() string { return "needs " + e.Need + ": " + e.Remedy }
