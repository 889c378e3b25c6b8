package steps

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"time"

	"github.com/revokespec/revokespec/deployment/file"
	"github.com/revokespec/revokespec/internal/auth0"
	"github.com/revokespec/revokespec/internal/httpx"
	"github.com/revokespec/revokespec/internal/session"
	"github.com/revokespec/revokespec/judge"
)

// changed is an act.
func (ta *throwAways) changed(ctx context.Context, what string) error {
	if ta.byHook() {
		return ta.changedByHook(ctx, what)
	}
	switch what {
	case "user is deleted":
		return ta.userGone(ctx, http.MethodDelete, nil)
	case "user is blocked":
		return ta.userGone(ctx, http.MethodPatch, map[string]any{"blocked": true})
	case "user gets another password":
		return ta.passwordChanged(ctx)
	case "application is deleted":
		return ta.clientDeleted(ctx)
	}
	return fmt.Errorf("the throw-away %s: that takes a hook, and one of the tags @needs-hook-NAME", what)
}

// userGone deletes or blocks the user: from then on whatever refuses the user's tokens will do.
func (ta *throwAways) userGone(ctx context.Context, method string, body map[string]any) error {
	path, err := ta.userPath()
	if err != nil {
		return err
	}
	ta.each(ta.belongsToUser, func(t *token) { t.orphaned = true })
	return ta.manage(ctx, method, path, body)
}

// passwordChanged has the user sign in with the new password from then on.
func (ta *throwAways) passwordChanged(ctx context.Context) error {
	path, err := ta.userPath()
	if err != nil {
		return err
	}
	changed := newPassword()
	ta.lease.Name(changed, "new password of the throw-away user")
	body := map[string]any{"password": changed, "connection": ta.deployment().File.Management.Connection}
	if err := ta.manage(ctx, http.MethodPatch, path, body); err != nil {
		return err
	}
	ta.account.Password = changed
	ta.each(ta.belongsToUser, func(t *token) { t.user.Password = changed })
	return nil
}

func (ta *throwAways) clientDeleted(ctx context.Context) error {
	path, err := ta.clientPath()
	if err != nil {
		return err
	}
	ta.each(ta.belongsToApplication, func(t *token) { t.orphaned = true })
	return ta.manage(ctx, http.MethodDelete, path, nil)
}

// methodChanged is an act: the application is registered for another authentication method, by the Management API or in the Dashboard.
func (ta *throwAways) methodChanged(ctx context.Context, method, place string) error {
	path, err := ta.clientPath()
	if err != nil {
		return err
	}
	if place == inDashboard {
		if err := ta.dashboard.changeMethod(ctx, method); err != nil {
			return err
		}
		shown := ta.lease.Management(ctx, session.Control, auth0.ManagementRequest{Method: "GET", Path: path})
		return ta.nowAuthenticates(ctx, method, shown)
	}
	if err := ta.manage(ctx, http.MethodPatch, path, map[string]any{"token_endpoint_auth_method": method}); err != nil {
		return err
	}
	answer, _ := ta.answer()
	return ta.nowAuthenticates(ctx, method, answer)
}

// nowAuthenticates has the throw-away application use another method from now on; shown is the application as the
// Management API shows it, for the secret that it may not have had before.
func (ta *throwAways) nowAuthenticates(ctx context.Context, method string, shown httpx.Response) error {
	changed := *ta.application
	changed.Auth, changed.ClientSecret = authMethods[method], cmp.Or(changed.ClientSecret, shown.Field("client_secret"))
	ta.lease.Name(changed.ClientSecret, "secret of the throw-away application")
	if changed.Auth != file.AuthNone && changed.ClientSecret == "" {
		return inconclusive("the Management API shows no secret of the throw-away application; the management application needs read:client_keys")
	}
	ta.application = &changed
	ta.each(ta.belongsToApplication, func(t *token) { t.client = changed })
	return ta.awaitMethod(ctx, changed)
}

// awaitMethod waits until the revocation endpoint demands of the application what it should, or the declared time is over: then the
// rule will find that out. It looks with a token that nobody has, never with one that a rule speaks of.
func (ta *throwAways) awaitMethod(ctx context.Context, c file.Client) error {
	if ta.deployment().Missing("revocation-endpoint") != "" {
		return nil
	}
	const step = 2 * time.Second
	for waited := time.Duration(0); waited < *ta.deployment().File.Declares.SettlingTime; waited += step {
		d := ta.newDraft(&token{client: c, value: ta.unknownLike("revokespec0unknown0token0000000")}, "token")
		d.withoutSecret = true
		r, err := d.request(ta.deployment().Endpoints.Revocation)
		if err != nil {
			return err
		}
		if answer := ta.lease.Send(ctx, session.Control, r); answer.Accepted() == (c.Auth == file.AuthNone) && !judge.SaysNeither(answer) {
			return nil
		}
		if err := ta.wait(ctx, step); err != nil {
			return err
		}
	}
	return nil
}
