package deviation

import (
	"sync"
	"time"

	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

// bursts are about many exchanges of a revoked token, which the first of them does not show.
func bursts() []Deviation {
	return []Deviation{
		{Name: "crowd-of-exchanges-is-let-in", Rule: "PRP-02", Dialects: bothDialects,
			Sentence: "Where more than three exchanges of a revoked token are under way at once, they are answered from an older state.",
			Apply: func(p *tenant.Policy) {
				c := &crowds{now: map[tenant.Hash]int{}, seen: map[tenant.Hash]bool{}, revoked: map[tenant.Hash]bool{}}
				ignoringRevocation(func(r tenant.Revocation) bool { c.note(r); return false })(p)
				changingAuthentication(func(a tenant.Attempt, found tenant.AuthResult) tenant.AuthResult {
					if a.Request.Endpoint == tenant.EndpointToken {
						c.hold(tenant.HashOf(a.Request.Params.Get("refresh_token")))
					}
					return found
				})(p)
				acceptingRevoked(func(x tenant.Exchange) bool { return c.wasOne(tenant.HashOf(x.Request.Params.Get("refresh_token"))) })(p)
			}},
		{Name: "refusals-waver-at-first", Rule: "PRP-02", Dialects: bothDialects,
			Sentence: "For half a second after its revocation every fifth exchange of a token is accepted.",
			Apply: func(p *tenant.Policy) {
				refusals := counter()
				acceptingRevoked(func(x tenant.Exchange) bool {
					return x.Request.Node == 0 && x.Now.Sub(x.Family.Ended.At) < 500*time.Millisecond && refusals(x.Family.ID)%5 == 0
				})(p)
			}},
	}
}

// crowds are revoked tokens of which many exchanges were under way at once.
type crowds struct {
	mu      sync.Mutex
	revoked map[tenant.Hash]bool
	now     map[tenant.Hash]int // exchanges under way
	seen    map[tenant.Hash]bool
}

// aCrowd is of more exchanges than this.
const aCrowd = 3

func (c *crowds) note(r tenant.Revocation) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.revoked[tenant.HashOf(r.Request.Params.Get("token"))] = true
}

// hold keeps the exchange of a revoked token waiting for a while, so that those sent together meet.
func (c *crowds) hold(token tenant.Hash) {
	if !c.arrive(token) {
		return
	}
	time.Sleep(2 * roundTrip)
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now[token]--
}

func (c *crowds) arrive(token tenant.Hash) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.revoked[token] {
		return false
	}
	c.now[token]++
	c.seen[token] = c.seen[token] || c.now[token] > aCrowd
	return true
}

func (c *crowds) wasOne(token tenant.Hash) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.seen[token]
}
