package deviation

import (
	"sync"

	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

// triedByOthers are about a token that another client has tried before its owner revokes it.
func triedByOthers() []Deviation {
	return []Deviation{
		{Name: "foreign-revocation-bars-the-owners", Rule: "REV-37", Dialects: bothDialects,
			Sentence: "Once another client has tried to revoke a token, its owner's revocation is answered with 200, and lost.",
			Apply: func(p *tenant.Policy) {
				var tried sync.Map // place -> struct{}
				ignoringRevocation(func(r tenant.Revocation) bool {
					if isForeign(r) {
						tried.Store(r.Place, struct{}{})
					}
					_, was := tried.Load(r.Place)
					return was
				})(p)
			}},
		{Name: "foreign-exchange-bars-the-owners-revocation", Rule: "REV-37", Dialects: bothDialects,
			Sentence: "Once another client has tried to exchange a token, its owner's revocation is answered with 200, and lost.",
			Apply: func(p *tenant.Policy) {
				var tried sync.Map // place -> struct{}
				ending(func(p *tenant.Policy) *func(*tenant.Ending) { return &p.Exchange.Foreign }, also(func(e *tenant.Ending) {
					tried.Store(e.Place, struct{}{})
				}))(p)
				ignoringRevocation(func(r tenant.Revocation) bool { _, was := tried.Load(r.Place); return was })(p)
			}},
	}
}
