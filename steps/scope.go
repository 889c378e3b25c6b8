package steps

import (
	"cmp"
	"context"
	"encoding/base64"
	"encoding/json"
	"slices"
	"strings"

	"github.com/revokespec/revokespec/deployment/file"
	"github.com/revokespec/revokespec/internal/httpx"
	"github.com/revokespec/revokespec/internal/session"
	"github.com/revokespec/revokespec/internal/signin"
	"github.com/revokespec/revokespec/judge"
)

// grantedScope is what the sign-in's answer says, or else what was asked for (RFC 6749 section 5.1).
func (t *token) grantedScope() string { return cmp.Or(t.scope, t.asked, file.DefaultScope) }

// scopeNotWidened judges an exchange that asked for more scope: it is refused, or yields a token that has no more (RFC 6749 section 6). It
// says something only where a sign-in can get more scope: a scope that nobody gets is refused for another reason.
func (w *World) scopeNotWidened(ctx context.Context) error {
	r, err := w.answer()
	if err != nil {
		return err
	}
	if judge.SaysNeither(r) {
		return inconclusive("the exchange was answered %s", r)
	}
	t := w.signIns[0]
	if r.Accepted() {
		widened, seen := w.widened(ctx, r)
		if len(widened) > 0 {
			return w.failure("the exchange widened the scope by %q", strings.Join(widened, " "))
		}
		if !seen {
			return inconclusive("the exchange was answered 200, and neither the answer nor its access token shows the scope")
		}
		w.follow(t, r)
	}
	grantable, err := w.grantable(ctx, t) // where none can be granted, even a success says nothing
	if err != nil || r.Accepted() {
		return err
	}
	if len(grantable) < len(w.furtherScopes) {
		if err := w.askedForGrantable(ctx, t, grantable); err != nil {
			return err
		}
	}
	return w.exchangesAsGranted(ctx, t)
}

// exchangesAsGranted is the control that the refusal was for the scope: without it, or else a new token, the exchange works. What it yields
// is no more than was granted: a scope that is left out means that.
func (w *World) exchangesAsGranted(ctx context.Context, t *token) error {
	r := w.exchange(ctx, session.Control, t, false)
	if judge.Class(r) != judge.Alive {
		return w.newSignIn(ctx)
	}
	w.follow(t, r)
	if widened, _ := w.widened(ctx, r); len(widened) > 0 {
		return w.failure("an exchange that asked for no scope widened it by %q", strings.Join(widened, " "))
	}
	return nil
}

// grantable finds which of the scopes asked for the application can get at all.
func (w *World) grantable(ctx context.Context, t *token) (scopes []string, err error) {
	signIn := signin.SignIn{Client: t.client, User: t.user, Audience: t.audience}
	scopes, _ = w.lease.Grantable(ctx, signIn, t.grantedScope(), w.furtherScopes)
	if len(scopes) == 0 {
		return nil, notApplicable("the %s application gets no scope beyond %q here, so none can be asked for (tried: %s); name one in mint.more_scope",
			t.client.Role, t.grantedScope(), strings.Join(w.furtherScopes, " "))
	}
	return scopes, nil
}

// askedForGrantable asks again, for what can be granted alone: the first refusal may have been about another scope.
func (w *World) askedForGrantable(ctx context.Context, t *token, grantable []string) error {
	r, err := w.exchangeRequest(t, t.client, map[string][]string{"scope": {t.grantedScope() + " " + strings.Join(grantable, " ")}})
	if err != nil {
		return err
	}
	answer := w.lease.Send(ctx, session.Check, r)
	if judge.SaysNeither(answer) {
		return inconclusive("the exchange was answered %s", answer)
	}
	w.furtherScopes = grantable
	if widened, _ := w.widened(ctx, answer); answer.Accepted() && len(widened) > 0 {
		return inconclusive("the exchange was refused at first, and widened the scope by %q after another sign-in of the same user had granted that",
			strings.Join(widened, " "))
	}
	return nil
}

// widened lists which of the scopes asked for the new access token has, as far as that is seen.
func (w *World) widened(ctx context.Context, r httpx.Response) (scopes []string, seen bool) {
	for _, shown := range w.shownScope(ctx, session.Check, newAccessToken(r)) {
		seen = true
		for _, one := range shown {
			if slices.Contains(w.furtherScopes, one) && !slices.Contains(scopes, one) {
				scopes = append(scopes, one)
			}
		}
	}
	return scopes, seen
}

// What shows the scope of an access token.
const (
	scopeOfAnswer        = "the answer"
	scopeOfIntrospection = "introspection"
	scopeOfClaims        = "the access token itself"
)

// shownScope is the scope of an access token by everything that shows it.
func (w *World) shownScope(ctx context.Context, p session.Purpose, a accessToken) map[string][]string {
	shown := map[string][]string{}
	if a.scope != nil {
		shown[scopeOfAnswer] = strings.Fields(*a.scope)
	}
	if w.deployment().Missing("introspection") == "" {
		_, answer := w.introspect(ctx, p, a.value, "")
		if scope, is := answer.Member("scope").(string); is {
			shown[scopeOfIntrospection] = strings.Fields(scope)
		}
	}
	var claims struct {
		Scope *string `json:"scope"`
	}
	if payload(a.value, &claims) && claims.Scope != nil {
		shown[scopeOfClaims] = strings.Fields(*claims.Scope)
	}
	return shown
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
