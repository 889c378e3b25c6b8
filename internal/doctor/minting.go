package doctor

import (
	"context"
	"os/exec"
	"path/filepath"

	"github.com/revokespec/revokespec/deployment/file"
)

// minting looks for what a strategy needs on this machine: a Chromium that starts, or the user's command. false: nobody can sign in.
func (e *examination) minting(ctx context.Context) bool {
	mint := e.d.File.Mint
	switch mint.Strategy {
	case file.StrategyBrowser:
		version, err := e.d.Chromium(ctx)
		if err != nil {
			e.problem("mint.browser", "", "%v", err)
			return false
		}
		e.ok("mint.browser", "%s starts, and signs in; at most %d at once", version, mint.Concurrency)
	case file.StrategyExec:
		name := filepath.Base(mint.Command[0])
		if _, err := exec.LookPath(mint.Command[0]); err != nil {
			e.problem("mint.command", "give the path of a program that may be run", "%s is no program", name)
			return false
		}
		e.ok("mint.command", "%s may be run, for at most %s, and %d at once", name, mint.Timeout, mint.Concurrency)
	}
	return true
}
