package deployment

import (
	"strings"
)

// FurtherScopes lists the scopes that the file says an application may get besides those granted; else those that the server says it
// knows, and those of OpenID Connect, less those granted.
func (d *Deployment) FurtherScopes(granted string) []string {
	if more := d.File.Mint.MoreScope; more != "" {
		return strings.Fields(more)
	}
	met := setOf(strings.Fields(granted + " openid offline_access"))
	supported, _ := d.Metadata["scopes_supported"].([]any)
	var more []string
	for _, s := range append([]any{"profile", "email", "address", "phone"}, supported...) {
		if scope, is := s.(string); is && !met[scope] && len(more) < mostScopes && len(scope) <= longestScope {
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
