package wirefault_test

import (
	"net/http"
	"slices"
	"strings"
)

// detailsOfRequests are faults that show in one corner only of what a rule says about a request.
func detailsOfRequests() []fault {
	wrong := all(isRevocation, wrongSecret, not(inJSON), not(usesBasic))
	nearly := func(is func(sent, right string) bool) condition {
		return func(p *proxy, r *request) bool {
			c, _ := p.seedClient(clientOf(r))
			return is(secretOf(r), c.ClientSecret)
		}
	}
	beginning := nearly(func(sent, right string) bool { return len(sent) > 5 && strings.HasPrefix(right, sent) })
	longer := nearly(func(sent, right string) bool { return strings.HasPrefix(sent, right) })
	emptied := func(_ *proxy, r *request) bool { return r.has("client_secret") }
	twoClients := func(_ *proxy, r *request) bool { return len(r.values("client_id")) > 1 }
	foreign := all(isExchange, authentic, foreignToken)
	killingClients := func(p *proxy, r *request) *answer {
		p.kill(p.all(func(t token) bool { return t.client == clientOf(r) })...)
		return p.send(r)
	}
	return []fault{
		{rule: "REV-09", name: "the beginning of the secret is enough", dialect: auth0, wrong: at(all(wrong, beginning), obeying)},
		{rule: "REV-09", name: "what follows the secret does not count", dialect: rfc, wrong: at(all(wrong, longer), obeying)},
		{rule: "REV-09", name: "the case of the secret does not count", dialect: rfc, wrong: at(all(wrong, nearly(strings.EqualFold)), obeying)},
		{rule: "REV-10", name: "an empty secret will do", dialect: auth0, wrong: at(all(isRevocation, noSecret, emptied), obeying)},
		{rule: "REV-10", name: "an empty secret will do", dialect: rfc, wrong: at(all(isRevocation, noSecret, emptied), obeying)},
		{rule: "REV-10", name: "an absent secret will do", dialect: rfc, wrong: at(all(isRevocation, noSecret, not(emptied)), obeying)},
		{rule: "REV-14", name: "the token is echoed in error_uri", dialect: auth0, wrong: at(all(isRevocation, not(huge)), func(p *proxy, r *request) *answer {
			return changingRefusal(field("error_uri", "https://errors.example/?token="+r.param("token")))(p, r)
		})},
		{rule: "REV-28", name: "an unknown hint makes it a lie", dialect: auth0, wrong: at(all(validRevocation, unknownHint), pretending), follows: follows{"REV-50": "the hint is not tolerated"}},
		{rule: "REV-28", name: "a client_id twice makes it a lie", dialect: rfc, wrong: at(all(isRevocation, twoClients), pretending)},
		{rule: "REV-28", name: "an extra parameter makes it a lie", dialect: rfc, wrong: at(all(validRevocation, extra), pretending)},
		{rule: "REV-42", name: "an empty token kills the client's tokens", dialect: rfc, single: true, wrong: at(all(isRevocation, emptyToken), killingClients)},
		{rule: "REV-42", name: "no client identification kills the token's siblings", dialect: auth0, wrong: at(all(isRevocation, noClient), killingSiblings)},
		{rule: "REV-49", name: "only the end counts", dialect: auth0, wrong: matching(func(a, b string) bool {
			return strings.HasSuffix(a, b[len(b)/2:])
		})},
		{rule: "ROT-12", name: "the second exchange does not rotate", dialect: rfc, wrong: keeping(func(p *proxy, t token) bool { return t.client == "mock-public" && p.generation(t) == 1 })},
		{rule: "ROT-14", name: "a public application may exchange", dialect: auth0, wrong: at(all(foreign, isPublic), exchangingForOwner)},
		{rule: "ROT-14", name: "a confidential application may exchange a public one's", dialect: rfc, wrong: at(all(foreign, isConfidential, func(p *proxy, r *request) bool {
			t, _ := p.token(presented(r))
			c, _ := p.seedClient(t.client)
			return c.Auth == "none"
		}), exchangingForOwner)},
		{rule: "ROT-16", name: "the beginning of the secret is enough", dialect: rfc, wrong: at(all(isExchange, wrongSecret, beginning), exchangingForOwner)},
	}
}

// detailsOfEffects are faults that show for one kind of application, token or way only.
func detailsOfEffects() []fault {
	of := func(role string, doomed func(t, o token) bool) func(t, o token) bool {
		return func(t, o token) bool { return t.client == "mock-"+role && doomed(t, o) }
	}
	off := func(doomed func(t, o token) bool) behaviour {
		return afterRevocation(func(p *proxy, t token) {
			if !p.settingOn() {
				p.kill(p.all(func(o token) bool { return doomed(t, o) })...)
			}
		})
	}
	on := func(spared func(t, o token) bool) behaviour {
		return both(validRevocation, afterRevocation(func(p *proxy, t token) {
			if p.settingOn() {
				p.markAll("spared", p.all(func(o token) bool { return spared(t, o) }))
			}
		}), reviving(markedAs("spared")))
	}
	spent := func(change func(*answer) *answer) behaviour {
		return at(all(isExchange, authentic, ownToken, spentToken), changingRefusal(change))
	}
	follow := follows{"SET-01": "the setting no longer governs"}
	deletion := all(method(http.MethodDelete), path("/api/v2/grants"))
	unlink := all(method(http.MethodDelete), path("/api/v2"+devicePath+"/"))
	return []fault{
		{rule: "REV-25", name: "there is nothing at the endpoint", dialect: rfc, file: givenEndpoint, wrong: naming(func(p *proxy) string { return p.front.URL + "/elsewhere" })},
		{rule: "REV-30", name: "a spent token is 400", dialect: auth0, wrong: spent(status(400))},
		{rule: "REV-31", name: "a spent token is 401", dialect: rfc, wrong: spent(status(401))},

		{rule: "GRT-01", name: "a public application's siblings live", dialect: auth0, wrong: on(of("public", token.sibling)), follows: follow},
		{rule: "GRT-01", name: "a rotating application's other families live", dialect: auth0, wrong: on(of("rotating", token.sibling)), follows: follow},
		{rule: "GRT-06", name: "a public application's siblings die", dialect: auth0, wrong: off(of("public", token.sibling)), follows: follow},
		{rule: "GRT-06", name: "a rotating application's other families die", dialect: auth0, wrong: off(of("rotating", token.sibling)), follows: follow},
		{rule: "GRT-12", name: "a public application's other authorizations die", dialect: rfc, wrong: killing(of("public", token.sibling))},
		{rule: "GRT-08", name: "a rotating application's token outlives its grant", dialect: auth0, wrong: both(deletion, noteDeletion, reviving(func(p *proxy, t token) bool {
			return t.client == "mock-rotating" && !t.spent() && markedAs("deleted")(p, t)
		}))},

		{rule: "DEV-02", name: "two credentials share an id", dialect: auth0, few: true, wrong: at(listing(devicePath), func(p *proxy, r *request) *answer {
			return p.send(r).withItems(func(item map[string]any) []map[string]any {
				item["id"] = "dcr_0000000000000001"
				return []map[string]any{item}
			})
		})},
		{rule: "DEV-04", name: "deleting needs the scope to read as well", dialect: auth0, wrong: at(all(unlink, lacks("read:device_credentials")), changing(func(*answer) *answer {
			return replyJSON(403, map[string]any{"statusCode": 403, "error": "Forbidden", "message": "Insufficient scope", "errorCode": "insufficient_scope"})
		}))},
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
