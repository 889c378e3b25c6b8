package redis

import (
	"cmp"
	"context"
	"errors"
	"math/rand/v2"
	"sync/atomic"
	"time"

	goredis "github.com/redis/go-redis/v9"

	"github.com/revokespec/revokespec/mockserver/internal/store"
	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

// held is a store.Store of one tenant.
type held struct {
	server *Server
	root   string // the key that has the tenant's epoch
	limits store.Limits
	epoch  atomic.Pointer[string] // as it was last seen
	homes  *homes
	turns  *turns
	view   view
}

// view is what it looks at.
type view int

const (
	whole  view = iota // the tenant, whichever its epoch is
	pinned             // an epoch, as long as it is the tenant's
	apart              // one that nobody else knows yet
)

// at looks at one epoch.
func (s *held) at(epoch string, v view) *held {
	one := &held{server: s.server, root: s.root, limits: s.limits, homes: s.homes, turns: s.turns, view: v}
	one.epoch.Store(&epoch)
	return one
}

// errMoved is one of an epoch that is past.
var errMoved = errors.New("redis: the tenant has been reset")

var _ store.Shared = (*held)(nil)

// keys are those of one epoch of the tenant. What is in one pair of braces is in one hash slot.
type keys struct{ prefix, epoch string }

// of is the key of what there is one of in a tenant: all are in one slot.
func (k keys) of(name string) string { return k.prefix + "{" + k.epoch + "}" + name }

// in is the key of what is kept by a home, or a hash, in its slot.
func (k keys) in(slot, name string) string { return k.prefix + "{" + slot + "}" + name }

// errUnsettled is one of a tenant that is reset all the time.
var errUnsettled = errors.New("redis: the tenant is reset again and again")

// run sends what fill asks for, in one go, and sees in the same go that the epoch is the one that the keys are of: otherwise it does all of it
// again. A command that finds nothing is no error.
func (s *held) run(ctx context.Context, fill func(k keys, p goredis.Pipeliner)) error {
	ctx, cancel := context.WithTimeout(ctx, s.server.patience)
	defer cancel()
	for range mostTries {
		epoch, err := s.current(ctx)
		if err != nil {
			return err
		}
		p := s.server.client.Pipeline()
		now := p.Get(ctx, s.root)
		fill(s.keys(epoch), p)
		sent, err := p.Exec(ctx)
		if forgotten(firstError(sent)) {
			if err := load(ctx, s.server.client); err != nil {
				return err
			}
			continue
		}
		if err := cmp.Or(firstError(sent), ignoreNothing(err)); err != nil {
			return err
		}
		switch {
		case s.view == apart, now.Val() == epoch:
			return nil
		case s.view == pinned:
			return errMoved
		}
		s.epoch.Store(nil)
	}
	return errUnsettled
}

func (s *held) keys(epoch string) keys { return keys{s.root + ":" + epoch + ":", epoch} }

func firstError(sent []goredis.Cmder) error {
	for _, c := range sent {
		if err := ignoreNothing(c.Err()); err != nil {
			return err
		}
	}
	return nil
}

func ignoreNothing(err error) error {
	if errors.Is(err, goredis.Nil) {
		return nil
	}
	return err
}

// mostTries is how often a change is begun again that others get in the way of.
const mostTries = 500

// longestPause is between two tries.
const longestPause = 20 * time.Millisecond

// errBusy is one of a change that others always got in the way of.
var errBusy = errors.New("redis: others change the same all the time")

// retry tries to change something until it is done, or an error, and pauses between two tries, the longer the more there were. Of one process only
// one tries at a time: others, at most, of other processes are in its way. A try is of one epoch, from what it reads to what it writes.
func (s *held) retry(ctx context.Context, what string, try func(s *held) (done bool, err error)) error {
	ctx, cancel := context.WithTimeout(ctx, 2*s.server.patience)
	defer cancel()
	done, err := s.turns.take(ctx, what)
	if err != nil {
		return err
	}
	defer done()
	for n := range mostTries {
		epoch, err := s.current(ctx)
		if err != nil {
			return err
		}
		done, err := try(s.at(epoch, max(s.view, pinned)))
		switch {
		case errors.Is(err, errMoved) && s.view == whole:
			s.epoch.Store(nil)
		case done || err != nil:
			return err
		}
		most := min(longestPause, time.Millisecond<<min(n, 5))
		select {
		case <-ctx.Done():
			return errBusy
		case <-time.After(rand.N(most)):
		}
	}
	return errBusy
}

// newVersion is that of a change: no other has it.
func newVersion() string { return tenant.NewID(versionBytes / 2) }

// versionBytes is how long a version is.
const versionBytes = 16
