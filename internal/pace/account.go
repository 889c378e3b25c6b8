package pace

import (
	"context"
	"slices"
	"time"
)

// LookAfter is how many requests after an act need not wait. The effect of an act is looked at at once: a later look would miss an
// effect that comes late.
const LookAfter = 8

// reserveOfAnAct is how many kept requests are left that an act can do with.
const reserveOfAnAct = 3

// Kind says what part of a scenario a request belongs to.
type Kind int

// The kinds of requests. A set-up reserves nothing, and uses nothing that is reserved: that is for the look after an act.
const (
	Look Kind = iota
	SetUp
	Act
)

// Account is what one session may still send without waiting. It is guarded by the pacer's lock.
type Account struct {
	Rereads bool // the tenant setting, after an act

	pacer    *Pacer
	reserves map[*api]*reserve
}

// Account opens one.
func (p *Pacer) Account() *Account { return &Account{pacer: p, reserves: map[*api]*reserve{}} }

// reserve counts the requests that may be sent to an API, and those among them that have waited for the file's limits.
type reserve struct{ left, paid int }

// Permit waits until the session may send n messages to a URL, at once; it is nil where nothing limits them. Before an act, room for
// the look after it is reserved as well, so that no waiting comes between the two.
func (o *Account) Permit(ctx context.Context, kind Kind, target string, n int) (*Permit, error) {
	pacer := o.pacer
	permit := pacer.permitFor(target, pacer.whose(ctx, target))
	if permit == nil {
		return nil, ctx.Err()
	}
	if kind != SetUp && !pacer.usedUp(permit) { // what is reserved is nobody's own
		if unpaid, ok := pacer.use(o.reserves, permit, kind, n); ok {
			return permit, pacer.waitByFile(ctx, permit.api.name, permit.api.files, unpaid)
		}
	}
	o.Release()                           // who waits reserves nothing that others wait for
	if kind == Act && permit.user == "" { // nobody looks at what a sign-in did
		if err := o.reserveForLook(ctx, permit, n); err != nil {
			return nil, err
		}
		return permit, nil
	}
	return permit, pacer.take(ctx, permit, n, 0)
}

// reserveForLook reserves room for an act, and for the look after it: at the token endpoint, and, where the setting is leased, at the
// Management API, which then tells it once more; after an exchange it is not asked. Everybody takes room at the Management API
// first, so that no two wait for what the other has reserved.
func (o *Account) reserveForLook(ctx context.Context, act *Permit, n int) error {
	pacer := o.pacer
	wanted := map[*Permit]int{act: n}
	order := []*Permit{act}
	want := func(p *Permit, n int) {
		switch {
		case p == nil:
		case p.api == act.api:
			wanted[act] += n
		case p.api.name == managementName:
			wanted[p], order = n, slices.Insert(order, 0, p)
		default:
			wanted[p], order = n, append(order, p)
		}
	}
	token := pacer.permitFor(pacer.endpoints.Token, "")
	want(token, LookAfter)
	if o.Rereads && (token == nil || act.endpoint != token.endpoint) {
		want(pacer.permitFor(pacer.management, ""), 1)
	}
	for _, p := range order {
		if err := pacer.take(ctx, p, 0, wanted[p]); err != nil {
			return err
		}
		o.reserve(p.api, wanted[p])
	}
	unpaid, ok := pacer.use(o.reserves, act, Look, n)
	if !ok { // a 429 came in between
		o.Release()
		return pacer.take(ctx, act, n, 0)
	}
	return pacer.waitByFile(ctx, act.api.name, act.api.files, unpaid)
}

// reserve notes what was taken for the session.
func (o *Account) reserve(a *api, n int) {
	pacer := o.pacer
	pacer.mu.Lock()
	defer pacer.mu.Unlock()
	if k := o.reserves[a]; k != nil {
		k.left, k.paid = k.left+n, k.paid+a.ahead(n)
	} else if n > 0 {
		o.reserves[a] = &reserve{n, a.ahead(n)}
	}
}

// whose names the user against whose own limit a request counts: who signs in, or whose claims are asked for (Auth0 limits
// /userinfo for each user). "" is nobody.
func (p *Pacer) whose(ctx context.Context, target string) string {
	if who := whoSignsIn(ctx); who != "" {
		return who
	}
	if userinfo := p.endpoints.Userinfo; userinfo != "" && target == userinfo {
		return "userinfo"
	}
	return ""
}

// use sends from the reserve, where it is large enough. unpaid of the requests have not waited for the file's limits.
func (p *Pacer) use(reserves map[*api]*reserve, permit *Permit, kind Kind, n int) (unpaid int, ok bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	need := n
	if kind == Act {
		need += reserveOfAnAct
	}
	has := reserves[permit.api]
	if has == nil || has.left < need || permit.api.isHeld(p.Now()) {
		return 0, false
	}
	paid := min(n, has.paid)
	has.left, has.paid = has.left-n, has.paid-paid
	permit.api.reserved -= n
	permit.api.send(permit, n)
	return n - paid, true
}

// usedUp says whether the one whose request it is must wait for a limit of his own.
func (p *Pacer) usedUp(permit *Permit) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return permit.ownWait(p.Now()) > 0
}

// isHeld says whether a 429 asked to wait still.
func (a *api) isHeld(now time.Time) bool {
	w := a.windows[anyRequest]
	return w != nil && now.Before(w.resets)
}

// Reserved is how many requests all sessions together have reserved.
func (p *Pacer) Reserved() (n int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, a := range p.apis {
		n += a.reserved
	}
	return n
}

// Release gives back what was reserved.
func (o *Account) Release() {
	o.pacer.mu.Lock()
	defer o.pacer.mu.Unlock()
	for a, has := range o.reserves {
		if delete(o.reserves, a); has.left > 0 {
			a.reserved -= has.left
			a.change()
		}
	}
}

// PermitTogether waits until the session may send a message to each URL, all at once.
func (o *Account) PermitTogether(ctx context.Context, kind Kind, targets []string) ([]*Permit, error) {
	permits := make([]*Permit, len(targets))
	groups := map[*api][]string{}
	var order []*api
	for i, target := range targets {
		permit := o.pacer.permitFor(target, o.pacer.whose(ctx, target))
		if permits[i] = permit; permit == nil {
			continue
		}
		if groups[permit.api] == nil {
			order = append(order, permit.api)
		}
		groups[permit.api] = append(groups[permit.api], target)
	}
	for _, a := range order {
		if _, err := o.Permit(ctx, kind, groups[a][0], len(groups[a])); err != nil {
			return nil, err
		}
	}
	return permits, nil
}
