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
	return []fault{
		{rule: "ROT-13", name: "more scope is invalid_request", dialect: rfc, wrong: at(wider, refusing(400, "invalid_request"))},
	}
}
