package wirefault_test

import (
	"slices"
	"strings"
)

// exchanges are faults in the answer to an exchange.
func exchanges() []fault {
	wider := all(isExchange, authentic, ownToken, func(p *proxy, r *request) bool {
		t, _ := p.token(presented(r))
		return slices.ContainsFunc(r.scopes(), func(s string) bool { return !slices.Contains(strings.Fields(t.scope), s) })
	})
	granting := func(p *proxy, r *request) *answer {
		t, _ := p.token(presented(r))
		return p.signIn(t, r.param("scope")+" "+t.scope)
	}
	exchanged := func(change func(*answer) *answer) behaviour { return at(isExchange, changingSuccess(change)) }
	return []fault{
		{rule: "ROT-13", name: "more scope is granted", dialect: rfc, wrong: at(wider, granting)},
		{rule: "ROT-13", name: "more scope is granted in silence", dialect: rfc, wrong: at(wider, func(p *proxy, r *request) *answer {
			return granting(p, r).withField("scope", nil)
		})},
		{rule: "ROT-13", name: "more scope is invalid_request", dialect: rfc, wrong: at(wider, refusing(400, "invalid_request"))},
		{rule: "ROT-13", name: "more scope is said to be granted", dialect: rfc, wrong: at(wider, func(p *proxy, r *request) *answer {
			t, _ := p.token(presented(r))
			return p.exchange(t).withField("scope", r.param("scope"))
		})},

		{rule: "ROT-19", name: "no Cache-Control", dialect: rfc, wrong: exchanged(header("Cache-Control", ""))},
		{rule: "ROT-19", name: "no-cache instead", dialect: rfc, wrong: exchanged(header("Cache-Control", "no-cache, private"))},
	}
}
