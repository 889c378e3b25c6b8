package steps

import (
	"context"
	"slices"

	"github.com/revokespec/revokespec/internal/httpx"
	"github.com/revokespec/revokespec/internal/session"
	"github.com/revokespec/revokespec/judge"
)

// round is what came of one refresh token that was exchanged several times at once.
type round struct {
	winners int // answers with 200 and an access token
	tokens  int // different refresh tokens handed out
	live    int // of these, those that can be exchanged afterwards
	overlap int // requests that were under way at the same time
}

// raced signs in for every round and releases the exchanges of its token together.
func (w *World) raced(ctx context.Context, role string, times, rounds int) error {
	for range rounds {
		raced, err := w.describe([]map[string]string{{"token": "the raced token", "application": role}})
		if err != nil {
			return err
		}
		if _, err := w.setUp(ctx, raced); err != nil {
			return err
		}
		if err := w.race(ctx, raced[0], times); err != nil {
			return err
		}
	}
	return w.overlapped(times)
}

func (w *World) race(ctx context.Context, t *token, times int) error {
	requests := make([]httpx.Request, times)
	for i := range requests {
		var err error
		if requests[i], err = w.exchangeRequest(t, t.client, nil); err != nil {
			return err
		}
	}
	introspects := false
	if w.deployment().Missing("introspection") == "" {
		introspects, _ = w.introspectRefresh(ctx, session.Control, t.value)
	}
	answers, overlap := w.lease.SendTogether(ctx, session.Act, requests)
	result := round{overlap: overlap}
	var handedOut []string
	for _, r := range answers {
		if judge.Class(r) == judge.Alive {
			result.winners++
		}
		if next := r.Field("refresh_token"); next != "" && !slices.Contains(handedOut, next) {
			handedOut = append(handedOut, next)
		}
	}
	result.tokens = len(handedOut)
	var err error
	if result.live, err = w.countLive(ctx, t, handedOut, introspects); err != nil {
		return err
	}
	w.note("round %d: %d of %d exchanges under way at once, %d answered 200 with %d different refresh tokens, %d of them live afterwards",
		len(w.rounds)+1, overlap, times, result.winners, result.tokens, result.live)
	w.rounds = append(w.rounds, result)
	return nil
}

// countLive looks at all tokens of a race before it disturbs any: by introspection where that knows live refresh tokens,
// else by exchanging them together. One exchange after the other, the first could end the rest.
func (w *World) countLive(ctx context.Context, t *token, handedOut []string, introspects bool) (live int, err error) {
	if introspects {
		for _, value := range handedOut {
			if active, _ := w.introspectRefresh(ctx, session.Check, value); active {
				live++
			}
		}
		return live, nil
	}
	requests := make([]httpx.Request, len(handedOut))
	for i, value := range handedOut {
		descendant := *t
		descendant.value = value
		if requests[i], err = w.exchangeRequest(&descendant, t.client, nil); err != nil {
			return 0, err
		}
	}
	answers, _ := w.lease.SendTogether(ctx, session.Check, requests)
	for _, r := range answers {
		switch w.state(ctx, t, r) {
		case judge.Alive:
			live++
		case judge.Unclear:
			return 0, inconclusive("whether a token of the race is alive is unclear: its exchange was answered %s", r)
		}
	}
	return live, nil
}

// overlapped says whether the rounds were races at all: half of the exchanges at once, in most rounds.
func (w *World) overlapped(times int) error {
	raced := 0
	for _, r := range w.rounds {
		if r.overlap >= times/2 {
			raced++
		}
	}
	if raced*2 <= len(w.rounds) {
		return inconclusive("only %d of %d rounds had %d exchanges under way at once: nothing can be concluded", raced, len(w.rounds), times/2)
	}
	return nil
}

func (w *World) noRound(_ context.Context, outcome string) error {
	for i, r := range w.rounds {
		if outcome == "leaves two live refresh tokens" && r.live > 1 {
			return w.failure("round %d leaves %d live refresh tokens, of %d that %d simultaneous exchanges handed out", i+1, r.live, r.tokens, r.winners)
		}
		if outcome == "has two winners" && r.winners > 1 {
			return w.failure("in round %d %d simultaneous exchanges of one refresh token were answered 200, with %d different refresh tokens, %d of them live afterwards",
				i+1, r.winners, r.tokens, r.live)
		}
	}
	return nil
}
