package main

import (
	"errors"
	"fmt"
	"io"
	"log"
	"os"
	"runtime/debug"
	"strings"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"github.com/revokespec/revokespec/deployment"
	"github.com/revokespec/revokespec/mockserver/seedfile"
	"github.com/revokespec/revokespec/reports"
	"github.com/revokespec/revokespec/suite"
)

// exit is an exit code that needs no further word.
type exit int

func (e exit) Error() string { return fmt.Sprintf("exit code %d", int(e)) }

// execute runs one command line and returns its exit code.
func execute(sys system, args []string) int {
	sys.files, sys.screen = sys.stdout, sys.stderr
	sys.stdout, sys.stderr = reports.Printable(sys.stdout), reports.Printable(sys.stderr)
	defer log.SetOutput(log.Writer())
	log.SetOutput(deployment.WithoutAnswers(io.Discard, sys.stderr))
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
	root.AddCommand(runCommand(sys), mockCommand(sys), provisionCommand(sys), restoreCommand(sys), doctorCommand(sys), diffCommand(sys), reportCommand(sys), rulesCommand(sys), stepsCommand(sys), deviationsCommand(sys), proveCommand(sys))
	for _, c := range root.Commands() {
		c.Args = noArguments(c.Args)
	}
	err := root.ExecuteContext(sys.ctx)
	var code exit
	if err == nil || errors.As(err, &code) {
		return int(code)
	}
	fmt.Fprintln(sys.stderr, message(err))
	return codeOf(err)
}

// message is one line; only a file's problems have a line each, beginning with their places.
func message(err error) string {
	var file *deployment.FileError
	if errors.As(err, &file) {
		return file.Error()
	}
	var seed *seedfile.Error
	if errors.As(err, &seed) {
		return seed.Error()
	}
	text := "revokespec: " + strings.Join(strings.Fields(err.Error()), " ")
	if strings.Contains(text, "unknown command") || strings.Contains(text, "unknown flag") || strings.Contains(text, "unknown shorthand") {
		text += "; see revokespec --help, or revokespec COMMAND --help"
	}
	return text
}

// codeOf classes an error: what could not be reached or was refused is 3, everything else a mistake in the input.
func codeOf(err error) int {
	var unjudgeable *deployment.Unjudgeable
	var empty *suite.Empty
	if errors.As(err, &unjudgeable) || errors.As(err, &empty) {
		return reports.ExitNotJudged
	}
	return reports.ExitUsage
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
func version() reports.Tool {
	tool := reports.Tool{Version: "devel"}
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
