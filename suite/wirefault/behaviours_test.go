package wirefault_test

import "net/http"

// at behaves wrongly where the condition is met, and honestly elsewhere.
func at(is condition, wrong behaviour) behaviour {
	return func(p *proxy, r *request) *answer {
		if is(p, r) {
			return wrong(p, r)
		}
		return p.send(r)
	}
}

// changing serves the request and changes the answer.
func changing(change func(a *answer) *answer) behaviour {
	return func(p *proxy, r *request) *answer { return change(p.send(r)) }
}

// changingSuccess does so only to a 2xx, changingRefusal only to a 4xx.
func changingSuccess(change func(a *answer) *answer) behaviour {
	return changing(func(a *answer) *answer {
		if a.ok() {
			return change(a)
		}
		return a
	})
}

func changingRefusal(change func(a *answer) *answer) behaviour {
	return changing(func(a *answer) *answer {
		if a.status >= 400 && a.status <= 499 {
			return change(a)
		}
		return a
	})
}

func status(code int) func(*answer) *answer {
	return func(a *answer) *answer { return a.withStatus(code) }
}

func body(kind, text string) func(*answer) *answer {
	return func(a *answer) *answer { return a.withBody(kind, text) }
}

func field(name string, value any) func(*answer) *answer {
	return func(a *answer) *answer { return a.withField(name, value) }
}

func header(name, value string) func(*answer) *answer {
	return func(a *answer) *answer { return a.withHeader(name, value) }
}

// refusing answers with an error and passes nothing on.
func refusing(code int, name string) behaviour {
	return func(*proxy, *request) *answer { return refuse(code, name, "The request was refused.") }
}

// pretending answers as a successful revocation and passes nothing on.
func pretending(*proxy, *request) *answer { return reply(http.StatusOK, "", "") }

// revokingAnyway answers as it should, and revokes the token that was presented all the same.
func revokingAnyway(p *proxy, r *request) *answer {
	a := p.send(r)
	if t, known := p.token(r.anywhere("token")); known {
		p.revoke(t)
	}
	return a
}

// obeying revokes the token whoever asks, and answers with success.
func obeying(p *proxy, r *request) *answer {
	if t, known := p.token(r.anywhere("token")); known {
		p.revoke(t)
	}
	return reply(http.StatusOK, "", "")
}

// killing lets each valid revocation kill more tokens than the one revoked.
func killing(doomed func(revoked, other token) bool) behaviour {
	return afterRevocation(func(p *proxy, t token) {
		p.kill(p.all(func(o token) bool { return o.value != t.value && doomed(t, o) })...)
	})
}

// afterRevocation does something more after each valid revocation.
func afterRevocation(more func(p *proxy, t token)) behaviour {
	return at(validRevocation, func(p *proxy, r *request) *answer {
		a := p.send(r)
		if t, known := p.token(r.param("token")); known && a.ok() {
			more(p, t)
		}
		return a
	})
}

// reviving answers the exchange of a dead token with its last good answer, for the tokens that it picks.
func reviving(pick func(p *proxy, t token) bool) behaviour {
	return at(all(isExchange, authentic, ownToken), func(p *proxy, r *request) *answer {
		a := p.send(r)
		t, _ := p.token(presented(r)) // as it is by now: others may have exchanged it meanwhile
		if t.lastGood != nil && a.field("error") == "invalid_grant" && pick(p, t) {
			return t.lastGood
		}
		return a
	})
}

// both has the one fault where its condition is met, and the other elsewhere.
func both(is condition, one, other behaviour) behaviour {
	return func(p *proxy, r *request) *answer {
		if is(p, r) {
			return one(p, r)
		}
		return other(p, r)
	}
}

// markAll puts a mark on tokens; markedAs picks those that bear it and were not revoked themselves.
func (p *proxy) markAll(name string, tokens []token) {
	for _, t := range tokens {
		p.mark(name + " " + t.value)
	}
}

func markedAs(name string) func(p *proxy, t token) bool {
	return func(p *proxy, t token) bool { return !t.revoked && p.marked(name+" "+t.value) }
}

// familyRevoked says whether any token of the family was revoked.
func familyRevoked(p *proxy, t token) bool {
	return len(p.all(func(o token) bool { return o.family == t.family && o.revoked })) > 0
}
