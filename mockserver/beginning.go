package mockserver

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/revokespec/revokespec/mockserver/internal/store"
	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

var errOtherSeed = errors.New("the store began with another seed; leave out the seed to go on with that one, or take a new store to begin with this one")

// begin plants the seed in an empty store. In one that has a tenant, everything is as it was, its clock too: of another node, or of
// an earlier start.
func (s *Server) begin(ctx context.Context) error {
	was, err := s.store.Beginning(ctx)
	if errors.Is(err, store.ErrNotFound) {
		err = s.found(ctx, s.seed, false)
		if errors.Is(err, store.ErrExists) { // another node was quicker
			was, err = s.store.Beginning(ctx)
		}
	}
	if err == nil && was != nil {
		err = s.goOn(ctx, was)
	}
	s.clock.KeepBy(func(ahead time.Duration) error {
		err := s.store.SetAhead(context.Background(), ahead)
		if err != nil {
			s.config.logger.Error("the clock could not be moved", "error", err)
		}
		return err
	})
	return err
}

// found plants a seed, and notes with which one the tenant began, and how far its clock is moved: anew, it is not.
func (s *Server) found(ctx context.Context, planted Seed, anew bool) error {
	written, err := json.Marshal(s.seed)
	if err != nil {
		return err
	}
	now, ahead := s.clock.Now(), s.clock.Ahead()
	if anew {
		now, ahead = s.clock.Unmoved(), 0
	}
	fill := func(in store.Store) error {
		if err := plant(ctx, planted, in, s.founding(), now); err != nil {
			return err
		}
		if err := in.SetAhead(ctx, ahead); err != nil {
			return err
		}
		return in.Begin(ctx, tenant.Beginning{Dialect: s.policy.Load().Dialect, Seed: written})
	}
	if shared, is := s.config.store.(store.Shared); is {
		return shared.Found(ctx, anew, fill)
	}
	if anew {
		if err := s.store.Reset(ctx); err != nil {
			return err
		}
	}
	return fill(s.store)
}

func (s *Server) goOn(ctx context.Context, was *tenant.Beginning) error {
	if dialect := s.policy.Load().Dialect; was.Dialect != dialect {
		return fmt.Errorf("the store is of the dialect %s; choose that one, or take a new store", was.Dialect)
	}
	var kept Seed
	if err := json.Unmarshal(was.Seed, &kept); err != nil {
		return fmt.Errorf("the seed that the store began with: %w", err)
	}
	kept = kept.Complete() // by what there is in a seed nowadays
	if s.config.seed != nil {
		asked, err := json.Marshal(s.seed.Planted())
		began, keptErr := json.Marshal(kept.Planted())
		if err := errors.Join(err, keptErr); err != nil {
			return err
		}
		if !bytes.Equal(asked, began) {
			return errOtherSeed
		}
	}
	s.seed = kept.Behaving(s.seed)
	ahead, err := s.store.Ahead(ctx)
	if err == nil {
		s.clock.SetAhead(ahead)
	}
	return err
}
