package signin

import (
	"context"
	"errors"
	"fmt"

	"github.com/revokespec/revokespec/deployment/file"
	"github.com/revokespec/revokespec/internal/chromium"
)

// browserProcess is the Chromium for sign-ins: one for all, started by the first.
type browserProcess struct {
	wanted string // its path; "" or BrowserAuto: one that is found on the PATH
	keeper *chromium.Keeper
}

func (b *browserProcess) path() string {
	if b.wanted == "" || b.wanted == file.BrowserAuto {
		return chromium.Find()
	}
	return b.wanted
}

func (b *browserProcess) running(ctx context.Context) (*chromium.Process, error) {
	path := b.path()
	if path == "" {
		return nil, errors.New("no Chromium is found, which mint.strategy browser needs; install the package chromium, or name one with mint.browser or REVOKESPEC_BROWSER")
	}
	process, err := b.keeper.Running(ctx, path)
	if err != nil {
		return nil, fmt.Errorf("%w; name another with mint.browser or REVOKESPEC_BROWSER", err)
	}
	return process, nil
}

// version is that of the one that runs.
func (b *browserProcess) version() string {
	if version := b.keeper.Version(b.path()); version != "" {
		return version
	}
	return "a Chromium"
}

// Chromium starts the Chromium for sign-ins, unless it runs, and returns what it says it is: "Chromium 156".
func (d *Desk) Chromium(ctx context.Context) (string, error) {
	process, err := d.chromium.running(ctx)
	if err != nil {
		return "", err
	}
	return process.Version, nil
}

// Browsers has the Chromium for sign-ins, nil where they need none.
func (s *Signer) Browsers() *chromium.Keeper {
	if s.desk.mint.Strategy != file.StrategyBrowser {
		return nil
	}
	return s.desk.chromium.keeper
}
