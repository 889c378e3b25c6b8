package doctor

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/revokespec/revokespec/internal/httpx"
	"github.com/revokespec/revokespec/internal/session"
	"github.com/revokespec/revokespec/internal/wording"
	"github.com/revokespec/revokespec/steps"
)

// metadata says which endpoints there are, and where they come from.
func (e *examination) metadata() {
	if len(e.d.Metadata) == 0 {
		e.note("metadata", "", "none was found; the endpoints are those of the file")
	} else {
		e.ok("metadata", "found for issuer %s", e.d.Issuer)
	}
	if e.d.Issuer != e.file.Issuer {
		e.note("metadata", "write issuer: "+e.d.Issuer, "the server spells its issuer %s, the file %s", e.d.Issuer, e.file.Issuer)
	}
	has := []string{}
	for _, endpoint := range []struct{ name, url string }{
		{"token", e.d.Endpoints.Token}, {"revocation", e.d.Endpoints.Revocation}, {"introspection", e.d.Endpoints.Introspection},
		{"userinfo", e.d.Endpoints.Userinfo}, {"device authorization", e.d.Endpoints.DeviceAuthorization},
	} {
		if endpoint.url != "" {
			has = append(has, endpoint.name)
		}
	}
	e.ok("endpoints", "%s", strings.Join(has, ", "))
	if e.d.Endpoints.Revocation == "" {
		e.note("revocation endpoint", "give endpoints.revocation, if there is one", "none is known: what revokes cannot be judged, and the rest can")
	}
}

// How far the server's clock may be off: a Date header counts whole seconds, and assertions are refused at some point.
const (
	clockWorthNoting = 5 * time.Second
	clockTooFarOff   = 30 * time.Second
)

// server sends the token endpoint a request that it must refuse, and looks at what any answer tells: the clock, the rate limit. Without
// that endpoint nothing else can be looked at.
func (e *examination) server(ctx context.Context) bool {
	sent := time.Now()
	answer := e.session.Send(ctx, session.Check, httpx.Request{URL: e.d.Endpoints.Token, Form: url.Values{"grant_type": {"revokespec"}}})
	if answer.Status == 0 {
		e.problem("token endpoint", e.place("endpoints.token").Remedy(answer), "%s", answer)
		return false
	}
	if !e.endpoint("token endpoint", "token", answer) {
		e.fails(steps.Polls, "", answer, "the token endpoint is not there, as said above")
		return false
	}
	e.clock(answer.Header.Get("Date"), sent.Add(time.Since(sent)/2))
	e.rates("token endpoint", "limits.requests_per_second", e.file.Limits.RequestsPerSecond, answer.Header)
	return true
}

func (e *examination) clock(date string, ours time.Time) {
	theirs, err := http.ParseTime(date)
	if err != nil {
		e.ok("clock", "the server sends no Date: how far its clock is off cannot be told")
		return
	}
	off := theirs.Sub(ours.Truncate(time.Second)).Round(time.Second)
	switch {
	case off.Abs() > clockTooFarOff && e.file.Clients.JWT != nil:
		e.problem("clock", "set the clock that is wrong", "the server's clock is off by %s: it will refuse assertions, which expire after a minute", off)
	case off.Abs() > clockWorthNoting:
		e.note("clock", "set the clock that is wrong", "the server's clock is off by %s", off)
	default:
		e.ok("clock", "the server's is ours, within %s", clockWorthNoting)
	}
}

var rateHeaders = []string{
	"ratelimit", "ratelimit-limit", "ratelimit-policy", "ratelimit-remaining", "ratelimit-reset", "retry-after",
	"x-ratelimit-limit", "x-ratelimit-remaining", "x-ratelimit-reset",
}

// longestRateHeader is how much of such a header is shown, in bytes.
const longestRateHeader = 80

// plentiful is a limit that holds no run up: so many requests at once.
const plentiful = 1000

// plenty says whether the limit that is told is one.
func plenty(h http.Header) bool {
	for _, name := range []string{"x-ratelimit-limit", "ratelimit-limit"} {
		if n, err := strconv.Atoi(h.Get(name)); err == nil {
			return n >= plentiful
		}
	}
	return false
}

// rates shows what a server says of how often it may be asked (Auth0, "Rate Limit Policy"; draft-ietf-httpapi-ratelimit-headers).
func (e *examination) rates(about, key string, given float64, h http.Header) {
	var said []string
	for _, name := range rateHeaders {
		if value := h.Get(name); value != "" {
			said = append(said, name+": "+wording.Cut(value, longestRateHeader))
		}
	}
	switch {
	case len(said) == 0:
	case plenty(h):
		e.ok(about, "its rate is limited (%s), which is more than a run needs", strings.Join(said, "; "))
	case given > 0:
		e.ok(about, "its rate is limited (%s), and the file's %s is %g", strings.Join(said, "; "), key, given)
	default:
		e.note(about, "add "+key+", as the plan has it", "its rate is limited: %s", strings.Join(said, "; "))
	}
}
