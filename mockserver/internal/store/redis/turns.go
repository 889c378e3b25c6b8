package redis

import (
	"context"
	"hash/maphash"
)

// turns are those of the requests of one process that change one thing.
type turns [256]chan struct{}

func newTurns() *turns {
	t := &turns{}
	for i := range t {
		t[i] = make(chan struct{}, 1)
	}
	return t
}

// take waits for a turn, until it is done with.
func (t *turns) take(ctx context.Context, what string) (done func(), err error) {
	turn := t[maphash.String(seed, what)%uint64(len(t))]
	select {
	case turn <- struct{}{}:
		return func() { <-turn }, nil
	case <-ctx.Done():
		return nil, errBusy
	}
}
