package redis

import (
	"context"
	"slices"
	"time"

	goredis "github.com/redis/go-redis/v9"

	"github.com/revokespec/revokespec/mockserver/internal/store/codec"
	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

// crowd is how many grants of a user there are between two looks for those that are forgotten.
const crowd = 256

// forget drops what is dead: grants that were followed by another, sign-ins of which no token can be exchanged any more, and the tokens of
// both. Then it counts the tokens that are left: what was prepared and never came about is counted until then.
func (s *held) forget(ctx context.Context, now time.Time) error {
	counted, err := s.tokens(ctx)
	if err != nil {
		return err
	}
	if err := s.sweepDead(ctx, "", now); err != nil {
		return err
	}
	left := int64(0)
	err = s.walk(ctx, "", func(g *kept) error {
		if err := s.prune(ctx, g, now); err != nil {
			return err
		}
		var n *goredis.IntCmd
		err := s.run(ctx, func(k keys, p goredis.Pipeliner) { n = p.HLen(ctx, tokensIn(k, g.home, g.ID)) })
		if err == nil {
			left += n.Val()
		}
		return err
	})
	if err != nil {
		return err
	}
	return s.count(ctx, left-counted)
}

// tokens is how many there are, as they are counted.
func (s *held) tokens(ctx context.Context) (int64, error) {
	var n *goredis.StringCmd
	if err := s.run(ctx, func(k keys, p goredis.Pipeliner) { n = p.HGet(ctx, k.of("counts"), "tokens") }); err != nil {
		return 0, err
	}
	counted, err := n.Int64()
	return counted, ignoreNothing(err)
}

func (s *held) count(ctx context.Context, more int64) error {
	return s.run(ctx, func(k keys, p goredis.Pipeliner) { p.HIncrBy(ctx, k.of("counts"), "tokens", more) })
}

// prune drops the sign-ins of a grant of which no token can be exchanged any more, and then their tokens, which lead to nothing meanwhile.
func (s *held) prune(ctx context.Context, g *kept, now time.Time) error {
	before := len(g.Families)
	if g.Forget(now); len(g.Families) == before {
		return nil
	}
	if done, err := s.commit(ctx, commitment{grant: g.Grant, home: g.home, newest: whatever, read: g}); err != nil || !done {
		return err // where somebody was quicker, it is done another time
	}
	hashes, err := s.hashes(ctx, g, func(p tenant.Place) bool { return g.Family(p.Family) == nil })
	if err != nil {
		return err
	}
	return s.removeTokens(ctx, g, hashes)
}

// hashes are those of some tokens of a grant.
func (s *held) hashes(ctx context.Context, g *kept, which func(tenant.Place) bool) (hashes []string, err error) {
	var found *goredis.MapStringStringCmd
	if err := s.run(ctx, func(k keys, p goredis.Pipeliner) { found = p.HGetAll(ctx, tokensIn(k, g.home, g.ID)) }); err != nil {
		return nil, err
	}
	for hash, text := range found.Val() {
		var p tenant.Place
		if err := codec.Decode([]byte(text), &p); err != nil {
			return nil, err
		}
		if which(p) {
			hashes = append(hashes, hash)
		}
	}
	return hashes, nil
}

// removeTokens forgets tokens of a grant that lead to nothing.
func (s *held) removeTokens(ctx context.Context, g *kept, hashes []string) error {
	for some := range slices.Chunk(hashes, pageOfGrants) {
		err := s.run(ctx, func(k keys, p goredis.Pipeliner) {
			for _, hash := range some {
				p.Del(ctx, tokenAt(k, tenant.Hash([]byte(hash))))
			}
			p.HDel(ctx, tokensIn(k, g.home, g.ID), some...)
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// sweepDead forgets those grants of a user, or of all for an empty one, that were followed by another of their key and have no token left.
func (s *held) sweepDead(ctx context.Context, user string, now time.Time) error {
	return s.walk(ctx, user, func(g *kept) error {
		if g.Opened == 0 || len(g.Live(now)) > 0 {
			return nil
		}
		return s.remove(ctx, g)
	})
}

// remove forgets a grant, unless it is the newest, or has changed.
func (s *held) remove(ctx context.Context, g *kept) error {
	hashes, err := s.hashes(ctx, g, func(tenant.Place) bool { return true })
	if err != nil {
		return err
	}
	var outcome *goredis.Cmd
	err = s.run(ctx, func(k keys, p goredis.Pipeliner) {
		outcome = remove.EvalSha(ctx, p, []string{newestIn(k, g.home), grantIn(k, g.home, g.ID), tokensIn(k, g.home, g.ID)}, g.ID, g.version)
	})
	if err != nil {
		return err
	}
	if changed, err := outcomeOf(outcome); err != nil || changed {
		return err
	}
	if err := s.run(ctx, func(k keys, p goredis.Pipeliner) { unlist(ctx, k, p, g.Grant, g.home) }); err != nil {
		return err
	}
	if err := s.removeTokens(ctx, g, hashes); err != nil {
		return err
	}
	return s.count(ctx, -int64(len(hashes)))
}
