package steps

import (
	"context"
	"fmt"
	"time"

	"github.com/revokespec/revokespec/internal/session"
	"github.com/revokespec/revokespec/judge"
)

// everyExchangeYielded judges the refresh tokens that the plain exchanges returned.
func (w *World) everyExchangeYielded(context.Context) error {
	seen := map[string]bool{}
	for i, y := range w.plainExchanges {
		switch {
		case y.returned == "":
			return w.failure("exchange %d returned no refresh token: the presented one stays in use", i+1)
		case y.returned == y.presented, seen[y.returned]:
			return w.failure("exchange %d returned a refresh token that was used before", i+1)
		}
		seen[y.presented] = true
	}
	if len(w.plainExchanges) == 0 {
		return fmt.Errorf("nothing was exchanged in this scenario")
	}
	return nil
}

// commonLeeway is longer than vendors let a spent token be used where nothing else is configured, in which time a client may
// ask again that lost an answer.
const commonLeeway = time.Minute + time.Second

// isSpent judges a token that was replaced. While it still works it may have a leeway that nobody declared; a token that works on
// after that was never replaced, whatever new ones the server hands out beside it.
func (w *World) isSpent(ctx context.Context, label string) error {
	t, err := w.judgedToken(label)
	if err != nil {
		return err
	}
	r := w.exchange(ctx, session.Check, t, false)
	if judge.Class(r) == judge.Alive {
		if err := w.wait(ctx, commonLeeway); err != nil {
			return inconclusive("the refresh token %q was replaced and still works; whether that ends after %s was not seen: %v", label, commonLeeway, err)
		}
		r = w.exchange(ctx, session.Check, t, false)
	}
	if judge.HandsOutToken(r) {
		return w.failure("the refresh token %q was replaced and still works %s later: its exchange was answered %s and hands out a token", label, commonLeeway, r)
	}
	return w.refused(ctx, t, r)
}

// withinLeeway refuses to blame the server for a spent token that was presented too late: its clock, or ours, may have
// gone on by more than a third of the leeway.
func (w *World) withinLeeway(ctx context.Context, t *token) error {
	if t.spent.IsZero() {
		return nil
	}
	now, err := w.lease.Now(ctx)
	if err != nil {
		return inconclusive("%v", err)
	}
	if passed := now.Sub(t.spent); passed > t.client.Leeway/3 {
		return inconclusive("%s of the leeway of %s had passed before the spent token was presented", passed.Round(time.Millisecond), t.client.Leeway)
	}
	return nil
}
