package redact

import (
	"net/http"
	"regexp"
	"strings"
	"sync"
)

// PublicValues are values that are no secret, wherever they stand. A hidden field, a cookie or a query that has one of them
// does not make it a secret.
type PublicValues struct {
	file  map[string]bool // in the deployment file: known before anything is sent
	lists string          // the same, one a line

	mu  sync.RWMutex
	ids map[string]bool // identifiers that APIs answer with: a guess gives way to one, a token does not
}

// NewPublicValues is for values that are known before anything is sent.
func NewPublicValues(values []string) *PublicValues {
	o := &PublicValues{file: map[string]bool{}, ids: map[string]bool{}}
	var lists strings.Builder
	for _, value := range values {
		if value != "" {
			o.file[value] = true
			lists.WriteString(value + "\n")
		}
	}
	o.lists = lists.String()
	return o
}

// OfFile are those that were known before anything was sent.
func (o *PublicValues) OfFile() *PublicValues {
	return &PublicValues{file: o.file, lists: o.lists, ids: map[string]bool{}}
}

// listed says whether the file shows a value openly.
func (o *PublicValues) listed(value string) bool { return o.file[value] }

// within says whether a short secret stands in a value that the file shows openly: hiding it there would hide that.
func (o *PublicValues) within(secret string) bool {
	return len(secret) < shortestPart && strings.Contains(o.lists, secret)
}

// identifier says whether an API calls something by this value.
func (o *PublicValues) identifier(value string) bool {
	o.mu.RLock()
	defer o.mu.RUnlock()
	return o.ids[value]
}

// Bounds of the identifiers that are remembered. Further ones may be hidden without need.
const (
	mostIDs         = 50_000
	mostIDsInAnswer = 500
)

// learn notes what a JSON answer calls its things.
func (o *PublicValues) learn(status int, h http.Header, body []byte) {
	if !strings.Contains(h.Get("Content-Type"), "json") || status >= http.StatusBadRequest {
		return
	}
	found := identifiersIn(string(body[:min(len(body), Examined)]), mostIDsInAnswer)
	if len(found) == 0 {
		return
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	for _, id := range found {
		if !o.ids[id] && len(o.ids) < mostIDs {
			o.ids[strings.Clone(id)] = true
		}
	}
}

// The names, in lower case, of hidden fields, cookies and parameters whose values are public, or secret.
var (
	openName   = lazily(`(^|[_.-])(id|ids|uri|url|scopes?|audience|resource|prompt|display|locales?|lang|hint|type|types|mode|method|methods|action|next|form|email|username|user|client|tenant|org|organization|connection|credential|device|grant|version|name|claims)$`)
	secretName = lazily(`csrf|xsrf|token|(^|[_.-])(state|nonce|code|otp|key|sso|auth|jwt|sid|did|hash|sig|flow|execution|request|transaction|interaction)([_.-]|$)|ticket|challenge|verifier|sess|secret|signature|authenticity|identity|remember|assertion|password|credentials|samlresponse|samlrequest`)
	// sureName leaves no doubt; a state or a code may also be a word.
	sureName  = lazily(`csrf|xsrf|ticket|challenge|verifier|secret|authenticity|token$`)
	camelCase = regexp.MustCompile(`([a-z0-9])([A-Z])`)
)

func lowerName(name string) string {
	return strings.ToLower(camelCase.ReplaceAllString(name, "${1}_$2"))
}

// saysSecret says whether the name of a field calls its value secret. It counts more than saysOpen: session_id is a session's.
func saysSecret(name string) bool { return secretName().MatchString(lowerName(name)) }

func saysOpen(name string) bool {
	name = lowerName(name)
	return openName().MatchString(name) && !secretName().MatchString(name) || name == "code_challenge" || name == "code_challenge_method"
}
