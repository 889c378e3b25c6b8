package session

import (
	"context"
	"errors"
	"net/http"
	"time"

	"github.com/revokespec/revokespec/internal/httpx"
	"github.com/revokespec/revokespec/internal/pace"
)

// Passing says whether the request may well succeed when it is repeated.
func Passing(r httpx.Response) bool {
	return r.Status == http.StatusTooManyRequests || r.Status == http.StatusServiceUnavailable ||
		errors.Is(r.Err, httpx.ErrReset) || errors.Is(r.Err, httpx.ErrTruncated)
}

// AsksToWait is how long a server that cannot answer now asks to be left alone; 0 where it does not.
func AsksToWait(r httpx.Response) time.Duration {
	if r.Err != nil || r.Status != http.StatusServiceUnavailable {
		return 0
	}
	return pace.RetryAfter(r.Header, time.Now())
}

// Rest sleeps, where there is a reason to.
func (s *Server) Rest(ctx context.Context, pause time.Duration) error {
	if pause == 0 {
		return ctx.Err()
	}
	return s.Sleep(ctx, pause)
}

// Pause is how long to wait before a request is repeated, longer each time. After a 429 that names a time it is the pacer's
// business, unless that time is now.
func Pause(r httpx.Response, try int) time.Duration {
	asked := pace.RetryAfter(r.Header, time.Now())
	if r.Status == http.StatusTooManyRequests && (asked > 0 || r.Header.Get("Retry-After") == "0") {
		return 0
	}
	return min(max(asked, time.Second<<(try-1)), pace.LongestPause)
}

// StartAgain says whether a token request may well succeed the next time, and tells nothing now.
func StartAgain(r httpx.Response) bool {
	return Passing(r) || r.Status >= 500 || errors.Is(r.Err, httpx.ErrTimedOut)
}

// TokenTries is how often a token is asked for when the server's answer is lost, or asks to come back later.
const TokenTries = 3
