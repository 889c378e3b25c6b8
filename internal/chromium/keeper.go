package chromium

import (
	"context"
	"errors"
	"fmt"
	"sync"
)

// mostStarts is how often a Chromium is started for one run. One that a page makes end is replaced, a few times.
const mostStarts = 5

// Keeper keeps one Chromium for all who want a tab: started by the first, and anew when it has ended by itself. The zero value has
// none yet. It is safe for concurrent use.
type Keeper struct {
	Started func(*Process) // is told of the first; may be nil

	mu      sync.Mutex
	process *Process
	starts  int
	err     error
}

// Running returns the Chromium that runs, or starts the one at that path. Who does not want to wait any longer leaves it to the next.
func (k *Keeper) Running(ctx context.Context, path string, o Options) (*Process, error) {
	ready := make(chan struct{})
	var started *Process
	var failed error
	go func() {
		defer close(ready)
		started, failed = k.running(path, o)
	}()
	select {
	case <-ready:
		return started, failed
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

func (k *Keeper) running(path string, o Options) (*Process, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	switch {
	case k.err != nil:
		return nil, k.err
	case k.process != nil && k.process.Alive():
		return k.process, nil
	case k.starts == mostStarts:
		k.err = fmt.Errorf("the browser %s has ended by itself %d times; look at the machine's memory", path, mostStarts)
		return nil, k.err
	}
	if k.process != nil {
		k.process.Close()
	}
	k.starts++
	if k.process, k.err = Launch(path, o); k.err == nil && k.starts == 1 && k.Started != nil {
		k.Started(k.process)
	}
	return k.process, k.err
}

// Version is that of the one that was started last, "" before.
func (k *Keeper) Version() string {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.process == nil {
		return ""
	}
	return k.process.Version
}

// Close ends the Chromium, if there is one, and removes what it wrote. Tabs that are still open close with it, and no other starts.
func (k *Keeper) Close() {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.process != nil {
		k.process.Close()
	}
	k.process, k.err = nil, errors.New("the deployment is closed")
}
