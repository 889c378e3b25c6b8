package deviation

import "github.com/revokespec/revokespec/mockserver/internal/tenant"

// logs are the deviations from RTM about the tenant's log of exchanges.
func logs() []Deviation {
	return []Deviation{
		{Name: "exchange-is-not-logged", Rule: "RTM-20", Dialects: onlyAuth0,
			Sentence: "The tenant's log says nothing of an exchange of a refresh token.",
			Apply:    notLogging(tenant.LogExchanged, nil)},
		{Name: "exchange-of-a-public-application-is-not-logged", Rule: "RTM-20", Dialects: onlyAuth0,
			Sentence: "The tenant's log says nothing of an exchange of a refresh token by an application without a secret.",
			Apply: func(p *tenant.Policy) {
				notLogging(tenant.LogExchanged, func(e tenant.LogEvent) bool {
					c := clientByID(p, e.ClientID)
					return c != nil && c.Public()
				})(p)
			}},
		{Name: "exchange-is-logged-of-nobody", Rule: "RTM-20", Dialects: onlyAuth0,
			Sentence: "The log's event of an exchange of a refresh token does not name the user.",
			Apply:    changingLog(tenant.LogExchanged, func(e *tenant.LogEvent) { e.UserID, e.UserName = "", "" })},
		{Name: "refused-exchange-is-not-logged", Rule: "RTM-21", Dialects: onlyAuth0,
			Sentence: "The tenant's log says nothing of an exchange of a refresh token that is refused.",
			Apply:    notLogging(tenant.LogExchangeFailed, nil)},
		{Name: "refused-exchange-is-logged-as-a-success", Rule: "RTM-21", Dialects: onlyAuth0,
			Sentence: "A refused exchange of a refresh token is logged as an exchange.",
			Apply:    changingLog(tenant.LogExchangeFailed, func(e *tenant.LogEvent) { e.Type = tenant.LogExchanged })},
		{Name: "reuse-is-not-logged", Rule: "RTM-22", Dialects: onlyAuth0,
			Sentence: "The tenant's log says nothing of the reuse of a refresh token.",
			Apply:    notLogging(tenant.LogReuse, nil)},
		{Name: "reuse-is-logged-as-another-refusal", Rule: "RTM-22", Dialects: onlyAuth0,
			Sentence: "The reuse of a refresh token is logged as any other refused exchange.",
			Apply:    changingLog(tenant.LogReuse, func(e *tenant.LogEvent) { e.Type = tenant.LogExchangeFailed })},
	}
}

// changingLog changes events of that type before they are written.
func changingLog(of tenant.LogType, change func(*tenant.LogEvent)) change {
	return func(p *tenant.Policy) {
		before := p.Log
		p.Log = func(e tenant.LogEvent) (tenant.LogEvent, bool) {
			if e.Type == of {
				change(&e)
			}
			return before(e)
		}
	}
}

// notLogging leaves out events of that type on that condition; no condition is always.
func notLogging(of tenant.LogType, when func(tenant.LogEvent) bool) change {
	return func(p *tenant.Policy) {
		before := p.Log
		p.Log = func(e tenant.LogEvent) (tenant.LogEvent, bool) {
			e, written := before(e)
			return e, written && (e.Type != of || when != nil && !when(e))
		}
	}
}
