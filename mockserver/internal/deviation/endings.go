package deviation

import (
	"time"

	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

// otherEnd ends something else than it should; before ends what it should.
type otherEnd = func(e *tenant.Ending, before func(*tenant.Ending))

// ending changes what one decision of a policy ends.
func ending(decision func(*tenant.Policy) *func(*tenant.Ending), end otherEnd) change {
	return func(p *tenant.Policy) {
		decides := decision(p)
		before := *decides
		*decides = func(e *tenant.Ending) { end(e, before) }
	}
}

// changingEnd changes what a revocation ends.
func changingEnd(end otherEnd) change {
	return ending(func(p *tenant.Policy) *func(*tenant.Ending) { return &p.Revocation.End }, end)
}

// settingOn changes what a revocation ends while the setting is on.
func settingOn(end otherEnd) change { return changingEnd(where(whileOn, end)) }

// settingOff changes what a revocation ends while the setting is off.
func settingOff(end otherEnd) change { return changingEnd(where(whileOff, end)) }

// changingUnlink changes what the deletion of a credential ends.
func changingUnlink(end otherEnd) change {
	return ending(func(p *tenant.Policy) *func(*tenant.Ending) { return &p.Devices.End }, end)
}

// changingGrantDeletion changes what the deletion of a grant ends.
func changingGrantDeletion(cause tenant.Cause, end otherEnd) change {
	return ending(func(p *tenant.Policy) *func(*tenant.Ending) { return &p.Grants.Delete },
		where(func(e *tenant.Ending) bool { return e.Cause == cause }, end))
}

// changingDashboardRevoke changes what revoking an application in the Dashboard ends, grant by grant.
func changingDashboardRevoke(end otherEnd) change {
	return ending(func(p *tenant.Policy) *func(*tenant.Ending) { return &p.Dashboard.Revoke }, end)
}

// changingDashboardUnlink changes what unlinking a device in the Dashboard ends.
func changingDashboardUnlink(end otherEnd) change {
	return ending(func(p *tenant.Policy) *func(*tenant.Ending) { return &p.Dashboard.Unlink }, end)
}

// where ends otherwise on that condition only.
func where(when func(*tenant.Ending) bool, end otherEnd) otherEnd {
	return func(e *tenant.Ending, before func(*tenant.Ending)) {
		if when(e) {
			end(e, before)
			return
		}
		before(e)
	}
}

// instead ends that in place of what should end, on that condition; no condition is always.
func instead(end func(*tenant.Ending), when func(*tenant.Ending) bool) otherEnd {
	return func(e *tenant.Ending, before func(*tenant.Ending)) {
		if when != nil && !when(e) {
			before(e)
			return
		}
		end(e)
	}
}

// also does more when what should end has ended.
func also(more func(*tenant.Ending)) otherEnd {
	return func(e *tenant.Ending, before func(*tenant.Ending)) {
		before(e)
		more(e)
	}
}

func alsoWhileOff(more func(*tenant.Ending)) otherEnd { return where(whileOff, also(more)) }

// alsoEnding ends further grants along.
func alsoEnding(which func(tenant.GrantKey) tenant.Selector) otherEnd {
	return also(endingOthers(which))
}

func endingOthers(which func(tenant.GrantKey) tenant.Selector) func(*tenant.Ending) {
	return func(e *tenant.Ending) { e.Others = append(e.Others, which(e.Grant.Key)) }
}

func otherUsersOfClient(k tenant.GrantKey) tenant.Selector {
	return tenant.Selector{ClientID: k.ClientID, ExceptUser: k.UserID}
}

func sameUserAndClient(k tenant.GrantKey) tenant.Selector {
	return tenant.Selector{UserID: k.UserID, ClientID: k.ClientID}
}

func sameClientAndAudience(k tenant.GrantKey) tenant.Selector {
	return tenant.Selector{ClientID: k.ClientID, Audience: k.Audience}
}

// nothing ends nothing.
func nothing(*tenant.Ending) {}

// withdrawing takes the grant off the lists, and leaves its tokens.
func withdrawing(e *tenant.Ending) { e.Grant.Withdrawn = true }

// endingFamilyAlone ends one sign-in and takes the grant off the lists; its other tokens live.
func endingFamilyAlone(e *tenant.Ending) {
	e.EndFamily()
	e.Grant.Withdrawn = true
}

// endingFamilies ends those of the grant that are picked.
func endingFamilies(pick func(*tenant.Family) bool) func(*tenant.Ending) {
	return func(e *tenant.Ending) {
		for _, e.Family = range e.Grant.Families {
			if pick(e.Family) {
				e.EndFamily()
			}
		}
	}
}

// endingGrantLater ends the grant half a minute later.
func endingGrantLater(e *tenant.Ending) {
	e.From = e.Now.Add(30 * time.Second)
	e.EndGrant()
}

func whileOn(e *tenant.Ending) bool { return e.Settings.RevocationDeletesGrant() }

func whileOff(e *tenant.Ending) bool { return !whileOn(e) }

func rotates(e *tenant.Ending) bool { return e.Family != nil && e.Family.Rotating }

func hasSeveralTokens(e *tenant.Ending) bool { return len(e.Grant.Families) > 1 }
