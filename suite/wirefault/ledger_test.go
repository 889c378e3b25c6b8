package wirefault_test

import (
	"slices"
	"sync"
	"time"

	"github.com/revokespec/revokespec/mockserver"
)

// token is a refresh token that was seen on the wire.
type token struct {
	value, client, user, audience, scope string // user by id
	username, password                   string
	family                               string // the value of its first token
	previous, next                       string // in a rotating family
	order                                int    // in which it was seen
	lastGood                             *answer
	spentAt                              time.Time
	spentEpoch                           int
	revoked, plainly                     bool // itself, by its client; in the plainest of requests
	revokedAt                            time.Time
	revokedEpoch                         int
	founded, born                        time.Duration // how far ahead the clock was when its family and itself were issued
}

func (t token) spent() bool { return t.next != "" }

func (t token) sameGrant(o token) bool {
	return t.client == o.client && t.user == o.user && t.audience == o.audience
}

// sibling says whether both stand in one grant, but not in one family.
func (t token) sibling(o token) bool { return t.sameGrant(o) && t.family != o.family }

// ledger is what the proxy remembers of the traffic.
type ledger struct {
	seed mockserver.Seed
	directory

	mu      sync.Mutex
	tokens  map[string]*token
	access  map[string]access   // by access token
	scopes  map[string][]string // of management tokens
	entries map[string]entry    // of listings, by id
	marks   map[string]int
	epoch   int           // how often the clock was moved
	ahead   time.Duration // how far
}

// access is an access token: which refresh token it came with, and as which of its family.
type access struct {
	refresh token
	number  int
	revoked bool // itself
}

// entry is an item of a listing of grants or device credentials.
type entry struct {
	user, client, audience, kind string
	raw                          map[string]any
}

func newLedger(seed mockserver.Seed) *ledger {
	return &ledger{seed: seed, directory: newDirectory(), tokens: map[string]*token{}, access: map[string]access{}, scopes: map[string][]string{},
		entries: map[string]entry{}, marks: map[string]int{}}
}

// clientOf is the client that a request says it comes from.
func clientOf(r *request) string {
	if id, _, ok := r.basic(); ok {
		return id
	}
	if id := r.param("client_id"); id != "" {
		return id
	}
	subject, _ := claimsOf(r.param("client_assertion"))["sub"].(string)
	return subject
}

func (l *ledger) token(value string) (token, bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if t := l.tokens[value]; t != nil {
		return *t, true
	}
	return token{}, false
}

// all are the tokens that fit, oldest first. What says so may not ask the ledger.
func (l *ledger) all(fits func(token) bool) []token {
	l.mu.Lock()
	defer l.mu.Unlock()
	var out []token
	for _, t := range l.tokens {
		if fits(*t) {
			out = append(out, *t)
		}
	}
	slices.SortFunc(out, func(a, b token) int { return a.order - b.order })
	return out
}

func (l *ledger) accessToken(value string) (access, bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	a, ok := l.access[value]
	return a, ok
}

func (l *ledger) entry(id string) (entry, bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	e, ok := l.entries[id]
	return e, ok
}
