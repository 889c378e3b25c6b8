// Package judge says what an answer means. It is pure: it sends nothing, and knows of a server what it is told.
package judge

import (
	"net/http"

	"github.com/revokespec/revokespec/internal/httpx"
)

// State is what an exchange of a refresh token says about the token.
type State string

// The states. Unclear is neither: a 5xx, a rate limit, a failed client authentication, no answer.
const (
	Alive   State = "alive"
	Dead    State = "dead"
	Unclear State = "unclear"
)

// Class classes an exchange of a refresh token.
func Class(r httpx.Response) State {
	switch {
	case r.Err != nil:
		return Unclear
	case r.Status == http.StatusOK && r.Field("access_token") != "":
		return Alive
	case r.Status < 400 || r.Status > 499 || HandsOutToken(r) || httpx.Transient(r.Status) || clientFailed(r):
		return Unclear
	}
	return Dead
}

// clientFailed says whether the client was refused and not the token (RFC 6749 section 5.2). Some servers answer 401 to a
// dead token too; then the error code tells.
func clientFailed(r httpx.Response) bool {
	code := r.Field("error")
	return code == "invalid_client" || code == "unauthorized_client" || r.Status == http.StatusUnauthorized && code != "invalid_grant"
}

// HandsOutToken says whether the answer, whatever its status, holds an access, refresh or ID token.
func HandsOutToken(r httpx.Response) bool {
	for _, name := range []string{"access_token", "refresh_token", "id_token"} {
		if member := r.Member(name); member != nil && member != "" {
			return true
		}
	}
	return false
}
