package main

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"log"
	"os"
	"runtime/debug"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
	"golang.org/x/term"

	"github.com/revokespec/revokespec/internal/httpx"
	"github.com/revokespec/revokespec/internal/journal"
	"github.com/revokespec/revokespec/internal/remedy"
	"github.com/revokespec/revokespec/internal/wording"
	"github.com/revokespec/revokespec/internal/yamlx"
	"github.com/revokespec/revokespec/record"
	"github.com/revokespec/revokespec/suite"
)

// exitCode is an exit code that needs no further word.
type exitCode int

func (e exitCode) Error() string { return fmt.Sprintf("exit code %d", int(e)) }

// reportError is a verdict of which some report could not be written: that is said, and hides no verdict but a good one.
type reportError struct {
	code int
	error
}

func (e *reportError) Unwrap() error { return e.error }

// exitWith ends a command that has come to a verdict.
func exitWith(code int, unwritten error) error {
	if unwritten != nil {
		return &reportError{code, unwritten}
	}
	return exitCode(code)
}

// outputWriter remembers that it could not be written, so that no command need look at every line; execute looks in the end.
type outputWriter struct {
	to  io.Writer
	err error
}

func (s *outputWriter) Write(p []byte) (int, error) {
	if s.err != nil {
		return 0, s.err
	}
	n, err := s.to.Write(p)
	if err != nil {
		s.err = fmt.Errorf("standard output could not be written: %w", err)
	}
	return n, s.err
}

// execute runs one command line and returns its exit code.
func execute(sys system, args []string) int {
	out := &outputWriter{to: sys.stdout}
	sys.files, sys.screen = out, sys.stderr
	sys.stdout, sys.stderr = wording.Guard(out), wording.Guard(sys.stderr)
	defer log.SetOutput(log.Writer())
	log.SetOutput(httpx.WithoutAnswers(io.Discard, sys.stderr))
	root := &cobra.Command{
		Use:           "revokespec",
		Short:         "Does your server really revoke refresh tokens?",
		Long:          "revokespec judges an authorization server's revocation, rule by documented rule, on its own mock of Auth0 or on any live deployment.",
		SilenceErrors: true, SilenceUsage: true,
		Version: version().Version,
	}
	root.CompletionOptions.HiddenDefaultCmd = true
	root.SetOut(sys.stdout)
	root.SetErr(sys.stderr)
	root.SetArgs(args)
	root.AddCommand(runCommand(sys), mockCommand(sys), healthCommand(sys), provisionCommand(sys), restoreCommand(sys), doctorCommand(sys), diffCommand(sys), reportCommand(sys), rulesCommand(sys), stepsCommand(sys), deviationsCommand(sys), proveCommand(sys))
	for _, c := range root.Commands() {
		c.Args = noArguments(c.Args)
	}
	err := root.ExecuteContext(sys.ctx)
	code := codeOf(err)
	if _, said := err.(exitCode); err != nil && !said {
		fmt.Fprintln(sys.stderr, message(err))
	}
	if out.err != nil {
		if !errors.Is(err, out.err) {
			fmt.Fprintln(sys.stderr, message(out.err))
		}
		code = cmp.Or(code, record.ExitUsage)
	}
	return code
}

// message is one line; only a file's problems have a line each, beginning with their places.
func message(err error) string {
	var file *yamlx.Error
	var value *pflag.InvalidValueError
	switch {
	case errors.As(err, &file):
		return file.Error()
	case errors.As(err, &value) && wantedOfFlags[value.GetFlag().Value.Type()] != "":
		return fmt.Sprintf("revokespec: --%s %q: give it %s", value.GetFlag().Name, value.GetValue(), wantedOfFlags[value.GetFlag().Value.Type()])
	}
	text := "revokespec: " + wording.InOneLine(err)
	if strings.Contains(text, "unknown command") || strings.Contains(text, "unknown flag") || strings.Contains(text, "unknown shorthand") {
		text += "; see revokespec --help, or revokespec COMMAND --help"
	}
	return text
}

// wantedOfFlags is what a flag of a type takes, where pflag's own message would speak of Go.
var wantedOfFlags = map[string]string{
	"int": "a whole number", "uint64": "a whole number", "float64": "a number", "bool": "true or false", "duration": "a time, such as 30s, 5m or 1h30m",
}

// codeOf classes what a command ended with. What the server refused or would not say is 3, and so is what could not be put back
// there; everything else is a mistake in the input, found before the first request, or a file that could not be written.
func codeOf(err error) int {
	var code exitCode
	var report *reportError
	var unjudgeable *remedy.Unjudgeable
	var unrestored *journal.Unrestored
	var empty *suite.Empty
	var incomplete *record.Incomplete
	switch {
	case err == nil:
		return record.ExitConformant
	case errors.As(err, &code):
		return int(code)
	case errors.As(err, &report):
		return cmp.Or(report.code, record.ExitUsage)
	case errors.As(err, &unjudgeable), errors.As(err, &unrestored), errors.As(err, &empty), errors.As(err, &incomplete):
		return record.ExitNotJudged
	}
	return record.ExitUsage
}

// noArguments lets a command that declares none refuse them in one line.
func noArguments(declared cobra.PositionalArgs) cobra.PositionalArgs {
	if declared != nil {
		return declared
	}
	return func(c *cobra.Command, args []string) error {
		if len(args) > 0 {
			return fmt.Errorf("%s takes no argument %q; see revokespec %s --help", c.Name(), args[0], c.Name())
		}
		return nil
	}
}

// version is the module's, or the commit's of a build from a checkout.
func version() record.Tool {
	tool := record.Tool{Version: "devel"}
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return tool
	}
	if v := info.Main.Version; v != "" && v != "(devel)" {
		tool.Version = v
	}
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" {
			tool.Commit = s.Value
		}
	}
	return tool
}

func isTerminal(f *os.File) bool { return term.IsTerminal(int(f.Fd())) }
