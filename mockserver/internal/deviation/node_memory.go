package deviation

import (
	"sync"
	"time"

	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

// rememberingAtNodes has a node accept for so long what it has accepted itself and was revoked elsewhere.
func rememberingAtNodes(lasts time.Duration) change {
	type known struct {
		family string
		node   int
	}
	var accepted sync.Map // known -> time.Time
	return allOf(acceptingExchange(func(x tenant.Exchange) bool {
		if !revokedElsewhere(x) {
			return false
		}
		at, ok := accepted.Load(known{x.Family.ID, x.Request.Node})
		return ok && x.Now.Sub(at.(time.Time)) < lasts
	}), func(p *tenant.Policy) {
		before := p.Exchange.Refusal
		p.Exchange.Refusal = func(x tenant.Exchange) *tenant.Error {
			e := before(x)
			if e == nil && x.Kind == tenant.KindLive && x.Request.Node != 0 {
				accepted.Store(known{x.Family.ID, x.Request.Node}, x.Now)
			}
			return e
		}
	})
}

// forgettingWhatOthersSpent exchanges at a node what was spent at another one.
func forgettingWhatOthersSpent(p *tenant.Policy) {
	var spentAt sync.Map // tenant.Place -> node
	spend := p.Rotation.Spend
	p.Rotation.Spend = func(x tenant.Exchange) bool {
		spent := spend(x)
		if spent && x.Request.Node != 0 {
			spentAt.Store(x.Place, x.Request.Node)
		}
		return spent
	}
	reactingTo(func(u tenant.Reuse) bool {
		at, known := spentAt.Load(u.Place)
		return known && u.Request.Node != 0 && at != u.Request.Node
	}, tenant.Reaction{Accept: true, Issue: true})(p)
}

// rememberingWhatItHadRead has a node go on accepting what it had in hand when it was revoked elsewhere.
func rememberingWhatItHadRead(p *tenant.Policy) {
	type stale struct {
		family string
		node   int
	}
	var known sync.Map                                                                       // stale -> true
	delayingBoth(p, 2*roundTrip, func(a tenant.Attempt) bool { return a.Request.Node != 0 }) // so that they meet on a busy machine, too
	p.Rotation.Pause = func() { time.Sleep(3 * roundTrip) }
	missingAtNodes(revokedElsewhere, func(x tenant.Exchange, e tenant.End) bool {
		key := stale{x.Family.ID, x.Request.Node}
		if x.Request.Received.Before(e.At) {
			known.Store(key, true)
		}
		_, is := known.Load(key)
		return is
	})(p)
}

// splittingRaces has each node that a token arrives at hand out a successor which it alone knows.
func splittingRaces(p *tenant.Policy) {
	type handedOut struct {
		family string
		serial int
	}
	var at sync.Map // handedOut -> node
	p.Rotation.Pause = func() { time.Sleep(roundTrip) }
	changingReuse(func(u tenant.Reuse, before tenant.Reaction) tenant.Reaction {
		if !u.Overlaps() || u.Request.Node == 0 {
			return before
		}
		at.Store(handedOut{u.Family.ID, u.Family.Serials}, u.Request.Node)
		return tenant.Reaction{Accept: true, Issue: true}
	})(p)
	before := p.Exchange.Refusal
	p.Exchange.Refusal = func(x tenant.Exchange) *tenant.Error {
		if node, raced := at.Load(handedOut{x.Place.Family, x.Place.Serial}); raced && node != x.Request.Node {
			x.Kind = tenant.KindUnknown
		}
		return before(x)
	}
}
