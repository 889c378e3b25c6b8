package deviation

import (
	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

const noteOneExchangeLeft = "one exchange is left"

func revocationEffects() []Deviation {
	return []Deviation{
		{Name: "one-exchange-after-revocation", Rule: "REV-03", Dialects: bothDialects,
			Sentence: "A revoked token can be exchanged once more, as from a cache.",
			Follows: map[string]string{
				"REV-17": "its form body is the same plain request once more",
				"REV-28": "a content type that names a charset is the same plain request once more",
				"REV-13": "the application that was changed revokes by the same plain request",
				"DSH-05": "the application that was changed revokes by the same plain request",
			},
			Apply: allOf(changingEnd(also(func(e *tenant.Ending) {
				if e.Family != nil && !e.Grant.Ended.Done && isPlainRevocation(*e.Revocation) && !e.Family.Rotating {
					e.Family.Note = noteOneExchangeLeft
				}
			})), acceptingExchange(func(x tenant.Exchange) bool {
				left := x.Kind == tenant.KindEnded && x.Family != nil && x.Family.Note == noteOneExchangeLeft
				if left {
					x.Family.Note = ""
				}
				return left
			}))},
		{Name: "revocation-restores-the-predecessor", Rule: "REV-29", Dialects: bothDialects,
			Sentence: "Revoking a rotated token makes the one it was exchanged for usable again.",
			Follows: map[string]string{
				"REV-39": "it is the same rule, for another profile",
				"ROT-08": "the member before the newest is exchanged there too",
			},
			Apply: restoringAncestor(1)},
		{Name: "revocation-forgets-the-exchange", Rule: "REV-39", Dialects: onlyRFC,
			Sentence: "Revoking a rotated token undoes the exchange that led to it.",
			Follows: map[string]string{
				"REV-29": "it is the same rule, for another profile",
				"ROT-08": "the member before the newest is exchanged there too",
			},
			Apply: restoringAncestor(1)},
		{Name: "revocation-restores-the-one-before-the-predecessor", Rule: "ROT-08", Dialects: bothDialects,
			Sentence: "Revoking the newest token of a family makes the last but two usable again.",
			Apply:    restoringAncestor(2)},
		{Name: "revocation-of-an-idle-token-restores-the-predecessor", Rule: "REV-29", Dialects: bothDialects,
			Sentence: "Revoking a rotated token whose access token has expired makes the one it was exchanged for usable again.",
			Follows:  map[string]string{"REV-39": "it is the same rule, for another profile"},
			Apply: func(p *tenant.Policy) {
				changingEnd(instead(restoring(1), func(e *tenant.Ending) bool {
					return rotates(e) && !whileOn(e) && e.Place.Generation == e.Family.Generation && e.Family.Generation > 1 && idle.is(p, e.Family, e.Now)
				}))(p)
			}},
		{Name: "dead-token-without-description", Rule: "REV-30", Dialects: onlyAuth0,
			Sentence: "The exchange of a revoked token is refused without a description.",
			Apply:    changingRefusalOfRevoked(func(e *tenant.Error) { e.Description = "" })},
		{Name: "dead-token-is-403", Rule: "REV-31", Dialects: onlyRFC,
			Sentence: "The exchange of a revoked token is refused with 403.",
			Apply:    changingRefusalOfRevoked(func(e *tenant.Error) { e.Status = 403 })},
		{Name: "wrong-secret-kills-the-others", Rule: "REV-42", Dialects: bothDialects,
			Sentence: "A wrong secret ends the client's other refresh tokens.",
			Apply: func(p *tenant.Policy) {
				p.Revocation.Refused = func(r tenant.Revocation, e *tenant.Error) []tenant.Selector {
					if e.Code != "invalid_client" || r.Kind != tenant.KindLive {
						return nil
					}
					return []tenant.Selector{{ClientID: r.Owner.ClientID, ExceptFamily: r.Place.Family}}
				}
			}},
	}
}

// restoringAncestor lets the revocation of a token that is the newest of a rotating family bring an earlier one back. The other
// tokens that are remembered end one by one, so that presenting them is no reuse. With the setting on all is as it
// should be.
func restoringAncestor(generations int) change {
	return changingEnd(instead(restoring(generations), func(e *tenant.Ending) bool {
		return rotates(e) && !whileOn(e) && e.Place.Generation == e.Family.Generation && e.Family.Generation >= generations
	}))
}

// restoring ends the tokens of the family that are remembered, but one so many generations ago.
func restoring(generations int) func(*tenant.Ending) {
	return func(e *tenant.Ending) {
		e.Family.EndTokens()
		e.Family.Restore(e.Place.Serial-generations, e.Place.Generation-generations)
	}
}
