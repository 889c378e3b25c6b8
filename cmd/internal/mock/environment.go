package mock

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/spf13/pflag"

	"github.com/revokespec/revokespec/cmd/internal/program"
	"github.com/revokespec/revokespec/internal/closest"
)

// settingPrefix begins the name of every environment variable that stands for a flag of the mock.
const settingPrefix = "REVOKESPEC_MOCK_"

// variableOf is the environment variable that stands for a flag.
func variableOf(flag string) string {
	return settingPrefix + strings.ToUpper(strings.ReplaceAll(flag, "-", "_"))
}

// serviceVariable is what Kubernetes, and Docker's links, set by themselves where a service is called revokespec-mock.
var serviceVariable = regexp.MustCompile(`^REVOKESPEC_MOCK_(SERVICE_(HOST|PORT)|PORT=\w+://|PORT_\d+_|NAME=/|ENV_)`)

// readEnvironment completes the flags that were not given by the environment, and refuses what is empty: most often it comes of a
// script's variable that is not set. No value is repeated in an error: it may be a secret that stands in the wrong place.
func (f *settings) readEnvironment(sys program.System, flags *pflag.FlagSet) error {
	given := map[string]bool{}
	flags.Visit(func(f *pflag.Flag) { given[f.Name] = true })
	var known []string
	var problem error
	flags.VisitAll(func(flag *pflag.Flag) {
		if problem != nil || flag.Name == "help" || flag.Name == "version" {
			return
		}
		known = append(known, flag.Name)
		if given[flag.Name] {
			if strings.Trim(flag.Value.String(), "[]") == "" {
				problem = fmt.Errorf("--%s is empty; give it a value, or leave it out", flag.Name)
			}
			return
		}
		if !given[twinOf(flag.Name)] {
			problem = f.readVariable(sys, flags, flag)
		}
	})
	if problem != nil {
		return problem
	}
	return f.refuseUnknownVariables(sys, known)
}

func (f *settings) readVariable(sys program.System, flags *pflag.FlagSet, flag *pflag.Flag) error {
	name := variableOf(flag.Name)
	value, set := sys.LookupEnv(name)
	switch {
	case !set:
		return nil
	case value == "":
		return fmt.Errorf("%s is set but empty; give it a value, or unset it", name)
	}
	if err := flags.Set(flag.Name, value); err != nil {
		if flag.Value.Type() == "bool" {
			return fmt.Errorf("%s is neither true nor false; write one of them, or unset it", name)
		}
		return fmt.Errorf("%s: give it %s; see --%s in %s --help", name, cmp.Or(program.Wanted(flag), "another value"), flag.Name, f.command)
	}
	return nil
}

func (f *settings) refuseUnknownVariables(sys program.System, known []string) error {
	for _, entry := range sys.Environ() {
		name, _, _ := strings.Cut(entry, "=")
		setting, is := strings.CutPrefix(name, settingPrefix)
		if !is || serviceVariable.MatchString(entry) {
			continue
		}
		flag := strings.ToLower(strings.ReplaceAll(setting, "_", "-"))
		if name == variableOf(flag) && slices.Contains(known, flag) {
			continue
		}
		best, _ := closest.Of(flag, known)
		return fmt.Errorf("%s is no setting of the mock; did you mean %s? Unset it, or see %s --help", name, variableOf(best), f.command)
	}
	return nil
}
