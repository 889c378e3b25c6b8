package wirefault_test

// overflow are faults in what happens to the oldest when a user has too many refresh tokens at an application.
func overflow() []fault {
	const limit = 200
	// overflowing notes what more does at the sign-in after there were n live tokens of the user at the application.
	overflowing := func(n int, more func(p *proxy, before []token, issued token)) behaviour {
		return func(p *proxy, r *request) *answer {
			a := p.send(r)
			issued, known := p.token(a.field("refresh_token"))
			if !known || issued.previous != "" || isExchange(p, r) {
				return a
			}
			before := p.all(func(t token) bool {
				return t.user == issued.user && t.client == issued.client && t.previous == "" && t.value != issued.value && !t.revoked
			})
			if len(before) == n {
				more(p, before, issued)
			}
			return a
		}
	}
	member := func(i int) func(p *proxy, before []token, issued token) {
		return func(p *proxy, before []token, _ token) { p.kill(before[i]) }
	}
	killingOthers := func(doomed func(t, o token) bool) func(p *proxy, before []token, issued token) {
		return func(p *proxy, _ []token, issued token) {
			p.kill(p.all(func(o token) bool { return doomed(issued, o) })...)
		}
	}
	one := func(name string, wrong behaviour) fault {
		return fault{rule: "ROT-15", name: name, dialect: auth0, wrong: wrong}
	}
	return []fault{
		one("the one before the newest is pushed out as well", overflowing(limit, member(limit-1))),
		one("one in the middle is pushed out as well", overflowing(limit, member(limit/2))),
		one("the new one is dead", overflowing(limit, func(p *proxy, _ []token, issued token) { p.kill(issued) })),
		one("another application's token is pushed out as well", overflowing(limit, killingOthers(func(t, o token) bool { return t.user == o.user && t.client != o.client }))),
		one("another user's token is pushed out as well", overflowing(limit, killingOthers(func(t, o token) bool { return t.user != o.user && t.client == o.client }))),
	}
}
