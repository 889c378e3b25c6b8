package steps

import (
	"context"
	"slices"

	"github.com/revokespec/revokespec/internal/httpx"
	"github.com/revokespec/revokespec/internal/session"
)

// duel is what came of one refresh token that was revoked while it was exchanged.
type duel struct {
	token   *token
	answer  httpx.Response // to the revocation
	revoked bool           // the revocation was accepted
	overlap int            // requests that were under way at the same time
	live    int            // of the refresh tokens handed out, those that can be exchanged afterwards
}

// revocationRaced signs in for every round, and releases the revocation of its token together with exchanges of it.
func (w *World) revocationRaced(ctx context.Context, role string, times, rounds int) error {
	for range rounds {
		raced, err := w.describe([]map[string]string{{"token": "the raced token", "application": role}})
		if err != nil {
			return err
		}
		if _, err := w.setUp(ctx, raced); err != nil {
			return err
		}
		w.order = append(w.order, raced[0])
		if err := w.fight(ctx, raced[0], times); err != nil {
			return err
		}
	}
	return w.fought(times + 1)
}

func (w *World) fight(ctx context.Context, t *token, times int) error {
	revocation, err := w.newDraft(t, "token").request(w.deployment().Endpoints.Revocation)
	if err != nil {
		return err
	}
	requests := []httpx.Request{revocation}
	for range times {
		exchange, err := w.exchangeRequest(t, t.client, nil)
		if err != nil {
			return err
		}
		requests = append(requests, exchange)
	}
	introspects := false
	if w.deployment().Missing("introspection") == "" {
		introspects, _ = w.introspectRefresh(ctx, session.Control, t.value)
	}
	answers, overlap := w.lease.SendTogether(ctx, session.Act, requests)
	d := duel{token: t, answer: answers[0], revoked: accepted(answers[0]), overlap: overlap}
	var handedOut []string
	for _, r := range answers[1:] {
		if next := r.Field("refresh_token"); next != "" && next != t.value && !slices.Contains(handedOut, next) {
			handedOut = append(handedOut, next)
		}
	}
	if err := w.propagated(ctx); err != nil {
		return err
	}
	if d.revoked {
		if d.live, err = w.countLive(ctx, t, handedOut, introspects); err != nil {
			return err
		}
	}
	w.note("round %d: %d requests under way at once; the revocation was answered %s; %d refresh tokens were handed out, %d of them live afterwards",
		len(w.duels)+1, overlap, answers[0], len(handedOut), d.live)
	w.duels = append(w.duels, d)
	return nil
}

// fought says whether the rounds were races at all: both sides under way at once, and the revocation accepted.
func (w *World) fought(requests int) error {
	raced := 0
	for _, d := range w.duels {
		if d.revoked && d.overlap >= max(requests/2, 2) {
			raced++
		}
	}
	if !slices.ContainsFunc(w.duels, func(d duel) bool { return errorCode(d.answer) != "invalid_client" }) {
		return w.notRevoked(w.duels[0].answer, w.duels[0].token.client)
	}
	if raced*2 <= len(w.duels) {
		return inconclusive("only in %d of %d rounds the revocation was accepted and under way together with an exchange: nothing can be concluded", raced, len(w.duels))
	}
	return nil
}

// racedAreDead judges every round whose revocation was accepted: whatever order the server saw, the raced token is not
// to be exchanged any more, and of what was handed out at most one lives.
func (w *World) racedAreDead(ctx context.Context) error {
	for i, d := range w.duels {
		if !d.revoked {
			continue
		}
		if d.live > 1 {
			return w.failure("round %d leaves %d live refresh tokens, handed out by exchanges of one token while it was revoked", i+1, d.live)
		}
		if err := w.refused(ctx, d.token, w.exchange(ctx, session.Check, d.token, false)); err != nil {
			return err
		}
	}
	return nil
}
