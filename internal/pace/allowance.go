package pace

import (
	"net/http"
	"strconv"
	"strings"
	"time"
)

// mostBelieved bounds the times to come back that are believed. Longer ones, and those in the past, are a mistake of the server.
const mostBelieved = 24 * time.Hour

// allowance is what an answer says of a rate limit.
type allowance struct {
	limit     int // how many requests the bucket holds; 0 where that is not said
	remaining int
	resets    time.Time // by our clock: when there will be more
	stamp     int64     // the reset as the server writes it: a later one is larger
	tolerance int64     // by how much two stamps of the same reset may differ
}

// The spellings of rate limit headers, without their prefix: x-ratelimit- (Auth0, "Rate Limit Policy"), x-rate-limit-, and
// ratelimit- (draft-ietf-httpapi-ratelimit-headers, the one of three fields).
var limitPrefixes = []string{"X-Ratelimit-", "X-Rate-Limit-", "Ratelimit-"}

// readAllowance reads the headers of an answer that came at that time; ok is false where they say nothing that can be believed.
func readAllowance(h http.Header, now time.Time) (a allowance, ok bool) {
	for _, prefix := range limitPrefixes {
		told := headerValue(h, prefix+"Remaining")
		if told == "" {
			continue // as most answers have it
		}
		remaining, err := strconv.Atoi(told)
		if err != nil || remaining < 0 || !a.readReset(h, prefix, now) {
			continue
		}
		a.remaining = remaining
		if limit, err := strconv.Atoi(headerValue(h, prefix+"Limit")); err == nil && limit > 0 {
			a.limit = limit
		}
		return a, true
	}
	return a, false
}

// headerValue is a header without what the draft lets stand after it: 100;w=60.
func headerValue(h http.Header, name string) string {
	v, _, _ := strings.Cut(h.Get(name), ";")
	v, _, _ = strings.Cut(v, ",")
	return strings.TrimSpace(v)
}

// smallestTimestamp is a time in seconds since 1970 that no server means; a smaller number counts seconds from now.
const smallestTimestamp = 900_000_000

// readReset reads a reset, seconds since 1970 by the server's clock or seconds from now, and says whether it can be believed.
func (a *allowance) readReset(h http.Header, prefix string, now time.Time) bool {
	reset, err := strconv.ParseInt(headerValue(h, prefix+"Reset"), 10, 64)
	if err != nil {
		return false
	}
	seconds := reset
	a.stamp, a.tolerance = now.Unix()+reset, 1
	if reset >= smallestTimestamp {
		a.stamp, a.tolerance = reset, 0
		seconds = reset - serverTime(h, now).Unix()
	}
	a.resets = now.Add(time.Duration(seconds) * time.Second)
	return seconds >= -1 && seconds <= int64(mostBelieved/time.Second)
}

// serverTime is the time of an answer by the server's clock. The Date header is cut to whole seconds, so what is counted
// from it is too long by up to one, never too short.
func serverTime(h http.Header, now time.Time) time.Time {
	if date, err := http.ParseTime(h.Get("Date")); err == nil {
		return date
	}
	return now.Truncate(time.Second)
}

// LongestPause is for how long a request is put off, at the most, that the server asks to repeat later.
const LongestPause = time.Minute

// RetryAfter is how long an answer asks to wait: by Retry-After in seconds or as a date (RFC 9110 section 10.2.3), else until
// the reset. It is 0 where nothing is said that can be believed; more than a day is a minute.
func RetryAfter(h http.Header, now time.Time) time.Duration {
	after := h.Get("Retry-After")
	wait := time.Duration(0)
	if seconds, err := strconv.ParseInt(after, 10, 64); err == nil {
		wait = time.Duration(max(min(seconds, 1<<32), 0)) * time.Second
	} else if date, err := http.ParseTime(after); err == nil {
		wait = date.Sub(serverTime(h, now))
	} else {
		for _, prefix := range limitPrefixes {
			if a := (allowance{}); a.readReset(h, prefix, now) {
				return max(a.resets.Sub(now), 0)
			}
		}
	}
	if wait > mostBelieved {
		return LongestPause
	}
	return max(wait, 0)
}
