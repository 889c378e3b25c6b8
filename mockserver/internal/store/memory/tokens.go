package memory

import (
	"time"

	"github.com/revokespec/revokespec/mockserver/internal/store"
	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

// index makes tokens findable.
func (g *grants) index(k *grantEntry, issued []tenant.Issued) {
	for _, i := range issued {
		g.tokens.put(i.Hash, k, i.Place)
	}
}

func (g *grants) full() bool { return g.tokens.len() >= g.limits.RefreshTokens }

// room is ErrFull where there is none for a new grant, even without what is dead.
func (g *grants) room(now time.Time) error {
	crowded := func() bool {
		g.mu.RLock()
		defer g.mu.RUnlock()
		return g.full() || len(g.byID) >= g.limits.Grants
	}
	if crowded() {
		g.forget(now)
	}
	if crowded() {
		return store.ErrFull
	}
	return nil
}

// change runs a change of a grant, which may return another one in its place; that is not added. It is ErrFull where the change issues
// tokens and there is no room for them, even without those that are dead.
func (g *grants) change(k *grantEntry, change func(*tenant.Grant) *tenant.Grant) (opened *tenant.Grant, err error) {
	opened, refused := g.try(k, change)
	if len(refused) > 0 {
		g.forget(refused[0].At)
		opened, refused = g.try(k, change)
	}
	if len(refused) > 0 {
		return nil, store.ErrFull
	}
	return opened, nil
}

// try makes the change where there is room, and else on a copy, which is kept only if it issues nothing: an end needs no room.
func (g *grants) try(k *grantEntry, change func(*tenant.Grant) *tenant.Grant) (opened *tenant.Grant, refused []tenant.Issued) {
	g.hot.hold(k)
	defer g.hot.release(k)
	grant := k.grant
	if g.full() {
		grant = grant.Clone()
	}
	if opened = change(grant); opened != grant {
		return opened, nil
	}
	issued := grant.TakeIssued()
	if grant != k.grant && len(issued) > 0 {
		return nil, issued
	}
	k.grant = grant
	g.index(k, issued)
	return nil, nil
}

// forget drops what is dead: grants that were followed by another, sign-ins of which no token can be exchanged any more, and the
// tokens of both, of which spent ones are otherwise known for as long as their sign-in is good.
func (g *grants) forget(now time.Time) {
	type family struct {
		grant  *grantEntry
		number int
	}
	dead := map[family]bool{} // until it is seen to live; what is opened in the meantime is not among them
	g.tokens.each(func(k *grantEntry, number int) { dead[family{k, number}] = true })
	all := g.candidates(tenant.Selector{})
	g.sweep(all, now)
	for _, k := range all {
		g.hot.hold(k)
		k.grant.Forget(now)
		for _, f := range k.grant.Families {
			delete(dead, family{k, tenant.FamilyNumber(f.ID)})
		}
		g.hot.release(k)
	}
	g.tokens.sweep(func(k *grantEntry, number int) bool { return dead[family{k, number}] })
}
