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
	switch {
	case errors.Is(err, store.ErrNotFound):
		err = s.plant(ctx, s.seed)
		if err == nil {
			err = s.store.SetAhead(ctx, s.clock.Ahead())
		}
	case err == nil:
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

// plant plants a seed, and notes with which one the tenant began.
func (s *Server) plant(ctx context.Context, planted Seed) error {
	if err := plant(ctx, planted, s.store, s.founding(), s.clock.Now()); err != nil {
		return err
	}
	written, err := json.Marshal(s.seed)
	if err != nil {
		return err
	}
	return s.store.Begin(ctx, tenant.Beginning{Dialect: s.policy.Load().Dialect, Seed: written})
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
		asked, err := json.Marshal(s.seed)
		began, keptErr := json.Marshal(kept)
		if err := errors.Join(err, keptErr); err != nil {
			return err
		}
		if !bytes.Equal(asked, began) {
			return errOtherSeed
		}
	}
	s.seed = kept
	ahead, err := s.store.Ahead(ctx)
	if err == nil {
		s.clock.SetAhead(ahead)
	}
	return err
}
