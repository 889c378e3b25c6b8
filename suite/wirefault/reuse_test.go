package wirefault_test

import "net/http"

// reuse are faults in what happens when a spent token is used again.
func reuse() []fault {
	reused := all(isExchange, authentic, ownToken, spentToken, func(p *proxy, r *request) bool {
		t, _ := p.token(presented(r))
		c, _ := p.seedClient(t.client)
		return c.Leeway == 0 && !familyRevoked(p, t)
	})
	behind := func(wanted func(n, all int) bool) condition {
		return all(reused, func(p *proxy, r *request) bool {
			t, _ := p.token(presented(r))
			return wanted(p.behind(t), len(p.line(t)))
		})
	}
	return []fault{
		{rule: "ROT-02", name: "the oldest token works again", dialect: auth0, wrong: at(behind(func(n, all int) bool { return n > 1 && n == all-1 }), again)},
		{rule: "ROT-05", name: "after a reuse the user may not sign in", dialect: rfc, wrong: lockingOut},
	}
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
