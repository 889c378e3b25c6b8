package wirefault_test

import "time"

// races are faults that only simultaneous exchanges of one token bring out.
func races() []fault {
	return []fault{
		{rule: "ROT-09", name: "every racer gets a token of its own", dialect: auth0, wrong: racing(ownTokens), follows: follows{"ROT-18": "several win"}},
		{rule: "ROT-09", name: "every racer gets a token of its own", dialect: rfc, wrong: racing(ownTokens), follows: follows{"ROT-18": "several win"}},
		{rule: "ROT-18", name: "every racer gets the winner's answer", dialect: auth0, wrong: racing(winners)},
		{rule: "ROT-18", name: "every racer gets the winner's answer", dialect: rfc, wrong: racing(winners)},
	}
}

// racing serves simultaneous exchanges of one token one after the other, and lets lost answer all that arrived before
// the first was over.
func racing(lost func(p *proxy, t token) *answer) behaviour {
	return at(all(isExchange, authentic, ownToken), func(p *proxy, r *request) *answer {
		return p.alone("exchange of "+presented(r), func() *answer {
			t, _ := p.token(presented(r))
			if t.spent() && r.arrived.Before(t.spentAt) {
				return lost(p, t)
			}
			a := p.send(r)
			p.pause(5 * time.Millisecond) // lets the others arrive
			return a
		})
	})
}

// ownTokens are those of a new sign-in.
func ownTokens(p *proxy, t token) *answer { return p.signIn(t, t.scope) }

func winners(_ *proxy, t token) *answer { return t.lastGood }
