package deployment

import (
	"fmt"
)

// Unjudgeable says in one line why the deployment cannot be judged at all, and what to do: exit code 3.
type Unjudgeable struct {
	Reason string
	cause  error // nil where the reason is all
}

func (e *Unjudgeable) Error() string { return e.Reason }
func (e *Unjudgeable) Unwrap() error { return e.cause }

// Unrestored says what could not be put back on the server, a line each: exit code 3.
type Unrestored struct{ Cause error }

func (e *Unrestored) Error() string { return e.Cause.Error() }
func (e *Unrestored) Unwrap() error { return e.Cause }

func unjudgeable(format string, args ...any) error {
	return &Unjudgeable{Reason: fmt.Sprintf(format, args...)}
}

// NotApplicable says that the deployment lacks something, and how to give it.
type NotApplicable struct{ Need, Remedy string }

func (e *NotApplicable) Error() string { return "needs " + e.Need + ": " + e.Remedy }
