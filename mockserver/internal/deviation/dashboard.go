package deviation

import (
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

// dashboard are the deviations from DSH.
func dashboard() []Deviation {
	return append([]Deviation{
		{Name: "dashboard-hides-an-application", Rule: "DSH-01", Dialects: onlyAuth0,
			Sentence: "An application that holds just one refresh token of the user is not among the Authorized Applications.",
			Apply:    authorizedIf(func(g *tenant.Grant, _ time.Time, is bool) bool { return is && len(g.Families) != 1 })},
		{Name: "dashboard-lists-what-others-authorized", Rule: "DSH-01", Dialects: onlyAuth0,
			Sentence: "The Authorized Applications are those that any user has authorized.",
			Apply: func(p *tenant.Policy) {
				p.Dashboard.Lists = func(string) tenant.Selector { return tenant.Selector{} }
			}},
		{Name: "dashboard-lists-deleted-grants", Rule: "DSH-01", Dialects: onlyAuth0,
			Sentence: "An application stays among the Authorized Applications when its grant is deleted by the Management API.",
			Apply:    authorizedIf(func(g *tenant.Grant, _ time.Time, is bool) bool { return is || g.Ended.Cause == tenant.CauseGrant })},
		{Name: "dashboard-revocation-keeps-the-tokens", Rule: "DSH-02", Dialects: onlyAuth0,
			Sentence: "Revoking an application in the Dashboard takes it off the list, and leaves its refresh tokens.",
			Apply:    changingDashboardRevoke(instead(withdrawing, nil))},
		{Name: "dashboard-revocation-keeps-the-row", Rule: "DSH-02", Dialects: onlyAuth0,
			Sentence: "Revoking an application in the Dashboard ends its refresh tokens, and leaves it on the list.",
			Apply:    changingDashboardRevoke(instead((*tenant.Ending).EndFamilies, nil))},
		{Name: "dashboard-revocation-is-about-one-audience", Rule: "DSH-02", Dialects: onlyAuth0,
			Sentence: "Revoking an application in the Dashboard ends the grant for one audience only.",
			Apply:    revokingOneAudience},
		{Name: "dashboard-revocation-ends-the-newest-token", Rule: "DSH-02", Dialects: onlyAuth0,
			Sentence: "Revoking an application in the Dashboard ends the newest of several refresh tokens only.",
			Apply: changingDashboardRevoke(instead(func(e *tenant.Ending) {
				e.Family = e.Grant.Families[len(e.Grant.Families)-1]
				endingFamilyAlone(e)
			}, hasSeveralTokens))},
		{Name: "dashboard-toggle-is-not-saved", Rule: "DSH-03", Dialects: onlyAuth0,
			Sentence: "The toggle in the Dashboard changes nothing.",
			Apply: func(p *tenant.Policy) {
				p.Dashboard.Patch = func(old, _ tenant.Settings) tenant.Settings { return old }
			}},
		{Name: "dashboard-toggle-is-not-obeyed", Rule: "DSH-03", Dialects: onlyAuth0,
			Sentence: "What the toggle in the Dashboard is switched to is saved and shown, and revocations go by what it was before.",
			Apply:    ignoringToggle},
		{Name: "dashboard-toggle-is-shown-inverted", Rule: "DSH-03", Dialects: onlyAuth0,
			Sentence: "The Dashboard shows the toggle on while the flag is off, and off while it is on.",
			Apply: func(p *tenant.Policy) {
				p.Dashboard.Shown = func(s tenant.Settings) tenant.Settings {
					s = s.Clone()
					s.Flags[tenant.FlagRevocationDeletesGrant] = !s.RevocationDeletesGrant()
					return s
				}
			}},
		{Name: "dashboard-toggle-drops-other-flags", Rule: "DSH-03", Dialects: onlyAuth0,
			Sentence: "Saving the toggle in the Dashboard switches all other flags off.",
			Apply: func(p *tenant.Policy) {
				before := p.Dashboard.Patch
				p.Dashboard.Patch = func(old, patch tenant.Settings) tenant.Settings {
					old = old.Clone()
					for flag := range old.Flags {
						old.Flags[flag] = false
					}
					return before(old, patch)
				}
			}},
	}, dashboardDevices()...)
}

func dashboardDevices() []Deviation {
	return []Deviation{
		{Name: "dashboard-unlinking-keeps-the-token", Rule: "DSH-04", Dialects: onlyAuth0,
			Sentence: "Unlinking a device in the Dashboard is confirmed, and does nothing.",
			Follows:  map[string]string{"DEV-11": "with the setting on, the grant is left as well"},
			Apply:    changingDashboardUnlink(instead(nothing, nil))},
		{Name: "dashboard-unlinking-hides-the-device", Rule: "DSH-04", Dialects: onlyAuth0,
			Sentence: "Unlinking a device in the Dashboard leaves it the tokens that rotate.",
			Apply:    changingDashboardUnlink(instead(nothing, rotates))},
		{Name: "dashboard-unlinks-another-device", Rule: "DSH-04", Dialects: onlyAuth0,
			Sentence: "Unlinking one of several devices in the Dashboard unlinks the newest of them.",
			Follows:  map[string]string{"DSH-06": "the device that is unlinked instead must live there"},
			Apply: changingDashboardUnlink(func(e *tenant.Ending, before func(*tenant.Ending)) {
				e.Family = e.Grant.Families[len(e.Grant.Families)-1]
				before(e)
			})},
		{Name: "dashboard-method-is-not-saved", Rule: "DSH-05", Dialects: onlyAuth0,
			Sentence: "The authentication method chosen in the Dashboard is confirmed, and not saved.",
			Apply: func(p *tenant.Policy) {
				p.Dashboard.Client = func(old, changed tenant.Client) tenant.Client {
					changed.AuthMethod = old.AuthMethod
					return changed
				}
			}},
		{Name: "dashboard-method-is-on-the-page-only", Rule: "DSH-05", Dialects: onlyAuth0,
			Sentence: "An application that was given a secret in the Dashboard may go on without it.",
			Apply:    ignoringMethod},
		{Name: "dashboard-unlinking-ends-the-others", Rule: "DSH-06", Dialects: onlyAuth0,
			Sentence: "With the setting off, unlinking one device in the Dashboard ends the others of the grant.",
			Apply:    changingDashboardUnlink(alsoWhileOff((*tenant.Ending).EndFamilies))},
		{Name: "dashboard-unlinking-deletes-the-grant", Rule: "DSH-06", Dialects: onlyAuth0,
			Sentence: "With the setting off, unlinking one device in the Dashboard takes the grant off the list.",
			Apply:    changingDashboardUnlink(alsoWhileOff(withdrawing))},
		{Name: "dashboard-revocation-takes-other-applications", Rule: "DSH-07", Dialects: onlyAuth0,
			Sentence: "Revoking an application in the Dashboard revokes all that the user has authorized.",
			Apply: func(p *tenant.Policy) {
				p.Dashboard.Revokes = func(userID, _ string) tenant.Selector { return tenant.Selector{UserID: userID} }
			}},
		{Name: "dashboard-revocation-takes-other-users", Rule: "DSH-07", Dialects: onlyAuth0,
			Sentence: "Revoking an application in the Dashboard revokes it for every user.",
			Apply: func(p *tenant.Policy) {
				p.Dashboard.Revokes = func(_, clientID string) tenant.Selector { return tenant.Selector{ClientID: clientID} }
			}},
	}
}

// revokingOneAudience remembers which grants were revoked at one moment, for one user and application: the first is ended.
func revokingOneAudience(p *tenant.Policy) {
	var mu sync.Mutex
	revoked := map[tenant.GrantKey]time.Time{} // without audience
	changingDashboardRevoke(func(e *tenant.Ending, before func(*tenant.Ending)) {
		mu.Lock()
		defer mu.Unlock()
		key := tenant.GrantKey{UserID: e.Grant.Key.UserID, ClientID: e.Grant.Key.ClientID}
		if revoked[key].Equal(e.Now) {
			e.Grant.Withdrawn = true
			return
		}
		revoked[key] = e.Now
		before(e)
	})(p)
}

// ignoringToggle keeps what the setting was when it was last switched in the Dashboard. Switched by the Management API, it
// is obeyed again.
func ignoringToggle(p *tenant.Policy) {
	var kept atomic.Pointer[tenant.Settings]
	byAPI, byHand, cascades := p.Settings.Patch, p.Dashboard.Patch, p.Settings.Cascades
	p.Settings.Patch = func(old, patch tenant.Settings) tenant.Settings {
		kept.Store(nil)
		return byAPI(old, patch)
	}
	p.Dashboard.Patch = func(old, patch tenant.Settings) tenant.Settings {
		s := byHand(old, patch)
		before := old.Clone()
		kept.Store(&before)
		return s
	}
	p.Settings.Cascades = func(s tenant.Settings, c tenant.Cause) bool {
		if before := kept.Load(); before != nil {
			s = *before
		}
		return cascades(s, c)
	}
}

// ignoringMethod lets the applications go without credentials that had none before the Dashboard gave them some.
func ignoringMethod(p *tenant.Policy) {
	var free sync.Map // client_id -> struct{}
	before := p.Dashboard.Client
	p.Dashboard.Client = func(old, changed tenant.Client) tenant.Client {
		if old.Public() && !changed.Public() {
			free.Store(old.ID, struct{}{})
		}
		return before(old, changed)
	}
	takingFor(tenant.AuthOK, "", tenant.AuthMissing, func(a tenant.Attempt) bool {
		_, ok := free.Load(a.ClientID)
		return ok
	})(p)
}

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
