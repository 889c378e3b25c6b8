package doctor

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/revokespec/revokespec/internal/auth0"
	"github.com/revokespec/revokespec/internal/httpx"
	"github.com/revokespec/revokespec/internal/remedy"
	"github.com/revokespec/revokespec/internal/session"
	"github.com/revokespec/revokespec/steps"
)

// scopesToEndTokens are what ending refresh tokens and sessions takes besides read:refresh_tokens (Auth0, Management API, by endpoint).
var scopesToEndTokens = strings.Fields("delete:refresh_tokens delete:sessions")

// refreshTokenAPI sees whether the tenant shows refresh tokens by their ids, and lets the application end them. A plan need not have that,
// so it is no problem where it does not.
func (e *examination) refreshTokenAPI(ctx context.Context, granted []string) {
	if e.subject == "" {
		return // nobody signs in, or no id of a user is known, which was said
	}
	const scope = "read:refresh_tokens"
	answer := e.session.Management(ctx, session.Check, auth0.ManagementRequest{
		Method: http.MethodGet, Path: "/users/" + url.PathEscape(e.subject) + "/refresh-tokens", Query: url.Values{"take": {"1"}}})
	if answer.Status != http.StatusOK {
		e.note("refresh tokens", remedy.ManagementPlace(scope).Remedy(answer), "the Management API does not list a user's, so that the rules about that are not applicable: %s", answer)
		e.fails(steps.Management, scope, answer, "the Management API does not list a user's refresh tokens (%s), as said above", answer)
		return
	}
	lacks := slices.DeleteFunc(slices.Clone(scopesToEndTokens), func(s string) bool { return len(granted) == 0 || slices.Contains(granted, s) })
	if len(lacks) == 0 {
		e.ok("refresh tokens", "the Management API lists a user's")
		return
	}
	for _, scope := range lacks {
		e.fails(steps.Management, scope, httpx.Response{Status: http.StatusForbidden}, "the management application lacks %s, as said above", scope)
	}
	e.note("refresh tokens", "grant the application these scopes", "the Management API lists a user's, and its application lacks %s to end them", strings.Join(lacks, ", "))
}
