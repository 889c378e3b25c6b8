package browser

import (
	"fmt"

	"github.com/revokespec/revokespec/internal/chromium"
)

// mostAsked is how often the pages of one sign-in may ask for something; those of large applications do so some hundred times.
const mostAsked = 3000

// mostBytes is how much the pages of one sign-in may get, in bytes; those of large applications get some 20 MiB.
const mostBytes = 100 << 20

// mostSent is how long the body of a page's request may be, in bytes: all of it is looked through for secrets.
const mostSent = 1 << 20

// withinBounds says whether a page asks for no more than it may need.
func (t *Tab) withinBounds(asked chromium.Request) bool {
	if t.requests.Add(1) > mostAsked {
		t.end(fmt.Errorf("%s asks for more than %d things, which no page needs; look at its scripts", t.who(), mostAsked))
		return false
	}
	if len(asked.Body) <= mostSent {
		return true
	}
	long := fmt.Errorf("%s sends %d bytes, which was not done: no page needs more than 1 MiB; look at its scripts", t.who(), len(asked.Body))
	if asked.Page {
		t.end(long)
	}
	t.miss(long)
	return false
}

// mayGet says whether a page may get so many bytes more.
func (t *Tab) mayGet(more int) bool {
	if t.bytes.Add(int64(more)) <= mostBytes {
		return true
	}
	t.end(fmt.Errorf("%s gets more than %d MiB, which no page needs; look at its scripts", t.who(), mostBytes>>20))
	return false
}
