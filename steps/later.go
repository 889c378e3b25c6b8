package steps

import (
	"context"
	"time"

	"github.com/revokespec/revokespec/internal/session"
	"github.com/revokespec/revokespec/judge"
)

// hour is long after any act, and within the lifetimes that refresh tokens have.
const hour = time.Hour

// unusedTime is longer than what a server keeps in a cache of new tokens, or takes to spread them.
const unusedTime = 5 * time.Second

// liesUnused lets the newest token of a family grow older before the act.
func (w *World) liesUnused(ctx context.Context, label string) error {
	if _, err := w.subject(label); err != nil {
		return err
	}
	return w.wait(ctx, unusedTime)
}

// isAliveLater is isAlive an hour later. That tokens live that long is seen on a new one, where it matters.
func (w *World) isAliveLater(ctx context.Context, label string) error {
	t, err := w.subject(label)
	if err != nil {
		return err
	}
	if err := w.wait(ctx, hour); err != nil {
		return err
	}
	r := w.exchange(ctx, session.Check, t, false)
	switch judge.Class(r) {
	case judge.Alive:
		w.follow(t, r)
		return nil
	case judge.Unclear:
		return inconclusive("whether the refresh token %q is alive is unclear: its exchange was answered %s", label, r)
	}
	control := *t
	if err := w.signIn(ctx, session.Control, &control); err != nil {
		return err
	}
	if err := w.wait(ctx, hour); err != nil {
		return err
	}
	if r := w.exchange(ctx, session.Control, &control, false); judge.Class(r) != judge.Alive {
		return inconclusive("control: a refresh token that nothing was done to dies within an hour: its exchange was answered %s", r)
	}
	return w.failure("the refresh token %q must still work an hour later, but its exchange was answered %s%s", label, r, w.beside())
}

// grantStaysGone looks for a grant once more that was seen to be gone.
func (w *World) grantStaysGone(ctx context.Context, label string) error {
	if err := w.wait(ctx, hour); err != nil {
		return err
	}
	return w.grantIs(ctx, label, "no longer")
}
