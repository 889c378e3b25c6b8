package wirefault_test

// foreignApplications are faults in what one application may do to another's tokens.
func foreignApplications() []fault {
	foreign := all(isRevocation, authentic, foreignToken)
	return []fault{
		{rule: "REV-37", name: "any application is refused, but obeyed", dialect: rfc, wrong: at(foreign, revokingAnyway)},

		{rule: "ROT-16", name: "an exchange needs no client", dialect: rfc, wrong: at(all(isExchange, noClient), exchangingForOwner)},
		{rule: "ROT-16", name: "the refusal has tokens", dialect: auth0, wrong: at(all(isExchange, wrongSecret), withTokens)},
	}
}

func exchangingForOwner(p *proxy, r *request) *answer {
	if t, known := p.token(presented(r)); known {
		return p.exchange(t)
	}
	return p.send(r)
}

// withTokens answers with the error that it should be, and with tokens.
func withTokens(p *proxy, r *request) *answer {
	a := p.send(r)
	if t, known := p.token(presented(r)); known && !a.ok() {
		return a.withField("access_token", t.lastGood.field("access_token")).withField("token_type", "Bearer")
	}
	return a
}
