package wirefault_test

// rotation are faults in whether and how tokens rotate.
func rotation() []fault {
	always := func(*proxy, token) bool { return true }
	third := func(p *proxy, t token) bool { return p.generation(t) == 2 }
	return []fault{
		{rule: "ROT-01", name: "an exchange gives no refresh token", dialect: auth0, wrong: keeping(always), follows: notRotating},
		{rule: "ROT-01", name: "an exchange gives the same refresh token", dialect: auth0, wrong: sameToken, follows: notRotating},
		{rule: "ROT-01", name: "an exchange gives no refresh token", dialect: rfc, wrong: keeping(always), follows: notRotating},
		{rule: "ROT-12", name: "a public client's tokens stay the same", dialect: rfc, wrong: keeping(always), follows: notRotating},
		{rule: "ROT-12", name: "the third exchange does not rotate", dialect: rfc, wrong: keeping(third),
			follows: follows{"ROT-01": "it exchanges several times in a row, too"}},

		{rule: "ROT-07", name: "within the leeway the previous token is refused", dialect: auth0, wrong: at(leeway(func(p *proxy, t token) bool {
			return p.behind(t) == 1 && t.spentEpoch == p.now()
		}), dead)},
		{rule: "ROT-07", name: "the one before the previous works", dialect: auth0, wrong: at(leeway(func(p *proxy, t token) bool { return p.behind(t) == 2 }), again)},
		{rule: "ROT-07", name: "the one before the previous is no breach", dialect: auth0, wrong: at(leeway(func(p *proxy, t token) bool { return p.behind(t) == 2 }), dead)},
		{rule: "ROT-07", name: "after the leeway the previous works", dialect: auth0, wrong: at(leeway(func(p *proxy, t token) bool {
			return p.behind(t) == 1 && t.spentEpoch < p.now()
		}), again)},
		{rule: "ROT-07", name: "after the leeway the previous is no breach", dialect: auth0, wrong: at(leeway(func(p *proxy, t token) bool {
			return p.behind(t) == 1 && t.spentEpoch < p.now()
		}), dead)},
	}
}

// keeping lets an exchange give no refresh token, and the presented one stay in use.
func keeping(when func(p *proxy, t token) bool) behaviour {
	return at(all(isExchange, authentic, ownToken), func(p *proxy, r *request) *answer {
		t, _ := p.token(presented(r))
		a := p.send(r)
		if issued := a.field("refresh_token"); issued != "" && issued != t.value && when(p, t) {
			p.stand(t.value, issued)
			return a.withField("refresh_token", nil)
		}
		return a
	})
}

var notRotating = follows{
	"ROT-01": "it is the same rule, for all clients", "ROT-02": "without rotation the old token is the present one",
	"ROT-12": "the same for a public client", "ROT-18": "there is no race for a token that stays",
	"DEV-02": "a credential that is listed as rotating has a token that does not",
}

// sameToken hands out the token that was presented, and takes it for the new one from then on.
func sameToken(p *proxy, r *request) *answer {
	if !isExchange(p, r) {
		return p.send(r)
	}
	a := p.send(r)
	if issued := a.field("refresh_token"); issued != "" && issued != presented(r) {
		p.stand(p.alias(presented(r)), issued)
		return a.withField("refresh_token", presented(r))
	}
	return a
}

// leeway picks exchanges by the client that has one, of spent tokens that fit.
func leeway(fits func(p *proxy, t token) bool) condition {
	return all(isExchange, authentic, ownToken, spentToken, func(p *proxy, r *request) bool {
		t, _ := p.token(presented(r))
		c, _ := p.seedClient(t.client)
		return c.Leeway > 0 && fits(p, t)
	})
}

// behind is how many tokens of the family came after this one, in a line.
func (l *ledger) behind(t token) int {
	n := 0
	for ok := true; ok && t.next != ""; n++ {
		t, ok = l.token(t.next)
	}
	return n
}

// generation is how many tokens of the family came before this one.
func (l *ledger) generation(t token) int {
	n := 0
	for ok := true; ok && t.previous != ""; n++ {
		t, ok = l.token(t.previous)
	}
	return n
}

// dead refuses the token, and tells the mock nothing of it.
func dead(p *proxy, _ *request) *answer { return p.deadAnswer() }

// again gives the last good answer once more, and tells the mock nothing of it.
func again(p *proxy, r *request) *answer {
	t, _ := p.token(presented(r))
	return t.lastGood
}

// line are the tokens of a family, oldest first.
func (p *proxy) line(t token) []token {
	return p.all(func(o token) bool { return o.family == t.family })
}
