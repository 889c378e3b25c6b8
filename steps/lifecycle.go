package steps

import (
	"context"
	"net/http"
	"time"

	"github.com/revokespec/revokespec/deployment/file"
	"github.com/revokespec/revokespec/internal/httpx"
	"github.com/revokespec/revokespec/internal/session"
)

// userDeleted is an act: from then on whatever refuses the user's tokens will do.
func (w *World) userDeleted(ctx context.Context) error {
	path, err := w.ownUserPath()
	if err != nil {
		return err
	}
	w.ofOwn(w.ofOwnUser, func(t *token) { t.bereft = true })
	return w.manage(ctx, http.MethodDelete, path, nil)
}

func (w *World) userBlocked(ctx context.Context) error {
	path, err := w.ownUserPath()
	if err != nil {
		return err
	}
	w.ofOwn(w.ofOwnUser, func(t *token) { t.bereft = true })
	return w.manage(ctx, http.MethodPatch, path, map[string]any{"blocked": true})
}

// passwordChanged is an act; the user signs in with the new password from then on.
func (w *World) passwordChanged(ctx context.Context) error {
	path, err := w.ownUserPath()
	if err != nil {
		return err
	}
	changed := newPassword()
	w.lease.Name(changed, "new password of the throw-away user")
	body := map[string]any{"password": changed, "connection": w.deployment().File.Management.Connection}
	if err := w.manage(ctx, http.MethodPatch, path, body); err != nil {
		return err
	}
	w.own.user.Password = changed
	w.ofOwn(w.ofOwnUser, func(t *token) { t.user.Password = changed })
	return nil
}

func (w *World) clientDeleted(ctx context.Context) error {
	path, err := w.ownClientPath()
	if err != nil {
		return err
	}
	w.ofOwn(w.ofOwnClient, func(t *token) { t.bereft = true })
	return w.manage(ctx, http.MethodDelete, path, nil)
}

// methodChanged is an act: the application is registered for another authentication method. Where a change may take its
// time, it is waited for with revocations of a token that nobody has: never with one that a rule speaks of.
func (w *World) methodChanged(ctx context.Context, method string) error {
	path, err := w.ownClientPath()
	if err != nil {
		return err
	}
	if err := w.manage(ctx, http.MethodPatch, path, map[string]any{"token_endpoint_auth_method": method}); err != nil {
		return err
	}
	answer, _ := w.answer()
	return w.nowAuthenticates(ctx, method, answer)
}

// nowAuthenticates has the throw-away application use another method from now on; shown is the application as the
// Management API shows it, for the secret that it may not have had before.
func (w *World) nowAuthenticates(ctx context.Context, method string, shown httpx.Response) error {
	changed := *w.own.client
	changed.Auth, changed.ClientSecret = authMethods[method], or(changed.ClientSecret, shown.Field("client_secret"))
	w.lease.Name(changed.ClientSecret, "secret of the throw-away application")
	if changed.Auth != file.AuthNone && changed.ClientSecret == "" {
		return inconclusive("the Management API shows no secret of the throw-away application; the management application needs read:client_keys")
	}
	w.own.client = &changed
	w.ofOwn(w.ofOwnClient, func(t *token) { t.client = changed })
	return w.settle(ctx, changed)
}

// settle waits until the revocation endpoint demands of the application what it should, or the declared time is over:
// then the rule will find that out.
func (w *World) settle(ctx context.Context, c file.Client) error {
	const step = 2 * time.Second
	for waited := time.Duration(0); waited < *w.deployment().File.Declares.SettlingTime; waited += step {
		d := w.newDraft(&token{client: c, value: w.stranger("revokespec0unknown0token0000000")}, "token")
		d.secretGone = true
		r, err := d.request(w.deployment().Endpoints.Revocation)
		if err != nil {
			return err
		}
		if answer := w.lease.Send(ctx, session.Control, r); accepted(answer) == (c.Auth == file.AuthNone) && !unclear(answer) {
			return nil
		}
		if err := w.wait(ctx, step); err != nil {
			return err
		}
	}
	return nil
}
