package deviation

import (
	"time"

	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

// rotationFamilies are about families over time: later exchanges, later reuses, the leeway's beginning and end.
func rotationFamilies() []Deviation {
	return []Deviation{
		{Name: "fifth-exchange-does-not-rotate", Rule: "ROT-01", Dialects: bothDialects,
			Sentence: "A family has five tokens, the last of which is never exchanged for another.",
			Apply:    changingIssue(func(x tenant.Exchange) bool { return x.Place.Generation < 5 || clientLeeway(x) > 0 })},
		{Name: "narrow-exchange-does-not-spend", Rule: "ROT-02", Dialects: bothDialects,
			Sentence: "A token that was exchanged for less scope can be exchanged again.",
			Apply: func(p *tenant.Policy) {
				before := p.Rotation.Spend
				p.Rotation.Spend = func(x tenant.Exchange) bool { return before(x) && (len(x.Asked) == 0 || clientLeeway(x) > 0) }
			}},
		{Name: "reuse-is-noticed-once", Rule: "ROT-03", Dialects: bothDialects,
			Sentence: "Only the first reuse by a user at an application ends a family.",
			Apply: func(p *tenant.Policy) {
				reuses := counter()
				overlookingReuse(func(u tenant.Reuse) bool {
					return reuses(u.Grant.Key.UserID+" "+u.Grant.Key.ClientID) > 1 && !u.Overlaps()
				})(p)
			}},
		{Name: "reuse-from-elsewhere-is-overlooked", Rule: "ROT-03", Dialects: bothDialects,
			Sentence: "A reuse by another user agent than the owner's is refused, and that is all.",
			Apply:    overlookingReuse(func(u tenant.Reuse) bool { return u.Request.Agent != u.Family.Device })},
		{Name: "reused-family-comes-back", Rule: "ROT-03", Dialects: bothDialects,
			Sentence: "The newest token of a family that a reuse ended works again after a week.",
			Apply: acceptingExchange(func(x tenant.Exchange) bool {
				f := x.Family
				return f != nil && x.Kind == tenant.KindEnded && f.Ended.Cause == tenant.CauseReuse && x.Place.Serial == f.Serials-1 && x.Now.Sub(f.Ended.At) > week
			})},
		{Name: "old-reuse-is-overlooked", Rule: "ROT-04", Dialects: bothDialects,
			Sentence: "The reuse of a token that was issued more than a week ago is refused, and that is all.",
			Apply:    overlookingReuse(func(u tenant.Reuse) bool { return u.Now.Sub(u.Family.CreatedAt) > week })},
		{Name: "reuse-of-what-was-spent-long-ago-is-overlooked", Rule: "ROT-04", Dialects: bothDialects,
			Sentence: "The reuse of a token that was exchanged more than six exchanges ago is refused, and that is all.",
			Apply:    overlookingReuse(func(u tenant.Reuse) bool { return u.Family.Generation-u.Place.Generation > 6 })},
		{Name: "leeway-counts-from-the-issue", Rule: "ROT-07", Dialects: onlyAuth0,
			Sentence: "The leeway of a token begins when it is issued, not when it is exchanged.",
			Follows:  map[string]string{"ROT-27": "where the token was some time old, its leeway ends before its end"},
			Apply: changingReuse(func(u tenant.Reuse, before tenant.Reaction) tenant.Reaction {
				for _, t := range u.Family.Tokens {
					if t.Serial == u.Place.Serial && before.Accept && u.Now.Sub(t.IssuedAt) >= u.Leeway {
						return tenant.Reaction{Breach: true}
					}
				}
				return before
			})},
		{Name: "leeway-is-too-short", Rule: "ROT-07", Dialects: onlyAuth0,
			Sentence: "The previous token works for a tenth of the leeway only.",
			Apply:    changingLeeway(func(d time.Duration) time.Duration { return d / 10 })},
		{Name: "leeway-works-once", Rule: "ROT-07", Dialects: onlyAuth0,
			Sentence: "The previous token works once within the leeway; then it is a reuse.",
			Apply: func(p *tenant.Policy) {
				uses := counter()
				changingReuse(func(u tenant.Reuse, before tenant.Reaction) tenant.Reaction {
					if before.Accept && uses(u.Family.ID) > 1 {
						return tenant.Reaction{Breach: true}
					}
					return before
				})(p)
			}},
		{Name: "reuse-after-a-leeway-is-overlooked", Rule: "ROT-07", Dialects: onlyAuth0,
			Sentence: "A previous token that was used within the leeway is refused after it, and that is all.",
			Apply: changingReuse(func(u tenant.Reuse, before tenant.Reaction) tenant.Reaction {
				if before.Breach && u.Leeway > 0 && u.Family.Serials-1 > u.Family.Generation {
					return tenant.Reaction{}
				}
				return before
			})},
		{Name: "leeway-begins-again", Rule: "ROT-07", Dialects: onlyAuth0,
			Sentence: "Using the previous token within the leeway begins it again.",
			Apply: func(p *tenant.Policy) {
				used := map[string]time.Time{} // the grant's lock is held
				changingReuse(func(u tenant.Reuse, before tenant.Reaction) tenant.Reaction {
					if at, ok := used[u.Family.ID]; ok && u.Previous && u.Now.Sub(at) < 2*u.Leeway {
						before = tenant.Reaction{Accept: true, Issue: true}
					}
					if before.Accept {
						used[u.Family.ID] = u.Now
					}
					return before
				})(p)
			}},
		{Name: "first-token-of-a-family-is-not-revoked", Rule: "ROT-08", Dialects: bothDialects,
			Sentence: "The revocation of a rotating token that was never exchanged does nothing.",
			Apply:    changingEnd(instead(nothing, func(e *tenant.Ending) bool { return rotates(e) && e.Place.Serial == 0 }))},
		{Name: "revocation-restores-the-first", Rule: "ROT-08", Dialects: bothDialects,
			Sentence: "Revoking the newest token of a family makes the second usable again, until the next reuse.",
			Apply: changingEnd(instead(func(e *tenant.Ending) {
				e.EndToken()
				e.Family.Restore(1, 1)
			}, func(e *tenant.Ending) bool { return rotates(e) && !whileOn(e) && e.Place.Generation >= 3 }))},
		{Name: "rotating-token-is-anybodys", Rule: "ROT-14", Dialects: onlyAuth0,
			Sentence: "A rotating token can be exchanged by any client that authenticates.",
			Apply: func(p *tenant.Policy) {
				before := p.Exchange.Owns
				p.Exchange.Owns = func(x tenant.Exchange) bool {
					return before(x) || x.Family != nil && x.Family.Rotating && !x.Client.Public()
				}
			}},
	}
}

// overlookingReuse refuses a reuse and lets the family live, on that condition, where there is no leeway.
func overlookingReuse(when func(tenant.Reuse) bool) change {
	return reactingTo(func(u tenant.Reuse) bool { return u.Leeway == 0 && when(u) }, tenant.Reaction{})
}
