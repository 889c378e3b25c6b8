package steps

import (
	"context"
	"net/url"
	"slices"
	"strings"

	"github.com/revokespec/revokespec/internal/httpx"
	"github.com/revokespec/revokespec/internal/session"
	"github.com/revokespec/revokespec/judge"
)

// lessScope asks for less scope than the token has, where the step says so. What shows the scope of every token is looked at before the
// first such exchange.
func (w *World) lessScope(ctx context.Context, label, how string) (url.Values, error) {
	if how == "" {
		return nil, nil
	}
	t, err := w.judgedToken(label)
	if err != nil {
		return nil, err
	}
	for _, all := range w.signIns {
		if all.shownScope == nil {
			all.shownScope = w.shownScope(ctx, session.Control, all.access[len(all.access)-1])
		}
	}
	return url.Values{"scope": {t.lessScope()}}, nil
}

// firstScope is the first word of what was granted, the others are the rest.
func firstScope(t *token) string {
	first, _, _ := strings.Cut(t.grantedScope(), " ")
	return first
}

// restOfScope is what was granted but for the first word; empty where there is one word.
func restOfScope(t *token) string {
	_, rest, _ := strings.Cut(t.grantedScope(), " ")
	return rest
}

// lessScope is what an exchange for less asks for: the first word, or the rest where that has been seen to be less and the first word not.
func (t *token) lessScope() string {
	if t.firstLeftOut {
		return restOfScope(t)
	}
	return firstScope(t)
}

// narrows says whether the answer to an exchange for less scope yields less than an exchange without one. What the answer does not say is
// as it was asked for (RFC 6749 section 5.1).
func (t *token) narrows(r httpx.Response) bool {
	scope, says := r.Member("scope").(string)
	before, said := t.shownScope[scopeOfAnswer]
	if !said {
		before = strings.Fields(t.grantedScope())
	}
	got := strings.Fields(scope)
	return !says || slices.ContainsFunc(before, func(one string) bool { return !slices.Contains(got, one) })
}

// leavesOut follows an exchange for the first word of the scope. Some servers yield all of it for that: then the token is exchanged for the
// rest, where another sign-in's token has shown that this yields less.
func (w *World) leavesOut(ctx context.Context, t *token, r httpx.Response) error {
	if w.narrowed = w.narrowed || t.narrows(r); t.narrows(r) || t.firstLeftOut || restOfScope(t) == "" {
		return nil
	}
	scout, rest := *t, url.Values{"scope": {restOfScope(t)}}
	if err := w.signIn(ctx, session.Control, &scout); err != nil {
		return err
	}
	r, err := w.exchangeFor(ctx, session.Control, &scout, rest)
	if err != nil || judge.Class(r) != judge.Alive || !t.narrows(r) {
		return err
	}
	_, r, err = w.exchangeAlive(ctx, t.label, rest)
	if err != nil {
		return err
	}
	w.follow(t, r)
	t.firstLeftOut, w.narrowed = true, true
	return nil
}

// stillHasScope judges by RFC 6749 section 6 an exchange after one for less scope: what is left out means all that was granted, and a new
// refresh token has the scope of the old one.
func (w *World) stillHasScope(ctx context.Context, label, how string) error {
	t, err := w.judgedToken(label)
	if err != nil {
		return err
	}
	if restOfScope(t) == "" {
		return notApplicable("the %s application is granted one scope, %q, so that none can be left out; ask for more by mint.scope", t.client.Role, t.grantedScope())
	}
	wanted, more := t.grantedScope(), url.Values{}
	switch how {
	case " when it asks for that":
		more = url.Values{"scope": {wanted}}
	case " when it asks for the rest":
		wanted = restOfScope(t)
		if t.firstLeftOut {
			wanted = firstScope(t)
		}
		more = url.Values{"scope": {wanted}}
	}
	r, err := w.exchangeFor(ctx, session.Check, t, more)
	switch {
	case err != nil:
		return err
	case w.state(ctx, t, r) == judge.Unclear:
		return inconclusive("what scope the refresh token %q has left is unclear: its exchange was answered %s", label, r)
	case judge.Class(r) != judge.Alive:
		return w.scopeRefused(ctx, t, more, r)
	}
	w.follow(t, r)
	if err := w.scopeShown(ctx, t, strings.Fields(wanted), len(more) > 0); err != nil {
		return err
	}
	if !w.narrowed {
		return notApplicable("an exchange for less scope yields all of it here, so that there is none to be had back")
	}
	return nil
}

func (w *World) exchangeFor(ctx context.Context, p session.Purpose, t *token, more url.Values) (httpx.Response, error) {
	request, err := w.exchangeRequest(t, t.client, more)
	if err != nil {
		return httpx.Response{}, err
	}
	return w.lease.Send(ctx, p, request), nil
}

// scopeRefused is for an exchange that was refused: for its scope, where the token can be exchanged without it and a new one with it.
func (w *World) scopeRefused(ctx context.Context, t *token, asked url.Values, r httpx.Response) error {
	if len(asked) == 0 {
		return w.leftTo(judge.NarrowedExchange, "the exchange of %q was answered %s; %s judges that", t.label, r)
	}
	if plain := w.exchange(ctx, session.Control, t, false); judge.Class(plain) != judge.Alive {
		return w.leftTo(judge.NarrowedExchange, "the exchange of %q was answered %s, also without the scope; %s judges that", t.label, plain)
	}
	fresh := *t
	if err := w.signIn(ctx, session.Control, &fresh); err != nil {
		return err
	}
	control, err := w.exchangeFor(ctx, session.Control, &fresh, asked)
	switch {
	case err != nil:
		return err
	case judge.Class(control) != judge.Alive:
		return inconclusive("control: the exchange of a new refresh token for the scope %q was answered %s", asked.Get("scope"), control)
	}
	return w.failure("the exchange of %q for the scope %q, which it was granted, was answered %s after an exchange for less", t.label, asked.Get("scope"), r)
}

// scopeShown compares the newest access token's scope with that before the first exchange for less, by what showed it then. Where it was
// asked for, an answer that says nothing of it grants it (RFC 6749 section 5.1).
func (w *World) scopeShown(ctx context.Context, t *token, wanted []string, asked bool) error {
	shown, seen := w.shownScope(ctx, session.Check, t.access[len(t.access)-1]), asked
	for by, before := range t.shownScope {
		now, shows := shown[by]
		if !shows {
			continue
		}
		seen = true
		for _, one := range before {
			if slices.Contains(wanted, one) && !slices.Contains(now, one) {
				return w.failure("after an exchange of %q for less scope, the next one yields %q by %s, without %q", t.label, strings.Join(now, " "), by, one)
			}
		}
	}
	if !seen {
		return notApplicable("nothing here shows what scope an access token has: neither the answer, nor introspection, nor the token itself")
	}
	return nil
}
