package wirefault_test

import (
	"cmp"
	"net/http"
	"strings"
	"time"
)

// observe takes in an exchange with the mock.
func (l *ledger) observe(r *request, a *answer) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if savesApplication(nil, r) && servedByDashboard(a) {
		l.learn(r, a, l.ahead)
	}
	if !a.ok() {
		return
	}
	if strings.HasPrefix(r.path, "/api/v2/") {
		l.learn(r, a, l.ahead)
	}
	if used := r.param("client_assertion"); used != "" {
		l.marks["used "+used]++
	}
	switch {
	case r.path == "/oauth/token":
		l.observeTokens(r, a)
	case r.path == "/oauth/revoke" && r.method == http.MethodPost:
		l.observeRevocation(r)
	case r.path == "/_mock/clock" && r.method == http.MethodPost:
		l.epoch++
		if ahead, err := time.ParseDuration(a.field("ahead")); err == nil {
			l.ahead = ahead
		}
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
			next.value, next.previous, next.next, next.revoked, next.plainly, next.born = issued, old.value, "", false, false, l.ahead
			l.add(next)
		}
		l.access[a.field("access_token")] = access{refresh: *old, number: len(l.access)}
	default:
		if issued == "" {
			return
		}
		user := l.userID(r.param("username"))
		if user == "" {
			user, _ = claimsOf(cmp.Or(a.field("id_token"), a.field("access_token")))["sub"].(string)
		}
		audience := r.param("audience")
		if isPoll(nil, r) { // it was asked for when the code was
			audience = audienceOf(a.field("access_token"))
		}
		l.add(token{value: issued, family: issued, client: clientOf(r), user: user, audience: audience,
			founded: l.ahead, born: l.ahead, scope: a.field("scope"), username: r.param("username"), password: r.param("password"), lastGood: a})
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
	return l.personByEmail(username)
}
