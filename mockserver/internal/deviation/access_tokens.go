package deviation

import (
	"time"

	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

const noteAccessRevoked = "an access token was revoked"

// accessTokens are the deviations about access tokens and introspection.
func accessTokens() []Deviation {
	return []Deviation{
		{Name: "older-access-tokens-live", Rule: "REV-22", Dialects: onlyRFC,
			Sentence: "Revoking a refresh token ends only the access tokens issued since its last exchange.",
			Apply: func(p *tenant.Policy) {
				before := p.Access.Active
				p.Access.Active = func(a tenant.AccessToken, g *tenant.Grant, now time.Time) bool {
					if g != nil && !a.Ended.Done && now.Before(a.ExpiresAt) {
						if f := g.Family(a.Place.Family); f != nil && a.IssuedAt.Before(f.UsedAt) {
							return true
						}
					}
					return before(a, g, now)
				}
			}},
		{Name: "revoked-token-introspects-active", Rule: "REV-23", Dialects: onlyRFC,
			Sentence: "A revoked refresh token introspects as active.",
			Follows: map[string]string{
				"REV-56": "what a reuse, or a second redemption, has ended is ended too",
				"HKS-12": "what the vendor has ended is ended too",
			},
			Apply: introspectingRevokedAs(map[string]any{"active": true})},
		{Name: "access-token-takes-the-refresh-token", Rule: "REV-24", Dialects: onlyAuth0,
			Sentence: "An access token sent for revocation ends its refresh token.",
			Apply: allOf(changingAccessEnd(func(_ *tenant.AccessToken, e *tenant.Ending) {
				if e != nil {
					e.EndFamily()
				}
			}), func(p *tenant.Policy) {
				p.Access.Recorded = true // or else nobody could tell which refresh token it was
				p.Access.Active = func(tenant.AccessToken, *tenant.Grant, time.Time) bool { return true }
			}, decidingRevocation(func(r tenant.Revocation) bool { return r.Kind == tenant.KindAccess && !r.Foreign }, true, nil))},
		{Name: "access-token-is-an-invalid-request", Rule: "REV-38", Dialects: onlyRFC,
			Sentence: "An access token is answered with invalid_request.",
			Apply:    refusingKind(tenant.KindAccess, badRequest("invalid_request", "Not a refresh token"))},
		{Name: "access-token-outlives-its-revocation", Rule: "REV-43", Dialects: onlyRFC,
			Sentence: "An access token's revocation is answered with 200, and does nothing.",
			Apply:    changingAccessEnd(func(*tenant.AccessToken, *tenant.Ending) {})},
		{Name: "access-token-without-secret-outlives-its-revocation", Rule: "REV-43", Dialects: onlyRFC,
			Sentence: "The revocation of a public client's access token is answered with 200, and does nothing.",
			Apply: func(p *tenant.Policy) {
				before := p.Revocation.EndAccess
				p.Revocation.EndAccess = func(r tenant.Revocation, a *tenant.AccessToken, e *tenant.Ending) {
					if r.Client == nil || !r.Client.Public() {
						before(r, a, e)
					}
				}
			}},
		{Name: "foreign-access-token-is-revoked", Rule: "REV-37", Dialects: onlyRFC,
			Sentence: "Any client revokes another one's access token.",
			Apply:    decidingRevocation(func(r tenant.Revocation) bool { return r.Kind == tenant.KindAccess }, true, nil)},
		{Name: "access-token-is-revoked-by-any-secret", Rule: "REV-09", Dialects: onlyRFC,
			Sentence: "An access token is revoked whatever secret is sent with it.",
			Apply: acceptingAtRevocation(tenant.AuthWrongSecret, func(a tenant.Attempt) bool {
				return tenant.LooksLikeAccess(a.Request.Params.Get("token"))
			})},
		{Name: "exchange-crashes-after-access-revocation", Rule: "REV-44", Dialects: onlyRFC,
			Sentence: "Once an access token was revoked, the exchange of its refresh token is answered with 500.",
			Apply: func(p *tenant.Policy) {
				revoke := p.Revocation.EndAccess
				p.Revocation.EndAccess = func(r tenant.Revocation, a *tenant.AccessToken, e *tenant.Ending) {
					revoke(r, a, e)
					if e != nil && e.Family != nil {
						e.Family.Note = noteAccessRevoked
					}
				}
				before := p.Exchange.Refusal
				p.Exchange.Refusal = func(x tenant.Exchange) *tenant.Error {
					if x.Family != nil && x.Family.Note == noteAccessRevoked {
						return serverError()
					}
					return before(x)
				}
			}},
		{Name: "inactive-answer-says-why", Rule: "REV-47", Dialects: onlyRFC,
			Sentence: "The introspection of a revoked token says more than that it is not active.",
			Apply:    introspectingRevokedAs(map[string]any{"active": false, "reason": "revoked"})},
	}
}

// introspectingRevokedAs answers like that of a revoked refresh token.
func introspectingRevokedAs(answer map[string]any) change {
	return func(p *tenant.Policy) {
		before := p.Introspection.Answer
		p.Introspection.Answer = func(k tenant.Kind, truth map[string]any) map[string]any {
			if k == tenant.KindEnded {
				return answer
			}
			return before(k, truth)
		}
	}
}

// changingAccessEnd replaces what the revocation of an access token ends.
func changingAccessEnd(end func(*tenant.AccessToken, *tenant.Ending)) change {
	return func(p *tenant.Policy) {
		p.Revocation.EndAccess = func(_ tenant.Revocation, a *tenant.AccessToken, e *tenant.Ending) { end(a, e) }
	}
}
