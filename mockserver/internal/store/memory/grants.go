package memory

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/revokespec/revokespec/mockserver/internal/store"
	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

// grants keeps each grant behind a lock of its own. Locks are taken in the order sign-ins, grant, index, and never
// two of one kind, so that no two requests can wait for each other.
type grants struct {
	limits  store.Limits
	tokens  index
	hot     hot
	signIns sync.Mutex // one after another, so that two of one key share a grant

	mu     sync.RWMutex
	byID   map[string]*grantEntry
	byKey  map[tenant.GrantKey]*grantEntry // the newest of each key
	byUser map[string][]*grantEntry
}

// crowd is how many grants of a user there are between two looks for those that are forgotten.
const crowd = 256

func (g *grants) init(l store.Limits) {
	g.limits, g.hot.most = l, hotWeight
	g.byID, g.byKey, g.byUser = map[string]*grantEntry{}, map[tenant.GrantKey]*grantEntry{}, map[string][]*grantEntry{}
}

func (g *grants) clear() {
	g.mu.Lock()
	defer g.mu.Unlock()
	clear(g.byID)
	clear(g.byKey)
	clear(g.byUser)
	g.tokens.clear()
	g.hot.clear()
}

func (g *grants) Place(_ context.Context, h tenant.Hash) (tenant.Place, error) {
	if p, ok := g.tokens.get(h); ok {
		return p, nil
	}
	return tenant.Place{}, store.ErrNotFound
}

func (g *grants) SignIn(_ context.Context, key tenant.GrantKey, open func(*tenant.Grant) *tenant.Grant) error {
	g.signIns.Lock()
	defer g.signIns.Unlock()
	g.mu.RLock()
	current := g.byKey[key]
	g.mu.RUnlock()
	if current == nil {
		return g.add(open(nil))
	}
	opened, err := g.change(current, open)
	if err != nil {
		return err
	}
	return g.add(opened)
}

// add keeps a new grant; nil is none.
func (g *grants) add(grant *tenant.Grant) error {
	if grant == nil {
		return nil
	}
	if err := g.room(grant.CreatedAt); err != nil {
		return err
	}
	key := grant.Key
	k := &grantEntry{id: grant.ID, key: key, created: grant.CreatedAt, grant: grant}
	g.mu.Lock()
	g.byID[grant.ID], g.byKey[key] = k, k
	g.byUser[key.UserID] = append(g.byUser[key.UserID], k)
	var crowded []*grantEntry
	if len(g.byUser[key.UserID])%crowd == 0 {
		crowded = slices.Clone(g.byUser[key.UserID])
	}
	g.mu.Unlock()
	g.sweep(crowded, k.created)
	g.hot.hold(k)
	defer g.hot.release(k)
	g.index(k, grant.TakeIssued())
	return nil
}

// sweep forgets those of some grants that were followed by another of their key and have no token left. What is
// forgotten has ended: its tokens are unknown from then on, and answered alike.
func (g *grants) sweep(some []*grantEntry, now time.Time) {
	var dead []*grantEntry
	for _, k := range some {
		k.Lock()
		if grant := k.read(); grant.Opened > 0 && len(grant.Live(now)) == 0 {
			dead = append(dead, k)
		}
		k.Unlock()
	}
	g.mu.Lock()
	gone, users := map[*grantEntry]bool{}, map[string]bool{}
	for _, k := range dead {
		if g.byKey[k.key] != k {
			gone[k], users[k.key.UserID] = true, true
			delete(g.byID, k.id)
		}
	}
	for user := range users { // one pass each, however many of a user's are gone
		g.byUser[user] = slices.DeleteFunc(g.byUser[user], func(k *grantEntry) bool { return gone[k] })
	}
	g.mu.Unlock()
	if len(gone) > 0 {
		g.tokens.sweep(func(k *grantEntry, _ int) bool { return gone[k] })
	}
}

func (g *grants) kept(id string) (*grantEntry, error) {
	g.mu.RLock()
	defer g.mu.RUnlock()
	if k, ok := g.byID[id]; ok {
		return k, nil
	}
	return nil, store.ErrNotFound
}

func (g *grants) Look(_ context.Context, id string, look func(*tenant.Grant)) error {
	k, err := g.kept(id)
	if err != nil {
		return err
	}
	g.hot.hold(k)
	defer g.hot.release(k)
	look(k.grant)
	return nil
}

func (g *grants) UpdateGrant(_ context.Context, id string, change func(*tenant.Grant)) error {
	k, err := g.kept(id)
	if err != nil {
		return err
	}
	_, err = g.change(k, func(grant *tenant.Grant) *tenant.Grant {
		change(grant)
		return grant
	})
	return err
}

func (g *grants) Each(_ context.Context, s tenant.Selector, look func(*tenant.Grant)) error {
	for _, k := range g.candidates(s) {
		if !s.PicksKey(k.key) {
			continue
		}
		k.Lock()
		look(k.read())
		k.Unlock()
	}
	return nil
}

// candidates narrows by user, which nearly every selection names, and puts the oldest first. What it sorts by never
// changes.
func (g *grants) candidates(s tenant.Selector) []*grantEntry {
	g.mu.RLock()
	out := slices.Clone(g.byUser[s.UserID])
	if s.UserID == "" {
		out = slices.Collect(maps.Values(g.byID))
	}
	g.mu.RUnlock()
	slices.SortFunc(out, func(a, b *grantEntry) int {
		return cmp.Or(a.created.Compare(b.created), cmp.Compare(a.id, b.id))
	})
	return out
}
