package wirefault_test

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
	afterFirst := func(p *proxy, t token) bool { return t.plainly && p.count("dead exchange "+t.value) > 0 }
	newest := func(_ *proxy, t token) bool { return t.revoked && t.previous != "" && !t.spent() }
	spentInRevoked := func(p *proxy, t token) bool { return t.spent() && familyRevoked(p, t) }
	usedAgain := func(p *proxy, t token) bool { return spentInRevoked(p, t) && p.count("spent "+t.value) > 0 }
	survives := follows{"REV-17": "its form half", "REV-28": "the success was a lie", "GRT-01": "it is one of the grant's", "GRT-11": "the old token stays dead there"}
	way := follows{"REV-29": "the way back to A", "REV-39": "the same, as a SHOULD", "ROT-08": "no member may be exchanged"}
	return []fault{
		{rule: "REV-03", name: "only new tokens are revoked", dialect: rfc, wrong: at(all(plainRevocation, restedToken), pretending)},
		{rule: "REV-03", name: "the refusal has tokens", dialect: auth0, wrong: at(dead, withTokens), follows: survives},
		{rule: "REV-03", name: "the token comes back to life", dialect: rfc, wrong: reviving(afterFirst), follows: survives},

		{rule: "REV-03", name: "a dead token is sent to a page", dialect: rfc, wrong: at(dead, changing(func(a *answer) *answer {
			return a.withStatus(302).withHeader("Location", "/")
		}))},

		{rule: "REV-29", name: "a spent token works at the second try", dialect: auth0, wrong: reviving(usedAgain), follows: way},
		{rule: "ROT-08", name: "the newest outlives its revocation", dialect: auth0, wrong: reviving(newest), follows: follows{
			"REV-03": "it was revoked", "REV-12": "a public client's", "GRT-01": "it is one of the grant's"}},
		{rule: "ROT-08", name: "an older member outlives the newest", dialect: auth0, wrong: reviving(spentInRevoked), follows: way},

		{rule: "REV-30", name: "a dead token is 401", dialect: auth0, wrong: refusal(status(401))},
		{rule: "REV-30", name: "a dead token is described otherwise", dialect: auth0, wrong: refusal(field("error_description", "Token revoked"))},
		{rule: "REV-31", name: "a dead token has no body", dialect: rfc, wrong: refusal(body("", ""))},
	}
}

func plainlyRevoked(p *proxy, r *request) bool {
	t, known := p.token(presented(r))
	return known && t.plainly
}
