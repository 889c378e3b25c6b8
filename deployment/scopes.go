package deployment

import (
	"context"
	"slices"
	"strings"
)

// FurtherScopes lists the scopes that the file says an application may get besides those granted; else those that the server says it
// knows, and those of OpenID Connect, less those granted, the first hundred of them.
func (d *Deployment) FurtherScopes(granted string) []string {
	if more := d.File.Mint.MoreScope; more != "" {
		return strings.Fields(more)
	}
	known := []any{"profile", "email", "address", "phone"}
	supported, _ := d.Metadata["scopes_supported"].([]any)
	seen := map[string]bool{"openid": true, "offline_access": true}
	for _, scope := range strings.Fields(granted) {
		seen[scope] = true
	}
	var more []string
	for _, s := range append(known, supported...) {
		if scope, ok := s.(string); ok && !seen[scope] && len(more) < mostScopes {
			seen[scope] = true
			more = append(more, scope)
		}
	}
	return more
}

// mostScopes is how many further scopes are asked for.
const mostScopes = 100

// singleScopes is how many scopes are asked for one by one, each with a sign-in.
const singleScopes = 6

// Grantable signs in asking for more scopes, and returns those of them that the application can get at all, with the refresh
// tokens that came of it.
func (s *Session) Grantable(ctx context.Context, in SignIn, granted string, wanted []string) (scopes, tokens []string) {
	ask := func(more []string) {
		in.Scope = granted + " " + strings.Join(more, " ")
		got, err := s.SignIn(ctx, Control, in)
		if err == nil {
			tokens = append(tokens, got.Refresh)
		}
		if got.Scope == "" {
			got.Scope = in.Scope
		}
		for _, scope := range strings.Fields(got.Scope) {
			if err == nil && slices.Contains(wanted, scope) && !slices.Contains(scopes, scope) {
				scopes = append(scopes, scope)
			}
		}
	}
	ask(wanted)
	for _, scope := range wanted[:min(len(wanted), singleScopes)] {
		if len(scopes) == 0 { // one that is unknown may have spoilt them all
			ask([]string{scope})
		}
	}
	return scopes, tokens
}
