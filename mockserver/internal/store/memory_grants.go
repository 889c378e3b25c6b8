package store

import (
	"cmp"
	"context"
	"hash/maphash"
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

// grants keeps each grant behind a lock of its own. Locks are taken in the order key, grant, index, and none but the
// index's while another is held, so that no two requests can wait for each other.
type grants struct {
	tokens sharded[tenant.Hash, tenant.Place]
	keys   [shards]sync.Mutex // of sign-ins, by key
	seed   maphash.Seed

	mu     sync.RWMutex
	byID   map[string]*kept
	byKey  map[tenant.GrantKey]*kept // the newest of each key
	byUser map[string][]*kept
}

type kept struct {
	id      string
	created time.Time
	sync.Mutex
	grant *tenant.Grant
}

func (g *grants) init() {
	g.seed = maphash.MakeSeed()
	g.tokens.shard = func(h tenant.Hash) byte { return h[0] }
	g.byID, g.byKey, g.byUser = map[string]*kept{}, map[tenant.GrantKey]*kept{}, map[string][]*kept{}
}

func (g *grants) clear() {
	g.mu.Lock()
	defer g.mu.Unlock()
	clear(g.byID)
	clear(g.byKey)
	clear(g.byUser)
	g.tokens.clear()
}

func (g *grants) Place(_ context.Context, h tenant.Hash) (tenant.Place, error) {
	if p, ok := g.tokens.get(h); ok {
		return p, nil
	}
	return tenant.Place{}, ErrNotFound
}

func (g *grants) SignIn(_ context.Context, key tenant.GrantKey, open func(*tenant.Grant) *tenant.Grant) error {
	lock := &g.keys[maphash.Comparable(g.seed, key)%shards]
	lock.Lock()
	defer lock.Unlock()
	g.mu.RLock()
	current := g.byKey[key]
	g.mu.RUnlock()
	if current == nil {
		if opened := open(nil); opened != nil {
			g.add(opened)
		}
		return nil
	}
	current.Lock()
	opened := open(current.grant)
	if opened == current.grant {
		g.index(opened)
		current.Unlock()
		return nil
	}
	current.Unlock()
	if opened != nil {
		g.add(opened)
	}
	return nil
}

func (g *grants) add(grant *tenant.Grant) {
	k := &kept{id: grant.ID, created: grant.CreatedAt, grant: grant}
	key := grant.Key
	g.mu.Lock()
	g.byID[grant.ID], g.byKey[key] = k, k
	g.byUser[key.UserID] = append(g.byUser[key.UserID], k)
	crowd := slices.Clone(g.byUser[key.UserID])
	g.mu.Unlock()
	if len(crowd)%sweepEvery == 0 {
		g.sweep(crowd, k.created)
	}
	k.Lock()
	defer k.Unlock()
	g.index(grant)
}

// sweep forgets the grants of one user that were followed by another of their key and have no token left. What is
// forgotten has ended: its tokens are unknown from then on, and answered alike.
func (g *grants) sweep(crowd []*kept, now time.Time) {
	var dead []*kept
	for _, k := range crowd {
		k.Lock()
		if len(k.grant.Families) > 0 && len(k.grant.Live(now)) == 0 {
			dead = append(dead, k)
		}
		k.Unlock()
	}
	g.mu.Lock()
	gone := map[string]bool{}
	for _, k := range dead {
		if key := k.grant.Key; g.byKey[key] != k {
			gone[k.id] = true
			delete(g.byID, k.id)
			g.byUser[key.UserID] = slices.DeleteFunc(g.byUser[key.UserID], func(other *kept) bool { return other == k })
		}
	}
	g.mu.Unlock()
	if len(gone) > 0 {
		g.tokens.sweepAll(func(p tenant.Place) bool { return gone[p.Grant] })
	}
}

// index makes the tokens issued on the grant findable.
func (g *grants) index(grant *tenant.Grant) {
	for _, i := range grant.TakeIssued() {
		g.tokens.put(i.Hash, i.Place)
	}
}

func (g *grants) kept(id string) (*kept, error) {
	g.mu.RLock()
	defer g.mu.RUnlock()
	if k, ok := g.byID[id]; ok {
		return k, nil
	}
	return nil, ErrNotFound
}

func (g *grants) Look(_ context.Context, id string, look func(*tenant.Grant)) error {
	k, err := g.kept(id)
	if err != nil {
		return err
	}
	k.Lock()
	defer k.Unlock()
	look(k.grant)
	return nil
}

func (g *grants) UpdateGrant(_ context.Context, id string, change func(*tenant.Grant)) error {
	k, err := g.kept(id)
	if err != nil {
		return err
	}
	k.Lock()
	defer k.Unlock()
	change(k.grant)
	g.index(k.grant)
	return nil
}

func (g *grants) Each(_ context.Context, s tenant.Selector, look func(*tenant.Grant)) error {
	for _, k := range g.candidates(s) {
		k.Lock()
		if s.Picks(k.grant) {
			look(k.grant)
		}
		k.Unlock()
	}
	return nil
}

// candidates narrows by user, which nearly every selection names, and puts the oldest first. What it sorts by never
// changes.
func (g *grants) candidates(s tenant.Selector) []*kept {
	g.mu.RLock()
	out := slices.Clone(g.byUser[s.UserID])
	if s.UserID == "" {
		out = slices.Collect(maps.Values(g.byID))
	}
	g.mu.RUnlock()
	slices.SortFunc(out, func(a, b *kept) int {
		return cmp.Or(a.created.Compare(b.created), cmp.Compare(a.id, b.id))
	})
	return out
}
