package deployment

import (
	"errors"
	"fmt"
	"sync"

	"github.com/revokespec/revokespec/deployment/chromium"
)

// browserProcess is the Chromium for sign-ins: one for all, started by the first.
type browserProcess struct {
	path string // "" or BrowserAuto: one that is found on the PATH

	mu      sync.Mutex
	process *chromium.Process
	err     error
}

func (b *browserProcess) running() (*chromium.Process, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.process != nil || b.err != nil {
		return b.process, b.err
	}
	path := b.path
	if path == "" || path == BrowserAuto {
		path = chromium.Find()
	}
	if path == "" {
		b.err = errors.New("no Chromium is found, which mint.strategy browser needs; install the package chromium, or name one with mint.browser or REVOKESPEC_BROWSER")
		return nil, b.err
	}
	if b.process, b.err = chromium.Launch(path, chromium.Options{Offline: true}); b.err != nil {
		b.err = fmt.Errorf("%w; name another with mint.browser or REVOKESPEC_BROWSER", b.err)
	}
	return b.process, b.err
}

// version is that of the one that runs.
func (b *browserProcess) version() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.process == nil {
		return "a Chromium"
	}
	return b.process.Version
}

func (b *browserProcess) close() {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.process != nil {
		b.process.Close()
	}
	b.process, b.err = nil, errors.New("the deployment is closed")
}

// Chromium starts the Chromium for sign-ins, unless it runs, and returns what it says it is: "Chromium 156".
func (d *Deployment) Chromium() (string, error) {
	process, err := d.chromium.running()
	if err != nil {
		return "", err
	}
	return process.Version, nil
}
