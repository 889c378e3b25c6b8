package steps

import (
	"context"
	"slices"
	"time"

	"github.com/revokespec/revokespec/internal/httpx"
	"github.com/revokespec/revokespec/internal/session"
	"github.com/revokespec/revokespec/judge"
)

// burstsAfter is when bursts begin after a revocation, round by round: each round begins at another time, and goes on until the last.
var burstsAfter = []time.Duration{0, 50 * time.Millisecond, 200 * time.Millisecond, 800 * time.Millisecond}

// revokedAndBurst is an act: in each round a token, which works over many connections, is revoked and then exchanged so many times at
// once, each over a connection of its own. Where several nodes stand behind one name, each burst meets as many of them as it can.
func (n *nodes) revokedAndBurst(ctx context.Context, rounds int, role string, times int) error {
	if err := n.settingUnchanged(ctx); err != nil {
		return err
	}
	n.role, n.kind = role, endingsAtNodes["a revocation each"]
	for round := range rounds {
		s := &nodeToken{from: theIssuer, at: theIssuer, number: round + 1}
		if err := n.signsIn(ctx, s); err != nil {
			return err
		}
		for range times {
			if err := n.usedAfresh(ctx, s); err != nil {
				return err
			}
		}
		if err := n.end(ctx, s, []*nodeToken{s}); err != nil {
			return err
		}
		n.subjects = append(n.subjects, s)
		for _, after := range burstTimes(round, n.limit()) {
			if err := n.elapse(ctx, after-n.now().Sub(s.endedAt)); err != nil {
				return err
			}
			if err := n.burst(ctx, s, times); err != nil {
				return err
			}
		}
	}
	if err := n.newSignIn(ctx); err != nil {
		return err
	}
	return n.settingUnchanged(ctx)
}

// burstTimes are those of a round; where there is a limit, all but the last burst of it are after that.
func burstTimes(round int, limit time.Duration) (times []time.Duration) {
	for _, after := range burstsAfter[min(round, len(burstsAfter)-2):] {
		times = append(times, limit+after)
	}
	if limit > 0 {
		times = slices.Insert(times, 0, limit/2)
	}
	return times
}

// usedAfresh is the control that a live token is accepted over one more connection.
func (n *nodes) usedAfresh(ctx context.Context, s *nodeToken) error {
	r := n.exchange(ctx, session.Control, s.token, true)
	if judge.Class(r) != judge.Alive {
		return n.leftTo(n.exchangeOf(s.token), "control: a live refresh token was answered %s over another connection; %s judges that", r)
	}
	n.follow(s.token, r)
	return nil
}

// burst presents the token so many times at once.
func (n *nodes) burst(ctx context.Context, s *nodeToken, times int) error {
	requests := make([]httpx.Request, times)
	for i := range requests {
		var err error
		if requests[i], err = n.exchangeRequest(s.token, s.client, nil); err != nil {
			return err
		}
	}
	answers, _ := n.lease.SendTogether(ctx, session.Check, requests)
	longest := time.Duration(0)
	for _, r := range answers {
		longest = max(longest, r.Took)
	}
	after := max(n.now().Add(-longest).Sub(s.endedAt), 0)
	c := n.curve(theIssuer, theIssuer)
	for _, r := range answers {
		c.Probes = append(c.Probes, judge.Probe{Token: s.number, After: after, State: n.stateOf(ctx, s.token, r), Fresh: true, Answer: r.String()})
	}
	return nil
}
