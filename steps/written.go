package steps

import (
	"context"
	"strings"

	"github.com/revokespec/revokespec/internal/session"
	"github.com/revokespec/revokespec/judge"
)

// deadHoweverWritten presents a dead token in other spellings. Where the token itself works as well, that is another rule's finding.
func (w *World) deadHoweverWritten(ctx context.Context, t *token) error {
	for how, written := range t.otherwise {
		r := w.exchange(ctx, session.Check, written, false)
		if !judge.HandsOutToken(r) {
			continue
		}
		if plain := w.exchange(ctx, session.Control, t, false); judge.HandsOutToken(plain) {
			return w.notDead(t, "the refresh token %q must be dead, but its exchange was answered %s; %s judges that", t.label, plain)
		}
		return w.failure("the refresh token %q must be dead, but written otherwise (%s) it was answered %s and hands out a token", t.label, how, r)
	}
	// Of a token that lives, that no other spelling of it works says nothing.
	if plain := w.exchange(ctx, session.Control, t, false); judge.HandsOutToken(plain) {
		return w.notDead(t, "the refresh token %q must be dead, but its exchange was answered %s; %s judges that", t.label, plain)
	}
	return nil
}

// signedInUntilTwoWays signs in until the token has a character that the two alphabets of base64 write differently. Some tokens
// have none.
func (w *World) signedInUntilTwoWays(ctx context.Context, label string) error {
	const most = 12 // of tokens with 43 characters at random every fourth has none
	t, err := w.token(label)
	if err != nil {
		return err
	}
	for i := 0; i < most && !strings.ContainsAny(t.value, "-_+/"); i++ {
		if _, err := w.setUp(ctx, []*token{t}); err != nil {
			return err
		}
	}
	return nil
}

// notExchangedAsSent judges a success that was promised to one spelling of a live token: where it can be exchanged so written, it is
// that token, and revoked.
func (w *World) notExchangedAsSent(ctx context.Context, label string) error {
	t, err := w.token(label)
	if err != nil {
		return err
	}
	r, err := w.answer()
	switch {
	case err != nil:
		return err
	case judge.SaysNeither(r):
		return inconclusive("the revocation request was answered %s", r)
	case !r.Accepted():
		return nil
	}
	if err := w.propagated(ctx); err != nil {
		return err
	}
	sent := *t
	sent.value = w.sentToken
	if r := w.exchange(ctx, session.Check, &sent, false); judge.HandsOutToken(r) {
		return w.failure("the refresh token %q was revoked so written, which was answered with success, and so written its exchange was answered %s and hands out a token", label, r)
	}
	return nil
}

// alteredAtAll ends the judging of an altered copy that a live token can be exchanged by: for this server it is another name of the token.
func (w *World) alteredAtAll(ctx context.Context, t *token) error {
	if w.sentSpelling == "" {
		return nil
	}
	scout := *t
	if err := w.signIn(ctx, session.Control, &scout); err != nil {
		return err
	}
	scout.value, _ = respelled(scout.value, w.sentSpelling)
	if judge.HandsOutToken(w.exchange(ctx, session.Control, &scout, false)) {
		return notApplicable("a live token can be exchanged here written otherwise (%s): that is another name of it, and no altered copy", w.sentSpelling)
	}
	return nil
}
