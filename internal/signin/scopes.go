package signin

import (
	"context"
	"slices"
	"strings"

	"github.com/revokespec/revokespec/internal/session"
)

// FurtherScopes lists the scopes that the file says an application may get besides those granted; else those that the server says it
// knows, and those of OpenID Connect, less those granted.
func (s *Signer) FurtherScopes(granted string) []string {
	if more := s.Server.File.Mint.MoreScope; more != "" {
		return strings.Fields(more)
	}
	met := setOf(strings.Fields(granted + " openid offline_access"))
	supported, _ := s.Server.Metadata["scopes_supported"].([]any)
	var more []string
	for _, known := range append([]any{"profile", "email", "address", "phone"}, supported...) {
		if scope, is := known.(string); is && !met[scope] && len(more) < mostScopes && len(scope) <= longestScope {
			met[scope] = true
			more = append(more, scope)
		}
	}
	return more
}

// Of a server that knows very many scopes, so many are asked for, all in one URL; of any length are none.
const (
	mostScopes   = 100
	longestScope = 200
)

func setOf(words []string) map[string]bool {
	set := make(map[string]bool, len(words))
	for _, word := range words {
		set[word] = true
	}
	return set
}

// singleScopes is how many scopes are asked for one by one, each with a sign-in.
const singleScopes = 6

// Grantable signs in asking for more scopes, and returns those of them that the application can get at all, with the refresh
// tokens that came of it.
func (s *Signer) Grantable(ctx context.Context, in SignIn, granted string, wanted []string) (scopes, tokens []string) {
	ask := func(more []string) {
		in.Scope = granted + " " + strings.Join(more, " ")
		got, err := s.SignIn(ctx, session.Control, in)
		if err == nil {
			tokens = append(tokens, got.Refresh)
		}
		if got.Scope == "" {
			got.Scope = in.Scope
		}
		granted := setOf(strings.Fields(got.Scope))
		for _, scope := range wanted {
			if err == nil && granted[scope] && !slices.Contains(scopes, scope) {
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
