package wirefault_test

// rotation are faults in whether and how tokens rotate.
func rotation() []fault {
	return []fault{
		{rule: "ROT-07", name: "the one before the previous works", dialect: auth0, wrong: at(leeway(func(p *proxy, t token) bool { return p.behind(t) == 2 }), again)},
		{rule: "ROT-07", name: "the one before the previous is no breach", dialect: auth0, wrong: at(leeway(func(p *proxy, t token) bool { return p.behind(t) == 2 }), dead)},
		{rule: "ROT-07", name: "after the leeway the previous is no breach", dialect: auth0, wrong: at(leeway(func(p *proxy, t token) bool {
			return p.behind(t) == 1 && t.spentEpoch < p.now()
		}), dead)},
	}
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
