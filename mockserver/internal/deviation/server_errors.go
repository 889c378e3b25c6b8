package deviation

import "github.com/revokespec/revokespec/mockserver/internal/tenant"

// serverErrors are deviations of a server that goes wrong, each time, at one kind of request.
func serverErrors() []Deviation {
	return []Deviation{
		{Name: "revocation-is-a-server-error", Rule: "REV-01", Dialects: onlyRFC,
			Sentence: "The revocation of a live token by a form with the secret in it is answered with 500.",
			Apply: decidingRevocation(func(r tenant.Revocation) bool {
				return r.Kind == tenant.KindLive && !r.Foreign && r.Method == tenant.AuthSecretPost
			}, false, serverError())},
		{Name: "revocation-of-a-device-is-a-server-error", Rule: "REV-01", Dialects: bothDialects,
			Sentence: "The revocation of a live token by a client of the device flow is answered with 500.",
			Apply:    decidingRevocation(func(r tenant.Revocation) bool { return r.Kind == tenant.KindLive && ofDevice(r.Client) }, false, serverError())},
		{Name: "unknown-token-is-a-server-error", Rule: "REV-04", Dialects: bothDialects,
			Sentence: "The revocation of an unknown token is answered with 500.",
			Follows:  map[string]string{"REV-26": "the request after a hostile one is about an unknown token"},
			Apply:    refusingKind(tenant.KindUnknown, serverError())},
		{Name: "second-revocation-is-a-server-error", Rule: "REV-06", Dialects: bothDialects,
			Sentence: "The second revocation of a token is answered with 500.",
			Apply:    refusingKind(tenant.KindEnded, serverError())},
		{Name: "missing-token-is-a-server-error", Rule: "REV-07", Dialects: onlyRFC,
			Sentence: "A request for revocation without a token is answered with 500.",
			Apply: func(p *tenant.Policy) {
				before := p.Revocation.Missing
				p.Revocation.Missing = func(r tenant.Request, empty bool) *tenant.Error {
					if !empty {
						return serverError()
					}
					return before(r, empty)
				}
			}},
		{Name: "spent-token-is-a-server-error", Rule: "REV-40", Dialects: bothDialects,
			Sentence: "The revocation of a token that was rotated out is answered with 500.",
			Apply:    refusingKind(tenant.KindSpent, serverError())},
		{Name: "exchange-of-a-spent-token-is-a-server-error", Rule: "ROT-02", Dialects: onlyRFC,
			Sentence: "The exchange of a spent token ends the family, and that of any token of such a family is answered with 500.",
			Apply: changingRefusalOf(func(x tenant.Exchange) bool { return x.Kind == tenant.KindSpent || isOfReusedFamily(x) },
				func(e *tenant.Error) { *e = *serverError() })},
		{Name: "first-reuse-is-a-server-error", Rule: "ROT-02", Dialects: onlyRFC,
			Sentence: "The exchange of a spent token ends the family and is answered with 500; whatever is tried afterwards is refused.",
			Apply:    failingAtBreach},
		{Name: "expired-token-is-a-server-error", Rule: "REV-31", Dialects: onlyRFC,
			Sentence: "The exchange of an expired token is answered with 500.",
			Apply:    changingRefusalOf(isExpired, func(e *tenant.Error) { *e = *serverError() })},
		{Name: "tenants-expired-token-is-a-server-error", Rule: "ROT-11", Dialects: onlyAuth0,
			Sentence: "The exchange of an expired token is answered with 500, in a tenant of Auth0's.",
			Apply:    changingRefusalOf(isExpired, func(e *tenant.Error) { *e = *serverError() })},
		{Name: "introspection-of-a-revoked-token-is-a-server-error", Rule: "REV-23", Dialects: onlyRFC,
			Sentence: "The introspection of a refresh token that was ended is answered with 500.",
			Follows: map[string]string{
				"REV-56": "what a reuse, or a second redemption, has ended is ended too",
				"HKS-12": "what the vendor has ended is ended too",
			},
			Apply: failingIntrospection(tenant.KindEnded)},
		{Name: "introspection-of-a-spent-token-is-a-server-error", Rule: "REV-56", Dialects: onlyRFC,
			Sentence: "The introspection of a refresh token that was rotated out is answered with 500.",
			Apply:    failingIntrospection(tenant.KindSpent)},
		{Name: "exchange-is-a-server-error", Rule: "REV-57", Dialects: bothDialects,
			Sentence: "The exchange of a live token by a client with HTTP Basic is answered with 500.",
			Apply: refusingLive(func(x tenant.Exchange) bool {
				return x.Client != nil && x.Client.AuthMethod == tenant.AuthSecretBasic
			}, serverError())},
		{Name: "successor-does-not-work", Rule: "ROT-01", Dialects: onlyAuth0,
			Sentence: "The refresh token that an exchange returns where tokens rotate without leeway cannot be exchanged.",
			Apply: refusingLive(func(x tenant.Exchange) bool {
				return x.Family.Rotating && x.Place.Generation > 0 && clientLeeway(x) == 0
			}, badRequest("invalid_grant", "Unknown or invalid refresh token."))},
		{Name: "invented-token-is-exchanged", Rule: "ROT-20", Dialects: onlyRFC,
			Sentence: "The exchange of a refresh token that nobody issued hands out an access token.",
			Apply:    handingOutForUnknown},
	}
}

// refusingLive refuses the exchange of a live token, on that condition.
func refusingLive(when func(tenant.Exchange) bool, refusal *tenant.Error) change {
	return func(p *tenant.Policy) {
		before := p.Exchange.Refusal
		p.Exchange.Refusal = func(x tenant.Exchange) *tenant.Error {
			if x.Kind == tenant.KindLive && when(x) {
				return refusal
			}
			return before(x)
		}
	}
}

// handingOutForUnknown answers the exchange of an unknown token as a success, with a token that is as invented.
func handingOutForUnknown(p *tenant.Policy) {
	const mark = "invented"
	before := p.Exchange.Refusal
	p.Exchange.Refusal = func(x tenant.Exchange) *tenant.Error {
		if x.Kind == tenant.KindUnknown {
			return &tenant.Error{Status: 200, Code: mark}
		}
		return before(x)
	}
	changingAnswer(tenant.EndpointToken, func(_ tenant.Request, a *tenant.Answer) {
		if o := jsonObject(a); o["error"] == mark {
			a.JSON = map[string]any{"access_token": mark, "token_type": "Bearer", "expires_in": 60}
		}
	})(p)
}

// failingAtBreach answers the reuse that ends a family with 500, and that one alone.
func failingAtBreach(p *tenant.Policy) {
	changingRefusalOf(func(x tenant.Exchange) bool {
		return x.Kind == tenant.KindSpent && x.Family.Ended.Cause == tenant.CauseReuse && x.Family.Ended.At.Equal(x.Now)
	}, func(e *tenant.Error) { *e = *serverError() })(p)
}

// failingIntrospection answers the introspection of tokens of that kind with 500.
func failingIntrospection(kind tenant.Kind) change {
	const mark = "fails"
	return func(p *tenant.Policy) {
		before := p.Introspection.Answer
		p.Introspection.Answer = func(k tenant.Kind, truth map[string]any) map[string]any {
			if k == kind {
				return map[string]any{mark: true}
			}
			return before(k, truth)
		}
		changingAnswer(tenant.EndpointIntrospection, func(_ tenant.Request, a *tenant.Answer) {
			if o := jsonObject(a); o[mark] == true {
				*a = serverError().Answer()
			}
		})(p)
	}
}
