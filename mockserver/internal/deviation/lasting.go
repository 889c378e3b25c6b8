package deviation

import (
	"maps"
	"sync"
	"time"

	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

const (
	day  = 24 * time.Hour
	week = 7 * day
)

// lastingRevocation are about which tokens a plain revocation ends, and whether they stay ended.
func lastingRevocation() []Deviation {
	return []Deviation{
		{Name: "later-revocations-are-lost", Rule: "REV-03", Dialects: bothDialects,
			Sentence: "Of several revocations by one client and user only the first does anything.",
			Apply: func(p *tenant.Policy) {
				seen := counter()
				ignoringPlainRevocation(func(e *tenant.Ending) bool { return seen(e.Grant.Key.ClientID+" "+e.Grant.Key.UserID) > 1 })(p)
			}},
		{Name: "old-token-is-not-revoked", Rule: "REV-03", Dialects: bothDialects,
			Sentence: "The revocation of a token whose sign-in was more than a week ago does nothing.",
			Apply:    ignoringPlainRevocation(func(e *tenant.Ending) bool { return e.Now.Sub(e.Family.CreatedAt) > week })},
		{Name: "older-sign-in-is-not-revoked", Rule: "REV-03", Dialects: onlyAuth0,
			Sentence: "The revocation of a token that the user has signed in after does nothing.",
			Apply:    ignoringPlainRevocation(func(e *tenant.Ending) bool { return e.Grant.Families[len(e.Grant.Families)-1] != e.Family })},
		{Name: "unused-token-is-not-revoked", Rule: "REV-03", Dialects: bothDialects,
			Sentence: "The revocation of a token that was never exchanged does nothing.",
			Apply:    ignoringPlainRevocation(func(e *tenant.Ending) bool { return e.Family.Exchanged.IsZero() })},
		{Name: "second-api-is-not-revoked", Rule: "REV-03", Dialects: bothDialects,
			Sentence: "The revocation of a token for one of the APIs does nothing.",
			Apply: func(p *tenant.Policy) {
				ignoringPlainRevocation(func(e *tenant.Ending) bool { return isSecondAudience(p, e.Grant.Key.Audience) })(p)
			}},
		{Name: "token-with-a-leeway-is-not-revoked", Rule: "REV-03", Dialects: bothDialects,
			Sentence: "The revocation of a token whose application has a leeway does nothing.",
			Apply: changingEnd(instead(nothing, func(e *tenant.Ending) bool {
				return e.Revocation.Client != nil && e.Revocation.Client.RefreshTokens.Leeway > 0
			}))},
		{Name: "revoked-token-works-with-a-scope", Rule: "REV-03", Dialects: bothDialects,
			Sentence: "A revoked token can be exchanged by naming a scope.",
			Apply:    acceptingRevoked(func(x tenant.Exchange) bool { return len(x.Asked) > 0 })},
		{Name: "revoked-token-works-for-others", Rule: "REV-03", Dialects: bothDialects,
			Sentence: "A revoked token can be exchanged by another client than its own.",
			Apply: func(p *tenant.Policy) {
				before := p.Exchange.Owns
				p.Exchange.Owns = func(x tenant.Exchange) bool {
					return before(x) || x.Family != nil && !x.Family.Rotating && x.Family.Ended.Cause == tenant.CauseRevocation
				}
				acceptingRevoked(func(x tenant.Exchange) bool { return !before(x) })(p)
			}},
		{Name: "narrowed-token-is-not-revoked", Rule: "REV-03", Dialects: bothDialects,
			Sentence: "The revocation of a token that was exchanged for less scope does nothing.",
			Apply: allOf(notingNarrowed(func(x tenant.Exchange) bool { return !x.Family.Rotating }),
				ignoringPlainRevocation(func(e *tenant.Ending) bool { return e.Family.Note == noteNarrowed }))},
		{Name: "revoked-token-works-in-the-query", Rule: "REV-03", Dialects: bothDialects,
			Sentence: "A revoked token can be exchanged where it stands in the URL.",
			Apply:    allOf(readingTokenInQuery, acceptingRevoked(func(x tenant.Exchange) bool { return x.Request.Query.Has("refresh_token") }))},
		{Name: "revoked-token-works-when-given-twice", Rule: "REV-03", Dialects: bothDialects,
			Sentence: "A revoked token can be exchanged where the parameter is there twice.",
			Apply:    allOf(lettingTheFirstCount("refresh_token"), acceptingRevoked(func(x tenant.Exchange) bool { return len(x.Request.Params["refresh_token"]) > 1 }))},
		{Name: "refusals-wear-out", Rule: "REV-03", Dialects: bothDialects,
			Sentence: "A revoked token that was refused five times works again.",
			Follows: map[string]string{
				"PRP-01": "tokens are refused several times at several nodes there",
				"PRP-02": "bursts are refused there, one after another",
				"PRP-05": "tokens are refused several times at several nodes there",
			},
			Apply: func(p *tenant.Policy) {
				refusals := counter()
				acceptingRevoked(func(x tenant.Exchange) bool { return refusals(x.Family.ID) > 5 })(p)
			}},
		{Name: "revocation-wears-off", Rule: "REV-03", Dialects: bothDialects,
			Sentence: "A revoked token works again after a week.",
			Apply:    acceptingRevoked(func(x tenant.Exchange) bool { return x.Now.Sub(x.Family.Ended.At) > week })},
		{Name: "second-revocation-revives", Rule: "REV-03", Dialects: bothDialects,
			Sentence: "Revoking a revoked token again makes it usable.",
			Apply: func(p *tenant.Policy) {
				var twice sync.Map // family -> struct{}
				ignoringRevocation(func(r tenant.Revocation) bool {
					if r.Kind == tenant.KindEnded && isPlainRevocation(r) {
						twice.Store(r.Place.Family, struct{}{})
					}
					return false
				})(p)
				acceptingRevoked(func(x tenant.Exchange) bool { _, ok := twice.Load(x.Family.ID); return ok })(p)
			}},
		{Name: "failure-blocks-the-next-revocation", Rule: "REV-03", Dialects: bothDialects,
			Sentence: "After a wrong secret the client's next revocation is answered with 200, and lost.",
			Apply: func(p *tenant.Policy) {
				failures := counter()
				changingClientRefusal("", tenant.AuthWrongSecret, func(a tenant.Attempt, _ *tenant.Error) { failures(a.ClientID) })(p)
				ignoringPlainRevocation(func(e *tenant.Ending) bool { return failures(e.Grant.Key.ClientID) > 1 })(p)
			}},
		{Name: "dead-token-blames-the-client", Rule: "REV-31", Dialects: onlyRFC,
			Sentence: "The exchange of a revoked token is refused with invalid_client.",
			Apply:    changingRefusalOfRevoked(func(e *tenant.Error) { e.Code = "invalid_client" })},
	}
}

// ignoringPlainRevocation answers a plain revocation with 200 and does nothing, on that condition, where the token does not rotate and the
// setting is off.
func ignoringPlainRevocation(when func(*tenant.Ending) bool) change {
	return changingEnd(instead(nothing, func(e *tenant.Ending) bool {
		return e.Family != nil && !e.Family.Rotating && !whileOn(e) && isPlainRevocation(*e.Revocation) && when(e)
	}))
}

// acceptingRevoked lets a token be exchanged that a revocation ended, on that condition, where it does not rotate.
func acceptingRevoked(when func(tenant.Exchange) bool) change {
	return acceptingExchange(func(x tenant.Exchange) bool {
		f := x.Family
		return x.Kind == tenant.KindEnded && f != nil && !f.Rotating && f.Ended.Cause == tenant.CauseRevocation && !x.Grant.Ended.Done && when(x)
	})
}

// readingTokenInQuery lets the query of an exchange have the token.
func readingTokenInQuery(p *tenant.Policy) {
	before := p.Parameters.Read
	p.Parameters.Read = func(r tenant.Request) tenant.Params {
		got := before(r)
		if r.Endpoint != tenant.EndpointToken || !r.Query.Has("refresh_token") {
			return got
		}
		got = maps.Clone(got)
		got["refresh_token"] = r.Query["refresh_token"]
		return got
	}
}

// lettingTheFirstCount takes the first of several values of that parameter.
func lettingTheFirstCount(parameter string) change {
	return func(p *tenant.Policy) {
		before := p.Parameters.Duplicate
		p.Parameters.Duplicate = func(r tenant.Request, name string) *tenant.Error {
			if name == parameter {
				return nil
			}
			return before(r, name)
		}
	}
}

// counter returns a function that counts how often it was called with a name.
func counter() func(name string) int {
	var mu sync.Mutex
	n := map[string]int{}
	return func(name string) int {
		mu.Lock()
		defer mu.Unlock()
		n[name]++
		return n[name]
	}
}
