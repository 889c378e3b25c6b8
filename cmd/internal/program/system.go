// Package program is what the command-line programs share: what a command may use of the machine, what it says, and how it ends.
package program

import (
	"context"
	"io"
	"os"
	"os/signal"
	"syscall"
)

// System is what a command may use of the machine.
type System struct {
	Ctx            context.Context
	Stdout, Stderr io.Writer // for text: no control character of anybody's passes
	Files, Screen  io.Writer // the same two for what is read by programs, and for what has colours of its own
	LookupEnv      func(string) (string, bool)
	Environ        func() []string // NAME=VALUE, of all that there are
	Terminal       bool            // stderr is one: progress may move and colours be used
}

// Machine is all of this machine, until a signal ends the context.
func Machine() System {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	signal.Notify(make(chan os.Signal, 1), syscall.SIGPIPE) // whoever reads our output may go: no reason not to restore a deployment
	context.AfterFunc(ctx, stop)                            // a second signal ends the process at once
	return System{Ctx: ctx, Stdout: os.Stdout, Stderr: os.Stderr, LookupEnv: os.LookupEnv, Environ: os.Environ}
}
