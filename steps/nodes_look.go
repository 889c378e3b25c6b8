package steps

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/revokespec/revokespec/internal/httpx"
	"github.com/revokespec/revokespec/internal/session"
	"github.com/revokespec/revokespec/judge"
)

// again is how often a token that was refused is presented once more, over connections of their own: some that answer may know less.
const again = 3

// present looks at the token when it is time. One that is refused is presented again at once.
func (n *nodes) present(ctx context.Context, s *nodeToken) error {
	if err := n.elapse(ctx, s.look.after-n.now().Sub(s.endedAt)); err != nil {
		return err
	}
	state, err := n.probe(ctx, s, s.at, s.look.fresh)
	for range again {
		if err != nil || state != judge.Dead {
			return err
		}
		_, err = n.probe(ctx, s, s.at, true)
	}
	return err
}

// probe presents a token at a place, and notes what came of it.
func (n *nodes) probe(ctx context.Context, s *nodeToken, at place, fresh bool) (judge.State, error) {
	r, err := n.exchangeAt(ctx, session.Check, at, s.token, fresh)
	if err != nil {
		return judge.Unclear, err
	}
	sent := n.now().Add(-r.Took)
	state := n.stateOf(ctx, s.token, r)
	if state == judge.Alive {
		n.follow(s.token, r)
	}
	c := n.curve(s.from, at)
	c.Probes = append(c.Probes, judge.Probe{Token: s.number, After: max(sent.Sub(s.endedAt), 0), State: state, Fresh: fresh, Answer: r.String()})
	return state, nil
}

// stateOf is state, but that whatever hands out a token has accepted this one.
func (w *World) stateOf(ctx context.Context, t *token, r httpx.Response) judge.State {
	if judge.HandsOutToken(r) {
		return judge.Alive
	}
	return w.state(ctx, t, r)
}

// curve is that of tokens which were ended at a place, at another or at the same.
func (n *nodes) curve(from, at place) *judge.Curve {
	act := n.kind.name + " at " + n.kind.where(n.World, from)
	i := slices.IndexFunc(n.curves, func(c *judge.Curve) bool { return c.Act == act && c.At == at.String() })
	if i < 0 {
		i, n.curves = len(n.curves), append(n.curves, &judge.Curve{At: at.String(), Act: act, Limit: n.limit()})
	}
	return n.curves[i]
}

// longestLag is how long a node is watched that goes on accepting, besides the limit.
const longestLag = 10 * time.Second

// untilRefused finds out when each node refuses at last what it has accepted, more and more rarely.
func (n *nodes) untilRefused(ctx context.Context, from place, subjects []*nodeToken) error {
	for _, at := range n.places() {
		c := n.curve(from, at)
		last := slices.IndexFunc(c.Probes, func(p judge.Probe) bool { return p.State == judge.Alive && p.After >= c.Limit })
		if last < 0 {
			continue
		}
		s := subjects[slices.IndexFunc(subjects, func(s *nodeToken) bool { return s.number == c.Probes[last].Token })]
		for pause := 25 * time.Millisecond; n.now().Sub(s.endedAt) < n.limit()+longestLag; pause += pause / 2 {
			if err := n.elapse(ctx, pause); err != nil {
				return err
			}
			if state, err := n.probe(ctx, s, at, true); err != nil || state != judge.Alive {
				return err
			}
		}
	}
	return nil
}

// sweep presents every token once more at every node, when all else is done.
func (n *nodes) sweep(ctx context.Context) error {
	for _, s := range n.subjects {
		if err := n.elapse(ctx, n.limit()-n.now().Sub(s.endedAt)); err != nil {
			return err
		}
		for _, at := range n.places() {
			if _, err := n.probe(ctx, s, at, true); err != nil {
				return err
			}
		}
	}
	return nil
}

// nodesJudged judges what was seen at the nodes, and at the issuer.
func (n *nodes) nodesJudged(ctx context.Context, outcome string) error {
	if n.accepted != "" {
		return n.blamed(ctx, n.failure("%s", n.accepted))
	}
	for _, c := range n.curves {
		finding := c.Within()
		if outcome == neverAgain {
			finding = c.StaysRefused()
		}
		if finding != nil {
			return n.blamed(ctx, n.found(finding))
		}
	}
	n.note("%s", n.worst())
	return nil
}

// neverAgain is the outcome that no token comes back.
const neverAgain = "accept none of them again that was refused"

// worst is the longest delay that was seen.
func (n *nodes) worst() string {
	var delay time.Duration
	probes := 0
	for _, c := range n.curves {
		last, _ := c.LastAcceptance()
		delay, probes = max(delay, last), probes+len(c.Probes)
	}
	if delay == 0 {
		return fmt.Sprintf("all of %d presentations were refused", probes)
	}
	return fmt.Sprintf("of %d presentations the last that was accepted came after %s", probes, judge.Shown(delay))
}
