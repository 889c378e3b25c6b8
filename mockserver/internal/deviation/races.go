package deviation

import (
	"sync"
	"time"

	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

// rotationRaces are about a revocation and an exchange of one token at the same time.
func rotationRaces() []Deviation {
	return []Deviation{
		{Name: "racing-exchanges-outlive-the-revocation", Rule: "ROT-10", Dialects: bothDialects,
			Sentence: "A revocation that comes while its token is exchanged ends that token alone, and every exchange under way yields one that lives.",
			Apply: func(p *tenant.Policy) {
				m := delayingBoth(p, 2*roundTrip, rotatesTokens)
				changingEnd(instead((*tenant.Ending).EndToken, func(e *tenant.Ending) bool { return m.met(e.Revocation.Request.Params.Get("token")) }))(p)
				reactingTo(func(u tenant.Reuse) bool {
					return u.Overlaps() && m.met(u.Request.Params.Get("refresh_token"))
				}, tenant.Reaction{Accept: true, Issue: true})(p)
			}},
	}
}

// reuseRaces are about a reuse and an exchange of the newest token at the same time.
func reuseRaces() []Deviation {
	return []Deviation{
		{Name: "reuse-is-lost-beside-an-exchange", Rule: "ROT-26", Dialects: bothDialects,
			Sentence: "A reuse that comes while the newest token is exchanged is refused, and ends nothing.",
			Apply: allOf(writingBack(tenant.CauseReuse, always), reactingTo(func(u tenant.Reuse) bool {
				return !u.Previous && u.Request.Received.Before(u.Family.Exchanged)
			}, tenant.Reaction{}), func(p *tenant.Policy) {
				p.Rotation.Pause = func() { time.Sleep(8 * roundTrip) } // so that they meet on a busy machine, too
			})},
	}
}

// simultaneousUses are the tokens that a revocation and an exchange had in hand at the same time.
type simultaneousUses struct {
	mu     sync.Mutex
	busy   map[tenant.Hash][2]int // token -> exchanges and revocations under way
	tokens map[tenant.Hash]bool
	order  []tenant.Hash // of tokens, the oldest first
}

// mostSimultaneousUses is how many such tokens are remembered: both requests are over long before so many others met.
const mostSimultaneousUses = 1024

// rotatesTokens is for the requests of clients whose tokens rotate.
func rotatesTokens(a tenant.Attempt) bool { return a.Client.RefreshTokens.Rotating }

// delayingBoth has some exchanges and revocations take their time, so that those of one token that are sent together meet; a revocation
// takes as long as it is told.
func delayingBoth(p *tenant.Policy, revocation time.Duration, which func(tenant.Attempt) bool) *simultaneousUses {
	m := &simultaneousUses{busy: map[tenant.Hash][2]int{}, tokens: map[tenant.Hash]bool{}}
	changingAuthentication(func(a tenant.Attempt, found tenant.AuthResult) tenant.AuthResult {
		if found != tenant.AuthOK || a.Client == nil || !which(a) {
			return found
		}
		switch a.Request.Endpoint {
		case tenant.EndpointToken:
			m.hold(a.Request.Params.Get("refresh_token"), 0, roundTrip)
		case tenant.EndpointRevocation:
			m.hold(a.Request.Params.Get("token"), 1, revocation)
		}
		return found
	})(p)
	return m
}

// hold keeps a token in one of the two hands for that long.
func (m *simultaneousUses) hold(token string, hand int, d time.Duration) {
	if token == "" {
		return
	}
	m.count(token, hand, 1)
	time.Sleep(d)
	m.count(token, hand, -1)
}

func (m *simultaneousUses) count(token string, hand, change int) {
	m.mu.Lock()
	defer m.mu.Unlock()
	h := tenant.HashOf(token)
	hands := m.busy[h]
	hands[hand] += change
	if m.busy[h] = hands; hands == [2]int{} {
		delete(m.busy, h)
	}
	if hands[0] > 0 && hands[1] > 0 && !m.tokens[h] {
		m.tokens[h], m.order = true, append(m.order, h)
	}
	if len(m.order) > mostSimultaneousUses {
		delete(m.tokens, m.order[0])
		m.order = m.order[1:]
	}
}

func (m *simultaneousUses) met(token string) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.tokens[tenant.HashOf(token)]
}
