// Package fault is what goes wrong on demand: with which requests, how often, and what their senders get instead of an answer. Unlike a
// deviation it breaks no rule of revocation, but what lies beneath: a server that is busy, errs, is slow, or is gone in the middle of its
// answer.
package fault

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"
)

// Fault is one thing that goes wrong. Its zero value is none: it does not say what goes wrong.
type Fault struct {
	// The requests that meet it are those that all of these fit; an empty one fits any.

	Method   string // GET, POST ...
	Path     string // what the path begins with: /oauth/revoke, /api/v2/
	ClientID string // of the application that the request names, by whatever way it authenticates
	UserID   string // of the user whose token is presented, or who stands in the path
	Token    string // that is presented: a refresh token or an access token

	// Of those, all meet it unless this says otherwise.

	Skip        int     // so many are answered as ever, before the first one meets it
	Times       int     // so many meet it, then none does any more; 0 for no such end
	Probability float64 // from 0 to 1, of each of them; 0 is 1
	Seed        uint64  // of the probability: the same one makes the same requests meet it

	// What becomes of the request, in this order. With Delay and Slow alone it is answered as ever, though late.

	Delay  time.Duration // before the server looks at it, in real time
	Served bool          // the server does what was asked all the same, before the sender gets the rest
	Status int           // of the answer, 200 to 599; 0 for the answer that the server has
	Header map[string]string
	Body   string        // JSON, unless Header says what it is
	Slow   time.Duration // how long the body is under way, in real time
	Cut    Cut
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

// Check says what is wrong with the fault, and what to write instead.
func (f Fault) Check() error {
	switch {
	case f.Delay == 0 && f.Slow == 0 && f.Status == 0 && f.Cut == CutNot:
		return errors.New("nothing goes wrong by it: give it a status, a delay, slow or cut")
	case f.Status != 0 && (f.Status < 200 || f.Status > 599):
		return fmt.Errorf("status %d is none that an answer can have: 200 to 599", f.Status)
	case f.Status == 0 && (f.Body != "" || len(f.Header) > 0):
		return errors.New("a body or headers are of an answer that has a status: give it one")
	case f.Cut != CutNot && f.Cut != CutClose && f.Cut != CutReset && f.Cut != CutBody:
		return fmt.Errorf("cut is close, reset or body, not %q", f.Cut)
	case f.Delay < 0 || f.Slow < 0 || f.Delay > longest || f.Slow > longest:
		return fmt.Errorf("delay and slow are from 0 to %s", longest)
	case f.Probability < 0 || f.Probability > 1 || f.Probability != f.Probability:
		return errors.New("probability is from 0 to 1")
	case f.Skip < 0 || f.Times < 0:
		return errors.New("skip and times are numbers of requests: 0 or more")
	case f.Path != "" && !strings.HasPrefix(f.Path, "/"):
		return fmt.Errorf("path is what a path begins with, and so begins with /: %q does not", f.Path)
	}
	return f.checkHeader()
}

// checkHeader refuses what net/http would leave out in silence, and the headers by which an answer is framed.
func (f Fault) checkHeader() error {
	for name, value := range f.Header {
		switch canonical := http.CanonicalHeaderKey(name); {
		case name == "" || strings.ContainsAny(name, " \t\r\n:") || strings.ContainsAny(value, "\r\n\x00"):
			return fmt.Errorf("%q is no header of an answer", name)
		case canonical == "Content-Length" || canonical == "Transfer-Encoding":
			return fmt.Errorf("%s follows from the body", canonical)
		}
	}
	return nil
}
