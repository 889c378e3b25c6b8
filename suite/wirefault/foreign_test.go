package wirefault_test

// foreignApplications are faults in what one application may do to another's tokens.
func foreignApplications() []fault {
	foreign := all(isRevocation, authentic, foreignToken)
	owner := func(public bool) condition {
		return func(p *proxy, r *request) bool {
			t, _ := p.token(presented(r))
			c, _ := p.seedClient(t.client)
			return (c.Auth == "none") == public
		}
	}
	exchange := all(isExchange, authentic, foreignToken)
	return []fault{
		{rule: "REV-21", name: "a foreign token is 200", dialect: rfc, wrong: at(foreign, pretending)},
		{rule: "REV-21", name: "a foreign token is 204", dialect: rfc, wrong: at(foreign, changing(func(*answer) *answer { return reply(204, "", "") }))},

		{rule: "REV-37", name: "any application may revoke", dialect: auth0, wrong: at(foreign, obeying)},
		{rule: "REV-37", name: "any application is refused, but obeyed", dialect: rfc, wrong: at(foreign, revokingAnyway)},
		{rule: "REV-37", name: "confidential applications revoke public ones' tokens", dialect: auth0, wrong: at(all(foreign, isConfidential, owner(true)), obeying)},
		{rule: "REV-37", name: "public applications revoke confidential ones' tokens", dialect: auth0, wrong: at(all(foreign, isPublic, owner(false)), obeying)},
		{rule: "REV-37", name: "confidential applications revoke each other's tokens", dialect: auth0, wrong: at(all(foreign, isConfidential, owner(false)), obeying)},

		{rule: "ROT-14", name: "any application may exchange", dialect: auth0, wrong: at(exchange, exchangingForOwner)},
		{rule: "ROT-14", name: "any application may exchange", dialect: rfc, wrong: at(exchange, exchangingForOwner)},
		{rule: "ROT-14", name: "the refusal has tokens", dialect: rfc, wrong: at(exchange, withTokens),
			follows: follows{"REV-03": "a dead token is presented by another client as well"}},
		{rule: "ROT-17", name: "a foreign exchange kills the token", dialect: auth0, wrong: at(exchange, killingPresented)},
		{rule: "ROT-17", name: "a foreign exchange kills the token", dialect: rfc, wrong: at(exchange, killingPresented)},

		{rule: "ROT-16", name: "an exchange needs no secret", dialect: auth0, wrong: at(all(isExchange, noSecret), exchangingForOwner)},
		{rule: "ROT-16", name: "an exchange takes any secret", dialect: rfc, wrong: at(all(isExchange, wrongSecret), exchangingForOwner)},
		{rule: "ROT-16", name: "an exchange takes any Basic secret", dialect: rfc, wrong: at(all(isExchange, wrongSecret, usesBasic), exchangingForOwner)},
		{rule: "ROT-16", name: "an exchange needs no client", dialect: rfc, wrong: at(all(isExchange, noClient), exchangingForOwner)},
		{rule: "ROT-16", name: "an exchange takes any secret", dialect: auth0, wrong: at(all(isExchange, wrongSecret), exchangingForOwner)},
		{rule: "ROT-16", name: "the refusal has tokens", dialect: auth0, wrong: at(all(isExchange, wrongSecret), withTokens)},
	}
}

func exchangingForOwner(p *proxy, r *request) *answer {
	if t, known := p.token(presented(r)); known {
		return p.exchange(t)
	}
	return p.send(r)
}

func killingPresented(p *proxy, r *request) *answer {
	if t, known := p.token(presented(r)); known {
		p.kill(t)
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
