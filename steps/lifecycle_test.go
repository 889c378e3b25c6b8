package steps

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/revokespec/revokespec/deployment/file"
)

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

func TestEventsThatAreAboutAToken(t *testing.T) {
	began := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	l := &tenantLog{startedAt: began}
	about := token{client: file.Client{ClientID: "app"}, credentials: []string{"dcr_1"}}
	right := logEvent{Date: "2026-03-01T12:00:01.000Z", Type: "srrt", Client: "app", User: "u"}
	right.Details.Credential = "dcr_1"
	assert.Empty(t, l.mismatch(right, &about, "u", "revocation"))
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
		assert.Contains(t, l.mismatch(e, &about, "u", "revocation"), what)
	}
	nameless := right
	nameless.Details.Credential = ""
	assert.Empty(t, l.mismatch(nameless, &about, "u", "revocation"), "application and user tell it as well")
}

// Of a token that is refused a server may not know whose it was.
func TestEventsOfARefusal(t *testing.T) {
	l := &tenantLog{}
	about := token{client: file.Client{ClientID: "app"}}
	e := logEvent{Date: "2026-03-01T12:00:01.000Z", Client: "app"}
	for _, what := range []string{"refused exchange", "reuse"} {
		assert.Empty(t, l.mismatch(e, &about, "u", what))
		assert.Contains(t, l.mismatch(logEvent{Date: e.Date, User: "u"}, &about, "u", what), "application")
		assert.Contains(t, l.mismatch(logEvent{Date: e.Date, Client: "app", User: "another"}, &about, "u", what), "user")
	}
	assert.Contains(t, l.mismatch(e, &about, "u", "exchange"), "neither")
}
