package wirefault_test

import (
	"slices"
	"strings"
)

// detailsOfRequests are faults that show in one corner only of what a rule says about a request.
func detailsOfRequests() []fault {
	twoClients := func(_ *proxy, r *request) bool { return len(r.values("client_id")) > 1 }
	foreign := all(isExchange, authentic, foreignToken)
	killingClients := func(p *proxy, r *request) *answer {
		p.kill(p.all(func(t token) bool { return t.client == clientOf(r) })...)
		return p.send(r)
	}
	return []fault{
		{rule: "REV-14", name: "the token is echoed in error_uri", dialect: auth0, wrong: at(all(isRevocation, not(huge)), func(p *proxy, r *request) *answer {
			return changingRefusal(field("error_uri", "https://errors.example/?token="+r.param("token")))(p, r)
		})},
		{rule: "REV-28", name: "an unknown hint makes it a lie", dialect: auth0, wrong: at(all(validRevocation, unknownHint), pretending), follows: follows{"REV-50": "the hint is not tolerated"}},
		{rule: "REV-28", name: "a client_id twice makes it a lie", dialect: rfc, wrong: at(all(isRevocation, twoClients), pretending)},
		{rule: "REV-42", name: "an empty token kills the client's tokens", dialect: rfc, single: true, wrong: at(all(isRevocation, emptyToken), killingClients)},
		{rule: "REV-49", name: "only the end counts", dialect: auth0, wrong: matching(func(a, b string) bool {
			return strings.HasSuffix(a, b[len(b)/2:])
		})},
		{rule: "ROT-14", name: "a public application may exchange", dialect: auth0, wrong: at(all(foreign, isPublic), exchangingForOwner)},
	}
}

// detailsOfEffects are faults that show for one kind of application, token or way only.
func detailsOfEffects() []fault {
	spent := func(change func(*answer) *answer) behaviour {
		return at(all(isExchange, authentic, ownToken, spentToken), changingRefusal(change))
	}
	return []fault{
		{rule: "REV-25", name: "there is nothing at the endpoint", dialect: rfc, file: givenEndpoint, wrong: naming(func(p *proxy) string { return p.front.URL + "/elsewhere" })},
		{rule: "REV-31", name: "a spent token is 401", dialect: rfc, wrong: spent(status(401))},

		{rule: "DEV-09", name: "a token stays listed after a reuse killed it", dialect: auth0, wrong: both(isSignIn, link, both(
			all(isExchange, authentic, ownToken, spentToken), noteReuse, at(listing(devicePath), relistingIf(func(p *proxy, e entry) bool {
				return slices.ContainsFunc(p.all(func(t token) bool { return t.user == e.user }), func(t token) bool {
					return p.credentialOf(t) == idOf(e.raw) && p.marked("reused "+t.family)
				})
			}))))},
	}
}

func noteReuse(p *proxy, r *request) *answer {
	t, _ := p.token(presented(r))
	p.mark("reused " + t.family)
	return p.send(r)
}
