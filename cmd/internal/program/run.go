package program

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"log"
	"runtime/debug"

	"github.com/spf13/cobra"

	"github.com/revokespec/revokespec/internal/httpx"
	"github.com/revokespec/revokespec/internal/wording"
)

// outputWriter remembers that it could not be written, so that no command need look at every line; Run looks in the end.
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

// Run runs one command line of the program that root makes, and returns its exit code. The class of an error that is no verdict is an exit code.
func Run(sys System, root func(System) *cobra.Command, class func(error) int, args []string) int {
	out := &outputWriter{to: sys.Stdout}
	sys.Files, sys.Screen = out, sys.Stderr
	sys.Stdout, sys.Stderr = wording.Guard(out), wording.Guard(sys.Stderr)
	defer log.SetOutput(log.Writer())
	log.SetOutput(httpx.WithoutAnswers(io.Discard, sys.Stderr))
	c := root(sys)
	c.SilenceErrors, c.SilenceUsage = true, true
	c.Version, _ = Version()
	c.CompletionOptions.HiddenDefaultCmd = true
	c.SetOut(sys.Stdout)
	c.SetErr(sys.Stderr)
	c.SetArgs(args)
	for _, one := range c.Commands() {
		one.Args = noArguments(one.Args)
	}
	err := c.ExecuteContext(sys.Ctx)
	code := CodeOf(err, class)
	if _, said := err.(ExitCode); err != nil && !said {
		fmt.Fprintln(sys.Stderr, message(c.Name(), err))
	}
	if out.err != nil {
		if !errors.Is(err, out.err) {
			fmt.Fprintln(sys.Stderr, message(c.Name(), out.err))
		}
		code = cmp.Or(code, ExitUsage)
	}
	return code
}

// Version is the module's, and the commit's of a build from a checkout.
func Version() (version, commit string) {
	version = "devel"
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return version, ""
	}
	if v := info.Main.Version; v != "" && v != "(devel)" {
		version = v
	}
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" {
			commit = s.Value
		}
	}
	return version, commit
}
