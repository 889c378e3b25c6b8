package tenant

import (
	"slices"
	"strings"
)

// ScopeOffline asks for a refresh token (OpenID Connect Core, section 11).
const ScopeOffline = "offline_access"

// CurrentUserScopes are those of the Management API that a user's own token may have.
func CurrentUserScopes() []string {
	return []string{"read:current_user", "create:current_user_metadata", "update:current_user_metadata",
		"delete:current_user_metadata", "create:current_user_device_credentials", "delete:current_user_device_credentials"}
}

// Scopes splits a scope parameter, each scope once. They are copies: a part of a parameter keeps all of it in memory.
func Scopes(s string) []string {
	var out []string
	fields := strings.Fields(s)
	seen := make(map[string]bool, len(fields))
	for _, scope := range fields {
		if !seen[scope] {
			scope = strings.Clone(scope)
			seen[scope], out = true, append(out, scope)
		}
	}
	return out
}

// Within returns those of asked that are in granted, in the order asked.
func Within(asked, granted []string) []string {
	var out []string
	for _, scope := range asked {
		if slices.Contains(granted, scope) {
			out = append(out, scope)
		}
	}
	return out
}

// Without returns scopes less one.
func Without(scopes []string, scope string) []string {
	return slices.DeleteFunc(slices.Clone(scopes), func(s string) bool { return s == scope })
}

// Union returns a and those of b that are not in a.
func Union(a, b []string) []string {
	out := slices.Clone(a)
	for _, scope := range b {
		if !slices.Contains(out, scope) {
			out = append(out, scope)
		}
	}
	return out
}
