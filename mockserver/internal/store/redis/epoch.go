package redis

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/revokespec/revokespec/mockserver/internal/store"
	"github.com/revokespec/revokespec/mockserver/internal/store/codec"
	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

// ErrNewer is told of a tenant that another version keeps in another way.
var ErrNewer = errors.New("what is kept there is of another version of revokespec; use that one, or name another database")

// written is how every epoch begins: in it, all is written as codec writes it.
var written = fmt.Sprintf("%d-", codec.Version)

func newEpoch() string { return written + tenant.NewID(8) }

// current is the tenant's epoch, as it was last seen. A tenant that has none begins.
func (s *held) current(ctx context.Context) (string, error) {
	if known := s.epoch.Load(); known != nil {
		return *known, nil
	}
	if err := s.server.client.SetNX(ctx, s.root, newEpoch(), 0).Err(); err != nil {
		return "", err
	}
	epoch, err := s.server.client.Get(ctx, s.root).Result()
	if err == nil && !strings.HasPrefix(epoch, written) {
		err = ErrNewer
	}
	if err != nil {
		return "", err
	}
	s.epoch.Store(&epoch)
	return epoch, nil
}

// Reset forgets everything, in one step: with another epoch, nothing of the one before is found. Then it is taken away.
func (s *held) Reset(ctx context.Context) error {
	return s.Found(ctx, true, func(store.Store) error { return nil })
}

// Found fills another epoch, which nobody else knows, and has the tenant go on with it. Then the one before is taken away.
func (s *held) Found(ctx context.Context, anew bool, fill func(store.Store) error) error {
	seen := whatever
	if !anew {
		switch _, err := s.Beginning(ctx); {
		case err == nil:
			return store.ErrExists
		case !errors.Is(err, store.ErrNotFound):
			return err
		}
		seen = *s.epoch.Load()
	}
	epoch := newEpoch()
	if err := fill(s.at(epoch, apart)); err != nil {
		return errors.Join(err, s.sweep(ctx, epoch))
	}
	before, err := s.goOn(ctx, seen, epoch)
	if errors.Is(err, store.ErrExists) {
		return errors.Join(err, s.sweep(ctx, epoch))
	}
	if err != nil {
		return err
	}
	s.epoch.Store(&epoch)
	if before == "" {
		return nil
	}
	return s.sweep(ctx, before)
}

// sweep takes away what is of an epoch. Others may be in the making.
func (s *held) sweep(ctx context.Context, epoch string) error {
	return s.server.sweep(ctx, s.root+":"+epoch+":")
}

// goOn has the tenant go on with an epoch, unless it is not at the one that was seen any more: that is store.ErrExists. It returns the one
// before.
func (s *held) goOn(ctx context.Context, seen, epoch string) (before string, err error) {
	ctx, cancel := context.WithTimeout(ctx, s.server.patience)
	defer cancel()
	outcome := found.EvalSha(ctx, s.server.client, []string{s.root}, seen, epoch)
	if forgotten(outcome.Err()) {
		if err := load(ctx, s.server.client); err != nil {
			return "", err
		}
		outcome = found.EvalSha(ctx, s.server.client, []string{s.root}, seen, epoch)
	}
	if changed, err := outcomeOf(outcome); err != nil || changed {
		return "", cmp.Or(err, store.ErrExists)
	}
	return outcome.Text()
}
