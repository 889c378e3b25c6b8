package steps

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/revokespec/revokespec/deployment/file"
	"github.com/revokespec/revokespec/internal/hooks"
	"github.com/revokespec/revokespec/internal/httpx"
	"github.com/revokespec/revokespec/internal/session"
	"github.com/revokespec/revokespec/judge"
)

// byHook says whether the scenario has the vendor do by hooks what another one does through the Management API.
func (w *World) byHook() bool { return needsHook(w.scenario.Needs) }

func needsHook(needs []string) bool {
	return slices.ContainsFunc(needs, func(need string) bool { return strings.HasPrefix(need, "hook-") })
}

// vendor is what is done to the server by its vendor's hooks.
type vendor struct {
	*World
	storeBroken bool
}

// run runs a hook. One that fails says nothing of the server.
func (v *vendor) run(ctx context.Context, hook string, told hooks.Told) error {
	if err := v.lease.Hooks.Run(ctx, session.Act, hook, told); err != nil {
		return inconclusive("%v", err)
	}
	v.note("hook %s was run", hook)
	return nil
}

// consentWithdrawn is an act: the user takes back what the token's application was given.
func (v *vendor) consentWithdrawn(ctx context.Context, label string) error {
	t, err := v.judgedToken(label)
	if err != nil {
		return err
	}
	return v.run(ctx, file.HookWithdrawConsent, hooks.Told{Username: t.user.Username, ClientID: t.client.ClientID})
}

// loggedOutEverywhere is an act. Servers may compare whole seconds: what was issued before it was so in an earlier second, and what is
// issued after it in a later one.
func (v *vendor) loggedOutEverywhere(ctx context.Context, label string) error {
	t, err := v.judgedToken(label)
	if err != nil {
		return err
	}
	if err := v.wait(ctx, pause); err != nil {
		return err
	}
	if err := v.run(ctx, file.HookLogOutEverywhere, hooks.Told{Username: t.user.Username}); err != nil {
		return err
	}
	return v.wait(ctx, pause)
}

// restarted is an act. It is over when the server answers again.
func (v *vendor) restarted(ctx context.Context) error {
	if err := v.run(ctx, file.HookRestart, hooks.Told{}); err != nil {
		return err
	}
	v.deployment().Wire.Close() // what was connected to the old process
	return v.awaitServer(ctx)
}

// awaitServer asks for the server's metadata until something but a 5xx is answered. It may have none.
func (v *vendor) awaitServer(ctx context.Context) error {
	const step, tries = time.Second, 60
	var answer httpx.Response
	for range tries {
		answer = v.lease.Send(ctx, session.Control, httpx.Request{
			Method: http.MethodGet, URL: strings.TrimSuffix(v.deployment().Issuer, "/") + "/.well-known/openid-configuration", FreshConnection: true,
		})
		if answer.Err == nil && !judge.SaysNeither(answer) {
			return nil
		}
		if err := v.deployment().Sleep(ctx, step); err != nil {
			return inconclusive("%v", err)
		}
	}
	return inconclusive("after hooks.%s the server does not answer again: %s", file.HookRestart, answer)
}

// storeIs is an act: the store is broken, or mended.
func (v *vendor) storeIs(ctx context.Context, how string) error {
	if how == "broken" {
		v.storeBroken = true
		return v.run(ctx, file.HookBreakStore, hooks.Told{})
	}
	if err := v.run(ctx, file.HookMendStore, hooks.Told{}); err != nil {
		return err
	}
	v.storeBroken = false
	return nil
}

// mend mends the store that a scenario leaves broken: the next one is to find it whole.
func (v *vendor) mend(ctx context.Context) {
	if v.storeBroken {
		quiet := v.deployment().Session().KeepNothing() // the scenario's record is closed
		_ = quiet.Hooks.Run(ctx, session.CleanUp, file.HookMendStore, hooks.Told{})
	}
}

// deadIfSuccess judges the promise of a success. Any other answer, and none at all, promised nothing.
func (v *vendor) deadIfSuccess(ctx context.Context, label string) error {
	r, err := v.answer()
	if err != nil {
		return err
	}
	v.note("while the store was broken, the revocation was answered %s", r)
	if !r.Accepted() {
		return nil
	}
	return v.isDead(ctx, label, "")
}

// aliveIfUnavailable judges what 503 says: that the token still exists (RFC 7009 section 2.2.1).
func (v *vendor) aliveIfUnavailable(ctx context.Context, label string) error {
	r, err := v.answer()
	if err != nil {
		return err
	}
	if r.Err != nil || r.Status != http.StatusServiceUnavailable {
		return notApplicable("while the store was broken, the revocation was answered %s, where the rule speaks of 503", r)
	}
	return v.isAlive(ctx, label, "")
}

// introspectsInactive judges the access token that came last, where introspection showed it as active before the act.
func (v *vendor) introspectsInactive(ctx context.Context, label string) error {
	t, err := v.judgedToken(label)
	if err != nil {
		return err
	}
	newest := t.access[len(t.access)-1]
	for _, way := range newest.acceptedBy {
		if way == byIntrospection {
			return v.accessTokenInactive(ctx, label, newest)
		}
	}
	return notApplicable("introspection does not show the access tokens of the %s application as active", t.client.Role)
}

func (v *vendor) accessTokenInactive(ctx context.Context, label string, a accessToken) error {
	active, r := v.introspect(ctx, session.Check, a.value, "")
	switch {
	case active:
		return v.failure("the access token of %q must introspect as inactive, but it is active", label)
	case judge.SaysNeither(r):
		return inconclusive("the introspection of the access token of %q was answered %s", label, r)
	}
	return nil
}
