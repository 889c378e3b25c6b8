package deviation

import (
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
