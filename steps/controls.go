package steps

import (
	"context"
	"slices"
	"time"

	"github.com/revokespec/revokespec/internal/httpx"
	"github.com/revokespec/revokespec/internal/session"
	"github.com/revokespec/revokespec/judge"
)

// exchangeIs judges the very first exchange after the act. An answer that is no refusal and repeats while a healthy token
// works in between, such as a 5xx, fails.
func (w *World) exchangeIs(ctx context.Context, label, outcome string) error {
	t, err := w.judgedToken(label)
	if err == nil {
		err = w.propagated(ctx)
	}
	if err != nil {
		return err
	}
	var r httpx.Response
	for range repetitions {
		r = w.exchange(ctx, session.Check, t, false)
		if !judge.NoRefusal(r, outcome == "answered") {
			return w.exchangeJudged(ctx, t, r, outcome)
		}
		if err := w.newSignIn(ctx); err != nil {
			return err
		}
	}
	return w.failure("the exchange of the refresh token %q was answered %d times, last %s, while a new token worked in between: that is no refusal", label, repetitions, r)
}

func (w *World) exchangeJudged(ctx context.Context, t *token, r httpx.Response, outcome string) error {
	if outcome == "answered" && judge.Class(r) == judge.Alive {
		return nil
	}
	if outcome == "answered" && w.state(ctx, t, r) == judge.Dead {
		return nil
	}
	return w.refused(ctx, t, r)
}

// newSignIn is the control after the act: the same user gets a token that works from the same application. Where the act
// was to end one of the two, the first user signs in at the first application.
func (w *World) newSignIn(ctx context.Context) error {
	if len(w.signIns) == 0 {
		return nil
	}
	t := *w.signIns[0]
	if t.orphaned {
		described, err := w.describe([]map[string]string{{"token": "a control"}})
		if err != nil {
			return err
		}
		t = *described[0]
	}
	if err := w.signIn(ctx, session.Control, &t); err != nil {
		return err
	}
	if r := w.exchange(ctx, session.Control, &t, false); judge.Class(r) != judge.Alive {
		return inconclusive("control: after the act a new sign-in yields no token that works: its exchange was answered %s", r)
	}
	return nil
}

// signingInAgain judges what newSignIn takes for granted.
func (w *World) signingInAgain(ctx context.Context, label string) error {
	if err := w.actAccepted(); err != nil {
		return err
	}
	if len(w.signIns) == 0 {
		return inconclusive("nobody signed in yet")
	}
	t := *w.signIns[0]
	t.label, t.spent, t.replaced, t.revoked = label, time.Time{}, false, false
	if err := w.signIn(ctx, session.Check, &t); err != nil {
		return w.failure("after the act the user must be able to sign in again, but %v", err)
	}
	r := w.exchange(ctx, session.Check, &t, false)
	switch judge.Class(r) {
	case judge.Dead:
		return w.failure("the refresh token of the new sign-in must work, but its exchange was answered %s", r)
	case judge.Unclear:
		return inconclusive("whether the refresh token of the new sign-in works is unclear: its exchange was answered %s", r)
	}
	w.follow(&t, r)
	t.granted = true // that it is listed is what the rule asks for
	w.tokens[label] = &t
	return nil
}

// deadStaysDead presents every refused token once more, later and over another connection.
func (w *World) deadStaysDead(ctx context.Context) error {
	if len(w.deadTokens) == 0 {
		return nil
	}
	if err := w.wait(ctx, pause); err != nil {
		return err
	}
	for _, t := range w.deadTokens {
		r := w.presentedOnceMore(ctx, t)
		if judge.HandsOutToken(r) {
			return w.failure("the refresh token %q came back to life: refused at first, then answered %s", t.label, r)
		}
		if w.state(ctx, t, r) != judge.Dead {
			return inconclusive("whether the refresh token %q is still dead is unclear: its exchange was answered %s", t.label, r)
		}
	}
	return w.deadBefore(ctx)
}

// deadBefore presents what a dead token was exchanged for, where a leeway would spare it: its end is that of the sign-in. What becomes of
// the one before a revoked token is judged by rules of its own.
func (w *World) deadBefore(ctx context.Context) error {
	for _, t := range w.deadTokens {
		if t.client.Leeway == 0 || t.before == "" || w.revokedByItself(t) || slices.ContainsFunc(w.deadTokens, func(d *token) bool { return d.value == t.before }) {
			continue
		}
		before := *t
		before.value = t.before
		if r := w.exchange(ctx, session.Check, &before, false); judge.HandsOutToken(r) {
			return w.failure("the refresh token %q is dead, and the one that it was exchanged for works on within its leeway: its exchange was answered %s and hands out a token", t.label, r)
		}
	}
	return nil
}

// revokedByItself says that the token was sent for revocation: an unlinked device's was not.
func (w *World) revokedByItself(t *token) bool {
	unlinked := func(e ending) bool { return e.token == t && e.subject == judge.CredentialDeletion }
	return t.revoked && !slices.ContainsFunc(w.endings, unlinked)
}

// presentedOnceMore looks up to three times: the token was refused already, so that one answer which says nothing, from a
// server that is busy, need not be the last word.
func (w *World) presentedOnceMore(ctx context.Context, t *token) (r httpx.Response) {
	for range repetitions {
		r = w.exchange(ctx, session.Check, t, true)
		if w.state(ctx, t, r) != judge.Unclear || judge.HandsOutToken(r) || w.wait(ctx, pause) != nil {
			break
		}
	}
	return r
}
