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
func Owns(path string) bool { return path == Base || strings.HasPrefix(path, Base+"/") }

func problem(status int, message, code string) *tenant.Problem {
	return &tenant.Problem{Status: status, Reason: http.StatusText(status), Message: message, Code: code}
}

func badBody(message string) *tenant.Problem {
	return problem(http.StatusBadRequest, "Payload validation error: '"+message+"'.", "invalid_body")
}

func badQuery(message string) *tenant.Problem {
	return problem(http.StatusBadRequest, "Query validation error: '"+message+"'.", "invalid_query_string")
}

func badPath(message string) *tenant.Problem {
	return problem(http.StatusBadRequest, "Path validation error: '"+message+"'.", "invalid_uri")
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

// fault is the answer to an error of the store. What is more than a limit, the server's log is told.
func (c *call) fault(err error) *tenant.Problem {
	if errors.Is(err, store.ErrFull) { // Auth0, "Entity Limit Policy"
		return problem(http.StatusForbidden, "You reached the limit of entities of this type for this tenant.", "too_many_entities")
	}
	c.Failed("answer a request", err)
	return problem(http.StatusServiceUnavailable, "The server cannot answer now", "temporarily_unavailable")
}

// failure is the answer to an error of the store: a problem stays what it is, and what is not there is missing.
func (c *call) failure(err error, missing *tenant.Problem) *tenant.Problem {
	var p *tenant.Problem
	switch {
	case err == nil:
		return nil
	case errors.As(err, &p):
		return p
	case errors.Is(err, store.ErrNotFound):
		return missing
	}
	return c.fault(err)
}

// refusable makes of a change that may be refused one that a store runs.
func refusable[T any](change func(*T) *tenant.Problem) func(*T) error {
	return func(t *T) error {
		if p := change(t); p != nil {
			return p
		}
		return nil
	}
}

func ok(body any) tenant.Answer { return tenant.Answer{Status: http.StatusOK, JSON: body} }

func noContent() tenant.Answer { return tenant.Answer{Status: http.StatusNoContent} }

// accepted is the answer to what is carried out later.
func accepted() tenant.Answer {
	return tenant.Answer{Status: http.StatusAccepted, JSON: map[string]any{}}
}
