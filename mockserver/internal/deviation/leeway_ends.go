package deviation

import (
	"time"

	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

// leewayEnds are about the moment at which a leeway ends.
func leewayEnds() []Deviation {
	return []Deviation{
		{Name: "leeway-ends-with-the-second-before", Rule: "ROT-27", Dialects: onlyAuth0,
			Sentence: "A leeway is counted from the beginning of the second in which the token was exchanged.",
			Apply: changingReuse(func(u tenant.Reuse, before tenant.Reaction) tenant.Reaction {
				if before.Accept && u.Leeway > 0 && u.Now.Sub(u.SpentAt.Truncate(time.Second)) >= u.Leeway {
					return tenant.Reaction{Breach: true}
				}
				return before
			})},
		{Name: "leeway-counts-whole-seconds", Rule: "ROT-27", Dialects: bothDialects,
			Sentence: "A leeway of a minute is over when the clock shows a difference of 61 seconds.",
			Apply:    lateFor(func(u tenant.Reuse) bool { return u.Now.Unix()-u.SpentAt.Unix() <= int64(u.Leeway/time.Second) })},
		{Name: "leeway-ends-late", Rule: "ROT-27", Dialects: bothDialects,
			Sentence: "The previous token works for half a second after its leeway.",
			Apply:    lateFor(func(u tenant.Reuse) bool { return u.Now.Sub(u.SpentAt) < u.Leeway+time.Second/2 })},
		{Name: "reuse-after-a-leeway-misses-its-last-exchanges", Rule: "ROT-28", Dialects: bothDialects,
			Sentence: "What an exchange in the last two seconds of a leeway yields outlives a reuse right after that.",
			Apply: acceptingExchange(func(x tenant.Exchange) bool {
				leeway := clientLeeway(x)
				if x.Kind != tenant.KindEnded || x.Family == nil || x.Family.Ended.Cause != tenant.CauseReuse || leeway == 0 {
					return false
				}
				late, over := false, false
				for _, t := range x.Family.Tokens {
					late = late || t.Serial == x.Place.Serial && t.Serial > x.Place.Generation && x.Family.Ended.At.Sub(t.IssuedAt) < 2*time.Second
					over = over || !t.SpentAt.IsZero() && t.Generation == x.Place.Generation-1 && x.Family.Ended.At.Sub(t.SpentAt) >= leeway
				}
				return late && over
			})},
	}
}

// lateFor has the previous token work on after its leeway, as a token within it does.
func lateFor(when func(tenant.Reuse) bool) change {
	return reactingTo(func(u tenant.Reuse) bool { return u.Leeway > 0 && u.Previous && !u.SpentAt.IsZero() && when(u) }, tenant.Reaction{Accept: true, Issue: true})
}
