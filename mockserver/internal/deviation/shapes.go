package deviation

import (
	"strings"
	"sync"

	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

// shapes are about requests in a shape that no document has, which are answered with success all the same.
func shapes() []Deviation {
	return []Deviation{
		{Name: "unreadable-body-is-a-lie", Rule: "REV-28", Dialects: bothDialects,
			Sentence: "A body of a type that the server cannot read is answered with 200.",
			Apply:    acceptingShape(func(r tenant.Request) bool { return r.BodyType == tenant.BodyOther })},
		{Name: "query-alone-is-a-lie", Rule: "REV-28", Dialects: bothDialects,
			Sentence: "A POST without a body is answered with 200, whatever its query says.",
			Apply:    acceptingShape(func(r tenant.Request) bool { return r.BodyType == tenant.BodyNone })},
		{Name: "byte-order-mark-is-a-lie", Rule: "REV-28", Dialects: bothDialects,
			Sentence: "A form that begins with a byte order mark is answered with 200.",
			Apply: acceptingShape(func(r tenant.Request) bool {
				return named(r.Body, func(name string) bool { return strings.HasPrefix(name, "\ufeff") })
			})},
		{Name: "name-in-capitals-is-a-lie", Rule: "REV-28", Dialects: bothDialects,
			Sentence: "A request that has the token under its name in capitals is answered with 200.",
			Apply:    acceptingShape(func(r tenant.Request) bool { return r.Body.Has("TOKEN") })},
		{Name: "revoked-token-needs-no-secret", Rule: "REV-15", Dialects: bothDialects,
			Sentence: "Where the token was revoked before, a wrong secret is answered with 200.",
			Apply:    acceptingAtRevocation(tenant.AuthWrongSecret, func(a tenant.Attempt) bool { return a.Token() == tenant.KindEnded })},
		{Name: "foreign-token-needs-no-secret", Rule: "REV-15", Dialects: bothDialects,
			Sentence: "Where the token was issued to another client, a wrong secret is answered with 200.",
			Apply: func(p *tenant.Policy) {
				var owners sync.Map // hash -> client id
				owns := p.Exchange.Owns
				p.Exchange.Owns = func(x tenant.Exchange) bool {
					owners.Store(tenant.HashOf(x.Request.Params.Get("refresh_token")), x.Grant.Key.ClientID)
					return owns(x)
				}
				foreign := func(token, clientID string) bool {
					owner, known := owners.Load(tenant.HashOf(token))
					return known && owner != clientID
				}
				acceptingAtRevocation(tenant.AuthWrongSecret, func(a tenant.Attempt) bool {
					return foreign(a.Request.Params.Get("token"), a.ClientID)
				})(p)
				decidingRevocation(func(r tenant.Revocation) bool {
					return r.Foreign && r.Client != nil && !r.Client.SecretIs(r.Request.Params.Get("client_secret")) && !r.Client.Public()
				}, false, nil)(p)
			}},
	}
}

// acceptingShape answers such a request for revocation with an empty 200.
func acceptingShape(when func(tenant.Request) bool) change {
	return changingAnswer(tenant.EndpointRevocation, func(r tenant.Request, a *tenant.Answer) {
		if r.Method == "POST" && a.Status >= 400 && when(r) {
			*a = tenant.Answer{Status: 200}
		}
	})
}

func named(p tenant.Params, is func(name string) bool) bool {
	for name := range p {
		if is(name) {
			return true
		}
	}
	return false
}
