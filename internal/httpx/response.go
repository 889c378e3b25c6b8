package httpx

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"time"
)

// Response is the answer, or in Err why no whole one came.
type Response struct {
	Status    int // 0 when no answer came
	Header    http.Header
	Body      []byte        // at most MaxBody bytes
	Truncated bool          // the answer ended early, or was larger
	Err       error         // one of the Err... of this package, wrapped; no secrets
	Took      time.Duration // from its sending to the answer, or to the end of waiting for one

	parsed func() map[string]any // the body, read once for all who ask; nil where the answer was not sent
}

// MaxBody is how much of an answer is read, in bytes.
const MaxBody = 1 << 20

// JSON is the body as a JSON object, which is not to be changed.
func (r Response) JSON() (map[string]any, bool) {
	parse := r.parsed
	if parse == nil {
		parse = r.parse
	}
	object := parse()
	return object, object != nil
}

func (r Response) parse() map[string]any {
	var object map[string]any
	if !bytes.HasPrefix(bytes.TrimLeft(r.Body, " \t\r\n"), []byte("{")) { // a page, or a list
		return nil
	}
	if json.Unmarshal(r.Body, &object) != nil {
		return nil
	}
	return object
}

// Accepted is any whole 2xx: which one is a rule of its own.
func (r Response) Accepted() bool { return r.Err == nil && r.Status >= 200 && r.Status < 300 }

// Field is a string member of the JSON body, "" when it is absent or not a string.
func (r Response) Field(name string) string {
	object, _ := r.JSON()
	value, _ := object[name].(string)
	return value
}

// Member is a member of the JSON object, or of the form that a few old servers answer with.
func (r Response) Member(name string) any {
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

// Longest is the longest time that is reckoned with: what is longer would not fit into a time.Duration, or not with something added.
const Longest = 100 * 365 * 24 * time.Hour

// Seconds is a member of the JSON body that counts seconds, 0 when it is absent or no number, and at most a hundred years.
func (r Response) Seconds(name string) time.Duration {
	object, _ := r.JSON()
	seconds, _ := object[name].(float64)
	return time.Duration(max(min(seconds, Longest.Seconds()), -Longest.Seconds()) * float64(time.Second))
}

// errorCode is what registered error codes look like (RFC 6749 section 5.2); nothing else of a body is ever quoted.
var errorCode = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^[a-z_]{1,40}$`) })

// Transient says whether after a status the same request may well succeed.
func Transient(status int) bool {
	return status == http.StatusRequestTimeout || status == http.StatusTooEarly || status == http.StatusTooManyRequests
}

// IsErrorCode says whether a text looks like an error code, so that it may be shown.
func IsErrorCode(text string) bool { return errorCode().MatchString(text) }

// String is one short phrase without secrets: "403 invalid_grant", "no answer: timed out after 10s".
func (r Response) String() string {
	if r.Status == 0 && r.Err != nil {
		return "no answer: " + r.Err.Error()
	}
	phrase := strconv.Itoa(r.Status)
	for _, name := range []string{"errorCode", "error"} {
		if code := r.Field(name); IsErrorCode(code) {
			phrase += " " + code
			break
		}
	}
	if r.Err != nil {
		phrase += " (" + r.Err.Error() + ")"
	}
	return phrase
}
