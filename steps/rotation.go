package steps

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/revokespec/revokespec/deployment"
)

// everyExchangeYielded judges the refresh tokens that the plain exchanges returned.
func (w *World) everyExchangeYielded(context.Context) error {
	seen := map[string]bool{}
	for i, y := range w.yields {
		switch {
		case y.returned == "":
			return w.failure("exchange %d returned no refresh token: the presented one stays in use", i+1)
		case y.returned == y.presented, seen[y.returned]:
			return w.failure("exchange %d returned a refresh token that was used before", i+1)
		}
		seen[y.presented] = true
	}
	if len(w.yields) == 0 {
		return fmt.Errorf("nothing was exchanged in this scenario")
	}
	return nil
}

// leewayPassed waits for the leeway and a quarter more, a second at the least.
func (w *World) leewayPassed(ctx context.Context) error {
	client, err := w.client("leeway")
	if err != nil {
		return err
	}
	return w.wait(ctx, client.Leeway+max(client.Leeway/4, time.Second))
}

// withinLeeway refuses to blame the server for a spent token that was presented too late: its clock, or ours, may have
// gone on by more than a third of the leeway.
func (w *World) withinLeeway(ctx context.Context, t *token) error {
	if t.spent.IsZero() {
		return nil
	}
	now, err := w.lease.Now(ctx)
	if err != nil {
		return inconclusive("%v", err)
	}
	if passed := now.Sub(t.spent); passed > t.client.Leeway/3 {
		return inconclusive("%s of the leeway of %s had passed before the spent token was presented", passed.Round(time.Millisecond), t.client.Leeway)
	}
	return nil
}

func (t *token) grantedScope() string { return or(t.scope, deployment.DefaultScope) }

// wider gives scopes that the token was not granted.
func (w *World) wider(t *token) []string {
	var more []string
	for _, scope := range []string{"profile", "email", "address", "phone"} {
		if !contains(strings.Fields(t.grantedScope()), scope) {
			more = append(more, scope)
		}
	}
	return more[:min(len(more), 2)]
}

// scopeNotWidened judges an exchange that asked for more scope: invalid_scope, or a token that has no more.
func (w *World) scopeNotWidened(ctx context.Context) error {
	r, err := w.answer()
	if err != nil {
		return err
	}
	if unclear(r) {
		return inconclusive("the exchange was answered %s", r)
	}
	if !accepted(r) {
		if code := errorCode(r); code != "" && code != "invalid_scope" {
			return w.failure("the exchange that asks for more scope was answered %s, wanted invalid_scope or 200", r)
		}
		return nil
	}
	scopes := w.scopesOf(ctx, r)
	if len(scopes) == 0 {
		return inconclusive("the exchange was answered 200, and neither the answer nor its access token shows the scope")
	}
	for _, scope := range scopes {
		for _, asked := range w.wider(w.order[0]) {
			if contains(strings.Fields(scope), asked) {
				return w.failure("the exchange widened the scope to %q", scope)
			}
		}
	}
	return nil
}

// scopesOf lists what shows the scope of the new access token: the answer, introspection, the token's claims.
func (w *World) scopesOf(ctx context.Context, r deployment.Response) (scopes []string) {
	body, _ := r.JSON()
	if scope, ok := body["scope"].(string); ok {
		scopes = append(scopes, scope)
	}
	accessToken := r.Field("access_token")
	if w.deployment().Missing("introspection") == "" {
		if active, answer := w.introspect(ctx, deployment.Check, accessToken); active {
			scopes = append(scopes, answer.Field("scope"))
		}
	}
	var claims struct {
		Scope *string `json:"scope"`
	}
	if payload(accessToken, &claims) && claims.Scope != nil {
		scopes = append(scopes, *claims.Scope)
	}
	return scopes
}

// payload reads the claims of a JWT without checking it: it came straight from its issuer.
func payload(jwt string, claims any) bool {
	parts := strings.Split(jwt, ".")
	if len(parts) != 3 {
		return false
	}
	text, err := base64.RawURLEncoding.DecodeString(parts[1])
	return err == nil && json.Unmarshal(text, claims) == nil
}
