package deviation

import (
	"slices"
	"time"

	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

func rotation() []Deviation {
	return slices.Concat(rotationReuse(), rotationRaces(), rotationLifetimes(), rotationFamilies(), rotationScope(), []Deviation{
		{Name: "exchange-returns-the-same-token", Rule: "ROT-01", Dialects: bothDialects,
			Sentence: "From the second exchange on, the answer holds the refresh token that was presented.",
			Follows: map[string]string{
				"ROT-12": "the tokens of a public client do not rotate either",
				"ROT-18": "a token that does not rotate can be exchanged by all at once",
			},
			Apply: allOf(changingIssue(func(x tenant.Exchange) bool { return x.Place.Generation == 0 || clientLeeway(x) > 0 }), returningPresentedToken)},
		{Name: "third-exchange-does-not-rotate", Rule: "ROT-12", Dialects: onlyRFC,
			Sentence: "A public client's token is rotated twice, and then no more.",
			Follows:  map[string]string{"ROT-01": "several exchanges in a row are looked at there too, of a client that is public"},
			Apply:    changingIssue(func(x tenant.Exchange) bool { return x.Place.Generation < 3 })},
		{Name: "first-of-a-family-works-on", Rule: "ROT-12", Dialects: onlyRFC,
			Sentence: "Each exchange yields a new refresh token, and that of the sign-in can be exchanged for ever.",
			Follows:  map[string]string{"ROT-02": "the first token of a chain is used again there"},
			Apply: reactingTo(func(u tenant.Reuse) bool { return u.Place.Generation == 0 && !u.Previous && u.Leeway == 0 },
				tenant.Reaction{Accept: true, Issue: true})},
		{Name: "wider-scope-is-granted", Rule: "ROT-13", Dialects: onlyRFC,
			Sentence: "An exchange grants whatever scope it asks for.",
			Apply:    grantingWhatIsAsked(func(tenant.Exchange) bool { return true })},
		{Name: "wider-scope-of-a-rotating-token-is-granted", Rule: "ROT-13", Dialects: onlyRFC,
			Sentence: "An exchange of a token that rotates grants whatever scope it asks for.",
			Apply:    grantingWhatIsAsked(func(x tenant.Exchange) bool { return x.Family.Rotating })},
		{Name: "wider-scope-is-granted-after-less", Rule: "ROT-13", Dialects: onlyRFC,
			Sentence: "A token that was exchanged for less scope can be exchanged for any.",
			Apply: allOf(notingNarrowed(func(tenant.Exchange) bool { return true }),
				grantingWhatIsAsked(func(x tenant.Exchange) bool { return x.Family.Note == noteNarrowed }))},
		{Name: "foreign-client-exchanges", Rule: "ROT-14", Dialects: bothDialects,
			Sentence: "A public client's token can be exchanged by any client.",
			Apply: func(p *tenant.Policy) {
				before := p.Exchange.Owns
				p.Exchange.Owns = func(x tenant.Exchange) bool {
					return before(x) || x.Client != nil && !x.Client.Public()
				}
			}},
		{Name: "exchange-without-secret", Rule: "ROT-16", Dialects: bothDialects,
			Sentence: "A confidential client exchanges its refresh token without its secret.",
			Apply:    acceptingAtToken(tenant.AuthMissing, func(a tenant.Attempt) bool { return isExchange(a.Request) })},
		{Name: "foreign-attempt-kills", Rule: "ROT-17", Dialects: bothDialects,
			Sentence: "Another client's attempt to exchange a token ends it.",
			Apply:    func(p *tenant.Policy) { p.Exchange.Foreign = (*tenant.Ending).EndFamily }},
		{Name: "exchange-by-json-without-secret", Rule: "ROT-16", Dialects: onlyAuth0,
			Sentence: "A confidential client exchanges its refresh token without its secret, by JSON.",
			Apply:    acceptingAtToken(tenant.AuthMissing, func(a tenant.Attempt) bool { return a.Request.BodyType == tenant.BodyJSON })},
		{Name: "exchange-believes-any-assertion", Rule: "ROT-16", Dialects: bothDialects,
			Sentence: "The token endpoint does not look at the signature of an assertion.",
			Apply:    acceptingAtToken(tenant.AuthBadSignature, nil)},
		{Name: "new-refresh-token-may-be-cached", Rule: "ROT-19", Dialects: onlyRFC,
			Sentence: "The answer to an exchange that returns a new refresh token has no Cache-Control header.",
			Apply:    cacheable(func(answer map[string]any) bool { return answer["refresh_token"] != nil })},
		{Name: "exchange-may-be-cached", Rule: "ROT-19", Dialects: onlyRFC,
			Sentence: "The answer to an exchange has no Cache-Control header.",
			Apply:    cacheable(func(map[string]any) bool { return true })},
	})
}

// grantingWhatIsAsked grants any scope that is asked for, on that condition.
func grantingWhatIsAsked(when func(tenant.Exchange) bool) change {
	return func(p *tenant.Policy) {
		before := p.Exchange.Scopes
		p.Exchange.Scopes = func(x tenant.Exchange, granted []string) ([]string, *tenant.Error) {
			if len(x.Asked) > 0 && when(x) {
				return x.Asked, nil
			}
			return before(x, granted)
		}
	}
}

// changingIssue changes whether an exchange rotates.
func changingIssue(rotates func(tenant.Exchange) bool) change {
	return func(p *tenant.Policy) {
		before := p.Rotation.Issue
		p.Rotation.Issue = func(x tenant.Exchange) bool { return rotates(x) && before(x) }
	}
}

func clientLeeway(x tenant.Exchange) time.Duration {
	if x.Client == nil {
		return 0
	}
	return x.Client.RefreshTokens.Leeway
}

func isExchange(r tenant.Request) bool { return r.Params.Get("grant_type") == tenant.GrantRefreshToken }

// returningPresentedToken puts the presented refresh token into an answer that has none.
func returningPresentedToken(p *tenant.Policy) {
	changingAnswer(tenant.EndpointToken, func(r tenant.Request, a *tenant.Answer) {
		if a.Status != 200 || !isExchange(r) {
			return
		}
		if body := jsonObject(a); body["refresh_token"] == nil {
			body["refresh_token"] = r.Params.Get("refresh_token")
		}
	})(p)
}

// cacheable leaves Cache-Control out of the answers to exchanges, on that condition.
func cacheable(when func(answer map[string]any) bool) change {
	return changingAnswer(tenant.EndpointToken, func(r tenant.Request, a *tenant.Answer) {
		if isExchange(r) && when(jsonObject(a)) {
			*a = a.With("Cache-Control", "")
		}
	})
}
