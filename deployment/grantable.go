package deployment

import (
	"context"
	"slices"
	"strings"

	"github.com/revokespec/revokespec/internal/session"
)

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
