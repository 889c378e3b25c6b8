package judge

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/revokespec/revokespec/internal/httpx"
)

// pair are two answers of one kind; varies is what differs by itself.
func pair(status int, body string, headers ...string) [2]httpx.Response {
	one, two := answered(status, body, headers...), answered(status, body, headers...)
	one.Header.Set("X-Request-Id", "1")
	two.Header.Set("X-Request-Id", "2")
	one.Header.Set("Date", "now")
	two.Header.Set("Date", "later")
	return [2]httpx.Response{one, two}
}

func TestAlike(t *testing.T) {
	plain := pair(200, "", "X-Cache", "miss")
	varying := plain
	varying[1].Body = []byte("another each time")
	one := plain
	one[1].Status = 400
	for name, c := range map[string]struct {
		last [2]httpx.Response
		want string
	}{
		"alike":                         {pair(200, "", "X-Cache", "miss"), ""},
		"another status":                {pair(404, ""), "the answers differ: 200, then 404"},
		"another status, once":          {one, "the answers differ: 200, then 400"},
		"another body":                  {pair(200, "{}", "X-Cache", "miss"), "the answers differ in their bodies: 200 with 0 bytes, then 200 with 2"},
		"a body that varies by itself":  {varying, ""},
		"another header":                {pair(200, "", "X-Cache", "hit"), "the answers differ in their header X-Cache"},
		"a header more":                 {pair(200, "", "X-Cache", "miss", "X-Found", "yes"), "the answers differ in their header X-Found"},
		"a header less":                 {pair(200, ""), "the answers differ in their header X-Cache"},
		"a rate limit":                  {pair(200, "", "X-Cache", "miss", "X-Ratelimit-Remaining", "7"), ""},
		"a plea to come back":           {pair(429, ""), "one of the answers was 429"},
		"a header that is only counted": {pair(200, "", "X-Cache", "miss", "Set-Cookie", "a=b"), ""},
	} {
		got := ""
		if f := Alike(plain, c.last); f != nil {
			got = f.Message
		}
		assert.Equal(t, c.want, got, name)
	}
}

// A header whose value varies by itself tells by being there.
func TestAHeaderThatOnlyOneKindHas(t *testing.T) {
	first, last := pair(200, ""), pair(200, "")
	for i := range last {
		last[i].Header.Set("X-Trace", fmt.Sprint(i))
	}
	assert.Equal(t, "only the answers of one kind have the header X-Trace", Alike(first, last).Message)
}

func TestCrossOrigin(t *testing.T) {
	const own = "https://app.example"
	reads, asks := CrossOrigin{Origin: own}, CrossOrigin{Origin: own, Preflight: true}
	names := []string{"Access-Control-Allow-Headers", "X-A, Content-Type"}
	for name, c := range map[string]struct {
		who              CrossOrigin
		r                httpx.Response
		allowed, stopped string
	}{
		"its own":                 {reads, answered(200, "", "Access-Control-Allow-Origin", own), "pass", "fail"},
		"anybody":                 {reads, answered(400, "", "Access-Control-Allow-Origin", "*"), "pass", "fail"},
		"another":                 {reads, answered(200, "", "Access-Control-Allow-Origin", own+".evil.example"), "fail", "pass"},
		"nothing said":            {reads, answered(200, ""), "fail", "pass"},
		"preflight":               {asks, answered(204, "", append(names, "Access-Control-Allow-Origin", own)...), "pass", "fail"},
		"preflight, any header":   {asks, answered(204, "", "Access-Control-Allow-Headers", "*", "Access-Control-Allow-Origin", own), "pass", "fail"},
		"preflight, other header": {asks, answered(204, "", "Access-Control-Allow-Headers", "x-a", "Access-Control-Allow-Origin", own), "fail", "pass"},
		"preflight, refused":      {asks, answered(403, "", append(names, "Access-Control-Allow-Origin", own)...), "fail", "pass"},
		"a fault":                 {reads, answered(500, "", "Access-Control-Allow-Origin", own), "inconclusive", "inconclusive"},
		"no answer":               {asks, lost, "inconclusive", "inconclusive"},
	} {
		assert.Equal(t, []string{c.allowed, c.stopped}, []string{kind(c.who.Allowed(c.r)), kind(c.who.Stopped(c.r))}, name)
	}
}

func TestRounds(t *testing.T) {
	assert.Equal(t, "pass", kind(Round{Succeeded: 1, Live: 1}.OneWinner()))
	assert.Equal(t, "fail", kind(Round{Succeeded: 2, Live: 1}.OneWinner()))
	assert.Equal(t, "pass", kind(Round{Succeeded: 1, Issued: 1}.OneRedeemed()))
	assert.Equal(t, "fail", kind(Round{Succeeded: 2, Issued: 1}.OneRedeemed()))
	assert.Equal(t, "pass", kind(Round{Succeeded: 3, Live: 1}.OneLives()))
	assert.Equal(t, "fail", kind(Round{Live: 2}.OneLives()))
	assert.Equal(t, "fail", kind(Round{Live: 2, Revoked: true}.OneLives()))
	wide, narrow := Round{Overlap: 4, Revoked: true}, Round{Overlap: 1, Revoked: true}
	assert.Equal(t, "pass", kind(Raced([]Round{wide, wide, narrow}, 3, 8)))
	assert.Equal(t, "inconclusive", kind(Raced([]Round{wide, narrow}, 2, 8)), "half is not most")
	assert.Equal(t, "pass", kind(Met([]Round{wide, wide, narrow}, 3, 9)))
	assert.Equal(t, "pass", kind(Met([]Round{wide, wide, narrow, narrow, narrow}, 3, 9)), "what was no race was made up for")
	assert.Equal(t, "inconclusive", kind(Met([]Round{wide, {Overlap: 4}, narrow}, 3, 9)), "a revocation that was refused raced with nothing")
	assert.Equal(t, "inconclusive", kind(Met([]Round{narrow, narrow}, 2, 2)), "two are under way together")
}

// Whoever revokes a token at the same time as another is told so with success; a server that is too busy may say that.
func TestAllAccepted(t *testing.T) {
	answer := func(status int) httpx.Response { return httpx.Response{Status: status} }
	for status, wanted := range map[int]string{200: "pass", 204: "pass", 429: "pass", 502: "pass", 503: "pass", 504: "pass", 400: "fail", 404: "fail", 409: "fail", 500: "fail"} {
		got := Round{Number: 1}.AllAccepted([]httpx.Response{answer(200), answer(status)})
		assert.Equal(t, wanted, kind(got), "%d", status)
	}
}

func TestNothingLives(t *testing.T) {
	assert.Equal(t, "pass", kind(Round{Revoked: true}.NothingLives()))
	assert.Equal(t, "pass", kind(Round{Live: 1}.NothingLives()), "no ending was accepted")
	assert.Equal(t, "fail", kind(Round{Live: 1, Revoked: true}.NothingLives()))
	assert.Equal(t, "inconclusive", kind(Raced([]Round{{Overlap: 1}}, 1, 2)), "one request is no race")
}
