package program

import (
	"cmp"
	"errors"
	"fmt"
)

// Exit codes of every command. A program may have more.
const (
	ExitYes   = 0 // it is done, or the answer is good
	ExitNo    = 1 // the answer is bad
	ExitUsage = 2 // a mistake in the input, found before anything was done, or a file that could not be written
)

// ExitCode is an exit code that needs no further word.
type ExitCode int

func (e ExitCode) Error() string { return fmt.Sprintf("exit code %d", int(e)) }

// reportError is a verdict of which some report could not be written: that is said, and hides no verdict but a good one.
type reportError struct {
	code int
	error
}

func (e *reportError) Unwrap() error { return e.error }

// ExitWith ends a command that has come to a verdict.
func ExitWith(code int, unwritten error) error {
	if unwritten != nil {
		return &reportError{code, unwritten}
	}
	return ExitCode(code)
}

// CodeOf classes what a command ended with; what is no verdict, the program does.
func CodeOf(err error, class func(error) int) int {
	var code ExitCode
	var report *reportError
	switch {
	case err == nil:
		return ExitYes
	case errors.As(err, &code):
		return int(code)
	case errors.As(err, &report):
		return cmp.Or(report.code, ExitUsage)
	}
	return class(err)
}
