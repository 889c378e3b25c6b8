package signin

import (
	"fmt"

	"github.com/revokespec/revokespec/internal/chromium"
)

// mostAsked is how often the pages of one visit may ask for something; those of large applications do so some hundred times.
const mostAsked = 3000

// mostCarried is how much the pages of one visit may get, in bytes; those of large applications get some 20 MiB.
const mostCarried = 100 << 20

// mostSent is how long the body of a page's request may be, in bytes: all of it is looked through for secrets.
const mostSent = 1 << 20

// bounded says whether a page asks for no more than a sign-in may need.
func (v *visit) bounded(asked chromium.Request) bool {
	if v.asked.Add(1) > mostAsked {
		v.end(nil, fmt.Errorf("%s asks for more than %d things, which no sign-in needs; look at its scripts", v.who(), mostAsked))
		return false
	}
	if len(asked.Body) <= mostSent {
		return true
	}
	long := fmt.Errorf("%s sends %d bytes, which was not done: no sign-in needs more than 1 MiB; look at its scripts", v.who(), len(asked.Body))
	if asked.Page {
		v.end(nil, long)
	}
	v.miss(long)
	return false
}

// affords says whether a page may get so many bytes more.
func (v *visit) affords(more int) bool {
	if v.carried.Add(int64(more)) <= mostCarried {
		return true
	}
	v.end(nil, fmt.Errorf("%s gets more than %d MiB, which no sign-in needs; look at its scripts", v.who(), mostCarried>>20))
	return false
}
