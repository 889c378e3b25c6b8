package deviation

import (
	"slices"
	"strings"

	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

func revocationRequests() []Deviation {
	return []Deviation{
		{Name: "missing-token-is-a-success", Rule: "REV-07", Dialects: bothDialects,
			Sentence: "A form without a token is answered with 200.",
			Follows:  map[string]string{"REV-28": "a request that has the token in its query is a form without a token"},
			Apply: acceptingNoToken(func(r tenant.Request, empty bool) bool {
				return !empty && r.BodyType == tenant.BodyForm
			})},
		{Name: "json-is-refused", Rule: "REV-17", Dialects: onlyAuth0,
			Sentence: "The revocation endpoint does not take JSON.",
			Apply: func(p *tenant.Policy) {
				before := p.Parameters.JSON
				p.Parameters.JSON = func(r tenant.Request) bool { return r.Endpoint != tenant.EndpointRevocation && before(r) }
			}},
		{Name: "unknown-hint-is-an-error", Rule: "REV-18", Dialects: onlyRFC,
			Sentence: "A token_type_hint that no document knows is answered with unsupported_token_type.",
			Apply:    refusingUnknownHint},
		{Name: "hint-is-not-tolerated", Rule: "REV-50", Dialects: onlyAuth0,
			Sentence: "A token_type_hint that no document knows is answered with 400.",
			Apply:    refusingUnknownHint},
		{Name: "head-revokes", Rule: "REV-19", Dialects: bothDialects,
			Sentence: "HEAD is routed like POST, and its query is read.",
			Apply: allOf(takingMethod("HEAD"), func(p *tenant.Policy) {
				before := p.Parameters.Read
				p.Parameters.Read = func(r tenant.Request) tenant.Params {
					if r.Method == "HEAD" {
						return r.Query
					}
					return before(r)
				}
			})},
		{Name: "control-bytes-crash", Rule: "REV-26", Dialects: bothDialects,
			Sentence: "Control bytes in the token are answered with 500.",
			Apply: decidingRevocation(func(r tenant.Revocation) bool {
				return strings.ContainsFunc(r.Request.Params.Get("token"), func(c rune) bool { return c < ' ' })
			}, false, serverError())},
		{Name: "extra-parameter-is-a-lie", Rule: "REV-28", Dialects: bothDialects,
			Sentence: "A request with a parameter that nobody knows is answered with 200, and revokes nothing.",
			Apply:    decidingRevocation(func(r tenant.Revocation) bool { return len(unknownParameters(r.Request.Params)) > 0 }, false, nil)},
		{Name: "empty-token-is-a-success", Rule: "REV-41", Dialects: bothDialects,
			Sentence: "An empty token is answered with 200.",
			Apply:    acceptingNoToken(func(_ tenant.Request, empty bool) bool { return empty })},
		{Name: "first-of-two-tokens-counts", Rule: "REV-46", Dialects: onlyRFC,
			Sentence: "Of two tokens in one request the first is revoked.",
			Apply:    lettingTheFirstCount("token")},
		{Name: "tokens-compared-by-their-beginning", Rule: "REV-49", Dialects: bothDialects,
			Sentence: "A token is told from others by its first half only.",
			Follows:  map[string]string{"ROT-20": "an altered copy can be exchanged as well"},
			Apply: func(p *tenant.Policy) {
				p.TokenKey = func(_ tenant.Endpoint, value string) string { return value[:min(len(value), 20)] }
			}},
		{Name: "delete-revokes", Rule: "REV-51", Dialects: bothDialects,
			Sentence: "DELETE revokes, and is then answered with 405.",
			Apply:    allOf(takingMethod("DELETE"), changingStatus("DELETE", 0, 405))},
	}
}

// acceptingNoToken answers a request without a token with success, on that condition.
func acceptingNoToken(when func(r tenant.Request, empty bool) bool) change {
	return func(p *tenant.Policy) {
		before := p.Revocation.Missing
		p.Revocation.Missing = func(r tenant.Request, empty bool) *tenant.Error {
			if when(r, empty) {
				return nil
			}
			return before(r, empty)
		}
	}
}

// takingMethod takes one more method for a revocation.
func takingMethod(name string) change {
	return func(p *tenant.Policy) {
		before := p.Revocation.Methods
		p.Revocation.Methods = func(r tenant.Request) bool { return r.Method == name || before(r) }
	}
}

var refusingUnknownHint = decidingRevocation(func(r tenant.Revocation) bool {
	return !slices.Contains([]string{"", "refresh_token", "access_token"}, r.Request.Params.Get("token_type_hint"))
}, false, badRequest("unsupported_token_type", "The token_type_hint is unknown"))
