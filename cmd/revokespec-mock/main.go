// Command revokespec-mock is `revokespec mock` alone: a mock of Auth0 whose revocations are real, without the harness that judges servers. It
// starts sooner, and takes less memory.
package main

import (
	"os"

	"github.com/spf13/cobra"

	"github.com/revokespec/revokespec/cmd/internal/mock"
	"github.com/revokespec/revokespec/cmd/internal/program"
)

func main() { os.Exit(execute(program.Machine(), os.Args[1:])) }

func execute(sys program.System, args []string) int {
	return program.Run(sys, root, func(error) int { return program.ExitUsage }, args)
}

// root serves the mock. The command mock does so as well, so that who starts `revokespec mock` may start this program instead.
func root(sys program.System) *cobra.Command {
	c, same := mock.Command(sys), mock.Command(sys)
	c.Use, c.Example = "revokespec-mock", ""
	same.Hidden = true
	c.AddCommand(same, mock.HealthCommand(sys))
	return c
}
