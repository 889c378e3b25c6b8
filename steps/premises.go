package steps

import (
	"context"
	"slices"
	"sync"

	"github.com/revokespec/revokespec/deployment/file"
	"github.com/revokespec/revokespec/internal/httpx"
	"github.com/revokespec/revokespec/internal/session"
	"github.com/revokespec/revokespec/judge"
)

// ending is a token that an act was to end, and whose business it is that it does.
type ending struct {
	token   *token
	subject judge.Subject
	anew    bool // the token itself cannot show it
}

// ends notes that an act was to end a token.
func (w *World) ends(t *token, subject judge.Subject) {
	w.endings = append(w.endings, ending{token: t, subject: subject})
}

// endedIsDead looks at what the acts were to end, after all else: what they leave alone shows nothing where they do nothing.
func (w *World) endedIsDead(ctx context.Context) error {
	waited := false
	for i, e := range w.endings {
		seen := func(other ending) bool {
			return other.token == e.token || other.token.client.ClientID == e.token.client.ClientID && e.anew
		}
		if slices.ContainsFunc(w.endings[:i], seen) {
			continue
		}
		if e.anew = e.anew || w.spentSeen(e.token); e.anew {
			if err := w.revokedAnew(ctx, e); err != nil {
				return err
			}
			continue
		}
		if slices.Contains(w.deadTokens, e.token) {
			continue
		}
		if !waited {
			if err := w.propagated(ctx); err != nil {
				return err
			}
			waited = true
		}
		if err := w.mustBeRefused(ctx, e); err != nil {
			return err
		}
	}
	return nil
}

// failureOfEnded is a failure that a token's end should have brought about: where the token lives, that is the finding of another rule.
func (w *World) failureOfEnded(ctx context.Context, format string, args ...any) error {
	if owned := func(e ending) bool { return w.judgeOf(e.subject) == w.scenario.Rule }; !slices.ContainsFunc(w.endings, owned) {
		if err := w.endedIsDead(ctx); err != nil {
			return err
		}
	}
	return w.failure(format, args...)
}

// spentSeen says whether a spent token of the family was presented since, so that its death may come from that.
func (w *World) spentSeen(t *token) bool {
	return slices.ContainsFunc(w.deadTokens, func(d *token) bool { return d != t && d.first == t.first && d.replaced })
}

// revokedAnew is the same control with another token, of which nothing else could be the end.
func (w *World) revokedAnew(ctx context.Context, e ending) error {
	kind := *e.token
	kind.replaced, kind.revoked = false, false
	t, err := w.anew(ctx, kind)
	if err != nil {
		return err
	}
	_, r, err := w.sendChanged(ctx, session.Control, t, nil)
	switch {
	case err != nil:
		return err
	case !r.Accepted():
		return w.notRevoked(r, t.client)
	}
	if err := w.propagated(ctx); err != nil {
		return err
	}
	return w.mustBeRefused(ctx, ending{token: t, subject: e.subject})
}

// mustBeRefused is the control that an act has ended a token.
func (w *World) mustBeRefused(ctx context.Context, e ending) error {
	r := w.exchange(ctx, session.Control, e.token, false)
	switch {
	case judge.HandsOutToken(r):
		if err := w.inventedIsRefused(ctx); err != nil {
			return err
		}
		return w.leftTo(e.subject, "control: the refresh token %q, which the scenario takes for ended, can still be exchanged, so that nothing is shown by what else lives; %s judges that", e.token.label)
	case w.state(ctx, e.token, r) != judge.Dead:
		return inconclusive("control: whether the refresh token %q has ended is unclear: its exchange was answered %s", e.token.label, r)
	}
	return nil
}

// inventedIsRefused is the control that an exchange shows whether a token lives: where any string is exchanged, none does.
func (w *World) inventedIsRefused(ctx context.Context) error {
	i := slices.IndexFunc(w.signIns, func(t *token) bool { return !t.orphaned })
	if i < 0 {
		return nil
	}
	invented := *w.signIns[i]
	invented.value = w.unknownLike(invented.value)
	r := w.scenario.Run.onceAt(invented.client.ClientID, func() httpx.Response { return w.exchange(ctx, session.Control, &invented, false) })
	if judge.HandsOutToken(r) {
		return w.leftTo(judge.InventedToken, "control: a refresh token that nobody issued can be exchanged (%s), so that an exchange does not show what lives; %s judges that", r)
	}
	return nil
}

// Run is what the scenarios of one run know in common. The zero value is ready.
type Run struct {
	mu       sync.Mutex
	invented map[string]httpx.Response // by client_id: what an exchange of a token that nobody issued is answered
}

// onceAt asks once for each application; what says neither yes nor no is asked again.
func (r *Run) onceAt(client string, ask func() httpx.Response) httpx.Response {
	r.mu.Lock()
	defer r.mu.Unlock()
	answer, known := r.invented[client]
	if !known {
		if answer = ask(); judge.SaysNeither(answer) {
			return answer
		}
		if r.invented == nil {
			r.invented = map[string]httpx.Response{}
		}
		r.invented[client] = answer
	}
	return answer
}

// sent is a changed request, of which the same can be made again without what is wrong with it.
type sent struct {
	token    *token
	by       file.Client // whose request it is
	kept     [][2]string // parts that are not wrong, where another one is
	exchange bool
	accepted bool // it was not refused
}

// harmless are the parts of a request that no server has to refuse it for; a parameter that nobody knows is one, too.
func harmless(part, value string) bool {
	switch part {
	case "application", "client identification", "client_id", "client secret", "assertion", "token", "second token", "method", "hostile", "scope":
		return false
	case "body":
		return value == "json" || value == "form"
	}
	return true
}

// remember keeps a changed request until the end of the scenario.
func (w *World) remember(d *draft, rows [][2]string, r httpx.Response) {
	w.sent = &sent{token: d.token, by: d.by, exchange: d.parameter == "refresh_token", accepted: r.Accepted()}
	for _, row := range rows {
		if harmless(row[0], row[1]) {
			w.sent.kept = append(w.sent.kept, row)
		}
	}
	if len(w.sent.kept) == len(rows) { // nothing is wrong with it: the plain one is right
		w.sent.kept = nil
	}
}

// rightIsAccepted sends the last changed request once more, without what is wrong with it: a server that refuses that as well has not
// shown why it refused the other.
func (w *World) rightIsAccepted(ctx context.Context) error {
	if w.sent == nil || w.sent.accepted {
		return nil // nothing was refused
	}
	_, err := w.sendRight(ctx, false)
	return err
}

// rightWorks sends the same, and looks whether it does what it is for: where it does nothing, no more does the other.
func (w *World) rightWorks(ctx context.Context) error {
	t, err := w.sendRight(ctx, true)
	if err != nil || t == nil {
		return err
	}
	if err := w.propagated(ctx); err != nil {
		return err
	}
	return w.mustBeRefused(ctx, ending{token: t, subject: judge.RevokedToken})
}

// sendRight sends it with the scenario's own token, if it is of whoever sent the other; to see what becomes of it, it must have been
// seen alive.
func (w *World) sendRight(ctx context.Context, live bool) (*token, error) {
	s := w.sent
	if s == nil {
		return nil, nil
	}
	if s.exchange {
		return nil, w.exchangesRight(ctx, s)
	}
	t := s.token
	if s.foreign() || live && !t.seenAlive {
		var err error
		if t, err = w.ownOf(ctx, s); err != nil {
			return nil, err
		}
	}
	d, r, err := w.sendChanged(ctx, session.Control, t, s.kept)
	if err == nil && !r.Accepted() && d.subject == judge.JSONRevocation { // which no document but Auth0's asks for
		_, r, err = w.sendChanged(ctx, session.Control, t, nil)
	}
	switch {
	case err != nil:
		return nil, err
	case !r.Accepted():
		return nil, w.notRevoked(r, t.client)
	}
	return t, nil
}

// exchangesRight is the control that whoever was refused exchanges a token of its own: the scenario's, or else a new one.
func (w *World) exchangesRight(ctx context.Context, s *sent) error {
	if t := s.token; !s.foreign() {
		if r := w.exchange(ctx, session.Control, t, false); judge.Class(r) == judge.Alive {
			w.follow(t, r)
			return nil
		}
	}
	t, err := w.ownOf(ctx, s)
	if err != nil {
		return err
	}
	if r := w.exchange(ctx, session.Control, t, false); judge.Class(r) != judge.Alive {
		return w.leftTo(w.exchangeOf(t), "control: the application's exchange of its own live refresh token is answered %s; %s judges that", r)
	}
	return nil
}

// ownOf is a new token of whoever sent the request.
func (w *World) ownOf(ctx context.Context, s *sent) (*token, error) {
	own := *s.token
	own.client, own.replaced, own.revoked = s.by, false, false
	return &own, w.signIn(ctx, session.Control, &own)
}

// foreign says that the token was another application's.
func (s *sent) foreign() bool { return s.by.ClientID != s.token.client.ClientID }

// exchangeOf is the exchange of a live token to the rules: one speaks of the application that the file says rotates, and of those like it.
func (w *World) exchangeOf(t *token) judge.Subject {
	if c := w.deployment().File.Clients.Rotating; t.client.Role == "expiring" || c != nil && c.ClientID == t.client.ClientID {
		return judge.Rotation
	}
	return judge.LiveToken
}
