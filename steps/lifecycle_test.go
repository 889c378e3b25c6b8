package steps

import (
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/revokespec/revokespec/deployment/file"
	"github.com/revokespec/revokespec/internal/httpx"
	"github.com/revokespec/revokespec/judge"
)

// Whatever refuses the tokens of a user or application that is gone will do; elsewhere a failed client says nothing.
func TestRefusalsOfTokensWhoseUserIsGone(t *testing.T) {
	cases := map[string]struct {
		answer          httpx.Response
		orphaned, other judge.State
	}{
		"invalid_grant":    {answered(403, `{"error":"invalid_grant"}`), judge.Dead, judge.Dead},
		"invalid_client":   {answered(401, `{"error":"invalid_client"}`), judge.Dead, judge.Unclear},
		"too many":         {answered(429, ``), judge.Unclear, judge.Unclear},
		"a fault":          {answered(500, ``), judge.Unclear, judge.Unclear},
		"a success":        {answered(200, `{"access_token":"a"}`), judge.Alive, judge.Alive},
		"refused, and yet": {answered(401, `{"error":"invalid_client","refresh_token":"r"}`), judge.Unclear, judge.Unclear},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			assert.Equal(t, c.orphaned, (&token{orphaned: true}).class(c.answer))
			assert.Equal(t, c.other, (&token{}).class(c.answer))
		})
	}
}

func TestLateTokensAreNotBlamedOnTheServer(t *testing.T) {
	o := &throwAways{application: &file.Client{ClientID: "own"}, expiry: expiry{lifetime: time.Hour, idle: 40 * time.Second}}
	now := time.Now()
	own := token{label: "A", client: file.Client{ClientID: "own"}, signedIn: now, used: now}
	assert.NoError(t, o.inTime(&own, now.Add(30*time.Second)))
	assert.Equal(t, "inconclusive", kind(o.inTime(&own, now.Add(39*time.Second))))
	own.used = now.Add(58 * time.Minute)
	assert.Equal(t, "inconclusive", kind(o.inTime(&own, now.Add(58*time.Minute))), "its lifetime is as good as over")
	other := token{client: file.Client{ClientID: "other"}, signedIn: now, used: now}
	assert.NoError(t, o.inTime(&other, now.Add(time.Hour)), "whose lifetimes are not known")
}

// Shortly before the end and shortly after it lie less apart than a token may lie unused.
func TestTheMarginAroundALifetimeIsNoIdleTime(t *testing.T) {
	for _, e := range []expiry{longLived["lifetime"], shortLived["lifetime"], {lifetime: time.Hour, idle: time.Minute}} {
		assert.Less(t, 2*e.margin(), e.idle*7/10)
		assert.Positive(t, e.margin())
	}
}

func TestPagesOfSeveralSizes(t *testing.T) {
	for n, sizes := range map[int][]int{0: nil, 1: {1}, 2: {1}, 3: {1, 2}, 4: {1, 3}, 5: {2, 3}, 9: {3, 4}, 200: {50, 51}} {
		assert.Equal(t, sizes, pageSizes(n), "%d items", n)
		if len(sizes) > 1 {
			assert.NotZero(t, n%sizes[1], "the last page is not full")
		}
	}
}

func TestWhatABrowserLetsThrough(t *testing.T) {
	const own = "https://shop.example"
	answer := func(status int, origin, headers string) httpx.Response {
		return httpx.Response{Status: status, Header: http.Header{"Access-Control-Allow-Origin": {origin}, "Access-Control-Allow-Headers": {headers}}}
	}
	cases := []struct {
		name            string
		answer          httpx.Response
		preflight, read bool // whether it passes as the one and the other
	}{
		{"its own origin", answer(204, own, "Authorization, Content-Type"), true, true},
		{"any origin and header", answer(200, "*", "*"), true, true},
		{"another origin", answer(204, "https://other.example", "content-type"), false, false},
		{"no origin", httpx.Response{Status: 204, Header: http.Header{}}, false, false},
		{"a header that is not named", answer(204, own, "authorization"), false, true},
		{"a refusal that may be read", answer(403, own, "content-type"), false, true},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			assert.Equal(t, c.preflight, (&World{browser: browser{origin: own, preflight: true}}).whyBlocked(c.answer) == "")
			assert.Equal(t, c.read, (&World{browser: browser{origin: own}}).whyBlocked(c.answer) == "")
		})
	}
}

func TestEventsThatAreAboutAToken(t *testing.T) {
	began := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	l := &tenantLog{startedAt: began}
	about := token{client: file.Client{ClientID: "app"}, credentials: []string{"dcr_1"}}
	right := logEvent{Date: "2026-03-01T12:00:01.000Z", Type: "srrt", Client: "app", User: "u"}
	right.Details.Credential = "dcr_1"
	assert.Empty(t, l.mismatch(right, &about, "u"))
	for what, change := range map[string]func(*logEvent){
		"older":       func(e *logEvent) { e.Date = "2026-03-01T11:59:59.000Z" },
		"a date":      func(e *logEvent) { e.Date = "" },
		"credential":  func(e *logEvent) { e.Details.Credential = "dcr_2" },
		"application": func(e *logEvent) { e.Client = "another" },
		"user":        func(e *logEvent) { e.User = "another" },
		"neither":     func(e *logEvent) { e.Details.Credential, e.User = "", "" },
	} {
		e := right
		change(&e)
		assert.Contains(t, l.mismatch(e, &about, "u"), what)
	}
	nameless := right
	nameless.Details.Credential = ""
	assert.Empty(t, l.mismatch(nameless, &about, "u"), "application and user tell it as well")
}
