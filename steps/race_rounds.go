package steps

import (
	"context"
	"slices"

	"github.com/revokespec/revokespec/internal/session"
	"github.com/revokespec/revokespec/judge"
)

// seen is what the rounds came to.
func (r *race) seen() (rounds []judge.Round) {
	for _, round := range r.rounds {
		rounds = append(rounds, round.Round)
	}
	return rounds
}

// revocationRaced says whether the rounds were races. Where every revocation was refused for its client, that is why they were none.
func (r *race) revocationRaced(requests int) error {
	if !slices.ContainsFunc(r.rounds, func(r round) bool { return judge.ErrorCode(r.revocation) != "invalid_client" }) {
		return r.notRevoked(r.rounds[0].revocation, r.rounds[0].token.client)
	}
	return r.found(judge.RacedRevocation(r.seen(), requests))
}

// everyRound judges the rounds one by one. Whatever order the server saw, a token that was revoked is not to be exchanged any more.
func (r *race) everyRound(ctx context.Context, outcome string) error {
	for _, round := range r.rounds {
		if outcome == "at most one exchange succeeds" {
			if err := r.found(round.OneWinner()); err != nil {
				return err
			}
			continue
		}
		if round.unrotated {
			return r.leftTo(r.rotationOf(round.token), "in round %d no exchange returned a new refresh token; %s judges that", round.Number)
		}
		if err := r.found(round.OneLives()); err != nil {
			return err
		}
		if outcome == "the raced token is dead, and at most one refresh token lives" && round.Revoked {
			if err := r.refused(ctx, round.token, r.exchange(ctx, session.Check, round.token, false)); err != nil {
				return err
			}
		}
	}
	return nil
}
