package deviation

import (
	"slices"
	"sync"
	"time"

	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

const noteRevives = "a sign-in brings it back"

// grants are the deviations from GRT.
func grants() []Deviation {
	return []Deviation{
		{Name: "setting-on-spares-siblings-of-public-applications", Rule: "GRT-01", Dialects: onlyAuth0,
			Sentence: "With the setting on, a public application's revocation ends only the token itself.",
			Apply: settingOn(instead(endingFamilyAlone, func(e *tenant.Ending) bool {
				return e.Revocation.Client != nil && e.Revocation.Client.Public()
			}))},
		{Name: "setting-on-keeps-the-grant", Rule: "GRT-02", Dialects: onlyAuth0,
			Sentence: "With the setting on, all tokens of the grant end, but it stays listed.",
			Follows:  map[string]string{"DSH-01": "the Dashboard goes on listing the application, too"},
			Apply:    settingOn(instead((*tenant.Ending).EndFamilies, nil))},
		{Name: "setting-on-ends-all-audiences", Rule: "GRT-03", Dialects: onlyAuth0,
			Sentence: "With the setting on, the user's tokens at the application end for every audience.",
			Apply:    settingOn(alsoEnding(sameUserAndClient))},
		{Name: "setting-on-ends-all-applications", Rule: "GRT-04", Dialects: onlyAuth0,
			Sentence: "With the setting on, the user's tokens for the audience end at every application.",
			Apply: settingOn(alsoEnding(func(k tenant.GrantKey) tenant.Selector {
				return tenant.Selector{UserID: k.UserID, Audience: k.Audience}
			}))},
		{Name: "setting-on-ends-all-users", Rule: "GRT-05", Dialects: onlyAuth0,
			Sentence: "With the setting on, the tokens of every user at the application end.",
			Apply:    settingOn(alsoEnding(sameClientAndAudience))},
		{Name: "setting-off-ends-siblings", Rule: "GRT-06", Dialects: onlyAuth0,
			Sentence: "With the setting off, all tokens of the grant end.",
			Follows: map[string]string{
				"SET-01": "that siblings live is how the setting, switched off, is seen to govern",
				"ROT-15": "the token that is revoked beside the 200 takes them along",
				"DFL-04": "the other devices are siblings",
				"SET-03": "that siblings live is how a setting that starts off is seen to govern",
				"DSH-03": "that siblings live is how the toggle, switched off, is seen to govern",
			},
			Apply: settingOff(instead((*tenant.Ending).EndFamilies, nil))},
		{Name: "setting-off-drops-the-grant", Rule: "GRT-07", Dialects: onlyAuth0,
			Sentence: "With the setting off, the grant is no longer listed, though other tokens of it live.",
			Follows:  map[string]string{"DSH-01": "nor does the Dashboard list the application"},
			Apply:    settingOff(also(withdrawing))},
		{Name: "deleted-grant-leaves-the-oldest-token", Rule: "GRT-08", Dialects: onlyAuth0,
			Sentence: "Deleting a grant with several tokens leaves the oldest of them.",
			Follows:  map[string]string{"PRP-06": "the grant that is deleted there has several tokens"},
			Apply: changingGrantDeletion(tenant.CauseGrant, instead(func(e *tenant.Ending) {
				e.Grant.Withdrawn = true
				for _, e.Family = range e.Grant.Families[1:] {
					e.EndFamily()
				}
			}, hasSeveralTokens))},
		{Name: "deleted-grant-takes-the-others", Rule: "GRT-09", Dialects: onlyAuth0,
			Sentence: "Deleting one grant deletes all grants of its user.",
			Apply:    changingGrantDeletion(tenant.CauseGrant, alsoEnding(func(k tenant.GrantKey) tenant.Selector { return tenant.Selector{UserID: k.UserID} }))},
		{Name: "newest-grant-survives", Rule: "GRT-10", Dialects: onlyAuth0,
			Sentence: "Deleting all grants of a user leaves the newest of several.",
			Apply: func(p *tenant.Policy) {
				p.Grants.OfUser = func(all []*tenant.Grant) []*tenant.Grant { return all[:max(len(all)-1, min(len(all), 1))] }
			}},
		{Name: "sign-in-revives-the-grant", Rule: "GRT-11", Dialects: onlyAuth0,
			Sentence: "Signing in after a grant with one token was deleted brings the old grant back, and its token with it.",
			Follows:  map[string]string{"GRT-08": "what the deletion killed comes back with the control's sign-in"},
			Apply: allOf(changingGrantDeletion(tenant.CauseGrant, func(e *tenant.Ending, before func(*tenant.Ending)) {
				one := len(e.Grant.Live(e.Now)) == 1
				if before(e); one {
					e.Grant.Note = noteRevives
				}
			}), func(p *tenant.Policy) {
				before := p.SignIn.Continue
				p.SignIn.Continue = func(g *tenant.Grant, now time.Time) bool {
					if g.Note == noteRevives {
						g.Note, g.Ended = "", tenant.End{}
					}
					return before(g, now)
				}
			})},
		{Name: "revocation-takes-other-sign-ins", Rule: "GRT-12", Dialects: onlyRFC,
			Sentence: "Revoking a refresh token ends the user's other sign-ins at the client.",
			Apply:    changingEnd(alsoEnding(sameUserAndClient))},
		{Name: "revocation-takes-other-users", Rule: "GRT-13", Dialects: onlyRFC,
			Sentence: "Revoking a refresh token ends those of other users of the client.",
			Apply:    changingEnd(alsoEnding(otherUsersOfClient))},
	}
}

// reachOfRevocation are deviations from GRT in how far a revocation, or the deletion of a grant, reaches.
func reachOfRevocation() []Deviation {
	return []Deviation{
		{Name: "setting-on-spares-unused-siblings", Rule: "GRT-01", Dialects: onlyAuth0,
			Sentence: "With the setting on, siblings that were never exchanged live on.",
			Apply:    settingOn(endingAllBut(func(_ *tenant.Ending, f *tenant.Family, _ int) bool { return f.Exchanged.IsZero() }))},
		{Name: "setting-on-ends-two-siblings", Rule: "GRT-01", Dialects: onlyAuth0,
			Sentence: "With the setting on, the two oldest siblings end, and no other.",
			Apply:    settingOn(endingAllBut(func(_ *tenant.Ending, _ *tenant.Family, older int) bool { return older >= 2 }))},
		{Name: "setting-on-ends-a-page-of-siblings", Rule: "GRT-01", Dialects: onlyAuth0,
			Sentence: "With the setting on, the fifty oldest siblings end, and no other.",
			Apply:    settingOn(endingAllBut(func(_ *tenant.Ending, _ *tenant.Family, older int) bool { return older >= 50 }))},
		{Name: "setting-on-ends-one-grant-only", Rule: "GRT-01", Dialects: onlyAuth0,
			Sentence: "With the setting on, only a user's first revocation takes siblings along.",
			Apply:    func(p *tenant.Policy) { settingOn(instead(endingFamilyAlone, notTheFirstOfUser()))(p) }},
		{Name: "setting-on-spares-old-siblings", Rule: "GRT-01", Dialects: onlyAuth0,
			Sentence: "With the setting on, siblings that are older than a day live on.",
			Apply:    settingOn(endingAllBut(func(e *tenant.Ending, f *tenant.Family, _ int) bool { return e.Now.Sub(f.CreatedAt) > 24*time.Hour }))},
		{Name: "setting-on-spares-siblings-of-hinted-tokens", Rule: "GRT-01", Dialects: onlyAuth0,
			Sentence: "With the setting on, a revocation with a token_type_hint ends only the token itself.",
			Apply:    settingOn(instead(endingFamilyAlone, func(e *tenant.Ending) bool { return e.Revocation.Request.Params.Has("token_type_hint") }))},
		{Name: "setting-on-ends-other-users-later", Rule: "GRT-05", Dialects: onlyAuth0,
			Sentence: "With the setting on, other users' tokens of the application end half a minute later.",
			Apply: settingOn(also(func(e *tenant.Ending) {
				others := otherUsersOfClient(e.Grant.Key)
				others.Why = tenant.End{From: e.Now.Add(30 * time.Second)}
				e.Others = append(e.Others, others)
			}))},
		{Name: "siblings-come-back", Rule: "GRT-01", Dialects: onlyAuth0,
			Sentence: "With the setting on, siblings are refused for half a minute, and work again afterwards.",
			Apply: acceptingExchange(func(x tenant.Exchange) bool {
				ended := x.Grant != nil && x.Grant.Ended.Done && x.Grant.Ended.Cause == tenant.CauseRevocation
				return ended && x.Family != nil && x.Grant.Ended.By.Family != x.Family.ID && x.Now.Sub(x.Grant.Ended.At) > 30*time.Second
			})},
		{Name: "setting-on-keeps-a-grant-with-several-tokens", Rule: "GRT-02", Dialects: onlyAuth0,
			Sentence: "With the setting on, a grant that holds several tokens stays listed when they end.",
			Apply:    settingOn(instead((*tenant.Ending).EndFamilies, hasSeveralTokens))},
		{Name: "setting-on-hides-the-grant-for-another-audience", Rule: "GRT-03", Dialects: onlyAuth0,
			Sentence: "With the setting on, no grant of the user to the application is listed any more, whatever the audience; tokens for others live.",
			Apply:    hidingOtherAudiences},
		{Name: "setting-off-ends-siblings-later", Rule: "GRT-06", Dialects: onlyAuth0,
			Sentence: "With the setting off, all tokens of the grant end half a minute after the revocation.",
			Apply:    settingOff(also(endingGrantLater))},
		{Name: "setting-off-ends-siblings-at-the-second-time", Rule: "GRT-06", Dialects: onlyAuth0,
			Sentence: "With the setting off, the second revocation on a grant ends all its tokens.",
			Apply: settingOff(also(func(e *tenant.Ending) {
				ended := slices.DeleteFunc(slices.Clone(e.Grant.Families), func(f *tenant.Family) bool { return !f.Ended.Done })
				if len(ended) > 1 {
					e.EndFamilies()
				}
			}))},
		{Name: "setting-off-ends-other-users", Rule: "GRT-06", Dialects: onlyAuth0,
			Sentence: "With the setting off, a revocation ends the tokens of all other users of the application.",
			Apply:    settingOff(alsoEnding(otherUsersOfClient))},
		{Name: "setting-off-drops-the-grant-of-rotating-tokens", Rule: "GRT-07", Dialects: onlyAuth0,
			Sentence: "With the setting off, the grant is no longer listed once a rotating token of it was revoked.",
			Apply:    settingOff(where(rotates, also(withdrawing)))},
		{Name: "deleted-grant-leaves-unused-tokens", Rule: "GRT-08", Dialects: onlyAuth0,
			Sentence: "Deleting a grant ends the tokens that were exchanged, and leaves the others.",
			Apply:    changingGrantDeletion(tenant.CauseGrant, endingAllBut(func(_ *tenant.Ending, f *tenant.Family, _ int) bool { return f.Exchanged.IsZero() }))},
		{Name: "deleted-grant-stays-listed", Rule: "GRT-08", Dialects: onlyAuth0,
			Sentence: "Deleting a grant ends its tokens, and leaves it on the list.",
			Follows:  map[string]string{"DSH-01": "the Dashboard goes on listing the application, too"},
			Apply:    changingGrantDeletion(tenant.CauseGrant, instead((*tenant.Ending).EndFamilies, nil))},
		{Name: "deleted-grant-takes-other-users", Rule: "GRT-09", Dialects: onlyAuth0,
			Sentence: "Deleting one grant ends those of all users to the application, for that audience.",
			Apply:    changingGrantDeletion(tenant.CauseGrant, alsoEnding(sameClientAndAudience))},
		{Name: "grants-with-rotating-tokens-survive", Rule: "GRT-10", Dialects: onlyAuth0,
			Sentence: "Deleting all grants of a user leaves those whose tokens rotate.",
			Apply: func(p *tenant.Policy) {
				before := p.Grants.OfUser
				p.Grants.OfUser = func(all []*tenant.Grant) []*tenant.Grant {
					return slices.DeleteFunc(before(all), func(g *tenant.Grant) bool {
						return slices.ContainsFunc(g.Families, func(f *tenant.Family) bool { return f.Rotating })
					})
				}
			}},
		{Name: "grants-of-a-user-stay-listed", Rule: "GRT-10", Dialects: onlyAuth0,
			Sentence: "Deleting all grants of a user ends their tokens, and leaves them on the list.",
			Follows:  map[string]string{"DSH-01": "the Dashboard goes on listing the applications, too"},
			Apply:    changingGrantDeletion(tenant.CauseUserGrants, instead((*tenant.Ending).EndFamilies, nil))},
	}
}

// endingAllBut ends a grant but for those families that are spared, which are told by how many older siblings they have. The
// one whose token was presented is no sibling.
func endingAllBut(spares func(e *tenant.Ending, f *tenant.Family, older int) bool) func(*tenant.Ending, func(*tenant.Ending)) {
	return func(e *tenant.Ending, before func(*tenant.Ending)) {
		var ends []*tenant.Family
		presented, siblings := e.Family, 0
		for _, f := range e.Grant.Families {
			if f == presented {
				ends = append(ends, f)
				continue
			}
			if !spares(e, f, siblings) {
				ends = append(ends, f)
			}
			siblings++
		}
		if len(ends) == len(e.Grant.Families) {
			before(e)
			return
		}
		e.Grant.Withdrawn = true
		for _, e.Family = range ends {
			e.EndFamily()
		}
		e.Family = presented
	}
}

// notTheFirstOfUser says whether another grant of the user was the first that it was asked about.
func notTheFirstOfUser() func(*tenant.Ending) bool {
	var first sync.Map // user id -> grant id
	return func(e *tenant.Ending) bool {
		id, _ := first.LoadOrStore(e.Grant.Key.UserID, e.Grant.ID)
		return id != e.Grant.ID
	}
}

// hidingOtherAudiences remembers whose grants to which application are no longer shown.
func hidingOtherAudiences(p *tenant.Policy) {
	var hidden sync.Map // tenant.GrantKey without audience -> the audience that was revoked for
	settingOn(also(func(e *tenant.Ending) {
		hidden.Store(tenant.GrantKey{UserID: e.Grant.Key.UserID, ClientID: e.Grant.Key.ClientID}, e.Grant.Key.Audience)
	}))(p)
	before := p.Grants.Listed
	p.Grants.Listed = func(g *tenant.Grant, now time.Time) bool {
		audience, is := hidden.Load(tenant.GrantKey{UserID: g.Key.UserID, ClientID: g.Key.ClientID})
		return before(g, now) && (!is || audience == g.Key.Audience)
	}
}
