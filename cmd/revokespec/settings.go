package main

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/spf13/pflag"

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

// readSettings completes the flags that were not given by the environment, and refuses what is empty: most often it comes of a
// script's variable that is not set. No value is repeated in an error: it may be a secret that stands in the wrong place.
func readSettings(sys system, flags *pflag.FlagSet) error {
	given := map[string]bool{}
	flags.Visit(func(f *pflag.Flag) { given[f.Name] = true })
	var known []string
	var problem error
	flags.VisitAll(func(f *pflag.Flag) {
		if problem != nil || f.Name == "help" {
			return
		}
		known = append(known, f.Name)
		if given[f.Name] {
			if strings.Trim(f.Value.String(), "[]") == "" {
				problem = fmt.Errorf("--%s is empty; give it a value, or leave it out", f.Name)
			}
			return
		}
		if !given[twinOf(f.Name)] {
			problem = readSetting(sys, flags, f)
		}
	})
	if problem != nil {
		return problem
	}
	return refuseUnknownSettings(sys, known)
}

func readSetting(sys system, flags *pflag.FlagSet, f *pflag.Flag) error {
	name := variableOf(f.Name)
	value, set := sys.lookupEnv(name)
	switch {
	case !set:
		return nil
	case value == "":
		return fmt.Errorf("%s is set but empty; give it a value, or unset it", name)
	}
	if err := flags.Set(f.Name, value); err != nil {
		if f.Value.Type() == "bool" {
			return fmt.Errorf("%s is neither true nor false; write one of them, or unset it", name)
		}
		return fmt.Errorf("%s: give it %s; see --%s in revokespec mock --help", name, cmp.Or(wantedOfFlags[f.Value.Type()], "another value"), f.Name)
	}
	return nil
}

func refuseUnknownSettings(sys system, known []string) error {
	for _, entry := range sys.environ() {
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
		return fmt.Errorf("%s is no setting of the mock; did you mean %s? Unset it, or see revokespec mock --help", name, variableOf(best))
	}
	return nil
}
