package redis

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"strings"

	goredis "github.com/redis/go-redis/v9"

	"github.com/revokespec/revokespec/mockserver/internal/store"
	"github.com/revokespec/revokespec/mockserver/internal/store/codec"
	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

// Grants of one user, application and API are at home in one hash slot, which is called by a hash of the three. There are the id of
// the newest, and of each grant its version and data, and its tokens.
func newestIn(k keys, home string) string     { return k.in(home, "newest") }
func grantIn(k keys, home, id string) string  { return k.in(home, "grant "+id) }
func tokensIn(k keys, home, id string) string { return k.in(home, "tokens "+id) }

// tokenAt is where a token's grant is found: its home and its id.
func tokenAt(k keys, h tenant.Hash) string { return k.in(textOf(h), "token") }

func homeOf(key tenant.GrantKey) string {
	text, _ := json.Marshal(key) // three texts
	return keyOf(string(text))
}

// homeBytes is how long a home is.
const homeBytes = 43

// kept is a grant as it was read.
type kept struct {
	home, version string
	*tenant.Grant
}

// Place finds a refresh token by its hash, or returns store.ErrNotFound. What leads to its grant may be there before the token is.
func (s *held) Place(ctx context.Context, h tenant.Hash) (place tenant.Place, err error) {
	var at *goredis.StringCmd
	if err := s.run(ctx, func(k keys, p goredis.Pipeliner) { at = p.Get(ctx, tokenAt(k, h)) }); err != nil {
		return place, err
	}
	if len(at.Val()) < homeBytes {
		return place, store.ErrNotFound
	}
	home, id := at.Val()[:homeBytes], at.Val()[homeBytes:]
	var found *goredis.StringCmd
	if err := s.run(ctx, func(k keys, p goredis.Pipeliner) { found = p.HGet(ctx, tokensIn(k, home, id), string(h[:])) }); err != nil {
		return place, err
	}
	if found.Val() == "" {
		return place, store.ErrNotFound
	}
	s.homes.note(id, home)
	return place, codec.Decode([]byte(found.Val()), &place)
}

// home is where the grant is; store.ErrNotFound.
func (s *held) home(ctx context.Context, id string) (string, error) {
	if known, ok := s.homes.of(id); ok {
		return known, nil
	}
	var found *goredis.StringCmd
	err := s.run(ctx, func(k keys, p goredis.Pipeliner) { found = p.HGet(ctx, k.of("homes"), id) })
	if err == nil && found.Val() == "" {
		err = store.ErrNotFound
	}
	if err != nil {
		return "", err
	}
	s.homes.note(id, found.Val())
	return found.Val(), nil
}

// read is the grant, or store.ErrNotFound.
func (s *held) read(ctx context.Context, home, id string) (*kept, error) {
	var found *goredis.SliceCmd
	if err := s.run(ctx, func(k keys, p goredis.Pipeliner) { found = readGrant(ctx, p, k, home, id) }); err != nil {
		return nil, err
	}
	return decodeGrant(home, found)
}

func readGrant(ctx context.Context, p goredis.Pipeliner, k keys, home, id string) *goredis.SliceCmd {
	return p.HMGet(ctx, grantIn(k, home, id), "version", "data")
}

func decodeGrant(home string, found *goredis.SliceCmd) (*kept, error) {
	version, _ := found.Val()[0].(string)
	data, ok := found.Val()[1].(string)
	if !ok {
		return nil, store.ErrNotFound
	}
	g := &kept{home, version, &tenant.Grant{}}
	return g, codec.Decode([]byte(data), g.Grant)
}

// Look runs look on the grant, or returns store.ErrNotFound.
func (s *held) Look(ctx context.Context, id string, look func(*tenant.Grant)) error {
	home, err := s.home(ctx, id)
	if err != nil {
		return err
	}
	g, err := s.read(ctx, home, id)
	if err == nil {
		look(g.Grant)
	}
	return err
}

// UpdateGrant runs change on the grant and keeps the outcome, or returns store.ErrNotFound.
func (s *held) UpdateGrant(ctx context.Context, id string, change func(*tenant.Grant)) error {
	home, err := s.home(ctx, id)
	if err != nil {
		return err
	}
	return s.retry(ctx, home, func(s *held) (bool, error) {
		g, err := s.read(ctx, home, id)
		if err != nil {
			return false, err
		}
		change(g.Grant)
		return s.keep(ctx, commitment{grant: g.Grant, home: home, newest: whatever, read: g})
	})
}

// SignIn runs open with the newest grant of the key, or nil, and keeps what it returns.
func (s *held) SignIn(ctx context.Context, key tenant.GrantKey, open func(*tenant.Grant) *tenant.Grant) error {
	home := homeOf(key)
	return s.retry(ctx, home, func(s *held) (bool, error) {
		newest, current, err := s.newest(ctx, home)
		if err != nil {
			return false, err
		}
		var known *tenant.Grant
		if current != nil {
			known = current.Grant
		}
		opened := open(known)
		if opened == nil {
			return true, nil
		}
		return s.keep(ctx, commitment{grant: opened, home: home, newest: newest, read: current})
	})
}

// newest is the newest grant of a home, and its id; nil and nothing where there is none yet.
func (s *held) newest(ctx context.Context, home string) (id string, current *kept, err error) {
	var found *goredis.StringCmd
	err = s.run(ctx, func(k keys, p goredis.Pipeliner) { found = p.Get(ctx, newestIn(k, home)) })
	if err != nil || found.Val() == "" {
		return nothing, nil, err
	}
	current, err = s.read(ctx, home, found.Val())
	if errors.Is(err, store.ErrNotFound) {
		return found.Val(), nil, nil
	}
	return found.Val(), current, err
}

// pageOfGrants is how many grants are read in one go.
const pageOfGrants = 128

// Each runs look on every grant that is picked, oldest first.
func (s *held) Each(ctx context.Context, selector tenant.Selector, look func(*tenant.Grant)) error {
	return s.walk(ctx, selector.UserID, func(g *kept) error {
		if selector.Picks(g.Grant) {
			look(g.Grant)
		}
		return nil
	})
}

// walk shows the grants of a user, or of all for an empty user, oldest first. One that is listed and not there is about to be, or never was.
func (s *held) walk(ctx context.Context, user string, show func(*kept) error) error {
	for after := "-"; ; {
		page, err := s.listed(ctx, user, after)
		if err != nil {
			return err
		}
		var found []*goredis.SliceCmd
		err = s.run(ctx, func(k keys, p goredis.Pipeliner) {
			found = nil
			for _, age := range page {
				id, home := partsOf(age)
				found = append(found, readGrant(ctx, p, k, home, id))
			}
		})
		if err != nil {
			return err
		}
		for i, age := range page {
			_, home := partsOf(age)
			g, err := decodeGrant(home, found[i])
			if err == nil {
				err = show(g)
			}
			if err := store.IgnoreMissing(err); err != nil {
				return err
			}
		}
		if len(page) < pageOfGrants {
			return nil
		}
		after = "(" + page[len(page)-1]
	}
}

// listed are the next entries of the list of a user's grants, or of all for an empty user.
func (s *held) listed(ctx context.Context, user, after string) ([]string, error) {
	var page *goredis.StringSliceCmd
	err := s.run(ctx, func(k keys, p goredis.Pipeliner) {
		list := agesIn(k)
		if user != "" {
			list = ownedIn(k, user)
		}
		page = p.ZRangeByLex(ctx, list, &goredis.ZRangeBy{Min: after, Max: "+", Count: pageOfGrants})
	})
	if err != nil {
		return nil, err
	}
	return page.Val(), nil
}

func agesIn(k keys) string               { return k.of("grants") }
func ownedIn(k keys, user string) string { return k.of("grants of " + keyOf(user)) }

// ageOf is the entry of a grant in the lists, which are in its order: when it was made, its id, and its home.
func ageOf(g *tenant.Grant, home string) string {
	return timeText(g) + g.ID + home
}

// timeText orders by time.
func timeText(g *tenant.Grant) string {
	at := g.CreatedAt
	var b [12]byte
	for i := range 8 {
		b[i] = byte((uint64(at.Unix()) ^ 1<<63) >> (56 - 8*i))
	}
	for i := range 4 {
		b[8+i] = byte(uint32(at.Nanosecond()) >> (24 - 8*i))
	}
	return hex.EncodeToString(b[:])
}

// timeBytes is how long a timeText is.
const timeBytes = 24

func partsOf(age string) (id, home string) {
	age = age[timeBytes:]
	return strings.Clone(age[:len(age)-homeBytes]), strings.Clone(age[len(age)-homeBytes:])
}
