// Package command runs a command of the vendor's: without a shell, told everything by its environment, bounded in time and output, and
// ended with all that it started.
package command

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
	"unicode"
)

// MostOfStdout is what is kept of a command's standard output, in bytes: more than any token response has.
const MostOfStdout = 64 << 10

// mostOfStderr is what is kept of the end of its standard error, in bytes.
const mostOfStderr = 4 << 10

// ending is how long a command that is told to end may take for that.
const ending = 2 * time.Second

// Command is one to be run.
type Command struct {
	Line        []string // a program and its arguments
	Dir         string
	Environment []Variable // besides our own; everybody on the machine can read arguments, so nothing secret is one
	Timeout     time.Duration
	Alone       bool // no other runs beside it: it is lent the terminal, where there is one, and may ask a person
}

// Variable is one of the environment. One without a value is empty, whatever was set outside.
type Variable struct{ Name, Value string }

// Prefix is what the names of all variables begin with.
const Prefix = "REVOKESPEC_"

// Result is what a command came to.
type Result struct {
	Stdout  []byte // the first of it; never to be quoted, since secrets are in it
	Printed int    // how much it was, in bytes
	Late    bool   // it was ended because its time was up

	stderr output
	ended  error
}

// Run runs the command. The error is the context's: whoever waited does not wait any more.
func (c Command) Run(ctx context.Context) (Result, error) {
	bounded, cancel := context.WithTimeout(ctx, c.Timeout)
	defer cancel()
	run := exec.CommandContext(bounded, c.Line[0], c.Line[1:]...)
	stdout, stderr := &output{most: MostOfStdout}, &output{most: mostOfStderr, last: true}
	run.Stdout, run.Stderr, run.WaitDelay, run.Dir = stdout, stderr, ending, c.Dir
	run.Env = os.Environ()
	for _, v := range c.Environment {
		run.Env = append(run.Env, Prefix+v.Name+"="+v.Value)
	}
	afterwards := apart(run, c.Alone)
	err := run.Run()
	afterwards()
	return Result{Stdout: stdout.bytes, Printed: stdout.total, Late: bounded.Err() != nil, stderr: *stderr, ended: err}, ctx.Err()
}

// Name is what the command is called in messages: without its path.
func (c Command) Name() string { return filepath.Base(c.Line[0]) }

// Failed says whether it did not end as it should.
func (r Result) Failed() bool { return r.ended != nil }

// Ended says how it ended, without its path: "fails with exit code 7".
func (r Result) Ended(phrase func(string) string) string {
	var exit *exec.ExitError
	switch {
	case errors.As(r.ended, &exit) && exit.Exited():
		return fmt.Sprintf("fails with exit code %d", exit.ExitCode())
	case errors.As(r.ended, &exit):
		return "is ended by a signal (" + exit.String() + ")"
	case errors.Is(r.ended, exec.ErrWaitDelay):
		return "ends, but leaves something running that holds its output open"
	case r.ended == nil:
		return "ends well"
	}
	return "cannot be started (" + phrase(r.ended.Error()) + ")"
}

// Says is the end of what it wrote to standard error, in one line and without secrets.
func (r Result) Says(redact func(string) string) string {
	const most = 200
	text := string(r.stderr.bytes)
	if r.stderr.total > len(r.stderr.bytes) { // half a secret may be left of the first word
		if i := strings.IndexFunc(text, unicode.IsSpace); i >= 0 {
			text = text[i:]
		} else {
			text = ""
		}
	}
	text = strings.Join(strings.Fields(strings.ToValidUTF8(redact(text), "?")), " ")
	if len(text) > most {
		text = "..." + strings.ToValidUTF8(text[len(text)-most:], "")
	}
	return text
}

// output keeps so much of what is written, the first or the last of it, and takes the rest without a word.
type output struct {
	most  int
	last  bool
	bytes []byte
	total int
}

func (o *output) Write(p []byte) (int, error) {
	o.total += len(p)
	o.bytes = append(o.bytes, p...)
	if over := len(o.bytes) - o.most; over > 0 && o.last {
		o.bytes = append(o.bytes[:0], o.bytes[over:]...)
	} else if over > 0 {
		o.bytes = o.bytes[:o.most]
	}
	return len(p), nil
}
