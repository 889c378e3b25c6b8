package steps

import (
	"context"
	"errors"
	"slices"

	"github.com/revokespec/revokespec/internal/session"
	"github.com/revokespec/revokespec/judge"
)

// blamed is a finding of requests that met at several nodes, or of a reuse that met others, unless it comes as well without what the rule
// is about: of a reuse or a revocation that meets nothing, or at the issuer alone. That is the finding of other rules.
func (r *race) blamed(ctx context.Context, outcome string, finding error) error {
	kind := "a revocation each"
	if slices.ContainsFunc(r.contenders, func(c contender) bool { return c.does == doesReuse }) {
		kind = "a reuse each"
	} else if len(r.places) == 0 {
		return finding
	}
	if slices.ContainsFunc(r.contenders, contender.ends) {
		r.nodes.role, r.nodes.kind = r.role, endingsAtNodes[kind]
		finding = r.nodes.blamed(ctx, finding)
	}
	var broken *Failure
	if len(r.places) == 0 || !errors.As(finding, &broken) {
		return finding
	}
	if err := r.missedAtRest(ctx); err != nil {
		return err
	}
	alone := &race{World: r.World}
	if err := alone.run(ctx, r.role, len(r.rounds), r.contenders); err != nil {
		return err
	}
	for _, round := range alone.rounds {
		if err := alone.judgeRound(ctx, round, outcome); errors.As(err, &broken) {
			return inconclusive("control: the same requests at the issuer alone come to the same (%s): it is no matter of nodes, and judged by the rules on requests at once", broken.Message)
		}
	}
	return finding
}

// missedAtRest says that what ends a token at a node is missed by another one even where it meets nothing; nil: it is not. Where tokens rotate,
// most of what meets counts as a reuse.
func (r *race) missedAtRest(ctx context.Context) error {
	var kinds []string
	if slices.ContainsFunc(r.contenders, contender.ends) {
		kinds = append(kinds, "a revocation each")
	}
	if client, err := r.client(r.role); err == nil && r.deployment().File.Clients.Rotating != nil && client.ClientID == r.deployment().File.Clients.Rotating.ClientID {
		kinds = append(kinds, "a reuse each")
	}
	for _, kind := range kinds {
		r.nodes.role, r.nodes.kind = r.role, endingsAtNodes[kind]
		for i, from := range r.places {
			if err := r.missedFrom(ctx, from, slices.Concat(r.places[i+1:], r.places[:i+1])); err != nil {
				return err
			}
		}
	}
	return nil
}

// missedFrom ends a token at a place, and presents it at others, some times each: not every look sees what a node misses.
func (r *race) missedFrom(ctx context.Context, from place, others []place) error {
	n, s := &r.nodes, &nodeToken{from: from, at: others[0]}
	if err := n.signsIn(ctx, s); err != nil {
		return err
	}
	if err := n.used(ctx, s); err != nil {
		return err
	}
	if err := n.end(ctx, s, []*nodeToken{s}); err != nil {
		return err
	}
	if err := r.propagated(ctx); err != nil {
		return err
	}
	for look := range len(others) * (1 + 2*again) {
		at := others[look%len(others)]
		answer, err := r.exchangeAt(ctx, session.Control, at, s.token, look >= len(others))
		if err != nil {
			return err
		}
		if judge.HandsOutToken(answer) {
			return inconclusive("control: %s at %s is missed by %s as well where it meets nothing (%s): another rule judges that", n.kind.name, from, at, answer)
		}
	}
	return nil
}
