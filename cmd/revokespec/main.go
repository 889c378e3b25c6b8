// Command revokespec tells whether a server really revokes refresh tokens.
package main

import (
	"context"
	"io"
	"os"
	"os/signal"
	"syscall"
)

// system is what a command may use of the machine.
type system struct {
	ctx            context.Context
	stdout, stderr io.Writer // for text: no control character of anybody's passes
	files, screen  io.Writer // the same two for what is read by programs, and for what has colours of its own
	lookupEnv      func(string) (string, bool)
	environ        func() []string // NAME=VALUE, of all that there are
	terminal       bool            // stderr is one: progress may move and colours be used
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	signal.Notify(make(chan os.Signal, 1), syscall.SIGPIPE) // whoever reads our output may go: no reason not to restore a deployment
	context.AfterFunc(ctx, stop)                            // a second signal ends the process at once
	os.Exit(execute(system{ctx: ctx, stdout: os.Stdout, stderr: os.Stderr, lookupEnv: os.LookupEnv, environ: os.Environ, terminal: isTerminal(os.Stderr)}, os.Args[1:]))
}
