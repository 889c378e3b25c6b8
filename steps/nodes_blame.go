package steps

import (
	"context"
	"errors"

	"github.com/revokespec/revokespec/internal/session"
	"github.com/revokespec/revokespec/judge"
)

// trials is how often an act is done at the issuer, to see whether it has an effect there. One time is not enough where several nodes stand
// behind its name.
const trials = 3

// blamed is a finding about the nodes, unless the same act never has an effect at the issuer either: that is the finding of another rule.
func (n *nodes) blamed(ctx context.Context, finding error) error {
	var broken *Failure
	if !errors.As(finding, &broken) {
		return finding
	}
	for trial := range trials {
		left, err := n.withoutEffectAtTheIssuer(ctx, trial)
		if err != nil {
			return err
		}
		if left == nil {
			return finding
		}
		if trial == trials-1 {
			return left
		}
	}
	return finding
}

// withoutEffectAtTheIssuer ends a token at the issuer, and presents there what must be dead: nil where all is refused, else to which rule that
// is left. The trials differ in how many requests come before, so that a balancer that goes by turns has none at the same node each time.
func (n *nodes) withoutEffectAtTheIssuer(ctx context.Context, trial int) (left, err error) {
	ended := []*nodeToken{{from: theIssuer, at: theIssuer}}
	for n.kind.all && len(ended) < len(looks(n.limit())) {
		ended = append(ended, &nodeToken{from: theIssuer, at: theIssuer})
	}
	for _, s := range ended {
		if err := n.signsIn(ctx, s); err != nil {
			return nil, err
		}
		for range 1 + trial {
			if err := n.exchangedAt(ctx, theIssuer, s, false); err != nil {
				return nil, err
			}
		}
	}
	n.accepted = ""
	if err := n.end(ctx, ended[0], ended); err != nil {
		return nil, err
	}
	if n.accepted != "" {
		return n.leftTo(judge.SpentToken, "control: a spent refresh token can be exchanged at the issuer as well; %s judges that"), nil
	}
	if err := n.elapse(ctx, n.limit()); err != nil {
		return nil, err
	}
	for i, s := range ended {
		r, err := n.exchangeAt(ctx, session.Control, theIssuer, s.token, false)
		switch {
		case err != nil:
			return nil, err
		case judge.HandsOutToken(r) && i > 0:
			return inconclusive("control: %s at the issuer leaves other tokens alive as well (%s): it is no matter of nodes", n.kind.name, r), nil
		case judge.HandsOutToken(r):
			return n.leftTo(n.kind.subject, "control: %s at the issuer ends nothing either, the exchange was answered %s; %s judges that", n.kind.name, r), nil
		}
	}
	return nil, nil
}
