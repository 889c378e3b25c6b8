package steps

import (
	"context"
	"slices"

	"github.com/revokespec/revokespec/internal/httpx"
	"github.com/revokespec/revokespec/internal/session"
	"github.com/revokespec/revokespec/judge"
)

// redeemedAtOnce is an act: each round gets a code, and releases its redemptions together.
func (r *race) redeemedAtOnce(ctx context.Context, role string, times, rounds int) error {
	client, err := r.client(role)
	if err != nil {
		return err
	}
	user, err := r.user("first")
	if err != nil {
		return err
	}
	for range rounds {
		code, err := r.codes.authorize(ctx, session.SetUp, client, user)
		if err != nil {
			return err
		}
		request, err := r.codes.request(code)
		if err != nil {
			return err
		}
		answers, overlap := r.lease.SendTogether(ctx, session.Act, slices.Repeat([]httpx.Request{request}, times))
		result := judge.Round{Number: len(r.rounds) + 1, Overlap: overlap, Issued: len(handedOut(answers))}
		for _, answer := range answers {
			if judge.HandsOutToken(answer) {
				result.Succeeded++
			}
		}
		r.note("round %d: %d of %d redemptions under way at once, %d handed out tokens; different refresh tokens: %d",
			result.Number, overlap, times, result.Succeeded, result.Issued)
		r.rounds = append(r.rounds, round{Round: result})
	}
	return r.found(judge.Raced(r.seen(), rounds, times))
}

// oneRedeemed judges the rounds one by one. One in which none succeeded was no race.
func (r *race) oneRedeemed(context.Context) error {
	won := false
	for _, round := range r.rounds {
		if err := r.found(round.OneRedeemed()); err != nil {
			return err
		}
		won = won || round.Succeeded == 1
	}
	if !won {
		return inconclusive("in no round was any redemption answered with tokens")
	}
	return nil
}
