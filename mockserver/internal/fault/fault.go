// Package fault is what goes wrong on demand: with which requests, how often, and what their senders get instead of an answer. Unlike a
// deviation it breaks no rule of revocation, but what lies beneath: a server that is busy, errs, is slow, or is gone in the middle of its
// answer.
package fault

import (
	"fmt"
	"net/http"
	"strings"
	"time"
)

// Fault is one thing that goes wrong. Its zero value is none: it does not say what goes wrong.
type Fault struct {
	// The requests that meet it are those that all of these fit; an empty one fits any.

	Method   string `yaml:"method,omitempty"`    // GET, POST ...
	Path     string `yaml:"path,omitempty"`      // what the path begins with: /oauth/revoke, /api/v2/
	ClientID string `yaml:"client_id,omitempty"` // of the application that the request names, by whatever way it authenticates
	UserID   string `yaml:"user_id,omitempty"`   // of the user whose token is presented, or who stands in the path
	Token    string `yaml:"token,omitempty"`     // that is presented: a refresh token or an access token

	// Of those, all meet it unless this says otherwise.

	Skip        int     `yaml:"skip,omitempty"`        // so many are answered as ever, before the first one meets it
	Times       int     `yaml:"times,omitempty"`       // so many meet it, then none does any more; 0 for no such end
	Probability float64 `yaml:"probability,omitempty"` // from 0 to 1, of each of them; 0 is 1
	Seed        uint64  `yaml:"seed,omitempty"`        // of the probability: the same one makes the same requests meet it

	// What becomes of the request, in this order. With Delay and Slow alone it is answered as ever, though late.

	Delay  time.Duration     `yaml:"delay,omitempty"`  // before the server looks at it, in real time
	Served bool              `yaml:"served,omitempty"` // the server does what was asked all the same, before the sender gets the rest
	Status int               `yaml:"status,omitempty"` // of the answer, 200 to 599; 0 for the answer that the server has
	Header map[string]string `yaml:"headers,omitempty"`
	Body   string            `yaml:"body,omitempty"` // JSON, unless Header says what it is
	Slow   time.Duration     `yaml:"slow,omitempty"` // how long the body is under way, in real time
	Cut    Cut               `yaml:"cut,omitempty"`
}

// Cut is how a connection ends that does not end well.
type Cut string

// The ways to end a connection: without an answer, the same by a TCP reset, and in the middle of the answer's body.
const (
	CutNot   Cut = ""
	CutClose Cut = "close"
	CutReset Cut = "reset"
	CutBody  Cut = "body"
)

// longest is how long a fault may hold a request up: what is longer is taken for a typing error.
const longest = 10 * time.Minute

// Error is what is wrong with one member of a fault.
type Error struct {
	Member string // as files and the control API write it; empty: what is missing is none that there is
	What   string // with the remedy
}

func (e *Error) Error() string { return e.What }

func wrong(member, format string, values ...any) error {
	return &Error{member, fmt.Sprintf(format, values...)}
}

// Check says what is wrong with the fault, and what to write instead, by an *Error.
func (f Fault) Check() error {
	switch {
	case f.Delay == 0 && f.Slow == 0 && f.Status == 0 && f.Cut == CutNot:
		return wrong("", "nothing goes wrong by it: give it a status, a delay, slow or cut")
	case f.Status != 0 && (f.Status < 200 || f.Status > 599):
		return wrong("status", "status %d is none that an answer can have: 200 to 599", f.Status)
	case f.Status == 0 && f.Body != "":
		return &Error{"body", noStatus}
	case f.Status == 0 && len(f.Header) > 0:
		return &Error{"headers", noStatus}
	case f.Cut != CutNot && f.Cut != CutClose && f.Cut != CutReset && f.Cut != CutBody:
		return wrong("cut", "cut is close, reset or body, not %q", f.Cut)
	case f.Delay < 0 || f.Delay > longest:
		return &Error{"delay", tooLong}
	case f.Slow < 0 || f.Slow > longest:
		return &Error{"slow", tooLong}
	case f.Probability < 0 || f.Probability > 1 || f.Probability != f.Probability:
		return wrong("probability", "probability is from 0 to 1")
	case f.Skip < 0:
		return &Error{"skip", notNegative}
	case f.Times < 0:
		return &Error{"times", notNegative}
	case f.Path != "" && !strings.HasPrefix(f.Path, "/"):
		return wrong("path", "path is what a path begins with, and so begins with /: %q does not", f.Path)
	}
	return f.checkHeader()
}

const (
	noStatus    = "a body or headers are of an answer that has a status: give it one"
	notNegative = "skip and times are numbers of requests: 0 or more"
)

var tooLong = fmt.Sprintf("delay and slow are from 0 to %s", longest)

// checkHeader refuses what net/http would leave out in silence, and the headers by which an answer is framed.
func (f Fault) checkHeader() error {
	for name, value := range f.Header {
		switch canonical := http.CanonicalHeaderKey(name); {
		case name == "" || strings.ContainsAny(name, " \t\r\n:") || strings.ContainsAny(value, "\r\n\x00"):
			return wrong("headers", "%q is no header of an answer", name)
		case canonical == "Content-Length" || canonical == "Transfer-Encoding":
			return wrong("headers", "%s follows from the body", canonical)
		}
	}
	return nil
}
