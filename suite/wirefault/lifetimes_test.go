package wirefault_test

import (
	"net/http"
	"slices"
	"time"
)

// lifetimes are faults in how long refresh tokens live.
func lifetimes() []fault {
	newest := func(fits func(p *proxy, t token) bool) func(p *proxy, t token) bool {
		return func(p *proxy, t token) bool { return !t.spent() && !familyRevoked(p, t) && fits(p, t) }
	}
	outlived := newest(func(p *proxy, t token) bool { return p.absoluteOver(t) && !p.idleOver(t) })
	starved := func(since func(p *proxy, t token) time.Duration) behaviour {
		return at(all(isExchange, authentic, ownToken, func(p *proxy, r *request) bool {
			t, _ := p.token(presented(r))
			_, idle := p.lifetimesOf(t.client)
			return newest(func(*proxy, token) bool { return true })(p, t) && t.previous != "" && idle > 0 && p.time()-since(p, t) >= idle
		}), dead)
	}
	one := func(name string, wrong behaviour) fault {
		return fault{rule: "ROT-11", name: name, dialect: auth0, wrong: wrong}
	}
	return []fault{
		one("each exchange extends the absolute lifetime", reviving(outlived)),
		one("all exchanges but the first extend the absolute lifetime", reviving(func(p *proxy, t token) bool { return outlived(p, t) && p.generation(t) >= 2 })),
		one("only the second exchange extends the absolute lifetime", reviving(func(p *proxy, t token) bool {
			absolute, _ := p.lifetimesOf(t.client)
			return outlived(p, t) && p.generation(t) >= 2 && p.time()-p.line(t)[2].born < absolute
		})),
		one("past the absolute lifetime the second try works", reviving(func(p *proxy, t token) bool { return outlived(p, t) && p.count("past "+t.value) > 0 })),
		one("past the absolute lifetime the refusal has tokens", at(all(isExchange, authentic, ownToken, func(p *proxy, r *request) bool {
			t, _ := p.token(presented(r))
			return outlived(p, t)
		}), withTokens)),
		one("no exchange restarts the idle lifetime", starved(func(_ *proxy, t token) time.Duration { return t.founded })),
		one("only the first exchange restarts the idle lifetime", starved(func(p *proxy, t token) time.Duration { return p.line(t)[1].born })),
	}
}

// time is how far the mock's clock is ahead.
func (p *proxy) time() time.Duration {
	p.ledger.mu.Lock()
	defer p.ledger.mu.Unlock()
	return p.ahead
}

// lifetimesOf asks the Management API how long a client's refresh tokens live.
func (p *proxy) lifetimesOf(client string) (absolute, idle time.Duration) {
	if p.count("lifetimes of "+client) == 0 {
		p.manage(http.MethodGet, "/clients/"+client, nil, nil)
	}
	c := p.application(client)
	return c.absolute, c.idle
}

func (p *proxy) absoluteOver(t token) bool {
	absolute, _ := p.lifetimesOf(t.client)
	return absolute > 0 && p.time()-t.founded >= absolute
}

func (p *proxy) idleOver(t token) bool {
	_, idle := p.lifetimesOf(t.client)
	return idle > 0 && p.time()-t.born >= idle
}

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
	spare := func(p *proxy, before []token, _ token) { p.mark("spared " + before[0].value) }
	sparing := func(n int, more func(p *proxy, before []token, issued token)) behaviour {
		return both(isExchange, reviving(markedAs("spared")), overflowing(n, more))
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
		one("none is pushed out", sparing(limit, spare)),
		one("the second oldest is pushed out instead", sparing(limit, func(p *proxy, before []token, _ token) {
			p.mark("spared " + before[0].value)
			p.kill(before[1])
		})),
		one("the second oldest is pushed out as well", overflowing(limit, member(1))),
		one("the one before the newest is pushed out as well", overflowing(limit, member(limit-1))),
		one("one in the middle is pushed out as well", overflowing(limit, member(limit/2))),
		one("the new one is refused", sparing(limit, func(p *proxy, before []token, issued token) {
			p.mark("spared " + before[0].value)
			p.kill(issued)
		})),
		one("the new one is dead", overflowing(limit, func(p *proxy, _ []token, issued token) { p.kill(issued) })),
		one("the 200th pushes out the oldest", overflowing(limit-1, member(0))),
		one("only the 202nd pushes out the oldest", sparing(limit, spare)),
		one("another application's token is pushed out as well", overflowing(limit, killingOthers(func(t, o token) bool { return t.user == o.user && t.client != o.client }))),
		one("another user's token is pushed out as well", overflowing(limit, killingOthers(func(t, o token) bool { return t.user != o.user && t.client == o.client }))),
		one("the oldest's refusal has tokens", both(isExchange, at(all(authentic, ownToken, func(p *proxy, r *request) bool {
			return p.marked("spared " + presented(r))
		}), withTokens), overflowing(limit, spare))),
		one("a revoked token counts", at(isSignIn, func(p *proxy, r *request) *answer {
			a := p.send(r)
			issued, known := p.token(a.field("refresh_token"))
			if !known {
				return a
			}
			before := p.all(func(t token) bool {
				return t.user == issued.user && t.client == issued.client && t.previous == "" && t.value != issued.value
			})
			if gone := slices.ContainsFunc(before, func(t token) bool { return t.revoked }); gone && len(before) == limit {
				p.kill(before[slices.IndexFunc(before, func(t token) bool { return !t.revoked })])
			}
			return a
		})),
	}
}

// racedRevocations are faults that a revocation and an exchange of one token at once bring out.
func racedRevocations() []fault {
	raced := func(p *proxy, t token) bool { return p.marked("raced " + t.value) }
	late := func(p *proxy, t token) bool { return raced(p, t) && p.count("late "+t.value) > 0 }
	var out []fault
	for _, dialect := range []string{auth0, rfc} {
		add := func(name string, wrong behaviour) {
			out = append(out, fault{rule: "ROT-10", name: name, dialect: dialect, wrong: wrong})
		}
		add("the raced token works on", noticingRaces(afterRace(raced)))
		add("the raced token works on at the second try", noticingRaces(afterRace(late)))
		add("every racing exchange gets a token of its own", noticingRaces(func(p *proxy, r *request) *answer {
			a := p.send(r)
			t, known := p.token(presented(r))
			if isExchange(p, r) && known && !a.ok() && p.flying("revocation", t) {
				return p.signIn(t, t.scope)
			}
			return a
		}))
	}
	return out
}

// noticingRaces marks the tokens that are revoked and exchanged at the same time, and gives such requests time to meet.
func noticingRaces(rest behaviour) behaviour {
	return at(all(either(isExchange, isRevocation), authentic, ownToken), func(p *proxy, r *request) *answer {
		t, _ := p.token(presented(r))
		mine, other := "exchange", "revocation"
		if isRevocation(p, r) {
			mine, other = other, mine
		}
		p.mark("flying " + mine + " " + t.value)
		defer p.unmarkOne("flying " + mine + " " + t.value)
		if p.flying(other, t) {
			p.mark("raced " + t.value)
		}
		a := rest(p, r)
		time.Sleep(5 * time.Millisecond)
		if p.flying(other, t) {
			p.mark("raced " + t.value)
		}
		return a
	})
}

func (l *ledger) flying(kind string, t token) bool { return l.marked("flying " + kind + " " + t.value) }

// afterRace answers the exchange of raced tokens that fit with new ones, once the race is over.
func afterRace(fits func(p *proxy, t token) bool) behaviour {
	return at(isExchange, func(p *proxy, r *request) *answer {
		a := p.send(r)
		t, _ := p.token(presented(r))
		if !a.ok() && !p.flying("revocation", t) && fits(p, t) {
			return p.signIn(t, t.scope)
		}
		return a
	})
}

// unmarkOne takes back one mark.
func (l *ledger) unmarkOne(name string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.marks[name]--
}
