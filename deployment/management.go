package deployment

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/revokespec/revokespec/internal/httpx"
	"github.com/revokespec/revokespec/internal/pace"
)

// NoToken as ManagementRequest.Token sends no token at all.
const NoToken = "-"

// ManagementRequest is a call of the Management API.
type ManagementRequest struct {
	Method string
	Path   string // below management.url, escaped: "/grants"
	Query  url.Values
	JSON   map[string]any
	Scope  string // of the token; "" = all that the application has
	Token  string // is sent as it is, and never replaced; NoToken = none; "" = one of ours, of that scope
}

// Bounds of the repetition of Management API calls.
const (
	managementTries = 4
)

// Management calls the Management API. GET, PATCH and DELETE are repeated a few times on 429, 503 and resets, all else on
// 429; every try is recorded. Where a token of ours is refused, which may have ended early, everything is made once more with
// a new one: 401 says that nothing was done (RFC 6750 section 3.1).
func (s *Session) Management(ctx context.Context, p Purpose, r ManagementRequest) httpx.Response {
	d := s.Deployment
	if d.File.Management == nil {
		return httpx.Response{Err: errors.New(d.Missing("management"))}
	}
	if r.Token != "" {
		return s.manage(ctx, p, r, r.Token)
	}
	scopes := strings.Fields(r.Scope)
	for key, again := scopeKey(scopes...), false; ; again = true {
		token, err := s.ManagementToken(ctx, scopes...)
		if err != nil {
			return httpx.Response{Err: err}
		}
		answer := s.manage(ctx, p, r, token)
		if answer.Status != http.StatusUnauthorized {
			d.management.took(key, token)
			return answer
		}
		if !d.management.refused(key, token) || again {
			return answer
		}
	}
}

// manage calls the Management API with a token.
func (s *Session) manage(ctx context.Context, p Purpose, r ManagementRequest, token string) httpx.Response {
	d := s.Deployment
	request := httpx.Request{Method: r.Method, URL: strings.TrimSuffix(d.File.Management.URL, "/") + r.Path, Query: r.Query, JSON: r.JSON}
	if token != NoToken {
		request.Header = http.Header{"Authorization": {"Bearer " + token}}
	}
	for try := 1; ; try++ {
		answer := s.Send(ctx, p, request)
		d.setting.note(r, answer)
		if try == managementTries || !repeatable(r.Method, answer) || !passing(answer) {
			return answer
		}
		if d.rest(ctx, pause(answer, try)) != nil {
			return answer
		}
	}
}

// repeatable says whether the request does no more when it is repeated: by its method, or since 429 says that nothing was done.
func repeatable(method string, r httpx.Response) bool {
	return method == http.MethodGet || method == http.MethodPatch || method == http.MethodDelete || r.Status == http.StatusTooManyRequests
}

// passing says whether the request may well succeed when it is repeated.
func passing(r httpx.Response) bool {
	return r.Status == http.StatusTooManyRequests || r.Status == http.StatusServiceUnavailable ||
		errors.Is(r.Err, httpx.ErrReset) || errors.Is(r.Err, httpx.ErrTruncated)
}

// rest sleeps, where there is a reason to.
func (d *Deployment) rest(ctx context.Context, pause time.Duration) error {
	if pause == 0 {
		return ctx.Err()
	}
	return d.sleep(ctx, pause)
}

// pause is how long to wait before a request is repeated, longer each time. After a 429 that names a time it is the pacer's
// business, unless that time is now.
func pause(r httpx.Response, try int) time.Duration {
	asked := pace.RetryAfter(r.Header, time.Now())
	if r.Status == http.StatusTooManyRequests && (asked > 0 || r.Header.Get("Retry-After") == "0") {
		return 0
	}
	return min(max(asked, time.Second<<(try-1)), pace.LongestPause)
}
