package deviation

import (
	"slices"
	"time"

	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

// reachOfDashboard are further deviations from DSH: what is listed, and how far what is done there reaches.
func reachOfDashboard() []Deviation {
	return []Deviation{
		{Name: "dashboard-lists-no-rotating-application", Rule: "DSH-01", Dialects: onlyAuth0,
			Sentence: "An application whose tokens rotate is not among the Authorized Applications.",
			Apply: authorizedIf(func(g *tenant.Grant, _ time.Time, is bool) bool {
				return is && !slices.ContainsFunc(g.Families, func(f *tenant.Family) bool { return f.Rotating })
			})},
		{Name: "dashboard-lists-live-tokens-only", Rule: "DSH-01", Dialects: onlyAuth0,
			Sentence: "An application leaves the Authorized Applications with its last refresh token, though its grant stays.",
			Apply: authorizedIf(func(g *tenant.Grant, now time.Time, is bool) bool {
				return is && (len(g.Families) == 0 || len(g.Live(now)) > 0)
			})},
		{Name: "dashboard-lists-what-a-revocation-deleted", Rule: "DSH-01", Dialects: onlyAuth0,
			Sentence: "An application stays among the Authorized Applications when a revocation deletes its grant.",
			Apply: authorizedIf(func(g *tenant.Grant, _ time.Time, is bool) bool {
				return is || g.Ended.Cause == tenant.CauseRevocation
			})},
		{Name: "dashboard-revocation-leaves-unused-tokens", Rule: "DSH-02", Dialects: onlyAuth0,
			Sentence: "Revoking an application in the Dashboard leaves the tokens that were never exchanged.",
			Apply:    changingDashboardRevoke(endingAllBut(func(_ *tenant.Ending, f *tenant.Family, _ int) bool { return f.Exchanged.IsZero() }))},
		{Name: "dashboard-unlinks-only-while-the-setting-is-off", Rule: "DSH-04", Dialects: onlyAuth0,
			Sentence: "With the setting on, unlinking a device in the Dashboard is confirmed, and does nothing.",
			Follows:  map[string]string{"DEV-11": "the grant stays with the device"},
			Apply:    changingDashboardUnlink(instead(nothing, whileOn))},
		{Name: "dashboard-unlinking-leaves-the-grant", Rule: "DEV-11", Dialects: onlyAuth0,
			Sentence: "With the setting on, unlinking a device in the Dashboard ends its own token alone.",
			Apply:    changingDashboardUnlink(instead((*tenant.Ending).EndFamily, nil))},
		{Name: "dashboard-unlinking-ends-other-users", Rule: "DSH-06", Dialects: onlyAuth0,
			Sentence: "With the setting off, unlinking a device in the Dashboard ends the tokens of other users of its application.",
			Apply:    changingDashboardUnlink(alsoWhileOff(endingOthers(otherUsersOfClient)))},
		{Name: "dashboard-revocation-takes-others-elsewhere", Rule: "DSH-07", Dialects: onlyAuth0,
			Sentence: "Revoking an application in the Dashboard ends the tokens of other users at the application mock-second.",
			Apply: func(p *tenant.Policy) {
				changingDashboardRevoke(func(e *tenant.Ending, before func(*tenant.Ending)) {
					before(e)
					if second := secondClient(p); second != nil && e.Grant.Key.ClientID != second.ID {
						e.Others = append(e.Others, tenant.Selector{ClientID: second.ID, ExceptUser: e.Grant.Key.UserID})
					}
				})(p)
			}},
	}
}

// authorizedIf changes which grants make their application an Authorized Application.
func authorizedIf(change func(g *tenant.Grant, now time.Time, is bool) bool) change {
	return func(p *tenant.Policy) {
		before := p.Dashboard.Authorized
		p.Dashboard.Authorized = func(g *tenant.Grant, now time.Time) bool { return change(g, now, before(g, now)) }
	}
}
