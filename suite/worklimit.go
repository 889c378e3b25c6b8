package suite

import (
	"context"
	"slices"
	"sync"
)

// workLimit bounds how many scenarios do more than wait for a time to pass. Nil bounds nothing.
type workLimit struct {
	mu      sync.Mutex
	most    int
	working int
	queue   []chan struct{} // of those that are about to begin
}

// begin waits until one more scenario may work.
func (w *workLimit) begin(ctx context.Context) error {
	if w == nil {
		return nil
	}
	w.mu.Lock()
	if w.working < w.most {
		w.working++
		w.mu.Unlock()
		return nil
	}
	turn := make(chan struct{}, 1)
	w.queue = append(w.queue, turn)
	w.mu.Unlock()
	select {
	case <-turn:
		return nil
	case <-ctx.Done():
		w.giveUp(turn)
		return stoppedBy(ctx)
	}
}

// giveUp gives up a turn that has not come, or that came just now.
func (w *workLimit) giveUp(turn chan struct{}) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if i := slices.Index(w.queue, turn); i >= 0 {
		w.queue = slices.Delete(w.queue, i, i+1)
		return
	}
	w.endLocked()
}

// end lets another scenario work.
func (w *workLimit) end() {
	if w == nil {
		return
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.endLocked()
}

func (w *workLimit) endLocked() {
	w.working--
	for w.working < w.most && len(w.queue) > 0 {
		w.queue[0] <- struct{}{}
		w.queue = w.queue[1:]
		w.working++
	}
}

// rest lets another scenario work while one waits. Afterwards it goes on at once, though that may be one too many for a moment:
// what was waited for must not be looked at late.
func (w *workLimit) rest() (again func()) {
	w.end()
	return func() {
		if w != nil {
			w.mu.Lock()
			defer w.mu.Unlock()
			w.working++
		}
	}
}
