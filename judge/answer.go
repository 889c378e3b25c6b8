package judge

import (
	"cmp"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/revokespec/revokespec/deployment/file"
	"github.com/revokespec/revokespec/internal/httpx"
)

// SaysNeither is an answer that neither accepts nor refuses: none at all, a redirect, a 5xx, or a plea to come back later.
func SaysNeither(r httpx.Response) bool {
	return r.Err != nil || r.Status/100 == 3 || r.Status >= 500 || httpx.Transient(r.Status)
}

// Errs is a whole answer that says the server itself went wrong.
func Errs(r httpx.Response) bool { return r.Err == nil && r.Status >= 500 }

// Introspects is an answer that introspection may give about a live token: it may not know it, nor let everybody ask (RFC 7662
// sections 2.2 and 2.3).
func Introspects(r httpx.Response) bool {
	return r.Err == nil && (r.Status == http.StatusOK || r.Status == http.StatusUnauthorized || r.Status == http.StatusForbidden)
}

// NotOfTheServer is no answer of the server's: a proxy gave it, or the connection was not secured as the deployment file wants it.
func NotOfTheServer(r httpx.Response) bool {
	return errors.Is(r.Err, httpx.ErrProxy) || errors.Is(r.Err, httpx.ErrTLS) || errors.Is(r.Err, httpx.ErrEncoding) ||
		errors.Is(r.Err, file.ErrWithheld)
}

// ErrorCode is OAuth's error, or the Management API's errorCode.
func ErrorCode(r httpx.Response) string { return cmp.Or(r.Field("errorCode"), r.Field("error")) }

// LeadsAway is a redirect that leads away from the endpoints: it is the answer. One that leads back is a loop, and none.
func LeadsAway(r httpx.Response, endpoints ...string) bool {
	if r.Err != nil || r.Status/100 != 3 {
		return false
	}
	for _, endpoint := range endpoints {
		base, err := url.Parse(endpoint)
		if err != nil {
			return false
		}
		if to, err := base.Parse(r.Header.Get("Location")); err != nil || to.Path == base.Path {
			return false
		}
	}
	return true
}

// statusPattern is what an expectation begins with.
var statusPattern = regexp.MustCompile(`^[1-5]([0-9]{2}|xx)(\|[1-5]([0-9]{2}|xx))*$`)

// Matches compares an answer with "STATUS|STATUS CODE|CODE"; a status may be a class such as 4xx. The error code is judged where the
// answer has one: that it has none is the finding of another rule. The error is that of an expectation which is none.
func Matches(r httpx.Response, expected string) (bool, error) {
	fields := strings.Fields(expected)
	if len(fields) == 0 || len(fields) > 2 || !statusPattern.MatchString(fields[0]) {
		return false, fmt.Errorf("%q is no answer: write STATUS or STATUS CODE, such as 400 invalid_request", expected)
	}
	status := slices.ContainsFunc(strings.Split(fields[0], "|"), func(s string) bool {
		return s == strconv.Itoa(r.Status) || s == strconv.Itoa(r.Status/100)+"xx"
	})
	if !status || len(fields) == 1 {
		return status, nil
	}
	code := ErrorCode(r)
	return code == "" || slices.Contains(strings.Split(fields[1], "|"), code), nil
}

// NotGranted judges the answer to a request that a server need not understand: how it says no is left open.
func NotGranted(r httpx.Response) *Finding {
	switch {
	case r.Err != nil || httpx.Transient(r.Status):
		return inconclusive("the answer neither accepts nor refuses: %s", r)
	case r.Accepted() || HandsOutToken(r):
		return broken("the request must not be granted, but the answer is %s", r)
	}
	return nil
}

// Copes judges the answer to a hostile request, where none at all is a finding.
func Copes(r httpx.Response) *Finding {
	switch {
	case NotOfTheServer(r):
		return inconclusive("the hostile request did not reach the server: %s", r)
	case r.Err != nil || !r.Accepted() && (r.Status < 400 || r.Status >= 500):
		return broken("the hostile request was answered %s, wanted 200 or 4xx", r)
	}
	return nil
}

// ServesOn judges the answer to the request after it.
func ServesOn(r httpx.Response) *Finding {
	switch {
	case NotOfTheServer(r):
		return inconclusive("the request after the hostile one did not reach the server: %s", r)
	case r.Err != nil || r.Status >= 500:
		return broken("after the hostile request the next one was answered %s", r)
	}
	return nil
}
