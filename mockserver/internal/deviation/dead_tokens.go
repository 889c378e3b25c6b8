package deviation

import (
	"sync"
	"time"

	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

// deadTokens are about tokens that died otherwise than by their revocation.
func deadTokens() []Deviation {
	return []Deviation{
		{Name: "expired-token-is-an-error", Rule: "REV-55", Dialects: bothDialects,
			Sentence: "Revoking a token that has expired is answered with 400.",
			Apply:    refusingKind(tenant.KindExpired, badRequest("invalid_grant", "The token has expired"))},
		{Name: "reused-family-is-an-error", Rule: "REV-55", Dialects: bothDialects,
			Sentence: "Revoking a token whose family was ended by a reuse is answered with 400.",
			Apply:    refusingEnded(func(p *tenant.Policy) *func(*tenant.Ending) { return &p.Rotation.Breach })},
		{Name: "token-of-a-deleted-grant-is-an-error", Rule: "REV-55", Dialects: onlyAuth0,
			Sentence: "Revoking a token whose grant was deleted is answered with 400.",
			Apply:    refusingEnded(func(p *tenant.Policy) *func(*tenant.Ending) { return &p.Grants.Delete })},
		{Name: "token-of-an-unlinked-device-is-an-error", Rule: "REV-55", Dialects: onlyAuth0,
			Sentence: "Revoking a token whose device was unlinked is answered with 400.",
			Apply:    refusingEnded(func(p *tenant.Policy) *func(*tenant.Ending) { return &p.Devices.End })},
		{Name: "token-of-a-deleted-user-is-an-error", Rule: "REV-55", Dialects: onlyAuth0,
			Sentence: "Revoking a token whose user was deleted is answered with 400.",
			Apply:    refusingEnded(func(p *tenant.Policy) *func(*tenant.Ending) { return &p.Users.Deleted })},
		{Name: "dead-token-takes-later-sign-ins", Rule: "REV-55", Dialects: bothDialects,
			Sentence: "The second revocation of a token ends all that its user has opened at the application.",
			Follows: map[string]string{
				"GRT-06": "a token is revoked twice there too, and a sibling looked at",
				"GRT-12": "a token is revoked twice there too, and another authorization looked at",
			},
			Apply: allOf(decidingRevocation(func(r tenant.Revocation) bool { return r.Kind == tenant.KindEnded && !r.Foreign }, true, nil),
				changingEnd(func(e *tenant.Ending, before func(*tenant.Ending)) {
					dead := e.Grant.Ended.Done || e.Family != nil && e.Family.Ended.Cause == tenant.CauseRevocation
					if before(e); dead {
						endingOthers(sameUserAndClient)(e)
					}
				}))},
		{Name: "spent-token-introspects-active", Rule: "REV-56", Dialects: onlyRFC,
			Sentence: "A spent refresh token introspects as active.",
			Apply:    introspectingAsActive(tenant.KindSpent)},
		{Name: "expired-token-introspects-active", Rule: "REV-56", Dialects: onlyRFC,
			Sentence: "An expired refresh token introspects as active.",
			Apply:    introspectingAsActive(tenant.KindExpired)},
		{Name: "expired-token-is-an-invalid-token", Rule: "REV-31", Dialects: onlyRFC,
			Sentence: "The exchange of an expired token is refused with invalid_token.",
			Apply:    changingRefusalOf(isExpired, func(e *tenant.Error) { e.Code = "invalid_token" })},
		{Name: "expired-token-is-400", Rule: "REV-30", Dialects: onlyAuth0,
			Sentence: "The exchange of an expired token is refused with 400.",
			Apply:    changingRefusalOf(isExpired, func(e *tenant.Error) { e.Status = 400 })},
		{Name: "reused-family-is-denied", Rule: "REV-31", Dialects: onlyRFC,
			Sentence: "The exchange of a token whose family was ended by a reuse is refused with access_denied.",
			Apply:    changingRefusalOf(isOfReusedFamily, func(e *tenant.Error) { e.Code = "access_denied" })},
		{Name: "reused-family-says-so", Rule: "REV-30", Dialects: onlyAuth0,
			Sentence: "The exchange of a token whose family was ended by a reuse is refused in words of its own.",
			Apply:    changingRefusalOf(isOfReusedFamily, func(e *tenant.Error) { e.Description = "Refresh token reuse was detected." })},
		{Name: "expired-access-token-is-an-error", Rule: "REV-38", Dialects: onlyRFC,
			Sentence: "Revoking an access token that has expired is answered with 400.",
			Apply:    refusingExpiredAccess},
		{Name: "expired-access-token-is-not-tolerated", Rule: "REV-24", Dialects: onlyAuth0,
			Sentence: "Revoking an access token that has expired is answered with 400.",
			Apply:    refusingExpiredAccess},
		{Name: "spent-token-works-after-its-access-token", Rule: "ROT-02", Dialects: bothDialects,
			Sentence: "A token just exchanged works again once the access token of the exchange has expired.",
			Apply:    reactingTo(spentFor(time.Hour), tenant.Reaction{Accept: true, Issue: true})},
		{Name: "reuse-is-forgotten-with-the-access-token", Rule: "ROT-03", Dialects: bothDialects,
			Sentence: "The reuse of a token is refused, and that is all, once the access token of the exchange has expired.",
			Apply:    overlookingReuse(spentFor(time.Hour))},
	}
}

// spentFor is the reuse of the previous token after that time.
func spentFor(d time.Duration) func(tenant.Reuse) bool {
	return func(u tenant.Reuse) bool {
		return u.Previous && u.Leeway == 0 && !u.SpentAt.IsZero() && u.Now.Sub(u.SpentAt) > d
	}
}

// refusingEnded refuses the revocation of a token of a family, or of a grant, that was ended by that decision.
func refusingEnded(by func(*tenant.Policy) *func(*tenant.Ending)) change {
	var ended sync.Map // grant, or grant and family -> struct{}
	return allOf(ending(by, also(func(e *tenant.Ending) {
		if e.Family == nil {
			ended.Store(e.Grant.ID, struct{}{})
			return
		}
		ended.Store(e.Grant.ID+" "+e.Family.ID, struct{}{})
	})), decidingRevocation(func(r tenant.Revocation) bool {
		_, grant := ended.Load(r.Place.Grant)
		_, family := ended.Load(r.Place.Grant + " " + r.Place.Family)
		return !r.Foreign && (grant || family)
	}, false, badRequest("invalid_grant", "The token was ended before")))
}

// introspectingAsActive says of tokens of that kind that they are active.
func introspectingAsActive(kind tenant.Kind) change {
	return func(p *tenant.Policy) {
		before := p.Introspection.Answer
		p.Introspection.Answer = func(k tenant.Kind, truth map[string]any) map[string]any {
			if k == kind {
				return map[string]any{"active": true}
			}
			return before(k, truth)
		}
	}
}

func isExpired(x tenant.Exchange) bool { return x.Kind == tenant.KindExpired }

func isOfReusedFamily(x tenant.Exchange) bool {
	return x.Kind == tenant.KindEnded && x.Family != nil && x.Family.Ended.Cause == tenant.CauseReuse
}

// refusingExpiredAccess refuses what looks like an access token, and is none any more.
func refusingExpiredAccess(p *tenant.Policy) {
	decidingRevocation(func(r tenant.Revocation) bool {
		return r.Kind == tenant.KindUnknown && tenant.LooksLikeAccess(r.Request.Params.Get("token"))
	}, false, badRequest("invalid_grant", "The access token has expired"))(p)
}
