package deviation

import (
	"time"

	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

// graces are about the branches that a leeway leaves, and about its end where no vendor says how long it is.
func graces() []Deviation {
	return []Deviation{
		{Name: "revocation-spares-the-other-branch", Rule: "REV-29", Dialects: bothDialects,
			Sentence: "Of two tokens that one was exchanged for within its leeway, only the one that is presented is revoked.",
			Follows:  map[string]string{"REV-39": "it is the same rule, for another profile"},
			Apply:    changingEnd(instead((*tenant.Ending).EndToken, branched))},
		{Name: "revocation-spares-the-predecessor-in-its-leeway", Rule: "REV-29", Dialects: bothDialects,
			Sentence: "A token that was exchanged for a revoked one works on within its leeway.",
			Follows:  map[string]string{"REV-39": "it is the same rule, for another profile"},
			Apply: changingEnd(instead((*tenant.Ending).EndToken, func(e *tenant.Ending) bool {
				return e.Revocation.Client != nil && e.Revocation.Client.RefreshTokens.Leeway > 0 && e.Place.Generation > 0 && !branched(e) && !whileOn(e)
			}))},
		{Name: "revocation-spares-the-branch-that-began-earlier", Rule: "REV-29", Dialects: bothDialects,
			Sentence: "Of two branches that a leeway left, the revocation of a token that was exchanged further ends its own branch alone.",
			Follows:  map[string]string{"REV-39": "it is the same rule, for another profile"},
			Apply:    changingEnd(instead((*tenant.Ending).EndToken, func(e *tenant.Ending) bool { return branched(e) && e.Place.Generation >= 3 }))},
		{Name: "grace-never-ends", Rule: "ROT-25", Dialects: onlyRFC,
			Sentence: "The previous token works long after the leeway.",
			Apply:    changingLeeway(func(d time.Duration) time.Duration { return 1000 * d })},
		{Name: "grace-spares-the-one-before", Rule: "ROT-25", Dialects: onlyRFC,
			Sentence: "Within the leeway each token of the family works, and not the previous one alone.",
			Apply: changingReuse(func(u tenant.Reuse, before tenant.Reaction) tenant.Reaction {
				if u.Leeway > 0 && u.Now.Sub(u.Family.Exchanged) < u.Leeway {
					return tenant.Reaction{Accept: true, Issue: true}
				}
				return before
			})},
		{Name: "reuse-after-a-grace-is-overlooked", Rule: "ROT-25", Dialects: onlyRFC,
			Sentence: "The previous token is refused after its leeway, and that is all.",
			Apply: changingReuse(func(u tenant.Reuse, before tenant.Reaction) tenant.Reaction {
				if u.Leeway > 0 && u.Previous && before.Breach {
					return tenant.Reaction{}
				}
				return before
			})},
		{Name: "reuse-spares-the-previous-token-in-its-grace", Rule: "ROT-25", Dialects: onlyRFC,
			Sentence: "A reuse ends a family, and the token before its newest works on within the leeway.",
			Apply:    sparingPrevious(func(_ *tenant.Grant, f *tenant.Family) bool { return f.Ended.Cause == tenant.CauseReuse })},
		{Name: "reuse-spares-the-previous-token-in-its-leeway", Rule: "ROT-07", Dialects: onlyAuth0,
			Sentence: "A reuse ends a family, and the token before its newest works on within the leeway.",
			Apply:    sparingPrevious(func(_ *tenant.Grant, f *tenant.Family) bool { return f.Ended.Cause == tenant.CauseReuse })},
		{Name: "deleted-grant-spares-the-previous-token-in-its-leeway", Rule: "GRT-08", Dialects: onlyAuth0,
			Sentence: "Deleting a grant ends its tokens, and the one before the newest works on within its leeway.",
			Apply:    sparingPrevious(func(g *tenant.Grant, _ *tenant.Family) bool { return g.Ended.Cause == tenant.CauseGrant })},
		{Name: "setting-on-spares-a-siblings-previous-token-in-its-leeway", Rule: "GRT-01", Dialects: onlyAuth0,
			Sentence: "With the setting on, another sign-in's newest token ends, and the one before it works on within its leeway.",
			Apply: sparingPrevious(func(g *tenant.Grant, f *tenant.Family) bool {
				return g.Ended.Cause == tenant.CauseRevocation && g.Ended.By.Family != f.ID
			})},
		{Name: "log-out-everywhere-spares-the-previous-token-in-its-leeway", Rule: "HKS-05", Dialects: onlyRFC,
			Sentence: "Logging a user out everywhere ends the newest refresh token, and the one before it works on within its leeway.",
			Apply:    sparingPrevious(func(g *tenant.Grant, _ *tenant.Family) bool { return g.Ended.Cause == tenant.CauseLogout })},
		{Name: "unlinking-spares-the-previous-token-in-its-leeway", Rule: "DEV-04", Dialects: onlyAuth0,
			Sentence: "Unlinking a device ends its token, and the one before it works on within its leeway.",
			Apply: sparingPrevious(func(g *tenant.Grant, f *tenant.Family) bool {
				return !g.Ended.Done && f.Ended.Cause == tenant.CauseDevice
			})},
	}
}

// sparingPrevious accepts the token before the newest within its leeway, although its family or grant has ended so.
func sparingPrevious(ended func(*tenant.Grant, *tenant.Family) bool) change {
	return acceptingExchange(func(x tenant.Exchange) bool {
		f := x.Family
		return x.Kind == tenant.KindEnded && f != nil && ended(x.Grant, f) && x.Place.Generation == f.Generation-1 && x.Now.Sub(f.Exchanged) < clientLeeway(x)
	})
}

// branched says that the token's predecessor was exchanged twice.
func branched(e *tenant.Ending) bool {
	return e.Family != nil && e.Family.Serials-1 > e.Family.Generation && !whileOn(e)
}
