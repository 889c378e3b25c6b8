package steps

import (
	"context"
	"slices"

	"github.com/revokespec/revokespec/internal/session"
)

// overlapped says whether the rounds were races at all: half of the exchanges at once, in most rounds.
func (r *race) overlapped(times int) error {
	raced := 0
	for _, round := range r.rounds {
		if round.overlap >= times/2 {
			raced++
		}
	}
	if raced*2 <= len(r.rounds) {
		return inconclusive("only %d of %d rounds had %d exchanges under way at once: nothing can be concluded", raced, len(r.rounds), times/2)
	}
	return nil
}

// revocationOverlapped says the same of rounds with a revocation: both sides under way at once, and the revocation accepted.
func (r *race) revocationOverlapped(requests int) error {
	raced := 0
	for _, round := range r.rounds {
		if round.revoked() && round.overlap >= max(requests/2, 2) {
			raced++
		}
	}
	if !slices.ContainsFunc(r.rounds, func(r round) bool { return errorCode(*r.revocation) != "invalid_client" }) {
		return r.notRevoked(*r.rounds[0].revocation, r.rounds[0].token.client)
	}
	if raced*2 <= len(r.rounds) {
		return inconclusive("only in %d of %d rounds the revocation was accepted and under way together with an exchange: nothing can be concluded", raced, len(r.rounds))
	}
	return nil
}

// everyRound judges the rounds one by one.
func (r *race) everyRound(ctx context.Context, outcome string) error {
	for i, round := range r.rounds {
		if err := r.judge(ctx, i+1, round, outcome); err != nil {
			return err
		}
	}
	return nil
}

// judge looks at one round. Whatever order the server saw, a token that was revoked is not to be exchanged any more, and of what was
// handed out at most one lives.
func (r *race) judge(ctx context.Context, number int, round round, outcome string) error {
	switch {
	case outcome == "at most one exchange succeeds" && round.succeeded > 1:
		return r.failure("in round %d %d simultaneous exchanges of one refresh token were answered 200, with %d different refresh tokens, %d of them live afterwards",
			number, round.succeeded, round.tokens, round.live)
	case outcome == "at most one exchange succeeds":
		return nil
	case round.live > 1 && round.revoked():
		return r.failure("round %d leaves %d live refresh tokens, handed out by exchanges of one token while it was revoked", number, round.live)
	case round.live > 1:
		return r.failure("round %d leaves %d live refresh tokens, of %d that %d simultaneous exchanges handed out", number, round.live, round.tokens, round.succeeded)
	case outcome == "the raced token is dead, and at most one refresh token lives" && round.revoked():
		return r.refused(ctx, round.token, r.exchange(ctx, session.Check, round.token, false))
	}
	return nil
}
