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

// ClassOf is Class of a token whose user or application may be gone: then any refusal will do, that of the client as well.
func ClassOf(r httpx.Response, orphaned bool) State {
	if orphaned && !SaysNeither(r) && r.Status/100 == 4 && !HandsOutToken(r) {
		return Dead
	}
	return Class(r)
}

// NoRefusal is a whole answer to the exchange of a dead token that neither refuses nor hands out a token, and is no plea to come back later.
// Where there only has to be an answer, that is a 5xx.
func NoRefusal(r httpx.Response, anyAnswer bool) bool {
	if r.Err != nil || HandsOutToken(r) {
		return false
	}
	return r.Status >= 500 || !anyAnswer && r.Status < 400
}

// NamesTheClient is a refusal that says nothing of the token, since it names the client.
func NamesTheClient(r httpx.Response) bool {
	return Class(r) == Unclear && !SaysNeither(r) && r.Status/100 == 4 && !HandsOutToken(r)
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
