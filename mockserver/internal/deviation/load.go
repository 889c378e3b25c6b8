package deviation

import (
	"sync"
	"time"

	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

// underLoad are about what goes wrong so seldom, or so late, that only many requests show it.
func underLoad() []Deviation {
	return []Deviation{
		{Name: "every-200th-revoked-token-works", Rule: "PRP-04", Dialects: bothDialects,
			Sentence: "Of the exchanges of tokens that were ended, every two hundredth succeeds.",
			Apply: func(p *tenant.Policy) {
				nth := everyNth(200)
				acceptingExchange(func(x tenant.Exchange) bool { return isRemembered(x) && nth() })(p)
			}},
		{Name: "only-the-last-100-revocations-are-remembered", Rule: "PRP-04", Dialects: bothDialects,
			Sentence: "A revoked token works again after a hundred other revocations.",
			Apply: func(p *tenant.Policy) {
				m := &revocations{at: map[string]int{}}
				changingEnd(also(m.note))(p)
				acceptingExchange(func(x tenant.Exchange) bool { return isRemembered(x) && m.since(x.Family.ID) > 100 })(p)
			}},
		{Name: "late-write-undoes-a-raced-revocation", Rule: "PRP-04", Dialects: bothDialects,
			Sentence: "What an exchange has read is written a hundred revocations later, over the revocation that it had met.",
			Apply: func(p *tenant.Policy) {
				p.Rotation.Pause = func() { time.Sleep(roundTrip) }
				m, raced := &revocations{at: map[string]int{}}, sync.Map{}
				changingEnd(also(m.note))(p)
				acceptingExchange(func(x tenant.Exchange) bool {
					end, ended := endOf(x)
					if !ended || end.Cause != tenant.CauseRevocation {
						return false
					}
					if x.Request.Received.Before(end.At) {
						raced.Store(x.Family.ID, true)
					}
					_, met := raced.Load(x.Family.ID)
					return met && m.since(x.Family.ID) > 100
				})(p)
			}},
		{Name: "every-20th-reuse-works", Rule: "PRP-04", Dialects: bothDialects,
			Sentence: "Of the spent tokens that are used again, every twentieth is taken for the newest of its family.",
			Apply: func(p *tenant.Policy) {
				nth := everyNth(20)
				changingReuse(func(_ tenant.Reuse, before tenant.Reaction) tenant.Reaction {
					if !before.Accept && nth() {
						return tenant.Reaction{Accept: true, Issue: true}
					}
					return before
				})(p)
			}},
		{Name: "every-30th-revocation-leaves-siblings", Rule: "PRP-04", Dialects: onlyAuth0,
			Sentence: "With the setting on, every thirtieth revocation ends its own token alone.",
			Apply: func(p *tenant.Policy) {
				nth := everyNth(30)
				settingOn(instead(endingFamilyAlone, func(*tenant.Ending) bool { return nth() }))(p)
			}},
	}
}

// isRemembered says whether the token has ended, and what it belonged to is known.
func isRemembered(x tenant.Exchange) bool { return x.Kind == tenant.KindEnded && x.Family != nil }

// everyNth is true every n-th time that it is asked.
func everyNth(n int) func() bool {
	asked := counter()
	return func() bool { return asked("")%n == 0 }
}

// revocations count up, and know which of them has ended a family.
type revocations struct {
	mu    sync.Mutex
	count int
	at    map[string]int
}

func (r *revocations) note(e *tenant.Ending) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.count++
	for _, f := range e.Grant.Families {
		if _, known := r.at[f.ID]; !known && (e.Grant.Ended.Done || f.Ended.Done) {
			r.at[f.ID] = r.count
		}
	}
}

// since is how many revocations there were after the one that ended a family; none where that was no revocation.
func (r *revocations) since(family string) int {
	r.mu.Lock()
	defer r.mu.Unlock()
	at, known := r.at[family]
	if !known {
		return 0
	}
	return r.count - at
}
