package file

import (
	"context"
	"encoding/json"
	"slices"

	"github.com/revokespec/revokespec/mockserver/internal/store"
	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

var (
	grants  = shelf[tenant.Grant]{"grants"}                  // by id
	ages    = shelf[struct{}]{"grants by age"}               // by when they were made, and id
	owned   = shelf[struct{}]{"grants by user"}              // by user, when they were made, and id
	current = shelf[string]{"current grants"}                // ids of the newest, by user, application and API
	tokens  = shelf[tenant.Place]{"refresh tokens"}          // by hash
	issued  = shelf[tenant.Place]{"refresh tokens by grant"} // by grant, and hash
)

// Place finds a refresh token by its hash, or returns store.ErrNotFound.
func (s *held) Place(_ context.Context, h tenant.Hash) (found tenant.Place, err error) {
	err = s.view(func(t tx) error {
		p, err := tokens.get(t, h[:])
		if err == nil {
			found = *p
		}
		return err
	})
	return found, err
}

// Look runs look on the grant, or returns store.ErrNotFound.
func (s *held) Look(_ context.Context, id string, look func(*tenant.Grant)) error {
	return s.view(func(t tx) error {
		g, err := grants.get(t, []byte(id))
		if err == nil {
			look(g)
		}
		return err
	})
}

// SignIn runs open with the newest grant of the key, or nil, and keeps what it returns.
func (s *held) SignIn(_ context.Context, key tenant.GrantKey, open func(*tenant.Grant) *tenant.Grant) error {
	return s.update(func(t tx) error {
		id, err := current.get(t, keyOfGrant(key))
		if err := store.IgnoreMissing(err); err != nil {
			return err
		}
		if id == nil {
			return s.add(t, open(nil))
		}
		var opened *tenant.Grant
		err = s.change(t, *id, func(g *tenant.Grant) bool {
			opened = open(g)
			return opened == g
		})
		if err != nil || opened == nil || opened.ID == *id {
			return err
		}
		return s.add(t, opened)
	})
}

// UpdateGrant runs change on the grant and keeps the outcome, or returns store.ErrNotFound.
func (s *held) UpdateGrant(_ context.Context, id string, change func(*tenant.Grant)) error {
	return s.update(func(t tx) error {
		return s.change(t, id, func(g *tenant.Grant) bool {
			change(g)
			return true
		})
	})
}

// Each runs look on every grant that is picked, oldest first.
func (s *held) Each(_ context.Context, selector tenant.Selector, look func(*tenant.Grant)) error {
	return s.view(func(t tx) error {
		return eachKey(t, selector.UserID, func(id []byte) error {
			g, err := grants.get(t, id)
			if err == nil && selector.Picks(g) {
				look(g)
			}
			return err
		})
	})
}

// eachKey shows the ids of a user's grants, or of all for an empty user, oldest first.
func eachKey(t tx, user string, show func(id []byte) error) error {
	in, prefix := ages, []byte(nil)
	if user != "" {
		in, prefix = owned, keyOf(user)
	}
	return in.each(t, prefix, func(key []byte, _ *struct{}) error { return show(key[len(prefix)+timeKeyBytes:]) })
}

// add keeps a new grant; nil is none.
func (s *held) add(t tx, g *tenant.Grant) error {
	if g == nil {
		return nil
	}
	if err := s.room(t, g.CreatedAt); err != nil {
		return err
	}
	if err := s.sweepNowAndThen(t, g); err != nil {
		return err
	}
	if err := ages.put(t, ageOf(g), &struct{}{}); err != nil {
		return err
	}
	if err := owned.put(t, slices.Concat(keyOf(g.Key.UserID), ageOf(g)), &struct{}{}); err != nil {
		return err
	}
	if err := current.put(t, keyOfGrant(g.Key), &g.ID); err != nil {
		return err
	}
	return keep(t, g, g.TakeIssued())
}

// keep keeps a grant, with the tokens that were issued.
func keep(t tx, g *tenant.Grant, fresh []tenant.Issued) error {
	for _, i := range fresh {
		if err := tokens.put(t, i.Hash[:], &i.Place); err != nil {
			return err
		}
		if err := issued.put(t, slices.Concat([]byte(g.ID), i.Hash[:]), &i.Place); err != nil {
			return err
		}
	}
	return grants.put(t, []byte(g.ID), g)
}

// remove forgets a grant and its tokens. It is no current one.
func remove(t tx, g *tenant.Grant) error {
	if err := removeTokens(t, g, func(tenant.Place) bool { return true }); err != nil {
		return err
	}
	if err := ages.delete(t, ageOf(g)); err != nil {
		return err
	}
	if err := owned.delete(t, slices.Concat(keyOf(g.Key.UserID), ageOf(g))); err != nil {
		return err
	}
	return grants.delete(t, []byte(g.ID))
}

// removeTokens forgets those tokens of a grant.
func removeTokens(t tx, g *tenant.Grant, which func(tenant.Place) bool) error {
	var gone [][]byte
	err := issued.each(t, []byte(g.ID), func(key []byte, p *tenant.Place) error {
		if which(*p) {
			gone = append(gone, slices.Clone(key))
		}
		return nil
	})
	for _, key := range gone {
		if err == nil {
			err = issued.delete(t, key)
		}
		if err == nil {
			err = tokens.delete(t, key[len(g.ID):])
		}
	}
	return err
}

func ageOf(g *tenant.Grant) []byte { return slices.Concat(timeKey(g.CreatedAt), []byte(g.ID)) }

func keyOfGrant(k tenant.GrantKey) []byte {
	text, _ := json.Marshal(k) // three texts
	return keyOf(string(text))
}
