package deviation

import (
	"sync"
	"time"

	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

// otherUsersElsewhere are those of everybody else, at all clients but one.
func otherUsersElsewhere(p *tenant.Policy, k tenant.GrantKey) (all []tenant.Selector) {
	for _, c := range p.Directory.Clients() {
		if c.ID != k.ClientID {
			all = append(all, tenant.Selector{ClientID: c.ID, ExceptUser: k.UserID})
		}
	}
	return all
}

// strangers are deviations by which what is done about one user reaches others where nobody looks for it.
func strangers() []Deviation {
	blocking := func(p *tenant.Policy) *func(*tenant.Ending) { return &p.Users.Disabled }
	deletion := func(p *tenant.Policy) *func(*tenant.Ending) { return &p.Users.Deleted }
	var all []Deviation
	for _, act := range []struct {
		name, rule string
		dialects   []string
		says       string
		decision   func(*tenant.Policy) *func(*tenant.Ending)
	}{
		{"disabling", "HKS-01", onlyRFC, "Disabling a user", blocking},
		{"deleted-account", "HKS-02", onlyRFC, "Deleting a user", deletion},
		{"withdrawn-consent", "HKS-03", onlyRFC, "Withdrawing an application's consent", func(p *tenant.Policy) *func(*tenant.Ending) { return &p.Users.ConsentWithdrawn }},
		{"log-out-everywhere", "HKS-05", onlyRFC, "Logging a user out everywhere", func(p *tenant.Policy) *func(*tenant.Ending) { return &p.Users.LoggedOut }},
		{"new-password", "HKS-06", onlyRFC, "Changing a password", func(p *tenant.Policy) *func(*tenant.Ending) { return &p.Users.PasswordChanged }},
		{"deletion", "LIF-01", onlyAuth0, "Deleting a user", deletion},
		{"blocking", "LIF-02", onlyAuth0, "Blocking a user", blocking},
	} {
		all = append(all, Deviation{
			Name: act.name + "-takes-other-users-elsewhere", Rule: act.rule, Dialects: act.dialects,
			Sentence: act.says + " ends other users' refresh tokens, at other applications.",
			Apply:    taking(func(end otherEnd) change { return ending(act.decision, end) }, otherUsersElsewhere, nil),
		})
	}
	return append(all, []Deviation{
		{Name: "deleted-account-takes-other-users-rotating-tokens", Rule: "HKS-02", Dialects: onlyRFC,
			Sentence: "Deleting a user ends those of other users' refresh tokens that rotate, at the user's applications.",
			Apply:    takingRotating(deletion)},
		{Name: "bulk-by-user-ends-other-users-later", Rule: "RTM-12", Dialects: onlyAuth0,
			Sentence: "Half a minute after a revocation by user, those of all other users of the user's applications end.",
			Apply: endingNamed(byUser, also(func(e *tenant.Ending) {
				others := otherUsersOfClient(e.Grant.Key)
				others.Why = tenant.End{From: e.Now.Add(30 * time.Second), At: e.Now, Cause: e.Cause}
				e.Others = append(e.Others, others)
			}))},
		{Name: "revocation-voids-pending-codes", Rule: "GRT-14", Dialects: onlyRFC,
			Sentence: "Revoking a refresh token voids the codes of its user that are not yet redeemed, those of other clients too.",
			Apply:    voidingCodes},
	}...)
}

// takingRotating ends, along with what that decision ends, the grants of other users of the client whose tokens rotate.
func takingRotating(decision func(*tenant.Policy) *func(*tenant.Ending)) change {
	return taking(func(end otherEnd) change { return ending(decision, end) }, otherUsers, func(e *tenant.Ending) bool {
		return len(e.Grant.Families) > 0 && e.Grant.Families[0].Rotating
	})
}

// voidingCodes has a revocation void what codes its user has been given before.
func voidingCodes(p *tenant.Policy) {
	var revoked sync.Map // user id -> time of the last revocation
	changingEnd(also(func(e *tenant.Ending) { revoked.Store(e.Grant.Key.UserID, e.Now) }))(p)
	takingCodeFor(tenant.CodeUnknown, tenant.CodeGood, func(r tenant.Redemption) bool {
		at, was := revoked.Load(r.Code.UserID)
		return was && r.Code.AuthenticatedAt.Before(at.(time.Time))
	})(p)
}
