package steps

import (
	"context"
	"errors"
	"slices"
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
