package deviation

import (
	"sync"
	"time"

	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

// toll picks what an act takes along that it should leave.
type toll = func(p *tenant.Policy, k tenant.GrantKey) []tenant.Selector

// The tolls of careless servers, by what a database is asked for instead of the one token.
var (
	otherUsers = func(_ *tenant.Policy, k tenant.GrantKey) []tenant.Selector {
		return []tenant.Selector{otherUsersOfClient(k)}
	}
	otherClients = func(p *tenant.Policy, k tenant.GrantKey) (all []tenant.Selector) {
		for _, c := range p.Directory.Clients() {
			if c.ID != k.ClientID {
				all = append(all, tenant.Selector{UserID: k.UserID, ClientID: c.ID})
			}
		}
		return all
	}
)

// otherSignIns are those of the same user at the same client, but one.
func otherSignIns(k tenant.GrantKey, family string) []tenant.Selector {
	return []tenant.Selector{{UserID: k.UserID, ClientID: k.ClientID, ExceptFamily: family}}
}

// collateral are acts that take along what is not theirs.
func collateral() []Deviation {
	breach := func(end otherEnd) change {
		return ending(func(p *tenant.Policy) *func(*tenant.Ending) { return &p.Rotation.Breach }, end)
	}
	return []Deviation{
		{Name: "revocation-takes-other-clients", Rule: "GRT-14", Dialects: onlyRFC,
			Sentence: "Revoking a refresh token ends the user's tokens at every other client.",
			Apply:    taking(changingEnd, otherClients, nil)},
		{Name: "revocation-takes-other-sign-ins-access-tokens", Rule: "GRT-12", Dialects: onlyRFC,
			Sentence: "Revoking a refresh token ends the access tokens of the user's other sign-ins at the client.",
			Apply:    endingAccessOf(changingEnd, ofOtherSignIns)},
		{Name: "revocation-takes-other-users-access-tokens", Rule: "GRT-13", Dialects: onlyRFC,
			Sentence: "Revoking a refresh token ends the access tokens of the client's other users.",
			Apply:    endingAccessOf(changingEnd, ofOtherUsers)},
		{Name: "revocation-takes-other-clients-access-tokens", Rule: "GRT-14", Dialects: onlyRFC,
			Sentence: "Revoking a refresh token ends the access tokens of the user's other clients.",
			Apply:    endingAccessOf(changingEnd, ofOtherClients)},
		{Name: "second-revocation-takes-other-sign-ins", Rule: "GRT-12", Dialects: onlyRFC,
			Sentence: "Revoking a token again is answered as it should be, and ends the user's other sign-ins at the client.",
			Apply: changingEnd(where(ofKind(tenant.KindEnded), also(func(e *tenant.Ending) {
				e.Others = append(e.Others, otherSignIns(e.Grant.Key, e.Place.Family)...)
			})))},
		{Name: "second-revocation-takes-other-users", Rule: "GRT-13", Dialects: onlyRFC,
			Sentence: "Revoking a token again is answered as it should be, and ends the tokens of the client's other users.",
			Apply:    taking(changingEnd, otherUsers, ofKind(tenant.KindEnded))},
		{Name: "second-revocation-takes-other-clients", Rule: "GRT-14", Dialects: onlyRFC,
			Sentence: "Revoking a token again is answered as it should be, and ends the user's tokens at other clients.",
			Apply:    taking(changingEnd, otherClients, ofKind(tenant.KindEnded))},
		{Name: "spent-token-takes-other-users", Rule: "GRT-13", Dialects: onlyRFC,
			Sentence: "Revoking a spent token ends the tokens of the client's other users.",
			Apply:    taking(changingEnd, otherUsers, ofKind(tenant.KindSpent))},
		{Name: "setting-on-spent-token-takes-other-users", Rule: "GRT-05", Dialects: onlyAuth0,
			Sentence: "With the setting on, revoking a spent token ends the tokens of the application's other users.",
			Apply:    taking(settingOn, otherUsers, ofKind(tenant.KindSpent))},
		{Name: "setting-on-spent-token-takes-other-clients", Rule: "GRT-04", Dialects: onlyAuth0,
			Sentence: "With the setting on, revoking a spent token ends the user's tokens at other applications.",
			Apply:    taking(settingOn, otherClients, ofKind(tenant.KindSpent))},
		{Name: "setting-off-spent-token-takes-other-sign-ins", Rule: "GRT-06", Dialects: onlyAuth0,
			Sentence: "With the setting off, revoking a spent token ends the user's other sign-ins at the application.",
			Apply: settingOff(where(ofKind(tenant.KindSpent), also(func(e *tenant.Ending) {
				e.Others = append(e.Others, otherSignIns(e.Grant.Key, e.Place.Family)...)
			})))},
		{Name: "refused-repetition-takes-everything", Rule: "GRT-12", Dialects: onlyRFC,
			Sentence: "Revoking a token again is refused as an attack, and ends all the user's sign-ins at the client.",
			Follows:  map[string]string{"REV-06": "the repetition is refused"},
			Apply:    allOf(refusingKind(tenant.KindEnded, badRequest("invalid_grant", "The token was revoked before")), takingIfRefused(tenant.KindEnded))},
		{Name: "refused-spent-token-takes-everything", Rule: "GRT-12", Dialects: onlyRFC,
			Sentence: "Revoking a spent token is refused as an attack, and ends all the user's sign-ins at the client.",
			Follows:  map[string]string{"REV-40": "the revocation is refused"},
			Apply:    allOf(refusingKind(tenant.KindSpent, badRequest("invalid_grant", "The token was replaced")), takingIfRefused(tenant.KindSpent))},
		{Name: "wrong-secret-takes-other-clients", Rule: "REV-42", Dialects: bothDialects,
			Sentence: "A wrong secret ends the user's tokens at other clients.",
			Apply: func(p *tenant.Policy) {
				p.Revocation.Refused = func(r tenant.Revocation, e *tenant.Error) []tenant.Selector {
					if e.Code != "invalid_client" || r.Kind != tenant.KindLive {
						return nil
					}
					return otherClients(p, r.Owner)
				}
			}},
		{Name: "foreign-attempt-takes-the-attackers-tokens", Rule: "REV-37", Dialects: bothDialects,
			Sentence: "A client that asks to revoke another one's token loses its own of that user.",
			Apply: punishing(func(r tenant.Revocation) tenant.Selector {
				return tenant.Selector{UserID: r.Owner.UserID, ClientID: r.Client.ID}
			})},
		{Name: "foreign-attempt-takes-the-owners-other-tokens", Rule: "REV-37", Dialects: bothDialects,
			Sentence: "A client that asks to revoke another one's token ends all others that the owner has of that user.",
			Apply: punishing(func(r tenant.Revocation) tenant.Selector {
				return tenant.Selector{UserID: r.Owner.UserID, ClientID: r.Owner.ClientID, ExceptFamily: r.Place.Family}
			})},
		{Name: "foreign-exchange-takes-other-users", Rule: "ROT-17", Dialects: bothDialects,
			Sentence: "An exchange by another client is refused, and ends the tokens of the owner's other users.",
			Apply: taking(func(end otherEnd) change {
				return ending(func(p *tenant.Policy) *func(*tenant.Ending) { return &p.Exchange.Foreign }, end)
			}, otherUsers, nil)},
		{Name: "reuse-takes-everybody", Rule: "ROT-24", Dialects: bothDialects,
			Sentence: "A reuse ends the tokens of all users of the client.",
			Apply:    taking(breach, otherUsers, nil)},
		{Name: "reuse-takes-other-clients", Rule: "ROT-24", Dialects: bothDialects,
			Sentence: "A reuse ends the user's tokens at every other client.",
			Apply:    taking(breach, otherClients, nil)},
		{Name: "reuse-takes-other-users-access-tokens", Rule: "ROT-24", Dialects: onlyRFC,
			Sentence: "A reuse ends the access tokens of the client's other users.",
			Apply:    endingAccessOf(breach, ofOtherUsers)},
		{Name: "reuse-takes-other-clients-access-tokens", Rule: "ROT-24", Dialects: onlyRFC,
			Sentence: "A reuse ends the access tokens of the user's other clients.",
			Apply:    endingAccessOf(breach, ofOtherClients)},
		{Name: "late-reuse-takes-everybody", Rule: "ROT-24", Dialects: bothDialects,
			Sentence: "The reuse of a token that was issued more than a week ago ends the tokens of all users of the client.",
			Apply: taking(breach, otherUsers, func(e *tenant.Ending) bool {
				return e.Family != nil && e.Now.Sub(e.Family.CreatedAt) > week
			})},
	}
}

// taking ends more than an act should, on that condition; no condition is always.
func taking(change func(otherEnd) change, what toll, when func(*tenant.Ending) bool) change {
	return func(p *tenant.Policy) {
		change(also(func(e *tenant.Ending) {
			if when == nil || when(e) {
				e.Others = append(e.Others, what(p, e.Grant.Key)...)
			}
		}))(p)
	}
}

// ofKind says whether the token that is revoked is of that kind.
func ofKind(k tenant.Kind) func(*tenant.Ending) bool {
	return func(e *tenant.Ending) bool { return e.Revocation != nil && e.Revocation.Kind == k }
}

// takingIfRefused ends the user's other sign-ins at the client when the revocation of a token of that kind is refused.
func takingIfRefused(k tenant.Kind) change {
	return func(p *tenant.Policy) {
		p.Revocation.Refused = func(r tenant.Revocation, _ *tenant.Error) []tenant.Selector {
			if r.Kind != k || r.Foreign {
				return nil
			}
			return otherSignIns(r.Owner, r.Place.Family)
		}
	}
}

// punishing ends something when another client's token is sent for revocation, whatever is answered.
func punishing(what func(tenant.Revocation) tenant.Selector) change {
	return func(p *tenant.Policy) {
		rule, end := p.Revocation.Rule, p.Revocation.End
		p.Revocation.Rule = func(r tenant.Revocation) (bool, *tenant.Error) {
			ends, refusal := rule(r)
			return ends || isForeign(r) && refusal == nil && r.Kind == tenant.KindLive, refusal
		}
		p.Revocation.End = func(e *tenant.Ending) {
			if !isForeign(*e.Revocation) {
				end(e)
				return
			}
			e.Others = append(e.Others, what(*e.Revocation))
		}
		p.Revocation.Refused = func(r tenant.Revocation, _ *tenant.Error) []tenant.Selector {
			if r.Client == nil || r.Owner.ClientID == "" || r.Owner.ClientID == r.Client.ID {
				return nil
			}
			return []tenant.Selector{what(r)}
		}
	}
}

func ofOtherSignIns(k, ended tenant.GrantKey) bool {
	return k.UserID == ended.UserID && k.ClientID == ended.ClientID
}

func ofOtherUsers(k, ended tenant.GrantKey) bool {
	return k.UserID != ended.UserID && k.ClientID == ended.ClientID
}

func ofOtherClients(k, ended tenant.GrantKey) bool {
	return k.UserID == ended.UserID && k.ClientID != ended.ClientID
}

// endingAccessOf lets an act end the access tokens that were issued before it in those other grants.
func endingAccessOf(act func(otherEnd) change, which func(k, ended tenant.GrantKey) bool) change {
	return func(p *tenant.Policy) {
		var mu sync.Mutex
		var revoked []tenant.Ending
		act(also(func(e *tenant.Ending) {
			mu.Lock()
			defer mu.Unlock()
			revoked = append(revoked, tenant.Ending{Grant: &tenant.Grant{ID: e.Grant.ID, Key: e.Grant.Key}, Now: e.Now})
		}))(p)
		before := p.Access.Active
		p.Access.Active = func(a tenant.AccessToken, g *tenant.Grant, now time.Time) bool {
			mu.Lock()
			defer mu.Unlock()
			for _, e := range revoked {
				if g != nil && g.ID != e.Grant.ID && which(g.Key, e.Grant.Key) && a.IssuedAt.Before(e.Now) {
					return false
				}
			}
			return before(a, g, now)
		}
	}
}
