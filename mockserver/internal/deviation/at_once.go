package deviation

import (
	"sync"
	"time"

	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

// atOnce are about requests that arrive before others are done.
func atOnce() []Deviation {
	return []Deviation{
		{Name: "simultaneous-revocation-is-500", Rule: "REV-53", Dialects: bothDialects,
			Sentence: "Of several revocations of one token at once all but the first are answered with 500.",
			Apply:    changingSimultaneous(sameToken, false, serverError())},
		{Name: "simultaneous-revocation-is-400", Rule: "REV-53", Dialects: bothDialects,
			Sentence: "Of several revocations of one token at once all but the first are answered with 400.",
			Apply:    changingSimultaneous(sameToken, false, badRequest("invalid_request", "The token is being revoked"))},
		{Name: "simultaneous-revocations-of-a-user-conflict", Rule: "REV-53", Dialects: bothDialects,
			Sentence: "Of several revocations of one user's tokens at once all but the first are answered with 409.",
			Apply:    changingSimultaneous(sameUser, false, &tenant.Error{Status: 409, Code: "conflict", Description: "The user is being changed"})},
		{Name: "simultaneous-revocations-cancel-each-other", Rule: "REV-53", Dialects: bothDialects,
			Sentence: "Several revocations of one token at once are answered with 200, and all are lost.",
			Apply: func(p *tenant.Policy) {
				u := newUnderway(sameToken)
				ignoringRevocation(func(r tenant.Revocation) bool { return u.meets(r) })(p)
			}},
		{Name: "one-of-two-revocations-is-lost", Rule: "REV-53", Dialects: bothDialects,
			Sentence: "Of the revocations of two tokens of one user at once one is answered with 200, and lost.",
			Follows:  map[string]string{"REV-54": "two tokens of one user are revoked there too, while both are exchanged"},
			Apply:    changingSimultaneous(otherTokenOfUser, false, nil)},
		{Name: "exchange-writes-back-a-revoked-token", Rule: "REV-54", Dialects: bothDialects,
			Sentence: "An exchange that had read a token before it was revoked makes it live again.",
			Apply:    writingBack(tenant.CauseRevocation, func(x tenant.Exchange) bool { return !x.Family.Rotating })},
		{Name: "exchange-writes-back-a-devices-token", Rule: "REV-54", Dialects: onlyAuth0,
			Sentence: "An exchange by a client of the device flow that had read a token before it was revoked makes it live again.",
			Apply:    writingBack(tenant.CauseRevocation, func(x tenant.Exchange) bool { return ofDevice(x.Client) })},
		{Name: "raced-revocation-is-lost", Rule: "REV-54", Dialects: bothDialects,
			Sentence: "A revocation that comes while its token is exchanged is answered with 200 and lost, and the token is not spent.",
			Follows:  map[string]string{"ROT-10": "each of several exchanges of a token that is not spent yields another one"},
			Apply: func(p *tenant.Policy) {
				m := delayingBoth(p, roundTrip, rotatesTokens)
				ignoringRevocation(func(r tenant.Revocation) bool { return m.met(r.Request.Params.Get("token")) })(p)
				before := p.Rotation.Spend
				p.Rotation.Spend = func(x tenant.Exchange) bool {
					return before(x) && !m.met(x.Request.Params.Get("refresh_token"))
				}
			}},
		{Name: "exchange-writes-back-a-deleted-grant", Rule: "REV-54", Dialects: onlyAuth0,
			Sentence: "An exchange that had read a grant before it was deleted makes it stand again.",
			Apply:    writingBack(tenant.CauseGrant, always)},
		{Name: "exchange-writes-back-all-deleted-grants", Rule: "REV-54", Dialects: onlyAuth0,
			Sentence: "An exchange that had read a grant before all grants of its user were deleted makes it stand again.",
			Apply:    writingBack(tenant.CauseUserGrants, always)},
		{Name: "exchange-writes-back-a-deleted-token", Rule: "REV-54", Dialects: onlyAuth0,
			Sentence: "An exchange that had read a token before it was deleted by its id makes it live again.",
			Apply:    allOf(writingBack(tenant.CauseToken, always), forgettingPendingEnds)},
		{Name: "exchange-writes-back-an-unlinked-device", Rule: "REV-54", Dialects: onlyAuth0,
			Sentence: "An exchange that had read a token before its device was unlinked makes it live again.",
			Apply:    writingBack(tenant.CauseDevice, always)},
	}
}

func always(tenant.Exchange) bool { return true }

// writingBack has an exchange keep what it has read: what was ended between its arrival and its execution stands again.
func writingBack(cause tenant.Cause, which func(tenant.Exchange) bool) change {
	return allOf(func(p *tenant.Policy) {
		p.Rotation.Pause = func() { time.Sleep(3 * roundTrip) } // a deletion takes longer to arrive than an exchange
	}, acceptingExchange(func(x tenant.Exchange) bool {
		if x.Kind != tenant.KindEnded || x.Family == nil || !which(x) {
			return false
		}
		restored := false
		for _, end := range []*tenant.End{&x.Grant.Ended, &x.Family.Ended} {
			if end.Done && end.Cause == cause && x.Request.Received.Before(end.At) {
				*end, restored = tenant.End{}, true
			}
		}
		return restored && !x.Grant.Ended.Done && !x.Family.Ended.Done
	}))
}

// forgettingPendingEnds has an exchange overwrite that its token was deleted by its id after it had arrived, where that is yet to be carried out.
func forgettingPendingEnds(p *tenant.Policy) {
	before := p.Exchange.Refusal
	p.Exchange.Refusal = func(x tenant.Exchange) *tenant.Error {
		if x.Kind == tenant.KindLive && x.Family.Ended.Cause == tenant.CauseToken && x.Request.Received.Before(x.Family.Ended.At) {
			x.Family.Ended = tenant.End{}
		}
		return before(x)
	}
}

// underway are the revocations that a server has in hand, by what they have in common.
type underway struct {
	mu    sync.Mutex
	alike func(r, other tenant.Revocation) bool
	all   map[int]tenant.Revocation
	met   map[int]bool
	next  int
}

func newUnderway(alike func(r, other tenant.Revocation) bool) *underway {
	return &underway{alike: alike, all: map[int]tenant.Revocation{}, met: map[int]bool{}}
}

func sameToken(r, other tenant.Revocation) bool { return r.Place == other.Place }

func sameUser(r, other tenant.Revocation) bool { return r.Owner.UserID == other.Owner.UserID }

func otherTokenOfUser(r, other tenant.Revocation) bool {
	return sameUser(r, other) && !sameToken(r, other)
}

// follows holds a revocation for a while, and says whether it came while another one was in hand.
func (u *underway) follows(r tenant.Revocation) bool {
	id, after := u.take(r)
	time.Sleep(roundTrip)
	u.release(id)
	return after
}

// meets holds a revocation for a while, and says whether another one was in hand meanwhile.
func (u *underway) meets(r tenant.Revocation) bool {
	id, _ := u.take(r)
	time.Sleep(roundTrip)
	return u.release(id)
}

func (u *underway) take(r tenant.Revocation) (id int, after bool) {
	u.mu.Lock()
	defer u.mu.Unlock()
	for other, known := range u.all {
		if u.alike(r, known) {
			after, u.met[other] = true, true
		}
	}
	u.next++
	u.all[u.next], u.met[u.next] = r, after
	return u.next, after
}

func (u *underway) release(id int) (met bool) {
	u.mu.Lock()
	defer u.mu.Unlock()
	met = u.met[id]
	delete(u.all, id)
	delete(u.met, id)
	return met
}

// changingSimultaneous decides on a revocation of a live token that came while one like it was in hand. Neither an end nor a refusal
// is a success that does nothing.
func changingSimultaneous(alike func(r, other tenant.Revocation) bool, ends bool, refusal *tenant.Error) change {
	u := newUnderway(alike)
	return decidingRevocation(func(r tenant.Revocation) bool {
		return r.Place.Grant != "" && r.Kind == tenant.KindLive && u.follows(r)
	}, ends, refusal)
}
