package mockserver

import (
	"bytes"
	"io"
	"net/http"
	"net/url"
	"time"
)

// TakenRequest is a request that a running server was sent, whole: with its secrets.
type TakenRequest struct {
	Method string
	URL    *url.URL
	Header http.Header
	Body   []byte // at most the first 64 KiB
}

const longestKept = 64 << 10

// Form is the body of a form, and empty of anything else.
func (r TakenRequest) Form() url.Values {
	form, err := url.ParseQuery(string(r.Body))
	if err != nil {
		return url.Values{}
	}
	return form
}

// mostTaken is how many requests wait to be taken; the oldest goes for one more.
const mostTaken = 1000

// soon is how long TakeRequest waits for a request that is on its way.
const soon = 5 * time.Second

// TakeRequest is the oldest request that was not taken before, by whomever it was sent: also a SignIn's. It waits for one up to 5 seconds,
// and then ends the test by Fatalf. The newest 1000 wait to be taken.
func (r *Running) TakeRequest(t TB) TakenRequest {
	t.Helper()
	select {
	case taken := <-r.taken:
		return taken
	case <-time.After(soon):
		t.Fatalf("mockserver: no request has come within %s", soon)
		return TakenRequest{}
	}
}

// keeping keeps each request, as far as the server reads it, before it is served.
func keeping(taken chan TakenRequest, h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(io.LimitReader(r.Body, longestKept))
		request := TakenRequest{Method: r.Method, URL: r.URL, Header: r.Header.Clone(), Body: body}
		rest := io.Reader(r.Body)
		if err != nil {
			rest = failing{err}
		}
		r.Body = struct {
			io.Reader
			io.Closer
		}{io.MultiReader(bytes.NewReader(body), rest), r.Body}
		for {
			select {
			case taken <- request:
				h.ServeHTTP(w, r)
				return
			default:
			}
			select {
			case <-taken: // the oldest
			default:
			}
		}
	})
}

// failing is the rest of a body that cannot be read.
type failing struct{ err error }

func (f failing) Read([]byte) (int, error) { return 0, f.err }
