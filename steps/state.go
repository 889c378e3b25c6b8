package steps

import (
	"context"

	"github.com/revokespec/revokespec/internal/httpx"
	"github.com/revokespec/revokespec/internal/session"
	"github.com/revokespec/revokespec/judge"
)

// state is what an exchange of the token says about it. A refusal that names the client and not the token says nothing by
// itself; but where the same client, with the same credentials, exchanges a new token of the same user at that moment, it
// was the token that was refused, in the wrong words.
func (w *World) state(ctx context.Context, t *token, r httpx.Response) judge.State {
	s := judge.ClassOf(r, t.orphaned)
	if !judge.NamesTheClient(r) || t.orphaned || len(w.manySignIns) > 0 {
		return s // among so many one more sign-in would push out another token
	}
	fresh := *t
	if w.signIn(ctx, session.Control, &fresh) != nil ||
		judge.Class(w.exchange(ctx, session.Control, &fresh, false)) != judge.Alive {
		return s
	}
	return judge.Dead
}
