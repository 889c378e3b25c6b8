package deployment

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// NoToken as ManagementRequest.Token sends no token at all.
const NoToken = "-"

// ManagementRequest is a call of the Management API.
type ManagementRequest struct {
	Method string
	Path   string // below management.url, escaped: "/grants"
	Query  url.Values
	JSON   map[string]any
	Token  string // "" = one with all scopes; NoToken = none
}

// Bounds of the repetition of Management API calls.
const (
	managementTries = 4
	longestPause    = time.Minute
)

// Management calls the Management API. GET, PATCH and DELETE are repeated a few times on 429, 503 and resets, all else on
// 429; every try is recorded.
func (s *Session) Management(ctx context.Context, p Purpose, r ManagementRequest) Response {
	d := s.Deployment
	if d.File.Management == nil {
		return Response{Err: errors.New(d.Missing("management"))}
	}
	request := Request{Method: r.Method, URL: strings.TrimSuffix(d.File.Management.URL, "/") + r.Path, Query: r.Query, JSON: r.JSON}
	token := r.Token
	if token == "" {
		var err error
		if token, err = s.ManagementToken(ctx); err != nil {
			return Response{Err: err}
		}
	}
	if token != NoToken {
		request.Header = http.Header{"Authorization": {"Bearer " + token}}
	}
	for try := 1; ; try++ {
		if d.management.pace.Wait(ctx) != nil {
			return Response{Err: ErrCancelled}
		}
		answer := s.Send(ctx, p, request)
		if try == managementTries || !repeatable(r.Method, answer) || !passing(answer) {
			return answer
		}
		pause := d.pause(answer, try)
		d.progress("the Management API asks to wait: " + pause.Round(time.Second).String())
		if d.sleep(ctx, pause) != nil {
			return answer
		}
	}
}

// repeatable says whether the request does no more when it is repeated: by its method, or since 429 says that nothing was done.
func repeatable(method string, r Response) bool {
	return method == http.MethodGet || method == http.MethodPatch || method == http.MethodDelete || r.Status == http.StatusTooManyRequests
}

// passing says whether the request may well succeed when it is repeated.
func passing(r Response) bool {
	return r.Status == http.StatusTooManyRequests || r.Status == http.StatusServiceUnavailable ||
		errors.Is(r.Err, ErrReset) || errors.Is(r.Err, ErrTruncated)
}

// pause is how long the server asks to wait: Retry-After in seconds or as a date (RFC 9110 section 10.2.3), else
// x-ratelimit-reset in seconds since 1970; where it says nothing, longer each time.
func (d *Deployment) pause(r Response, try int) time.Duration {
	pause := time.Second << (try - 1)
	after := r.Header.Get("Retry-After")
	if seconds, err := strconv.Atoi(after); err == nil {
		pause = time.Duration(min(seconds, 3600)) * time.Second
	} else if date, err := http.ParseTime(after); err == nil {
		pause = date.Sub(d.now())
	} else if reset, err := strconv.ParseInt(r.Header.Get("X-Ratelimit-Reset"), 10, 64); err == nil {
		pause = time.Unix(reset, 0).Sub(d.now())
	}
	return min(max(pause, 0), longestPause)
}
