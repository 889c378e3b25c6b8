package deployment

import (
	"net/http"
	"net/url"
	"strings"
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
func Class(r Response) State {
	switch {
	case r.Err != nil:
		return Unclear
	case r.Status == http.StatusOK && r.Field("access_token") != "":
		return Alive
	case r.Status < 400 || r.Status > 499 || HandsOutToken(r) || undecided(r.Status) || clientFailed(r):
		return Unclear
	}
	return Dead
}

// undecided are the statuses after which the same request may well succeed.
func undecided(status int) bool {
	return status == http.StatusRequestTimeout || status == http.StatusTooEarly || status == http.StatusTooManyRequests
}

// clientFailed says whether the client was refused and not the token (RFC 6749 section 5.2). Some servers answer 401 to a
// dead token too; then the error code tells.
func clientFailed(r Response) bool {
	code := r.Field("error")
	return code == "invalid_client" || code == "unauthorized_client" || r.Status == http.StatusUnauthorized && code != "invalid_grant"
}

// HandsOutToken says whether the answer, whatever its status, holds an access, refresh or ID token.
func HandsOutToken(r Response) bool {
	for _, name := range []string{"access_token", "refresh_token", "id_token"} {
		if member := r.member(name); member != nil && member != "" {
			return true
		}
	}
	return false
}

// member is a member of the JSON object, or of the form that a few old servers answer with.
func (r Response) member(name string) any {
	if object, ok := r.JSON(); ok {
		return object[name]
	}
	if strings.HasPrefix(r.Header.Get("Content-Type"), "application/x-www-form-urlencoded") {
		if form, err := url.ParseQuery(string(r.Body)); err == nil && form.Get(name) != "" {
			return form.Get(name)
		}
	}
	return nil
}
