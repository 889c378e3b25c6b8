package deviation

import (
	"time"

	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

const noteRevives = "a sign-in brings it back"

// grants are the deviations from GRT.
func grants() []Deviation {
	return []Deviation{
		{
			Name: "setting-on-spares-siblings-of-public-applications", Rule: "GRT-01", Dialects: onlyAuth0,
			Sentence: "With the setting on, a public application's revocation ends only the token itself.",
			Apply: settingOn(func(e *tenant.Ending, before func(*tenant.Ending)) {
				if e.Revocation.Client == nil || !e.Revocation.Client.Public() {
					before(e)
					return
				}
				e.EndFamily()
				e.Grant.Withdrawn = true
			}),
		},
		{
			Name: "setting-on-keeps-the-grant", Rule: "GRT-02", Dialects: onlyAuth0,
			Sentence: "With the setting on, all tokens of the grant end, but it stays listed.",
			Follows: map[string]string{
				"DSH-01": "the Dashboard goes on listing the application, too",
			},
			Apply: settingOn(func(e *tenant.Ending, _ func(*tenant.Ending)) { e.EndFamilies() }),
		},
		{
			Name: "setting-on-ends-all-audiences", Rule: "GRT-03", Dialects: onlyAuth0,
			Sentence: "With the setting on, the user's tokens at the application end for every audience.",
			Apply: settingOn(alsoEnding(func(k tenant.GrantKey) tenant.Selector {
				return tenant.Selector{UserID: k.UserID, ClientID: k.ClientID}
			})),
		},
		{
			Name: "setting-on-ends-all-applications", Rule: "GRT-04", Dialects: onlyAuth0,
			Sentence: "With the setting on, the user's tokens for the audience end at every application.",
			Apply: settingOn(alsoEnding(func(k tenant.GrantKey) tenant.Selector {
				return tenant.Selector{UserID: k.UserID, Audience: k.Audience}
			})),
		},
		{
			Name: "setting-on-ends-all-users", Rule: "GRT-05", Dialects: onlyAuth0,
			Sentence: "With the setting on, the tokens of every user at the application end.",
			Apply: settingOn(alsoEnding(func(k tenant.GrantKey) tenant.Selector {
				return tenant.Selector{ClientID: k.ClientID, Audience: k.Audience}
			})),
		},
		{
			Name: "setting-off-ends-siblings", Rule: "GRT-06", Dialects: onlyAuth0,
			Sentence: "With the setting off, all tokens of the grant end.",
			Follows: map[string]string{
				"SET-01": "that siblings live is how the setting, switched off, is seen to govern",
				"ROT-15": "the token that is revoked beside the 200 takes them along",
				"DFL-04": "the other devices are siblings",
				"SET-03": "that siblings live is how a setting that starts off is seen to govern",
				"DSH-03": "that siblings live is how the toggle, switched off, is seen to govern",
			},
			Apply: settingOff(func(e *tenant.Ending, _ func(*tenant.Ending)) { e.EndFamilies() }),
		},
		{
			Name: "setting-off-drops-the-grant", Rule: "GRT-07", Dialects: onlyAuth0,
			Sentence: "With the setting off, the grant is no longer listed, though other tokens of it live.",
			Follows: map[string]string{
				"DSH-01": "nor does the Dashboard list the application",
			},
			Apply: settingOff(func(e *tenant.Ending, before func(*tenant.Ending)) {
				before(e)
				e.Grant.Withdrawn = true
			}),
		},
		{
			Name: "deleted-grant-leaves-the-oldest-token", Rule: "GRT-08", Dialects: onlyAuth0,
			Sentence: "Deleting a grant with several tokens leaves the oldest of them.",
			Apply: changingGrantDeletion(tenant.CauseGrant, func(e *tenant.Ending, before func(*tenant.Ending)) {
				if len(e.Grant.Families) < 2 {
					before(e)
					return
				}
				e.Grant.Withdrawn = true
				for _, e.Family = range e.Grant.Families[1:] {
					e.EndFamily()
				}
			}),
		},
		{
			Name: "deleted-grant-takes-the-others", Rule: "GRT-09", Dialects: onlyAuth0,
			Sentence: "Deleting one grant deletes all grants of its user.",
			Apply: changingGrantDeletion(tenant.CauseGrant, func(e *tenant.Ending, before func(*tenant.Ending)) {
				before(e)
				e.Others = append(e.Others, tenant.Selector{UserID: e.Grant.Key.UserID})
			}),
		},
		{
			Name: "newest-grant-survives", Rule: "GRT-10", Dialects: onlyAuth0,
			Sentence: "Deleting all grants of a user leaves the newest of several.",
			Apply: func(p *tenant.Policy) {
				p.Grants.OfUser = func(all []*tenant.Grant) []*tenant.Grant { return all[:max(len(all)-1, min(len(all), 1))] }
			},
		},
		{
			Name: "sign-in-revives-the-grant", Rule: "GRT-11", Dialects: onlyAuth0,
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
			}),
		},
		{
			Name: "revocation-takes-other-sign-ins", Rule: "GRT-12", Dialects: onlyRFC,
			Sentence: "Revoking a refresh token ends the user's other sign-ins at the client.",
			Apply: changingEnd(alsoEnding(func(k tenant.GrantKey) tenant.Selector {
				return tenant.Selector{UserID: k.UserID, ClientID: k.ClientID}
			})),
		},
		{
			Name: "revocation-takes-other-users", Rule: "GRT-13", Dialects: onlyRFC,
			Sentence: "Revoking a refresh token ends those of other users of the client.",
			Apply: changingEnd(alsoEnding(func(k tenant.GrantKey) tenant.Selector {
				return tenant.Selector{ClientID: k.ClientID, ExceptUser: k.UserID}
			})),
		},
	}
}

// settingOn changes what a revocation ends while the setting is on.
func settingOn(change func(*tenant.Ending, func(*tenant.Ending))) func(*tenant.Policy) {
	return bySetting(true, change)
}

// settingOff changes what a revocation ends while the setting is off.
func settingOff(change func(*tenant.Ending, func(*tenant.Ending))) func(*tenant.Policy) {
	return bySetting(false, change)
}

func bySetting(on bool, change func(*tenant.Ending, func(*tenant.Ending))) func(*tenant.Policy) {
	return changingEnd(func(e *tenant.Ending, before func(*tenant.Ending)) {
		if e.Settings.RevocationDeletesGrant() == on {
			change(e, before)
			return
		}
		before(e)
	})
}

// alsoEnding ends further grants along.
func alsoEnding(which func(tenant.GrantKey) tenant.Selector) func(*tenant.Ending, func(*tenant.Ending)) {
	return func(e *tenant.Ending, before func(*tenant.Ending)) {
		before(e)
		e.Others = append(e.Others, which(e.Grant.Key))
	}
}

// changingGrantDeletion changes what the deletion of a grant ends.
func changingGrantDeletion(cause tenant.Cause, change func(*tenant.Ending, func(*tenant.Ending))) func(*tenant.Policy) {
	return func(p *tenant.Policy) {
		before := p.Grants.Delete
		p.Grants.Delete = func(e *tenant.Ending) {
			if e.Cause == cause {
				change(e, before)
				return
			}
			before(e)
		}
	}
}
