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
	stdout, stderr io.Writer
	lookupEnv      func(string) (string, bool)
	terminal       bool // stderr is one: progress may move and colours be used
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	signal.Notify(make(chan os.Signal, 1), syscall.SIGPIPE) // whoever reads our output may go: no reason not to restore a deployment
	context.AfterFunc(ctx, stop)                            // a second signal ends the process at once
	os.Exit(execute(system{ctx, os.Stdout, os.Stderr, os.LookupEnv, isTerminal(os.Stderr)}, os.Args[1:]))
}
