package steps

import (
	"cmp"
	"context"
	"net/url"

	"github.com/revokespec/revokespec/internal/httpx"
	"github.com/revokespec/revokespec/internal/session"
	"github.com/revokespec/revokespec/judge"
)

// introspect asks the introspection endpoint about a token. The hint is its type (RFC 7662 section 2.1), "" for none.
func (w *World) introspect(ctx context.Context, p session.Purpose, value, hint string) (active bool, answer httpx.Response) {
	form := url.Values{"token": {value}}
	if hint != "" {
		form.Set("token_type_hint", hint)
	}
	r := httpx.Request{Method: "POST", URL: w.deployment().Endpoints.Introspection, Form: form}
	if client, ok := w.deployment().IntrospectionClient(); ok {
		if err := w.lease.Authenticate(&r, client); err != nil {
			return false, httpx.Response{Err: err}
		}
	}
	answer = w.lease.Send(ctx, p, r)
	body, _ := answer.JSON()
	active, _ = body["active"].(bool)
	return active && answer.Status == 200, answer
}

// introspectRefresh asks about a refresh token. Some servers take what comes without a hint for an access token and look
// no further; such a one is asked again with the hint, so that inactive means that it is inactive either way.
func (w *World) introspectRefresh(ctx context.Context, p session.Purpose, value string) (active bool, answer httpx.Response) {
	if active, answer = w.introspect(ctx, p, value, ""); active || answer.Status != 200 {
		return active, answer
	}
	return w.introspect(ctx, p, value, "refresh_token")
}

// observeIntrospection notes whether the server knows refresh tokens there at all.
func (w *World) observeIntrospection(ctx context.Context, t *token) error {
	active, r := w.introspectRefresh(ctx, session.Control, t.value)
	if !judge.Introspects(r) {
		return inconclusive("control: introspection of the live refresh token %q was answered %s", t.label, r)
	}
	if !active {
		client, _ := w.deployment().IntrospectionClient()
		return notApplicable("introspection by %s answers a live refresh token with %s and not with active: true; where another client may see it, name that under introspection",
			cmp.Or(client.Role, client.ClientID), r)
	}
	t.active = true
	return nil
}

func (w *World) introspectionSays(ctx context.Context, label, what, how string) error {
	if what == `nothing but "active"` {
		return w.nothingButActive(ctx, label)
	}
	if how != "" {
		return w.inactiveHoweverWritten(ctx, label)
	}
	_, err := w.inactive(ctx, label)
	return err
}

// inactiveHoweverWritten introspects a dead token in other spellings. That it is inactive as it was given out is another rule's.
func (w *World) inactiveHoweverWritten(ctx context.Context, label string) error {
	t, err := w.judgedToken(label)
	if err != nil {
		return err
	}
	for how, written := range t.otherwise {
		active, r := w.introspectRefresh(ctx, session.Check, written.value)
		if !active {
			continue
		}
		if plain, r := w.introspectRefresh(ctx, session.Control, t.value); plain {
			return w.leftTo(judge.RevokedIntrospection, "the introspection of %q was answered %s; %s judges that", label, r)
		}
		return w.failure("the refresh token %q must introspect as inactive, but written otherwise (%s) it is active: %s", label, how, r)
	}
	return nil
}

func (w *World) inactive(ctx context.Context, label string) (httpx.Response, error) {
	t, err := w.judgedToken(label)
	if err != nil {
		return httpx.Response{}, err
	}
	active, r := w.introspectRefresh(ctx, session.Check, t.value)
	if active && !t.revoked && judge.HandsOutToken(w.exchange(ctx, session.Control, t, false)) {
		return r, w.notDead(t, "the refresh token %q introspects as active, and its exchange yields a token; %s judges that", label)
	}
	if active {
		return r, w.failureOfEnded(ctx, "the refresh token %q must introspect as inactive, but it is active", label)
	}
	if judge.SaysNeither(r) {
		return r, cmp.Or(w.introspectionErrs(ctx, t, r), inconclusive("the introspection of %q was answered %s", label, r))
	}
	body, _ := r.JSON()
	if value, is := body["active"].(bool); !is || value || r.Status != 200 {
		return r, w.failure("the introspection of the refresh token %q was answered %s, wanted 200 with active: false", label, r)
	}
	return r, nil
}

// introspectionErrs fails where the introspection of a dead token is a 5xx each time, while that of new ones says in between that they live.
func (w *World) introspectionErrs(ctx context.Context, t *token, first httpx.Response) error {
	if !judge.Errs(first) {
		return nil
	}
	for range mustRepeat(first) - 1 {
		if _, r := w.introspectRefresh(ctx, session.Check, t.value); r.Err != nil || r.Status != first.Status {
			return nil
		}
		live := *w.signIns[0]
		if live.orphaned || w.signIn(ctx, session.Control, &live) != nil {
			return nil
		}
		if active, _ := w.introspectRefresh(ctx, session.Control, live.value); !active {
			return nil
		}
	}
	return w.failure("the introspection of the refresh token %q was answered %d times %s, while new tokens introspected as active in between: wanted active: false", t.label, mustRepeat(first), first)
}

// nothingButActive judges the members of the inactive answer; that it is inactive is another rule's.
func (w *World) nothingButActive(ctx context.Context, label string) error {
	r, err := w.inactive(ctx, label)
	if broken, ok := err.(*Failure); ok {
		return w.leftTo(judge.RevokedIntrospection, "%s; %s judges that", broken.Message)
	}
	if err != nil {
		return err
	}
	body, _ := r.JSON()
	if len(body) > 1 {
		return w.failure("the introspection of a revoked token has %d members, wanted only active", len(body))
	}
	return nil
}
