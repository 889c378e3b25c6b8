package chromium

import (
	"context"
	"errors"
	"fmt"
	"sync"
)

// mostStarts is how often a Chromium is started for one run. One that a page makes end is replaced, a few times.
const mostStarts = 5

// Keeper has one Chromium for all who want a tab in one at that path: started by the first, and anew when it has ended by itself. The zero
// value has none yet. It is safe for concurrent use.
type Keeper struct {
	mu        sync.Mutex
	processes map[string]*sharedProcess // by path
	closed    bool
}

// sharedProcess is the Chromium at one path.
type sharedProcess struct {
	mu      sync.Mutex
	process *Process
	starts  int
	err     error // why there will be no more
}

// Running returns the Chromium that runs, or starts the one at that path. Who does not want to wait any longer leaves it to the next.
func (k *Keeper) Running(ctx context.Context, path string) (*Process, error) {
	ready := make(chan struct{})
	var started *Process
	var failed error
	go func() {
		defer close(ready)
		started, failed = k.at(path).running(path)
	}()
	select {
	case <-ready:
		return started, failed
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

func (k *Keeper) at(path string) *sharedProcess {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.processes[path] == nil {
		if k.processes == nil {
			k.processes = map[string]*sharedProcess{}
		}
		k.processes[path] = &sharedProcess{}
		if k.closed {
			k.processes[path].err = errClosed
		}
	}
	return k.processes[path]
}

var errClosed = errors.New("the deployment is closed")

func (s *sharedProcess) running(path string) (*Process, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case s.err != nil:
		return nil, s.err
	case s.process != nil && s.process.Alive():
		return s.process, nil
	case s.starts == mostStarts:
		s.err = fmt.Errorf("the browser %s has ended by itself %d times; look at the machine's memory", path, mostStarts)
		return nil, s.err
	}
	if s.process != nil {
		s.process.Close()
	}
	s.starts++
	s.process, s.err = Launch(path)
	return s.process, s.err
}

// Version is that of the Chromium at that path, "" before one was started.
func (k *Keeper) Version(path string) string {
	s := k.at(path)
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.process == nil {
		return ""
	}
	return s.process.Version
}

// Close ends every Chromium, and removes what it wrote. Tabs that are still open close with it, and no other starts.
func (k *Keeper) Close() {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.closed = true
	for _, s := range k.processes {
		s.close()
	}
}

func (s *sharedProcess) close() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.process != nil {
		s.process.Close()
	}
	s.process, s.err = nil, errClosed
}
