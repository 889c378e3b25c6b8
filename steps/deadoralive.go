package steps

import (
	"cmp"
	"context"

	"github.com/revokespec/revokespec/internal/httpx"
	"github.com/revokespec/revokespec/internal/session"
	"github.com/revokespec/revokespec/judge"
)

// isDead fails when the token can still be exchanged.
func (w *World) isDead(ctx context.Context, label, how string) error {
	if how != "" {
		return w.deadIfAccepted(ctx, label)
	}
	t, err := w.judgedToken(label)
	if err == nil {
		err = w.propagated(ctx)
	}
	if err != nil {
		return err
	}
	r := w.exchange(ctx, session.Check, t, false)
	for judge.Class(r) == judge.Alive && w.now().Before(w.effectBy) {
		w.follow(t, r)
		if err := w.wait(ctx, lookAgain); err != nil {
			return err
		}
		r = w.exchange(ctx, session.Check, t, false)
	}
	return w.refused(ctx, t, r)
}

func (w *World) refused(ctx context.Context, t *token, r httpx.Response) error {
	if judge.HandsOutToken(r) && t.unclear != "" {
		return inconclusive("the refresh token %q lives, and its revocation was answered %s: the server need not have taken it", t.label, t.unclear)
	}
	if judge.HandsOutToken(r) {
		return w.failure("the refresh token %q must be dead, but its exchange was answered %s and hands out a token", t.label, r)
	}
	if w.state(ctx, t, r) != judge.Dead {
		return cmp.Or(w.errsAgain(ctx, t, r), inconclusive("whether the refresh token %q is dead is unclear: its exchange was answered %s", t.label, r))
	}
	w.deadTokens = append(w.deadTokens, t)
	return nil
}

// errsAgain fails where the exchange of a token, whose death the rule of the scenario judges, is a 5xx each time while new tokens work: that
// is no refusal. A dead token may be presented as often as one likes.
func (w *World) errsAgain(ctx context.Context, t *token, first httpx.Response) error {
	if !judge.Errs(first) || w.judgeOf(w.deadBy(t)) != w.scenario.Rule {
		return nil
	}
	for range mustRepeat(first) - 1 {
		r := w.exchange(ctx, session.Check, t, false)
		if r.Err != nil {
			return nil
		}
		if r.Status != first.Status {
			return w.errsAtFirst(ctx, t, first)
		}
		if err := w.newSignIn(ctx); err != nil {
			return err
		}
	}
	return w.failure("the exchange of the refresh token %q was answered %d times %s, while new tokens worked in between: that is no refusal", t.label, mustRepeat(first), first)
}

// errsAtFirst fails where that is the answer to the first presentation of each spent token, and a later one is refused.
func (w *World) errsAtFirst(ctx context.Context, t *token, first httpx.Response) error {
	if !t.replaced {
		return nil
	}
	for range mustRepeat(first) - 1 {
		spent, err := w.anew(ctx, *t)
		if err != nil {
			return err
		}
		if r := w.exchange(ctx, session.Check, spent, false); r.Err != nil || r.Status != first.Status {
			return nil
		}
	}
	return w.failure("the first exchange of each of %d spent refresh tokens was answered %s, while new tokens worked in between: that is no refusal", mustRepeat(first), first)
}

// deadIfAccepted judges the promise of a success: a request that was refused promised nothing.
func (w *World) deadIfAccepted(ctx context.Context, label string) error {
	r, err := w.answer()
	if err != nil {
		return err
	}
	if judge.SaysNeither(r) {
		return inconclusive("the revocation request was answered %s", r)
	}
	if !r.Accepted() {
		return nil
	}
	return w.isDead(ctx, label, "")
}

// isAlive fails when the token cannot be exchanged any more, unless it dies without the act as well.
func (w *World) isAlive(ctx context.Context, label, when string) error {
	if label == theRest {
		return w.restAlive(ctx, when)
	}
	if when != "" {
		return w.aliveLater(ctx, label)
	}
	t, err := w.judgedToken(label)
	if err != nil {
		return err
	}
	asked := w.now()
	r := w.exchange(ctx, session.Check, t, false)
	switch w.state(ctx, t, r) {
	case judge.Alive:
		w.follow(t, r)
		t.seenAlive = true
		return nil
	case judge.Unclear:
		if persists, err := w.persistsAtExchange(ctx, t, r); err != nil || !persists {
			return cmp.Or(err, inconclusive("whether the refresh token %q is alive is unclear: its exchange was answered %s", label, r))
		}
	}
	if err := w.withinLeeway(ctx, t); err != nil {
		return err
	}
	if err := w.throwAways.inTime(t, asked); err != nil {
		return err
	}
	if err := w.livesWithoutAct(ctx, t); err != nil {
		return err
	}
	if err := w.alteredAtAll(ctx, t); err != nil {
		return err
	}
	return w.lost("the refresh token %q must still work, but its exchange was answered %s", label, r)
}

// livesWithoutAct makes the scenario's sign-ins and exchanges again without its act: on some servers a second sign-in
// kills the first token by itself, and then nothing can be concluded.
func (w *World) livesWithoutAct(ctx context.Context, judged *token) error {
	var again []*token
	var same *token
	for _, t := range w.signIns {
		if t.orphaned { // whose sign-in is no more
			continue
		}
		replay := *t
		again = append(again, &replay)
		if t.label == judged.label {
			same = &replay
		}
	}
	if same == nil {
		return nil
	}
	if _, err := w.setUp(ctx, again); err != nil {
		return err
	}
	if r := w.exchange(ctx, session.Control, same, false); judge.Class(r) != judge.Alive {
		return inconclusive("control: the refresh token %q dies without the act as well: its exchange was answered %s", judged.label, r)
	}
	return nil
}
