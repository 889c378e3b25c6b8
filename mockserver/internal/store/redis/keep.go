package redis

import (
	"context"
	"errors"
	"slices"
	"time"

	goredis "github.com/redis/go-redis/v9"

	"github.com/revokespec/revokespec/mockserver/internal/store"
	"github.com/revokespec/revokespec/mockserver/internal/store/codec"
	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

// commitment is a grant that is to be kept.
type commitment struct {
	grant  *tenant.Grant
	home   string
	newest string // grant of the home, as it was read; or whatever
	read   *kept  // what the change was made of; nil: nothing
	fresh  []tenant.Issued
}

// isNew says whether the grant is not the one that was read.
func (c commitment) isNew() bool { return c.read == nil || c.read.ID != c.grant.ID }

// keep keeps a grant, with the tokens that were issued. It is not done where what was read has changed meanwhile. It is store.ErrFull where
// there is no room, even without what is dead: an end needs none.
func (s *held) keep(ctx context.Context, c commitment) (done bool, err error) {
	c.fresh = c.grant.TakeIssued()
	if len(c.fresh) == 0 && !c.isNew() {
		return s.commit(ctx, c)
	}
	err = s.prepare(ctx, c)
	if errors.Is(err, store.ErrFull) {
		if err := s.forget(ctx, c.now()); err != nil {
			return false, err
		}
		err = s.prepare(ctx, c)
	}
	if err != nil {
		return false, err
	}
	done, err = s.commit(ctx, c)
	if !done && store.IgnoreMissing(err) == nil {
		applied, undone := s.undo(ctx, c)
		return applied, errors.Join(err, undone)
	}
	return done, err
}

// now is when the change is made.
func (c commitment) now() time.Time {
	if len(c.fresh) > 0 {
		return c.fresh[0].At
	}
	return c.grant.CreatedAt
}

// prepare writes what leads to the grant and its tokens, before they are there.
func (s *held) prepare(ctx context.Context, c commitment) error {
	age := ""
	if c.isNew() {
		age = ageOf(c.grant, c.home)
	}
	var outcome *goredis.Cmd
	err := s.run(ctx, func(k keys, p goredis.Pipeliner) {
		for _, i := range c.fresh {
			p.Set(ctx, tokenAt(k, i.Hash), c.home+c.grant.ID, 0)
		}
		outcome = reserve.EvalSha(ctx, p, []string{agesIn(k), ownedIn(k, c.grant.Key.UserID), k.of("homes"), k.of("counts")},
			len(c.fresh), s.limits.RefreshTokens, s.limits.Grants, c.grant.ID, c.home, age)
	})
	if err != nil {
		return err
	}
	ofUser, err := outcome.Int()
	switch {
	case err != nil:
		return err
	case ofUser < 0:
		return errors.Join(store.ErrFull, s.run(ctx, func(k keys, p goredis.Pipeliner) { c.unindex(ctx, k, p) }))
	case age != "" && ofUser%crowd == 0:
		return s.sweepDead(ctx, c.grant.Key.UserID, c.now())
	}
	return nil
}

// unindex takes away what leads to the tokens.
func (c commitment) unindex(ctx context.Context, k keys, p goredis.Pipeliner) {
	for _, i := range c.fresh {
		p.Del(ctx, tokenAt(k, i.Hash))
	}
}

// commit is the moment of the change.
func (s *held) commit(ctx context.Context, c commitment) (done bool, err error) {
	data, err := codec.Encode(c.grant)
	if err != nil {
		return false, err
	}
	read, expected, becomesNewest := c.grant.ID, nothing, "no"
	if c.read != nil {
		read, expected = c.read.ID, c.read.version
	}
	if c.isNew() {
		becomesNewest = "yes"
	}
	arguments := []any{c.newest, expected, newVersion(), c.grant.ID, data, becomesNewest}
	for _, i := range c.fresh {
		place, err := codec.Encode(i.Place)
		if err != nil {
			return false, err
		}
		arguments = append(arguments, i.Hash[:], place)
	}
	script := commit
	if len(c.fresh) == 0 {
		script = commitEvenFull
	}
	var outcome *goredis.Cmd
	err = s.run(ctx, func(k keys, p goredis.Pipeliner) {
		outcome = script.EvalSha(ctx, p, []string{newestIn(k, c.home), grantIn(k, c.home, read), grantIn(k, c.home, c.grant.ID), tokensIn(k, c.home, c.grant.ID)}, arguments...)
	})
	if err != nil {
		return false, err
	}
	changed, err := outcomeOf(outcome)
	return !changed && err == nil, err
}

// undo takes away what was prepared for a commit that has not come about. One whose answer was lost, and that others have followed, is
// applied all the same.
func (s *held) undo(ctx context.Context, c commitment) (applied bool, err error) {
	var there []interface{ Val() bool }
	err = s.run(ctx, func(k keys, p goredis.Pipeliner) {
		there = nil
		if c.isNew() {
			there = append(there, p.HExists(ctx, grantIn(k, c.home, c.grant.ID), "version"))
		}
		for _, i := range c.fresh {
			there = append(there, p.HExists(ctx, tokensIn(k, c.home, c.grant.ID), string(i.Hash[:])))
		}
	})
	if err != nil || slices.ContainsFunc(there, func(b interface{ Val() bool }) bool { return b.Val() }) {
		return err == nil, err
	}
	return false, s.run(ctx, func(k keys, p goredis.Pipeliner) {
		c.unindex(ctx, k, p)
		p.HIncrBy(ctx, k.of("counts"), "tokens", -int64(len(c.fresh)))
		if c.isNew() {
			unlist(ctx, k, p, c.grant, c.home)
		}
	})
}

// unlist takes a grant that is not there off the lists.
func unlist(ctx context.Context, k keys, p goredis.Pipeliner, g *tenant.Grant, home string) {
	age := ageOf(g, home)
	p.ZRem(ctx, agesIn(k), age)
	p.ZRem(ctx, ownedIn(k, g.Key.UserID), age)
	p.HDel(ctx, k.of("homes"), g.ID)
}
