package wirefault_test

import (
	"strings"
	"time"
)

// revocationEffects are faults in what a revocation does to the token that it was about, and to others of its family.
func revocationEffects() []fault {
	dead := all(isExchange, authentic, ownToken, plainlyRevoked)
	refusal := func(change func(*answer) *answer) behaviour {
		return at(all(isExchange, authentic), changing(func(a *answer) *answer {
			if a.field("error") == "invalid_grant" {
				return change(a)
			}
			return a
		}))
	}
	plainly := func(_ *proxy, t token) bool { return t.plainly }
	firstOnly := func(p *proxy, t token) bool { return t.plainly && p.count("dead exchange "+t.value) == 0 }
	afterFirst := func(p *proxy, t token) bool { return t.plainly && p.count("dead exchange "+t.value) > 0 }
	newest := func(_ *proxy, t token) bool { return t.revoked && t.previous != "" && !t.spent() }
	spentInRevoked := func(p *proxy, t token) bool { return t.spent() && familyRevoked(p, t) }
	usedAgain := func(p *proxy, t token) bool { return spentInRevoked(p, t) && p.count("spent "+t.value) > 0 }
	survives := follows{"REV-17": "its form half", "REV-28": "the success was a lie", "GRT-01": "it is one of the grant's", "GRT-11": "the old token stays dead there"}
	nothing := follows{"REV-17": "its form half", "REV-28": "the success was a lie", "DEV-09": "it stays listed"}
	way := follows{"REV-29": "the way back to A", "REV-39": "the same, as a SHOULD", "ROT-08": "no member may be exchanged"}
	return []fault{
		{rule: "REV-03", name: "only new tokens are revoked", dialect: rfc, wrong: at(all(plainRevocation, restedToken), pretending)},
		{rule: "REV-03", name: "only new tokens are revoked", dialect: auth0, wrong: at(all(plainRevocation, restedToken), pretending)},
		{rule: "REV-03", name: "the first exchange afterwards succeeds", dialect: auth0, wrong: reviving(firstOnly), follows: survives},
		{rule: "REV-03", name: "with the setting off, the revocation is swallowed", dialect: auth0, wrong: at(all(plainRevocation, not(settingOn)), pretending), follows: nothing},
		{rule: "REV-03", name: "the revocation is swallowed", dialect: rfc, wrong: at(plainRevocation, pretending), follows: follows{
			"REV-28": "the success was a lie", "REV-22": "nothing ends", "REV-23": "it is active"}},
		{rule: "REV-03", name: "the token lives on", dialect: auth0, wrong: reviving(plainly), follows: survives},
		{rule: "REV-03", name: "the refusal has tokens", dialect: auth0, wrong: at(dead, withTokens), follows: survives},
		{rule: "REV-03", name: "the refusal has a refresh token only", dialect: rfc, wrong: at(dead, func(p *proxy, r *request) *answer {
			return p.send(r).withField("refresh_token", r.param("refresh_token"))
		}), follows: survives},
		{rule: "REV-03", name: "a dead token is 500 for ever", dialect: rfc, wrong: at(dead, refusing(500, "server_error"))},
		{rule: "REV-03", name: "the token comes back to life", dialect: auth0, wrong: reviving(afterFirst), follows: survives},
		{rule: "REV-03", name: "the token comes back to life", dialect: rfc, wrong: reviving(afterFirst), follows: survives},
		{rule: "REV-03", name: "other connections know nothing of it", dialect: auth0, wrong: unknownElsewhere, follows: survives},
		{rule: "REV-03", name: "201 with tokens after all", dialect: auth0, wrong: at(dead, func(p *proxy, r *request) *answer {
			t, _ := p.token(presented(r))
			return t.lastGood.withStatus(201)
		}), follows: survives},

		{rule: "REV-03", name: "it takes effect after a while", dialect: auth0, wrong: reviving(func(_ *proxy, t token) bool {
			return t.plainly && time.Since(t.revokedAt) < 300*time.Millisecond
		}), follows: survives},
		{rule: "REV-03", name: "it is forgotten when time passes", dialect: auth0, wrong: reviving(func(p *proxy, t token) bool {
			return t.plainly && t.revokedEpoch < p.now()
		}), follows: survives},
		{rule: "REV-03", name: "a dead token is 200 with an error", dialect: auth0, wrong: at(dead, changing(status(200))), follows: survives},
		{rule: "REV-03", name: "a dead token is sent to a page", dialect: rfc, wrong: at(dead, changing(func(a *answer) *answer {
			return a.withStatus(302).withHeader("Location", "/")
		}))},

		{rule: "REV-29", name: "a spent token works again", dialect: auth0, wrong: reviving(spentInRevoked), follows: way},
		{rule: "REV-29", name: "a spent token works again", dialect: rfc, wrong: reviving(spentInRevoked), follows: way},
		{rule: "REV-29", name: "a spent token works at the second try", dialect: auth0, wrong: reviving(usedAgain), follows: way},
		{rule: "REV-39", name: "a spent token works again", dialect: rfc, wrong: reviving(spentInRevoked), follows: way},
		{rule: "ROT-08", name: "the newest outlives its revocation", dialect: auth0, wrong: reviving(newest), follows: follows{
			"REV-03": "it was revoked", "REV-12": "a public client's", "GRT-01": "it is one of the grant's"}},
		{rule: "ROT-08", name: "an older member outlives the newest", dialect: auth0, wrong: reviving(spentInRevoked), follows: way},
		{rule: "ROT-08", name: "an older member outlives the newest", dialect: rfc, wrong: reviving(spentInRevoked), follows: way},

		{rule: "REV-30", name: "a dead token is 400", dialect: auth0, wrong: refusal(status(400))},
		{rule: "REV-30", name: "a dead token is 401", dialect: auth0, wrong: refusal(status(401))},
		{rule: "REV-30", name: "a dead token is access_denied", dialect: auth0, wrong: refusal(field("error", "access_denied"))},
		{rule: "REV-30", name: "a dead token is described otherwise", dialect: auth0, wrong: refusal(field("error_description", "Token revoked"))},
		{rule: "REV-31", name: "a dead token is 403", dialect: rfc, wrong: refusal(status(403))},
		{rule: "REV-31", name: "a dead token is 401", dialect: rfc, wrong: refusal(status(401))},
		{rule: "REV-31", name: "a dead token is invalid_request", dialect: rfc, wrong: refusal(field("error", "invalid_request"))},
		{rule: "REV-31", name: "a dead token is plain text", dialect: rfc, wrong: refusal(body("text/plain", "invalid_grant"))},
		{rule: "REV-31", name: "a dead token has no body", dialect: rfc, wrong: refusal(body("", ""))},
	}
}

func plainlyRevoked(p *proxy, r *request) bool {
	t, known := p.token(presented(r))
	return known && t.plainly
}

// unknownElsewhere answers the exchange of a revoked token as if it lived, on every connection but the one over which
// it was revoked.
func unknownElsewhere(p *proxy, r *request) *answer {
	if validRevocation(p, r) {
		p.mark("revoked over " + r.remote + " " + r.param("token"))
	}
	return reviving(func(p *proxy, t token) bool {
		return t.plainly && !p.marked(strings.Join([]string{"revoked over", r.remote, t.value}, " "))
	})(p, r)
}
