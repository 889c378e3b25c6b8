package deviation

import (
	"time"

	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

// roundTrip is how long a careless server waits for its database between reading a token's state and writing it.
const roundTrip = 25 * time.Millisecond

func rotationReuse() []Deviation {
	return []Deviation{
		{Name: "old-generations-are-forgotten", Rule: "ROT-02", Dialects: bothDialects,
			Sentence: "A token that was spent more than eight exchanges ago works again.",
			Apply: reactingTo(func(u tenant.Reuse) bool { return u.Family.Generation-u.Place.Generation > 8 && u.Leeway == 0 },
				tenant.Reaction{Accept: true, Issue: true})},
		{Name: "spent-token-yields-an-access-token", Rule: "ROT-02", Dialects: bothDialects,
			Sentence: "The token just exchanged still yields an access token, though its family ends.",
			Follows:  map[string]string{"ROT-18": "the losers of a race present a token just exchanged"},
			Apply:    reactingTo(func(u tenant.Reuse) bool { return u.Previous && u.Leeway == 0 }, tenant.Reaction{Accept: true, Breach: true})},
		{Name: "reuse-spares-the-newest", Rule: "ROT-03", Dialects: bothDialects,
			Sentence: "The token just exchanged is refused when used again, and that is all.",
			Follows:  map[string]string{"DEV-09": "a token that the reuse spares stays listed, rightly"},
			Apply:    overlookingReuse(func(u tenant.Reuse) bool { return u.Previous })},
		{Name: "reuse-of-older-tokens-is-overlooked", Rule: "ROT-04", Dialects: bothDialects,
			Sentence: "Only the reuse of the token just exchanged ends the family; older ones are just refused.",
			Apply:    overlookingReuse(func(u tenant.Reuse) bool { return !u.Previous })},
		{Name: "no-return-after-reuse", Rule: "ROT-05", Dialects: onlyAuth0,
			Sentence: "After a reuse, the refresh tokens of later sign-ins do not work.",
			Apply: func(p *tenant.Policy) {
				p.SignIn.Opened = func(g *tenant.Grant, f *tenant.Family) {
					if g.Breached {
						f.End()
					}
				}
			}},
		{Name: "reuse-takes-other-sign-ins", Rule: "ROT-06", Dialects: onlyRFC,
			Sentence: "A reuse ends the user's other sign-ins at the client.",
			Apply:    ending(func(p *tenant.Policy) *func(*tenant.Ending) { return &p.Rotation.Breach }, alsoEnding(sameUserAndClient))},
		{Name: "leeway-is-ignored", Rule: "ROT-07", Dialects: onlyAuth0,
			Sentence: "The previous token is refused within the leeway.",
			Apply:    changingLeeway(func(time.Duration) time.Duration { return 0 })},
		{Name: "leeway-never-ends", Rule: "ROT-07", Dialects: onlyAuth0,
			Sentence: "The previous token works long after the leeway.",
			Apply:    changingLeeway(func(d time.Duration) time.Duration { return 1000 * d })},
		{Name: "race-yields-two-tokens", Rule: "ROT-09", Dialects: bothDialects,
			Sentence: "Each of several simultaneous exchanges of one token yields a new one.",
			Follows:  map[string]string{"ROT-18": "each of them is answered with 200"},
			Apply:    answeringRaces(tenant.Reaction{Accept: true, Issue: true})},
		{Name: "race-has-two-winners", Rule: "ROT-18", Dialects: bothDialects,
			Sentence: "Of several simultaneous exchanges one yields a refresh token, and all an access token.",
			Apply:    answeringRaces(tenant.Reaction{Accept: true})},
	}
}

// changingReuse changes what follows from presenting a spent token.
func changingReuse(change func(u tenant.Reuse, before tenant.Reaction) tenant.Reaction) change {
	return func(p *tenant.Policy) {
		before := p.Rotation.Reuse
		p.Rotation.Reuse = func(u tenant.Reuse) tenant.Reaction { return change(u, before(u)) }
	}
}

func changingLeeway(change func(time.Duration) time.Duration) change {
	return func(p *tenant.Policy) {
		before := p.Rotation.Leeway
		p.Rotation.Leeway = func(c tenant.Client) time.Duration { return change(before(c)) }
	}
}

// reactingTo reacts like that to a reuse, on that condition.
func reactingTo(when func(tenant.Reuse) bool, reaction tenant.Reaction) change {
	return changingReuse(func(u tenant.Reuse, before tenant.Reaction) tenant.Reaction {
		if when(u) {
			return reaction
		}
		return before
	})
}

// answeringRaces answers like that to requests that had arrived when the token was still unspent.
func answeringRaces(reaction tenant.Reaction) change {
	return allOf(func(p *tenant.Policy) {
		p.Rotation.Pause = func() { time.Sleep(roundTrip) }
	}, reactingTo(func(u tenant.Reuse) bool { return u.Overlaps() && u.Leeway == 0 }, reaction))
}
