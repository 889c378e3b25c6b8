package main

import (
	"errors"

	"github.com/spf13/cobra"

	"github.com/revokespec/revokespec/cmd/internal/mock"
	"github.com/revokespec/revokespec/cmd/internal/program"
	"github.com/revokespec/revokespec/internal/journal"
	"github.com/revokespec/revokespec/internal/remedy"
	"github.com/revokespec/revokespec/record"
	"github.com/revokespec/revokespec/suite"
)

// execute runs one command line and returns its exit code.
func execute(sys program.System, args []string) int { return program.Run(sys, root, codeOf, args) }

func root(sys program.System) *cobra.Command {
	c := &cobra.Command{
		Use:   "revokespec",
		Short: "Does your server really revoke refresh tokens?",
		Long:  "revokespec judges an authorization server's revocation, rule by documented rule, on its own mock of Auth0 or on any live deployment.",
	}
	c.AddCommand(runCommand(sys), mock.Command(sys), mock.HealthCommand(sys), provisionCommand(sys), restoreCommand(sys), doctorCommand(sys), diffCommand(sys), reportCommand(sys), rulesCommand(sys), stepsCommand(sys), deviationsCommand(sys), proveCommand(sys))
	return c
}

// codeOf classes what is no verdict. What the server refused or would not say is 3, and so is what could not be put back
// there; everything else is a mistake in the input, found before the first request, or a file that could not be written.
func codeOf(err error) int {
	var unjudgeable *remedy.Unjudgeable
	var unrestored *journal.Unrestored
	var empty *suite.Empty
	var incomplete *record.Incomplete
	if errors.As(err, &unjudgeable) || errors.As(err, &unrestored) || errors.As(err, &empty) || errors.As(err, &incomplete) {
		return record.ExitNotJudged
	}
	return record.ExitUsage
}

// version is what records are signed with.
func version() (tool record.Tool) {
	tool.Version, tool.Commit = program.Version()
	return tool
}
