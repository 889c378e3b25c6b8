package managementapi

import (
	"errors"
	"net/http"
	"strings"

	"github.com/revokespec/revokespec/mockserver/internal/store"
	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

// Refuse words what is refused before any operation was reached.
func Refuse(status int, message string) tenant.Answer { return problem(status, message, "").Answer() }

// Owns says whether a path belongs to this API.
func Owns(path string) bool { return path == base || strings.HasPrefix(path, base+"/") }

func problem(status int, message, code string) *tenant.Problem {
	return &tenant.Problem{Status: status, Reason: http.StatusText(status), Message: message, Code: code}
}

func badBody(flaw string) *tenant.Problem { return invalid("Payload", flaw, "invalid_body") }

func badQuery(flaw string) *tenant.Problem { return invalid("Query", flaw, "invalid_query_string") }

func badPath(flaw string) *tenant.Problem { return invalid("Path", flaw, "invalid_uri") }

func badHeaders(flaw string) *tenant.Problem { return invalid("Header", flaw, "invalid_headers") }

// invalid words a flaw of a part of the request as Auth0 does: quoted, but for where it is.
func invalid(part, flaw, code string) *tenant.Problem {
	what, where := flaw, ""
	if i := strings.LastIndex(flaw, onWhichProperty); i >= 0 {
		what, where = flaw[:i], flaw[i:]
	}
	return problem(http.StatusBadRequest, part+" validation error: '"+what+"'"+where+".", code)
}

func notFound(message, code string) *tenant.Problem {
	return problem(http.StatusNotFound, message, code)
}

func conflict(message, code string) *tenant.Problem {
	return problem(http.StatusConflict, message, code)
}

func forbidden(message, code string) *tenant.Problem {
	return problem(http.StatusForbidden, message, code)
}

// refusal is the answer to an error: a problem is one already. What is more than a limit of the store, the server's log is told.
func (c *call) refusal(err error) *tenant.Problem {
	var p *tenant.Problem
	switch {
	case errors.As(err, &p):
		return p
	case errors.Is(err, store.ErrFull): // Auth0, "Entity Limit Policy"
		return problem(http.StatusForbidden, "You reached the limit of entities of this type for this tenant.", "too_many_entities")
	}
	c.Failed("answer a request", err)
	return problem(http.StatusServiceUnavailable, "The server cannot answer now", "temporarily_unavailable")
}

// missing returns what a caller is told of something that is not there, and any other error as it is.
func missing(err error, told *tenant.Problem) error {
	if errors.Is(err, store.ErrNotFound) {
		return told
	}
	return err
}

// taken returns what a caller is told of something that is there already, and any other error as it is.
func taken(err error, told *tenant.Problem) error {
	if errors.Is(err, store.ErrExists) {
		return told
	}
	return err
}

// asError spares an error that holds no problem from being taken for one.
func asError(p *tenant.Problem) error {
	if p == nil {
		return nil
	}
	return p
}
