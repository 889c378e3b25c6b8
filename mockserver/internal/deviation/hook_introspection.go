package deviation

import (
	"sync"

	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

// endedForExchangeAlone are acts of a vendor that the token endpoint knows of, and introspection does not.
func endedForExchangeAlone() []Deviation {
	return []Deviation{
		{Name: "withdrawn-consent-introspects-active", Rule: "HKS-12", Dialects: onlyRFC,
			Sentence: "A refresh token is refused whose consent was withdrawn, and introspects as active.",
			Apply:    refusingInsteadOfEnding(func(p *tenant.Policy) *func(*tenant.Ending) { return &p.Users.ConsentWithdrawn })},
		{Name: "log-out-everywhere-introspects-active", Rule: "HKS-12", Dialects: onlyRFC,
			Sentence: "A refresh token is refused whose user was logged out everywhere, and introspects as active.",
			Apply:    refusingInsteadOfEnding(func(p *tenant.Policy) *func(*tenant.Ending) { return &p.Users.LoggedOut })},
		{Name: "new-password-introspects-active", Rule: "HKS-12", Dialects: onlyRFC,
			Sentence: "A refresh token is refused that is older than the password, and introspects as active.",
			Apply:    refusingInsteadOfEnding(func(p *tenant.Policy) *func(*tenant.Ending) { return &p.Users.PasswordChanged })},
	}
}

// refusingInsteadOfEnding leaves what that decision ends, and refuses its exchange.
func refusingInsteadOfEnding(decision func(*tenant.Policy) *func(*tenant.Ending)) change {
	return func(p *tenant.Policy) {
		var ended sync.Map // ids of grants
		*decision(p) = func(e *tenant.Ending) { ended.Store(e.Grant.ID, struct{}{}) }
		before := p.Exchange.Refusal
		p.Exchange.Refusal = func(x tenant.Exchange) *tenant.Error {
			if _, is := ended.Load(x.Place.Grant); is {
				return badRequest("invalid_grant", "The token was ended")
			}
			return before(x)
		}
	}
}
