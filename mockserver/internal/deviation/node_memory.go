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
