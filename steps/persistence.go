package steps

import (
	"context"
	"net/http"

	"github.com/revokespec/revokespec/internal/httpx"
	"github.com/revokespec/revokespec/internal/session"
	"github.com/revokespec/revokespec/judge"
)

// repetitions is how often a 5xx must repeat before it is taken for the server's answer, and repetitionsInTrouble how often one must
// that says it will pass.
const (
	repetitions          = 3
	repetitionsInTrouble = 6
)

// mustRepeat is how often an answer must be given, the first time included, before it is the server's.
func mustRepeat(r httpx.Response) int {
	switch r.Status {
	case http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout:
		return repetitionsInTrouble
	}
	return repetitions
}

// persists says whether a 5xx to the last act is the server's answer to such requests: new ones of the same kind are answered in the
// same way, while new tokens can be exchanged in between. Nothing is sent twice.
func (w *World) persists(ctx context.Context, first httpx.Response) (bool, error) {
	if !judge.Errs(first) || w.again == nil || len(w.manySignIns) > 0 {
		return false, nil
	}
	for range mustRepeat(first) - 1 {
		r, err := w.again(ctx)
		if err != nil || r.Err != nil || r.Status != first.Status {
			return false, err
		}
	}
	return true, nil
}

// persistsAtExchange says the same of the exchange of one token, while new ones work.
func (w *World) persistsAtExchange(ctx context.Context, t *token, first httpx.Response) (bool, error) {
	if !judge.Errs(first) || len(w.manySignIns) > 0 {
		return false, nil
	}
	for range mustRepeat(first) - 1 {
		if err := w.newSignIn(ctx); err != nil {
			return false, err
		}
		if r := w.exchange(ctx, session.Check, t, false); r.Err != nil || r.Status != first.Status {
			return false, nil
		}
	}
	return true, nil
}

// waitedAsAsked waits once for as long as a server asks that cannot answer now, and says whether it did: the token still exists then,
// and the client may try again (RFC 7009 section 2.2.1). What is longer than limits.longest_wait is not waited for.
func (w *World) waitedAsAsked(ctx context.Context, r httpx.Response) bool {
	asked := session.AsksToWait(r)
	return asked > 0 && w.wait(ctx, asked) == nil
}

// anew signs in for another token of the same kind, which works: its exchange is the control that the server is well.
func (w *World) anew(ctx context.Context, kind token) (*token, error) {
	t := &kind
	if err := w.signIn(ctx, session.Control, t); err != nil {
		return nil, err
	}
	r := w.exchange(ctx, session.Control, t, false)
	if judge.Class(r) != judge.Alive {
		return nil, w.leftTo(w.exchangeOf(t), "control: a new refresh token could not be exchanged either: %s; %s judges that", r)
	}
	if spent := t.value; !t.replaced {
		w.follow(t, r)
	} else {
		w.follow(t, r)
		t.value = spent
	}
	return t, nil
}

// sendAnew sends another token of the same kind for revocation, for the second time where the first was.
func (w *World) sendAnew(ctx context.Context, kind token, rows [][2]string) (httpx.Response, error) {
	t, err := w.anew(ctx, kind)
	if err != nil {
		return httpx.Response{}, err
	}
	if kind.revoked {
		if _, r, err := w.sendChanged(ctx, session.Control, t, nil); err != nil || !r.Accepted() {
			return r, err
		}
	}
	_, r, err := w.sendChanged(ctx, session.Check, t, rows)
	return r, err
}

// exchangeAnew exchanges another token of the same kind with the same changes.
func (w *World) exchangeAnew(ctx context.Context, kind token, rows [][2]string) (httpx.Response, error) {
	t, err := w.anew(ctx, kind)
	if err != nil {
		return httpx.Response{}, err
	}
	_, r, err := w.exchangeChanged(ctx, session.Check, t, rows)
	return r, err
}

// newTokenWorks judges what nearly all rules take for granted: a new refresh token can be exchanged, and so can what that returns.
func (w *World) newTokenWorks(ctx context.Context, role string) error {
	made, err := w.describe([]map[string]string{{"token": "a new one", "application": role}})
	if err != nil {
		return err
	}
	for attempt := 1; ; attempt++ {
		t := *made[0]
		if err := w.signIn(ctx, session.Check, &t); err != nil {
			return err
		}
		which, r := w.exchangeTwice(ctx, &t)
		switch {
		case judge.Class(r) == judge.Alive:
			return nil
		case judge.Class(r) != judge.Dead && !judge.Errs(r):
			return inconclusive("whether %s works is unclear: its exchange was answered %s", which, r)
		case attempt >= mustRepeat(r):
			return w.failure("%s must work, but of %d sign-ins none yields one that does; its exchange was answered %s", which, attempt, r)
		}
	}
}

// exchangeTwice exchanges a new token, and what that returns.
func (w *World) exchangeTwice(ctx context.Context, t *token) (which string, r httpx.Response) {
	for _, which = range []string{"a new refresh token", "the refresh token that an exchange returns"} {
		if r = w.exchange(ctx, session.Check, t, false); w.waitedAsAsked(ctx, r) {
			r = w.exchange(ctx, session.Check, t, false)
		}
		if judge.Class(r) != judge.Alive {
			break
		}
		w.follow(t, r)
	}
	return which, r
}
