package wirefault_test

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
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

	mu      sync.Mutex
	tokens  map[string]*token
	access  map[string]access   // by access token
	scopes  map[string][]string // of management tokens
	entries map[string]entry    // of listings, by id
	marks   map[string]int
	epoch   int // how often the clock was moved
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
	return &ledger{seed: seed, tokens: map[string]*token{}, access: map[string]access{}, scopes: map[string][]string{},
		entries: map[string]entry{}, marks: map[string]int{}}
}

// observe takes in an exchange with the mock.
func (l *ledger) observe(r *request, a *answer) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if !a.ok() {
		return
	}
	switch {
	case r.path == "/oauth/token":
		l.observeTokens(r, a)
	case r.path == "/oauth/revoke" && r.method == http.MethodPost:
		l.observeRevocation(r)
	case r.path == "/_mock/clock" && r.method == http.MethodPost:
		l.epoch++
	case r.method == http.MethodGet && strings.HasPrefix(r.path, "/api/v2/"):
		for _, item := range a.items() {
			id, _ := item["id"].(string)
			l.entries[id] = entryOf(item)
		}
	}
}

func entryOf(item map[string]any) entry {
	text := func(name string) string { s, _ := item[name].(string); return s }
	return entry{user: text("user_id"), client: text("client_id") + text("clientID"), audience: text("audience"), kind: text("type"), raw: item}
}

func (l *ledger) observeTokens(r *request, a *answer) {
	issued := a.field("refresh_token")
	switch r.param("grant_type") {
	case "client_credentials":
		l.scopes[a.field("access_token")] = strings.Fields(a.field("scope"))
	case "refresh_token":
		old := l.tokens[r.param("refresh_token")]
		if old == nil {
			return
		}
		old.lastGood = a
		if issued != "" && issued != old.value {
			old.next, old.spentAt, old.spentEpoch = issued, time.Now(), l.epoch
			next := *old
			next.value, next.previous, next.next, next.revoked, next.plainly = issued, old.value, "", false, false
			l.add(next)
		}
		l.access[a.field("access_token")] = access{refresh: *old, number: len(l.access)}
	default:
		if issued == "" {
			return
		}
		l.add(token{value: issued, family: issued, client: clientOf(r), user: l.userID(r.param("username")), audience: r.param("audience"),
			scope: a.field("scope"), username: r.param("username"), password: r.param("password"), lastGood: a})
		l.access[a.field("access_token")] = access{refresh: *l.tokens[issued], number: len(l.access)}
	}
}

func (l *ledger) add(t token) {
	t.order = len(l.tokens)
	l.tokens[t.value] = &t
}

func (l *ledger) observeRevocation(r *request) {
	value := r.param("token")
	if t := l.tokens[value]; t != nil && t.client == clientOf(r) {
		if !t.revoked {
			t.revokedAt, t.revokedEpoch = time.Now(), l.epoch
		}
		t.revoked, t.plainly = true, t.plainly || isPlain(nil, r)
	}
	if a, ok := l.access[value]; ok && a.refresh.client == clientOf(r) {
		a.revoked = true
		l.access[value] = a
	}
}

func (l *ledger) userID(username string) string {
	for _, u := range l.seed.Users {
		if u.Email == username {
			return u.ID
		}
	}
	return ""
}

// clientOf is the client that a request says it comes from.
func clientOf(r *request) string {
	if id, _, ok := r.basic(); ok {
		return id
	}
	return r.param("client_id")
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

// lastOf is the last segment of the path, unescaped: the id of what a management request is about.
func (r *request) lastOf() string {
	last := r.path[strings.LastIndex(r.path, "/")+1:]
	if plain, err := url.PathUnescape(last); err == nil {
		return plain
	}
	return last
}

// count says how often this name was counted before.
func (l *ledger) count(name string) int {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.marks[name]++
	return l.marks[name] - 1
}

func (l *ledger) mark(name string)   { l.count(name) }
func (l *ledger) unmark(name string) { l.mu.Lock(); delete(l.marks, name); l.mu.Unlock() }

func (l *ledger) marked(name string) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.marks[name] > 0
}

func (l *ledger) counted(name string) int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.marks[name]
}

func (l *ledger) now() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.epoch
}

// note marks a name with the number of tokens seen so far, and orderOf gives that number.
func (l *ledger) note(name string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.marks[name] = max(len(l.tokens), 1)
}

func (l *ledger) orderOf(name string) int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.marks[name] - 1
}
