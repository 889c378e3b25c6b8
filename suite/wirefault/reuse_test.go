package wirefault_test

import "net/http"

// reuse are faults in what happens when a spent token is used again.
func reuse() []fault {
	reused := all(isExchange, authentic, ownToken, spentToken, func(p *proxy, r *request) bool {
		t, _ := p.token(presented(r))
		c, _ := p.seedClient(t.client)
		return c.Leeway == 0 && !familyRevoked(p, t)
	})
	late := all(reused, func(p *proxy, r *request) bool {
		t, _ := p.token(presented(r))
		return r.arrived.After(t.spentAt)
	})
	behind := func(wanted func(n, all int) bool) condition {
		return all(reused, func(p *proxy, r *request) bool {
			t, _ := p.token(presented(r))
			return wanted(p.behind(t), len(p.line(t)))
		})
	}
	atReuse := func(more func(p *proxy, t token)) behaviour {
		return at(reused, func(p *proxy, r *request) *answer {
			a := p.send(r)
			t, _ := p.token(presented(r))
			more(p, t)
			return a
		})
	}
	newestLives := at(reused, dead)
	lateOnce := func(p *proxy, r *request) bool { return late(p, r) && p.count("reuse "+presented(r)) == 0 }
	undetected := follows{"ROT-03": "no reuse is detected", "ROT-04": "no reuse is detected", "ROT-18": "whoever comes late wins"}
	return []fault{
		{rule: "ROT-02", name: "a spent token works again", dialect: auth0, wrong: at(late, again),
			follows: undetected},
		{rule: "ROT-02", name: "a spent token works again", dialect: rfc, wrong: at(late, again),
			follows: undetected},
		{rule: "ROT-02", name: "a spent token works once more", dialect: auth0, wrong: at(lateOnce, again),
			follows: undetected},
		{rule: "ROT-02", name: "the refusal has tokens", dialect: rfc, wrong: at(late, withTokens), follows: undetected},

		{rule: "ROT-03", name: "the newest token survives", dialect: auth0, wrong: newestLives,
			follows: follows{"ROT-04": "the same for the oldest", "DEV-09": "what survives stays listed"}},
		{rule: "ROT-03", name: "the newest token survives", dialect: rfc, wrong: newestLives, follows: follows{"ROT-04": "the same for the oldest"}},
		{rule: "ROT-03", name: "the newest token works once more", dialect: auth0, wrong: both(reused, func(p *proxy, r *request) *answer {
			t, _ := p.token(presented(r))
			p.mark("reused " + t.family)
			return p.send(r)
		}, reviving(func(p *proxy, t token) bool {
			return !t.spent() && !t.revoked && p.marked("reused "+t.family) && p.count("survived "+t.value) == 0
		})), follows: follows{"ROT-04": "the same for the oldest"}},

		{rule: "ROT-04", name: "only the previous token's reuse counts", dialect: auth0, wrong: at(behind(func(n, _ int) bool { return n > 1 }), dead)},
		{rule: "ROT-04", name: "the oldest token's reuse does not count", dialect: rfc, wrong: at(behind(func(n, all int) bool { return n > 1 && n == all-1 }), dead)},
		{rule: "ROT-04", name: "a middle token's reuse does not count", dialect: rfc, wrong: at(behind(func(n, all int) bool { return n > 1 && n < all-1 }), dead)},
		{rule: "ROT-12", name: "the token of the sign-in works on", dialect: rfc, wrong: at(behind(func(n, all int) bool { return n > 1 && n == all-1 }), again),
			follows: follows{"ROT-04": "the first of a chain is used again there, too"}},
		{rule: "ROT-04", name: "the oldest token works again", dialect: auth0, wrong: at(behind(func(n, all int) bool { return n > 1 && n == all-1 }), again)},

		{rule: "ROT-05", name: "after a reuse new tokens are dead", dialect: auth0, wrong: banning},
		{rule: "ROT-05", name: "after a reuse new tokens are dead", dialect: rfc, wrong: banning},
		{rule: "ROT-05", name: "after a reuse the user may not sign in", dialect: rfc, wrong: lockingOut},

		{rule: "ROT-06", name: "a reuse kills the user's other families", dialect: rfc, wrong: atReuse(func(p *proxy, t token) {
			p.kill(p.all(func(o token) bool { return o.user == t.user && o.client == t.client && o.family != t.family })...)
		})},
	}
}

// banning lets the next sign-in of the user after a reuse yield a token that is dead.
func banning(p *proxy, r *request) *answer {
	t, known := p.token(presented(r))
	a := p.send(r)
	if isExchange(p, r) && known && t.spent() && !a.ok() {
		p.mark("banned " + t.grant())
	}
	if issued, ok := p.token(a.field("refresh_token")); ok && isSignIn(p, r) && p.marked("banned "+issued.grant()) {
		p.unmark("banned " + issued.grant())
		p.kill(issued)
	}
	return a
}

// lockingOut refuses the next sign-in of the user after a reuse.
func lockingOut(p *proxy, r *request) *answer {
	t, known := p.token(presented(r))
	banned := "locked out " + p.userID(r.param("username")) + " " + clientOf(r)
	if isSignIn(p, r) && p.marked(banned) {
		p.unmark(banned)
		return refuse(http.StatusForbidden, "invalid_grant", "The account is locked.")
	}
	a := p.send(r)
	if isExchange(p, r) && known && t.spent() && !a.ok() {
		p.mark("locked out " + t.user + " " + t.client)
	}
	return a
}
