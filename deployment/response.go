package deployment

import (
	"encoding/json"
	"net/http"
	"regexp"
	"strconv"
	"time"
)

// Response is the answer, or in Err why no whole one came.
type Response struct {
	Status    int // 0 when no answer came
	Header    http.Header
	Body      []byte // at most MaxBody bytes
	Truncated bool   // the answer ended early, or was larger
	Err       error  // one of the Err... of this package, wrapped; no secrets

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
	if json.Unmarshal(r.Body, &object) != nil {
		return nil
	}
	return object
}

// Field is a string member of the JSON body, "" when it is absent or not a string.
func (r Response) Field(name string) string {
	object, _ := r.JSON()
	value, _ := object[name].(string)
	return value
}

// century is the longest time that is reckoned with: what is longer would not fit into a time.Duration, or not with something added.
const century = 100 * 365 * 24 * time.Hour

// Seconds is a member of the JSON body that counts seconds, 0 when it is absent or no number, and at most a hundred years.
func (r Response) Seconds(name string) time.Duration {
	object, _ := r.JSON()
	seconds, _ := object[name].(float64)
	return time.Duration(max(min(seconds, century.Seconds()), -century.Seconds()) * float64(time.Second))
}

// errorCode is what registered error codes look like (RFC 6749 section 5.2); nothing else of a body is ever quoted.
var errorCode = regexp.MustCompile(`^[a-z_]{1,40}$`)

// String is one short phrase without secrets: "403 invalid_grant", "no answer: timed out after 10s".
func (r Response) String() string {
	if r.Status == 0 && r.Err != nil {
		return "no answer: " + r.Err.Error()
	}
	phrase := strconv.Itoa(r.Status)
	for _, name := range []string{"errorCode", "error"} {
		if code := r.Field(name); errorCode.MatchString(code) {
			phrase += " " + code
			break
		}
	}
	if r.Err != nil {
		phrase += " (" + r.Err.Error() + ")"
	}
	return phrase
}
