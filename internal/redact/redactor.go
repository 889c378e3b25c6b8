// Package redact hides secrets: it learns them from what is sent and received, calls each by a readable name, and finds it again in any
// text, however it is written there. What the deployment file or an API shows openly stays legible.
package redact

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"unicode"
)

// Redactor knows the secrets of a session by readable names and finds them in any text, however they are encoded there.
type Redactor struct {
	mu           sync.RWMutex
	names        map[string]string // secret -> name
	givenNames   map[string]bool   // the names
	counts       map[string]int    // kind -> the last number given
	guesses      map[string]bool   // secrets only by what their field or cookie looked like
	words        map[string]bool   // secrets that are hidden only where they are a field's whole value
	unindexed    []form            // not in the index yet
	index        index
	size         int  // of what is known, in bytes
	full         bool // something was not taken in: whatever looks random is hidden from now on
	hasControls  bool // a secret has control characters, which none should (RFC 6749 appendix A)
	public       *PublicValues
	tokens       []string  // the refresh tokens, where the secrets are those of every session
	everySession *Redactor // where the secrets of every session are known, all by one name; may be nil
}

// longestSecret bounds what is indexed, in bytes. A longer value (hostile input) is hidden by its field's name only.
const longestSecret = 16 << 10

// Bounds of what a redactor takes in, in bytes: of one scenario, and of all of a run. A run of every rule stays far below.
const (
	mostOfSession = 8 << 20
	mostOfRun     = 64 << 20
	secretCosts   = 500 // in the indexes, about
)

// New knows nothing yet. Public values are never hidden. everySession knows the secrets of every session; it is nil where this is the
// only one.
func New(public *PublicValues, everySession *Redactor) *Redactor {
	if public == nil {
		public = NewPublicValues(nil)
	}
	return &Redactor{
		names: map[string]string{}, givenNames: map[string]bool{}, counts: map[string]int{}, guesses: map[string]bool{}, words: map[string]bool{},
		index: newIndex(), public: public, everySession: everySession,
	}
}

// Learnt is how many secrets are known.
func (v *Redactor) Learnt() int {
	v.mu.RLock()
	defer v.mu.RUnlock()
	return len(v.names)
}

// LearnNames notes what a JSON answer calls its things: these are no secrets.
func (v *Redactor) LearnNames(status int, h http.Header, body []byte) {
	v.public.learn(status, h, body)
}

// Name registers a secret; an earlier name stays.
func (v *Redactor) Name(secret, name string) string {
	if secret == "" {
		return name
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.add(secret, name, name, false)
}

// Number registers a secret as the next of its kind ("refresh token 2") unless it has a name.
func (v *Redactor) Number(secret, kind string) string { return v.next(secret, kind, false) }

// guess registers what is probably a secret. What the file shows, or what identifies something at an API, is none.
func (v *Redactor) guess(value, kind string) {
	if !v.public.listed(value) && !v.public.identifier(value) {
		v.next(value, kind, true)
	}
}

func (v *Redactor) next(secret, kind string, guessed bool) string {
	v.mu.Lock()
	defer v.mu.Unlock()
	name, known := v.names[secret]
	if !known {
		v.counts[kind]++
		name = fmt.Sprintf("%s %d", kind, v.counts[kind])
	}
	return v.add(secret, name, kind, guessed)
}

func (v *Redactor) add(secret, name, kind string, guessed bool) string {
	if known, ok := v.names[secret]; ok && (guessed || !v.guesses[secret]) {
		return known
	}
	secret = strings.Clone(secret) // it may be a piece of a long answer, which would stay with it
	least := leastPart(secret, kind)
	name = v.register(secret, name, least, guessed, mostOfSession)
	if v.everySession != nil {
		v.everySession.mu.Lock()
		defer v.everySession.mu.Unlock()
		v.everySession.register(secret, otherScenarioName, least, guessed, mostOfRun)
		if strings.HasPrefix(name, Kinds["refresh_token"]) && !v.everySession.full {
			v.everySession.tokens = append(v.everySession.tokens, secret)
		}
	}
	return name
}

// register has a secret looked for, unless it may be shown or would hide words. least is as in form.
func (v *Redactor) register(secret, name string, least int, guessed bool, most int) string {
	if known, ok := v.names[secret]; ok {
		if !guessed && v.guesses[secret] {
			delete(v.guesses, secret)
			v.lookFor(secret, least)
		}
		return known
	}
	if v.size += secretCosts + len(secret); v.size > most {
		v.full = true
		return name
	}
	v.givenNames[name] = true
	switch {
	case v.public.listed(secret) || len(secret) > longestSecret: // in its field only
	case OwnWord(secret) || v.public.within(secret):
		v.words[secret] = true
	default:
		if guessed {
			v.guesses[secret] = true
		}
		v.lookFor(secret, least)
	}
	v.names[secret] = name
	v.hasControls = v.hasControls || strings.ContainsFunc(secret, unicode.IsControl)
	return name
}

// lookFor has a secret indexed, unless it is looked for among those of every session.
func (v *Redactor) lookFor(secret string, least int) {
	if v.everySession == nil {
		v.unindexed = append(v.unindexed, form{secret, secret, least})
	}
}

// otherScenarioName is the name of secrets that this session has not seen itself. A server may tell them in its log, or by
// mistake.
const otherScenarioName = "secret of another scenario"

// HoldsToken says whether a text has, as it is, a refresh token that any session has seen.
func (v *Redactor) HoldsToken(text string) bool {
	if v.everySession == nil {
		return false
	}
	v.everySession.mu.RLock()
	defer v.everySession.mu.RUnlock()
	return slices.ContainsFunc(v.everySession.tokens, func(token string) bool { return len(token) > headSize && strings.Contains(text, token) })
}

func (v *Redactor) nameOf(secret string) (string, bool) {
	v.mu.RLock()
	defer v.mu.RUnlock()
	name, known := v.names[secret]
	return name, known
}

// isFull says whether something secret may not be known.
func (v *Redactor) isFull() bool {
	v.mu.RLock()
	defer v.mu.RUnlock()
	return v.full
}

func (v *Redactor) holdsControls() bool {
	v.mu.RLock()
	defer v.mu.RUnlock()
	return v.hasControls
}

// isName says whether a text is [a name], put there by an earlier redaction.
func (v *Redactor) isName(text string) bool {
	if len(text) < 2 || text[0] != '[' || text[len(text)-1] != ']' {
		return false
	}
	name := text[1 : len(text)-1]
	for _, part := range []string{beginningOf, endOf} {
		name = strings.TrimPrefix(name, part)
	}
	v.mu.RLock()
	defer v.mu.RUnlock()
	return v.givenNames[name] || name == otherScenarioName || name == unknownJWTName || name == notKeptName || kindNames[name]
}

// Format implements fmt.Formatter.
func (v *Redactor) Format(s fmt.State, _ rune) { fmt.Fprint(s, "the secrets of a session") }
