package wirefault_test

import (
	"net/http"
	"strings"
)

// requests are faults in how the revocation endpoint reads a request.
func requests() []fault {
	missing := all(isRevocation, authentic, noToken, not(inJSON))
	json, form := all(isRevocation, inJSON), all(isRevocation, not(inJSON))
	return []fault{
		{rule: "REV-07", name: "no token revokes the client's newest", dialect: auth0, single: true, wrong: at(missing, alsoRevokingNewest),
			follows: follows{"REV-42": "an error kills a token"}},

		{rule: "REV-17", name: "JSON is 415", dialect: auth0, wrong: at(json, refusing(415, "invalid_request"))},
		{rule: "REV-17", name: "JSON is taken for success", dialect: auth0, wrong: at(all(validRevocation, inJSON), pretending),
			follows: follows{"REV-28": "it is a lie"}},
		{rule: "REV-17", name: "forms are 400", dialect: auth0, wide: true, wrong: at(form, refusing(400, "invalid_request"))},
		{rule: "REV-17", name: "forms are taken for success", dialect: auth0, wide: true, wrong: at(all(validRevocation, not(inJSON)), pretending)},

		{rule: "REV-18", name: "the right hint revokes nothing", dialect: rfc, wrong: at(all(validRevocation, rightHint), pretending),
			follows: follows{"REV-28": "it is a lie"}},
		{rule: "REV-18", name: "the wrong hint revokes nothing", dialect: rfc, wrong: at(all(validRevocation, wrongHint), pretending),
			follows: follows{"REV-28": "it is a lie"}},

		{rule: "REV-50", name: "the wrong hint is refused", dialect: auth0, wrong: at(all(isRevocation, wrongHint), refusing(400, "unsupported_token_type"))},
		{rule: "REV-50", name: "the right hint is refused", dialect: auth0, wrong: at(all(isRevocation, rightHint), refusing(400, "invalid_request")),
			follows: follows{"REV-09": "a wrong secret beside the hint is refused for the hint"}},

		{rule: "REV-28", name: "a hint makes it a lie", dialect: auth0, wrong: at(all(validRevocation, either(rightHint, wrongHint)), pretending),
			follows: follows{"REV-50": "the hint is not tolerated"}},
		{rule: "REV-28", name: "JSON makes it a lie", dialect: rfc, wrong: at(all(isRevocation, authentic, inJSON), pretending)},
		{rule: "REV-28", name: "a token in the query is taken for success", dialect: rfc, wrong: at(all(isRevocation, inQuery), pretending)},
		{rule: "REV-28", name: "a token twice is taken for success", dialect: rfc, wrong: at(all(isRevocation, twice), pretending)},

		{rule: "REV-46", name: "two tokens are 400 and the last is revoked", dialect: rfc, wrong: at(all(isRevocation, twoTokens), func(p *proxy, r *request) *answer {
			a := p.send(r)
			if t, known := p.token(r.values("token")[1]); known {
				p.revoke(t)
			}
			return a
		})},

		{rule: "REV-49", name: "case does not count", dialect: rfc, wrong: matching(strings.EqualFold)},
	}
}

func alsoRevokingNewest(p *proxy, r *request) *answer {
	if live := p.all(func(t token) bool { return t.client == clientOf(r) && !t.revoked && !t.spent() }); len(live) > 0 {
		p.revoke(live[len(live)-1])
	}
	return p.send(r)
}

// matching takes an unknown token for a live one that is alike.
func matching(alike func(sent, live string) bool) behaviour {
	return at(all(isRevocation, authentic, unknownToken), func(p *proxy, r *request) *answer {
		sent := r.param("token")
		for _, t := range p.all(func(t token) bool { return len(t.value) <= len(sent) && alike(sent, t.value) }) {
			p.revoke(t)
		}
		return p.send(r)
	})
}

func twice(_ *proxy, r *request) bool {
	all := r.values("token")
	return len(all) > 1 && all[0] == all[1]
}

func twoTokens(_ *proxy, r *request) bool {
	all := r.values("token")
	return len(all) > 1 && all[0] != all[1]
}

func inQuery(_ *proxy, r *request) bool {
	return r.method == http.MethodPost && r.query.Get("token") != "" && !r.has("token")
}
