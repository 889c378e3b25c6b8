package wirefault_test

import "time"

// racedRevocations are faults that a revocation and an exchange of one token at once bring out.
func racedRevocations() []fault {
	raced := func(p *proxy, t token) bool { return p.marked("raced " + t.value) }
	late := func(p *proxy, t token) bool { return raced(p, t) && p.count("late "+t.value) > 0 }
	var out []fault
	for _, dialect := range []string{auth0, rfc} {
		add := func(name string, wrong behaviour) {
			out = append(out, fault{rule: "REV-54", name: name, dialect: dialect, wrong: wrong})
		}
		add("the raced token works on at the second try", noticingRaces(afterRace(late)))
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
