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
	path string // "" or BrowserAuto: one that is found on the PATH
	kept chromium.Keeper
}

func (b *browserProcess) running(ctx context.Context) (*chromium.Process, error) {
	path := b.path
	if path == "" || path == file.BrowserAuto {
		path = chromium.Find()
	}
	if path == "" {
		return nil, errors.New("no Chromium is found, which mint.strategy browser needs; install the package chromium, or name one with mint.browser or REVOKESPEC_BROWSER")
	}
	process, err := b.kept.Running(ctx, path, chromium.Options{Offline: true})
	if err != nil {
		return nil, fmt.Errorf("%w; name another with mint.browser or REVOKESPEC_BROWSER", err)
	}
	return process, nil
}

// version is that of the one that runs.
func (b *browserProcess) version() string {
	if version := b.kept.Version(); version != "" {
		return version
	}
	return "a Chromium"
}

func (b *browserProcess) close() { b.kept.Close() }

// Chromium starts the Chromium for sign-ins, unless it runs, and returns what it says it is: "Chromium 156".
func (d *Desk) Chromium(ctx context.Context) (string, error) {
	process, err := d.chromium.running(ctx)
	if err != nil {
		return "", err
	}
	return process.Version, nil
}
