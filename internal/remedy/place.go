// Package remedy says in one line what to do about an answer that is not the one hoped for, by what was answered and asked.
package remedy

import (
	"errors"
	"net/http"
	"net/url"

	"github.com/revokespec/revokespec/internal/httpx"
)

// Place names the keys of the file that describe an endpoint. So advice on its answers can name the key to correct.
type Place struct {
	URL         string // the key that says where it is
	Credentials string // the keys of whom it asks to prove themselves
	Scope       string // what 403 insufficient_scope says is lacking: "the management application needs read:logs"
}

// Remedy is what to do about an answer other than the one hoped for; "" where the answer says it itself. It goes by the answer
// alone: a redirect is no lack of a scope.
func (p Place) Remedy(r httpx.Response) string {
	switch {
	case r.Status == 0:
		return p.unanswered(r.Err)
	case r.Err != nil:
		return "see why the server's answer is not whole"
	case r.Status < 300:
		return "correct " + p.URL + ": this is no answer of that endpoint"
	case r.Status < 400:
		return "set " + p.URL + " to where it leads" + WhereTo(r)
	case r.Status == http.StatusUnauthorized:
		return "correct " + p.Credentials
	case r.Status == http.StatusForbidden && p.Scope != "" && (r.Field("errorCode") == "insufficient_scope" || r.Field("error") == "insufficient_scope"):
		return p.Scope
	case r.Status == http.StatusForbidden && r.Field("errorCode") == "too_many_entities": // Auth0, "Entity Limit Policy"
		return "the tenant has as many as its plan allows: delete some"
	case r.Status == http.StatusForbidden && p.Scope == "":
		return "see why the server forbids it, or correct " + p.Credentials
	case r.Status == http.StatusForbidden:
		return "see why the server forbids it"
	case r.Status == http.StatusNotFound, r.Status == http.StatusMethodNotAllowed, r.Status == http.StatusGone:
		return "correct " + p.URL
	case httpx.Transient(r.Status):
		return comeBackLater
	case r.Status >= 500:
		return brokenServer
	}
	return compareRequest
}

// Remedies that more than one kind of answer has.
const (
	comeBackLater  = "the server asks to come back later: lower its rate under limits, or wait"
	brokenServer   = "look at the server's log; if it cannot take several requests at once, --concurrency 1 helps"
	compareRequest = "compare the request, in the record, with what the server expects"
)

// unanswered is what to do where no answer came.
func (p Place) unanswered(err error) string {
	var unjudgeable *Unjudgeable
	var missing *NotApplicable
	switch {
	case errors.As(err, &unjudgeable), errors.As(err, &missing), errors.Is(err, httpx.ErrTLS), errors.Is(err, httpx.ErrProxy), errors.Is(err, httpx.ErrCancelled):
		return ""
	case errors.Is(err, httpx.ErrTimedOut):
		return "see why the server does not answer in time, or raise limits.timeout"
	}
	return "check " + p.URL + ", and that the server runs"
}

// Describe is an answer with what to do about it.
func (p Place) Describe(r httpx.Response) string { return WithAdvice(r.String(), p.Remedy(r)) }

// WithAdvice is a text with what to do about it, if there is anything.
func WithAdvice(text, advice string) string {
	if advice == "" {
		return text
	}
	return text + "; " + advice
}

// ManagementPlace is the Management API, for calls that need those scopes.
func ManagementPlace(scopes string) Place {
	return Place{
		URL: "management.url", Credentials: "management.audience, and authorize the application for it: not even a new token is taken",
		Scope: "the management application needs " + scopes,
	}
}

// longestHost is how long the name of a host may be, with a port (RFC 1035 section 2.3.4).
const longestHost = 260

// WhereTo is the server that a redirect leads to, without what may be secret.
func WhereTo(r httpx.Response) string {
	to, err := url.Parse(r.Header.Get("Location"))
	if err != nil || to.Host == "" || len(to.Host) > longestHost {
		return ""
	}
	return " to " + to.Scheme + "://" + to.Host
}
