package store

import (
	"cmp"
	"context"
	"hash/maphash"
	"slices"
	"sync"

	"github.com/revokespec/revokespec/mockserver/tenant"
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
		g.add(open(nil))
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
	g.add(opened)
	return nil
}

func (g *grants) add(grant *tenant.Grant) {
	k := &kept{grant: grant}
	key := grant.Key
	g.mu.Lock()
	g.byID[grant.ID], g.byKey[key] = k, k
	g.byUser[key.UserID] = append(g.byUser[key.UserID], k)
	g.mu.Unlock()
	k.Lock()
	defer k.Unlock()
	g.index(grant)
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

func (g *grants) Grant(_ context.Context, id string) (*tenant.Grant, error) {
	k, err := g.kept(id)
	if err != nil {
		return nil, err
	}
	k.Lock()
	defer k.Unlock()
	return k.grant.Clone(), nil
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

func (g *grants) Select(_ context.Context, s tenant.Selector) ([]*tenant.Grant, error) {
	var out []*tenant.Grant
	for _, k := range g.candidates(s) {
		k.Lock()
		if s.Picks(k.grant) {
			out = append(out, k.grant.Clone())
		}
		k.Unlock()
	}
	slices.SortFunc(out, func(a, b *tenant.Grant) int {
		return cmp.Or(a.CreatedAt.Compare(b.CreatedAt), cmp.Compare(a.ID, b.ID))
	})
	return out, nil
}

// candidates narrows by user, which nearly every selection names.
func (g *grants) candidates(s tenant.Selector) []*kept {
	g.mu.RLock()
	defer g.mu.RUnlock()
	if s.UserID != "" {
		return slices.Clone(g.byUser[s.UserID])
	}
	out := make([]*kept, 0, len(g.byID))
	for _, k := range g.byID {
		out = append(out, k)
	}
	return out
}
