package file

import (
	"bytes"
	"time"

	"github.com/revokespec/revokespec/mockserver/internal/store"
	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

// change keeps what a function makes of a grant, unless it says no. It is store.ErrFull where that issues tokens and there is no room
// for them, even without those that are dead: an end needs no room.
func (s *held) change(t tx, id string, change func(*tenant.Grant) bool) error {
	g, fresh, err := s.try(t, id, change)
	if err != nil || g == nil {
		return err
	}
	if len(fresh) > 0 && s.full(t) {
		if err := s.forget(t, fresh[0].At); err != nil {
			return err
		}
		if g, fresh, err = s.try(t, id, change); err != nil || g == nil {
			return err
		}
		if len(fresh) > 0 && s.full(t) {
			return store.ErrFull
		}
	}
	return keep(t, g, fresh)
}

// try makes the change, without keeping it: g is nil where there is nothing to keep.
func (s *held) try(t tx, id string, change func(*tenant.Grant) bool) (g *tenant.Grant, fresh []tenant.Issued, err error) {
	g, err = grants.get(t, []byte(id))
	if err != nil || !change(g) {
		return nil, nil, err
	}
	return g, g.TakeIssued(), nil
}

func (s *held) full(t tx) bool {
	n, err := tokens.counts(t)
	return err != nil || n.Rows >= s.limits.RefreshTokens
}

// room is store.ErrFull where there is none for a new grant, even without what is dead.
func (s *held) room(t tx, now time.Time) error {
	crowded := func() bool {
		n, err := grants.counts(t)
		return err != nil || n.Rows >= s.limits.Grants || s.full(t)
	}
	if !crowded() {
		return nil
	}
	if err := s.forget(t, now); err != nil {
		return err
	}
	if crowded() {
		return store.ErrFull
	}
	return nil
}

// crowd is how many grants there are between two looks for those that are forgotten.
const crowd = 256

// sweepNowAndThen forgets what is dead of a user's.
func (s *held) sweepNowAndThen(t tx, g *tenant.Grant) error {
	n, err := grants.counts(t)
	if err != nil || n.Rows%crowd != 0 {
		return err
	}
	return s.sweep(t, g.Key.UserID, g.CreatedAt)
}

// forget drops what is dead: grants that were followed by another, sign-ins of which no token can be exchanged any more, and the
// tokens of both.
func (s *held) forget(t tx, now time.Time) error {
	if err := s.sweep(t, "", now); err != nil {
		return err
	}
	ids, err := keysOf(t, "")
	if err != nil {
		return err
	}
	for _, id := range ids {
		g, err := grants.get(t, id)
		if err != nil {
			return err
		}
		before := len(g.Families)
		if g.Forget(now); len(g.Families) == before {
			continue
		}
		if err := removeTokens(t, g, func(p tenant.Place) bool { return g.Family(p.Family) == nil }); err != nil {
			return err
		}
		if err := grants.put(t, id, g); err != nil {
			return err
		}
	}
	return nil
}

// sweep forgets those grants of a user, or of all for an empty one, that were followed by another of their key and have no token left.
func (s *held) sweep(t tx, user string, now time.Time) error {
	ids, err := keysOf(t, user)
	if err != nil {
		return err
	}
	for _, id := range ids {
		g, err := grants.get(t, id)
		if err != nil {
			return err
		}
		newest, err := current.get(t, keyOfGrant(g.Key))
		if err != nil {
			return err
		}
		if *newest == g.ID || g.Opened == 0 || len(g.Live(now)) > 0 {
			continue
		}
		if err := remove(t, g); err != nil {
			return err
		}
	}
	return nil
}

func keysOf(t tx, user string) (ids [][]byte, err error) {
	err = eachKey(t, user, func(id []byte) error {
		ids = append(ids, bytes.Clone(id))
		return nil
	})
	return ids, err
}
