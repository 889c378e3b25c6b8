package steps

import (
	"context"
	"net/http"
	"time"

	"github.com/revokespec/revokespec/deployment/file"
	"github.com/revokespec/revokespec/internal/auth0"
	"github.com/revokespec/revokespec/internal/httpx"
	"github.com/revokespec/revokespec/internal/session"
)

// changed is an act.
func (o *throwAways) changed(ctx context.Context, what string) error {
	switch what {
	case "user is deleted":
		return o.userGone(ctx, http.MethodDelete, nil)
	case "user is blocked":
		return o.userGone(ctx, http.MethodPatch, map[string]any{"blocked": true})
	case "user gets another password":
		return o.passwordChanged(ctx)
	}
	return o.clientDeleted(ctx)
}

// userGone deletes or blocks the user: from then on whatever refuses the user's tokens will do.
func (o *throwAways) userGone(ctx context.Context, method string, body map[string]any) error {
	path, err := o.userPath()
	if err != nil {
		return err
	}
	o.each(o.belongsToUser, func(t *token) { t.orphaned = true })
	return o.manage(ctx, method, path, body)
}

// passwordChanged has the user sign in with the new password from then on.
func (o *throwAways) passwordChanged(ctx context.Context) error {
	path, err := o.userPath()
	if err != nil {
		return err
	}
	changed := newPassword()
	o.lease.Name(changed, "new password of the throw-away user")
	body := map[string]any{"password": changed, "connection": o.deployment().File.Management.Connection}
	if err := o.manage(ctx, http.MethodPatch, path, body); err != nil {
		return err
	}
	o.account.Password = changed
	o.each(o.belongsToUser, func(t *token) { t.user.Password = changed })
	return nil
}

func (o *throwAways) clientDeleted(ctx context.Context) error {
	path, err := o.clientPath()
	if err != nil {
		return err
	}
	o.each(o.belongsToApplication, func(t *token) { t.orphaned = true })
	return o.manage(ctx, http.MethodDelete, path, nil)
}

// methodChanged is an act: the application is registered for another authentication method, by the Management API or in the Dashboard.
func (o *throwAways) methodChanged(ctx context.Context, method, place string) error {
	path, err := o.clientPath()
	if err != nil {
		return err
	}
	if place == inDashboard {
		if err := o.dashboard.changeMethod(ctx, method); err != nil {
			return err
		}
		shown := o.lease.Management(ctx, session.Control, auth0.ManagementRequest{Method: "GET", Path: path})
		return o.nowAuthenticates(ctx, method, shown)
	}
	if err := o.manage(ctx, http.MethodPatch, path, map[string]any{"token_endpoint_auth_method": method}); err != nil {
		return err
	}
	answer, _ := o.answer()
	return o.nowAuthenticates(ctx, method, answer)
}

// nowAuthenticates has the throw-away application use another method from now on; shown is the application as the
// Management API shows it, for the secret that it may not have had before.
func (o *throwAways) nowAuthenticates(ctx context.Context, method string, shown httpx.Response) error {
	changed := *o.application
	changed.Auth, changed.ClientSecret = authMethods[method], or(changed.ClientSecret, shown.Field("client_secret"))
	o.lease.Name(changed.ClientSecret, "secret of the throw-away application")
	if changed.Auth != file.AuthNone && changed.ClientSecret == "" {
		return inconclusive("the Management API shows no secret of the throw-away application; the management application needs read:client_keys")
	}
	o.application = &changed
	o.each(o.belongsToApplication, func(t *token) { t.client = changed })
	return o.awaitMethod(ctx, changed)
}

// awaitMethod waits until the revocation endpoint demands of the application what it should, or the declared time is over: then the
// rule will find that out. It looks with a token that nobody has, never with one that a rule speaks of.
func (o *throwAways) awaitMethod(ctx context.Context, c file.Client) error {
	const step = 2 * time.Second
	for waited := time.Duration(0); waited < *o.deployment().File.Declares.SettlingTime; waited += step {
		d := o.newDraft(&token{client: c, value: o.unknownLike("revokespec0unknown0token0000000")}, "token")
		d.withoutSecret = true
		r, err := d.request(o.deployment().Endpoints.Revocation)
		if err != nil {
			return err
		}
		if answer := o.lease.Send(ctx, session.Control, r); isAccepted(answer) == (c.Auth == file.AuthNone) && !isUnclear(answer) {
			return nil
		}
		if err := o.wait(ctx, step); err != nil {
			return err
		}
	}
	return nil
}
