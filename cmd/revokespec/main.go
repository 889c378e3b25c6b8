// Command revokespec tells whether a server really revokes refresh tokens.
package main

import (
	"os"

	"golang.org/x/term"

	"github.com/revokespec/revokespec/cmd/internal/program"
)

func main() {
	sys := program.Machine()
	sys.Terminal = term.IsTerminal(int(os.Stderr.Fd()))
	os.Exit(execute(sys, os.Args[1:]))
}
