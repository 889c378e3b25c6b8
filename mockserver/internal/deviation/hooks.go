package deviation

import (
	"slices"
	"sync"

	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

// hooks are the deviations from HKS that are about users and applications.
func hooks() []Deviation {
	return slices.Concat(disabledUsers(), withdrawnConsent(), logOuts(), approvals(), endedForExchangeAlone(), []Deviation{
		{Name: "deleted-account-goes-on", Rule: "HKS-02", Dialects: onlyRFC,
			Sentence: "The refresh tokens of a user whom the vendor has deleted work as before.",
			Apply:    changingUserDeletion(nothing)},
		{Name: "deleted-account-leaves-unused-tokens", Rule: "HKS-02", Dialects: onlyRFC,
			Sentence: "Of the refresh tokens of a user whom the vendor has deleted, those go on that were never exchanged.",
			Apply:    changingUserDeletion(endingFamilies(func(f *tenant.Family) bool { return !f.Exchanged.IsZero() }))},
		{Name: "deleted-account-leaves-rotating-tokens", Rule: "HKS-02", Dialects: onlyRFC,
			Sentence: "Of the refresh tokens of a user whom the vendor has deleted, those go on that rotate.",
			Apply:    changingUserDeletion(endingFamilies(func(f *tenant.Family) bool { return !f.Rotating }))},
		{Name: "deleted-account-takes-other-users", Rule: "HKS-02", Dialects: onlyRFC,
			Sentence: "Deleting a user ends everybody's refresh tokens at the user's applications.",
			Apply:    ending(func(p *tenant.Policy) *func(*tenant.Ending) { return &p.Users.Deleted }, alsoEnding(otherUsersOfClient))},
		{Name: "deleted-registration-goes-on", Rule: "HKS-04", Dialects: onlyRFC,
			Sentence: "The refresh tokens of an application that the vendor has deleted work as before.",
			Apply: keepingTokensOfDeletedClients(func(p *tenant.Policy, deleted func(id string) bool) {
				takingFor(tenant.AuthOK, tenant.EndpointToken, tenant.AuthUnknownClient, func(a tenant.Attempt) bool { return deleted(a.ClientID) })(p)
			})},
		{Name: "deleted-registration-is-inherited", Rule: "HKS-04", Dialects: onlyRFC,
			Sentence: "The refresh tokens of an application that the vendor has deleted work for any other.",
			Apply: keepingTokensOfDeletedClients(func(p *tenant.Policy, deleted func(id string) bool) {
				before := p.Exchange.Owns
				p.Exchange.Owns = func(x tenant.Exchange) bool { return before(x) || deleted(x.Grant.Key.ClientID) }
			})},
		{Name: "deleted-registration-takes-other-applications", Rule: "HKS-04", Dialects: onlyRFC,
			Sentence: "Deleting an application ends its users' refresh tokens at other applications.",
			Apply: ending(func(p *tenant.Policy) *func(*tenant.Ending) { return &p.Users.ClientDeleted },
				alsoEnding(func(k tenant.GrantKey) tenant.Selector { return tenant.Selector{UserID: k.UserID} }))},
		{Name: "new-password-keeps-tokens", Rule: "HKS-06", Dialects: onlyRFC,
			Sentence: "A changed password ends no refresh token, where the vendor says that it ends all.",
			Apply:    changingPasswordEnd(nothing)},
		{Name: "new-password-keeps-rotating-tokens", Rule: "HKS-06", Dialects: onlyRFC,
			Sentence: "A changed password ends the user's refresh tokens but those that rotate.",
			Apply:    changingPasswordEnd(endingFamilies(func(f *tenant.Family) bool { return !f.Rotating }))},
		{Name: "new-password-takes-other-users", Rule: "HKS-06", Dialects: onlyRFC,
			Sentence: "A changed password ends everybody's refresh tokens at the user's applications.",
			Apply:    ending(func(p *tenant.Policy) *func(*tenant.Ending) { return &p.Users.PasswordChanged }, alsoEnding(otherUsersOfClient))},
	})
}

func changingPasswordEnd(ends func(*tenant.Ending)) change {
	return func(p *tenant.Policy) { p.Users.PasswordChanged = ends }
}

func disabledUsers() []Deviation {
	return []Deviation{
		{Name: "disabled-user-exchanges", Rule: "HKS-01", Dialects: onlyRFC,
			Sentence: "A disabled user cannot sign in, and the refresh tokens work on.",
			Apply:    acceptingExchange(disabled)},
		{Name: "disabled-user-exchanges-without-secret", Rule: "HKS-01", Dialects: onlyRFC,
			Sentence: "A disabled user's refresh tokens of public applications work on.",
			Apply:    acceptingExchange(func(x tenant.Exchange) bool { return disabled(x) && x.Client != nil && x.Client.Public() })},
		{Name: "disabled-user-exchanges-once", Rule: "HKS-01", Dialects: onlyRFC,
			Sentence: "A disabled user's refresh token that was never exchanged works on.",
			Apply:    acceptingExchange(func(x tenant.Exchange) bool { return disabled(x) && x.Family.Exchanged.IsZero() })},
		{Name: "disabled-user-exchanges-within-a-leeway", Rule: "HKS-01", Dialects: onlyRFC,
			Sentence: "A disabled user's newest refresh token is refused, and the one before it works on within its leeway.",
			Apply: acceptingExchange(func(x tenant.Exchange) bool {
				return disabled(x) && x.Family != nil && x.Place.Generation < x.Family.Generation
			})},
		{Name: "disabling-takes-other-users", Rule: "HKS-01", Dialects: onlyRFC,
			Sentence: "Disabling a user ends everybody's refresh tokens at the user's applications.",
			Apply:    func(p *tenant.Policy) { p.Users.Disabled = endingOthers(otherUsersOfClient) }},
		{Name: "enabled-user-stays-refused", Rule: "HKS-01", Dialects: onlyRFC,
			Sentence: "Who was disabled once signs in again, and gets refresh tokens that are refused.",
			Apply:    stayingDisabled},
		{Name: "disabled-user-introspects-active", Rule: "HKS-12", Dialects: onlyRFC,
			Sentence: "A disabled user's refresh token is refused, and introspects as active.",
			Apply:    introspecting(func(k tenant.Kind, u *tenant.User) bool { return k == tenant.KindLive && u != nil })},
		{Name: "deleted-user-introspects-active", Rule: "HKS-12", Dialects: onlyRFC,
			Sentence: "A deleted user's refresh token is refused, and introspects as active.",
			Apply:    allOf(keepingGrantsOfDeleted, introspecting(func(k tenant.Kind, u *tenant.User) bool { return k == tenant.KindLive && u == nil }))},
		{Name: "disabled-user-keeps-access", Rule: "HKS-13", Dialects: onlyRFC,
			Sentence: "A disabled user's access token introspects as active.",
			Apply:    introspecting(func(k tenant.Kind, u *tenant.User) bool { return k == tenant.KindAccess && u != nil })},
		{Name: "deleted-user-keeps-access", Rule: "HKS-13", Dialects: onlyRFC,
			Sentence: "A deleted user's access token introspects as active.",
			Apply:    allOf(keepingGrantsOfDeleted, introspecting(func(k tenant.Kind, u *tenant.User) bool { return k == tenant.KindAccess && u == nil }))},
	}
}

func disabled(x tenant.Exchange) bool { return x.Kind == tenant.KindUserBlocked }

// keepingGrantsOfDeleted leaves a deleted user's grants; the exchange of their tokens is refused all the same.
func keepingGrantsOfDeleted(p *tenant.Policy) { p.Users.Deleted = nothing }

// introspecting has tokens of those users be active, besides those that may.
func introspecting(also func(tenant.Kind, *tenant.User) bool) change {
	return func(p *tenant.Policy) {
		before := p.Introspection.Usable
		p.Introspection.Usable = func(k tenant.Kind, u *tenant.User) bool { return before(k, u) || also(k, u) }
	}
}

func stayingDisabled(p *tenant.Policy) {
	var users sync.Map
	p.Users.Disabled = func(e *tenant.Ending) { users.Store(e.Grant.Key.UserID, true) }
	before := p.Exchange.Refusal
	p.Exchange.Refusal = func(x tenant.Exchange) *tenant.Error {
		if x.User != nil {
			if _, was := users.Load(x.User.ID); was {
				return badRequest("invalid_grant", "The user is disabled")
			}
		}
		return before(x)
	}
}

func withdrawnConsent() []Deviation {
	return []Deviation{
		{Name: "withdrawn-consent-is-ignored", Rule: "HKS-03", Dialects: onlyRFC,
			Sentence: "Who withdraws consent is asked again at the next sign-in, and the refresh tokens work on.",
			Apply:    changingConsent(instead(nothing, nil))},
		{Name: "withdrawn-consent-leaves-unused-tokens", Rule: "HKS-03", Dialects: onlyRFC,
			Sentence: "Withdrawn consent ends the refresh tokens but those that were never exchanged.",
			Apply:    changingConsent(instead(endingFamilies(func(f *tenant.Family) bool { return !f.Exchanged.IsZero() }), nil))},
		{Name: "withdrawn-consent-leaves-rotating-tokens", Rule: "HKS-03", Dialects: onlyRFC,
			Sentence: "Withdrawn consent ends the refresh tokens but those that rotate.",
			Apply:    changingConsent(instead(endingFamilies(func(f *tenant.Family) bool { return !f.Rotating }), nil))},
		{Name: "withdrawn-consent-takes-other-applications", Rule: "HKS-03", Dialects: onlyRFC,
			Sentence: "Who withdraws one application's consent withdraws that of all.",
			Apply:    changingConsent(alsoEnding(func(k tenant.GrantKey) tenant.Selector { return tenant.Selector{UserID: k.UserID} }))},
		{Name: "withdrawn-consent-takes-other-users", Rule: "HKS-03", Dialects: onlyRFC,
			Sentence: "Who withdraws an application's consent withdraws that of everybody.",
			Apply:    changingConsent(alsoEnding(otherUsersOfClient))},
		{Name: "withdrawn-consent-lasts", Rule: "HKS-03", Dialects: onlyRFC,
			Sentence: "Who has withdrawn consent and agrees again gets refresh tokens that are refused.",
			Apply: stillborn(func(p *tenant.Policy) *func(*tenant.Ending) { return &p.Users.ConsentWithdrawn },
				func(k tenant.GrantKey) any { return [2]string{k.UserID, k.ClientID} })},
	}
}

func changingConsent(end otherEnd) change {
	return ending(func(p *tenant.Policy) *func(*tenant.Ending) { return &p.Users.ConsentWithdrawn }, end)
}

func logOuts() []Deviation {
	return []Deviation{
		{Name: "log-out-everywhere-is-ignored", Rule: "HKS-05", Dialects: onlyRFC,
			Sentence: "Logging a user out everywhere ends browser sessions, and no refresh token.",
			Apply:    changingLogOut(instead(nothing, nil))},
		{Name: "log-out-everywhere-leaves-unused-tokens", Rule: "HKS-05", Dialects: onlyRFC,
			Sentence: "Logging a user out everywhere ends the refresh tokens but those that were never exchanged.",
			Apply:    changingLogOut(instead(endingFamilies(func(f *tenant.Family) bool { return !f.Exchanged.IsZero() }), nil))},
		{Name: "log-out-everywhere-leaves-rotating-tokens", Rule: "HKS-05", Dialects: onlyRFC,
			Sentence: "Logging a user out everywhere ends the refresh tokens but those that rotate.",
			Apply:    changingLogOut(instead(endingFamilies(func(f *tenant.Family) bool { return !f.Rotating }), nil))},
		{Name: "log-out-everywhere-leaves-other-applications", Rule: "HKS-05", Dialects: onlyRFC,
			Sentence: "Logging a user out everywhere ends the refresh tokens of the tenant's oldest application alone.",
			Apply: func(p *tenant.Policy) {
				changingLogOut(instead(nothing, func(e *tenant.Ending) bool { return e.Grant.Key.ClientID != p.Directory.Clients()[0].ID }))(p)
			}},
		{Name: "log-out-everywhere-takes-other-users", Rule: "HKS-05", Dialects: onlyRFC,
			Sentence: "Logging a user out everywhere logs everybody out.",
			Apply:    changingLogOut(alsoEnding(func(k tenant.GrantKey) tenant.Selector { return tenant.Selector{ExceptUser: k.UserID} }))},
		{Name: "log-out-everywhere-takes-what-is-younger", Rule: "HKS-05", Dialects: onlyRFC,
			Sentence: "Who was logged out everywhere signs in again, and gets refresh tokens that are refused.",
			Apply: stillborn(func(p *tenant.Policy) *func(*tenant.Ending) { return &p.Users.LoggedOut },
				func(k tenant.GrantKey) any { return k.UserID })},
	}
}

func changingLogOut(end otherEnd) change {
	return ending(func(p *tenant.Policy) *func(*tenant.Ending) { return &p.Users.LoggedOut }, end)
}

// stillborn has what ends a grant end those as well that are opened later for the same, as key tells it.
func stillborn(decision func(*tenant.Policy) *func(*tenant.Ending), key func(tenant.GrantKey) any) change {
	return func(p *tenant.Policy) {
		var ended sync.Map
		ending(decision, also(func(e *tenant.Ending) { ended.Store(key(e.Grant.Key), true) }))(p)
		p.SignIn.Opened = func(g *tenant.Grant, f *tenant.Family) {
			if _, was := ended.Load(key(g.Key)); was {
				f.End()
			}
		}
	}
}

func approvals() []Deviation {
	return []Deviation{
		{Name: "code-outlives-its-user", Rule: "HKS-14", Dialects: onlyRFC,
			Sentence: "A disabled user's code yields tokens, which work.",
			Apply:    honouringDisabled(tenant.GrantAuthorizationCode)},
		{Name: "code-outlives-its-consent", Rule: "HKS-14", Dialects: onlyRFC,
			Sentence: "A code yields tokens after the consent was withdrawn that it came of.",
			Apply:    honouring(tenant.GrantAuthorizationCode)},
		{Name: "device-outlives-its-consent", Rule: "HKS-15", Dialects: onlyRFC,
			Sentence: "A device that was let in gets tokens after the consent was withdrawn.",
			Apply:    honouring(tenant.GrantDeviceCode)},
		{Name: "device-outlives-its-user", Rule: "HKS-15", Dialects: onlyRFC,
			Sentence: "A device that a user let in who is disabled by now gets tokens, which work.",
			Apply:    honouringDisabled(tenant.GrantDeviceCode)},
	}
}

// honouringDisabled has what a user approved who is disabled by now yield tokens, and these work.
func honouringDisabled(grantType string) change {
	const note = "came after its user was disabled"
	return func(p *tenant.Policy) {
		var users sync.Map
		before := p.SignIn.Honours
		p.SignIn.Honours = func(a tenant.Approval, refusal *tenant.Error) *tenant.Error {
			if a.GrantType == grantType && a.User.Blocked {
				users.Store(a.User.ID, true)
				return nil
			}
			return before(a, refusal)
		}
		p.SignIn.Opened = func(g *tenant.Grant, f *tenant.Family) {
			if _, is := users.Load(g.Key.UserID); is {
				f.Note = note
			}
		}
		acceptingExchange(func(x tenant.Exchange) bool { return disabled(x) && x.Family.Note == note })(p)
	}
}
