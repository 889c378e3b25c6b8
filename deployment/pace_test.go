package deployment

import (
	"context"
	"math"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/jarcoal/httpmock"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/deployment/file"
	"github.com/revokespec/revokespec/internal/auth0"
	"github.com/revokespec/revokespec/internal/httpx"
	"github.com/revokespec/revokespec/internal/pace"
	"github.com/revokespec/revokespec/internal/session"
	"github.com/revokespec/revokespec/judge"
)

// limitedServer takes so many requests a period, which begins at the top of it, as Auth0 does; answers of its APIs are made by
// the headers of style.
type limitedServer struct {
	limit  int
	period time.Duration
	style  func(h http.Header, limit, remaining int, reset time.Time)

	mu      sync.Mutex
	period0 int64
	used    int
	at      []time.Time // of the requests
	over    int         // requests that were too many
}

func (l *limitedServer) answer(_ *http.Request) (*http.Response, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := time.Now()
	if period := now.UnixNano() / int64(l.period); period != l.period0 {
		l.period0, l.used = period, 0
	}
	l.used++
	l.at = append(l.at, now)
	status := 200
	if l.used > l.limit {
		l.over++
		status = 429
	}
	answer := httpmock.NewStringResponse(status, `{"access_token":"a"}`)
	answer.Header.Set("Date", now.UTC().Format(http.TimeFormat))
	l.style(answer.Header, l.limit, max(0, l.limit-l.used), time.Unix(0, (l.period0+1)*int64(l.period)))
	return answer, nil
}

func asAuth0(h http.Header, limit, remaining int, reset time.Time) {
	h.Set("X-RateLimit-Limit", strconv.Itoa(limit))
	h.Set("X-RateLimit-Remaining", strconv.Itoa(remaining))
	h.Set("X-RateLimit-Reset", strconv.FormatInt(reset.Unix(), 10))
}

func asDraft(h http.Header, limit, remaining int, reset time.Time) {
	h.Set("RateLimit-Limit", strconv.Itoa(limit)+", "+strconv.Itoa(limit)+";w=1")
	h.Set("RateLimit-Remaining", strconv.Itoa(remaining))
	h.Set("RateLimit-Reset", strconv.Itoa(int(math.Ceil(time.Until(reset).Seconds()))))
}

const pacedIssuer = "https://acme.example/"

// paced is a session at servers by path, in a bubble whose clock stands still while anybody works.
func paced(t *testing.T, change func(*file.File), servers map[string]httpmock.Responder) (s *Session, said *[]string) {
	transport := httpmock.NewMockTransport()
	transport.RegisterNoResponder(func(r *http.Request) (*http.Response, error) {
		for prefix, answer := range servers {
			if strings.HasPrefix(r.URL.Path, prefix) {
				return answer(r)
			}
		}
		return httpmock.NewStringResponse(200, `{"access_token":"a"}`), nil
	})
	f := &file.File{
		Issuer: pacedIssuer, Endpoints: file.Endpoints{Token: pacedIssuer + "oauth/token", Userinfo: pacedIssuer + "userinfo"},
		Management: &file.Management{ClientID: "m", ClientSecret: "mmmm"},
	}
	if change != nil {
		change(f)
	}
	said = &[]string{}
	d, err := prepare(f, Options{Ephemeral: true, Transport: transport, Progress: func(line string) { *said = append(*said, line) }})
	require.NoError(t, err)
	return d.Session(), said
}

func (s *Session) sendTo(ctx context.Context, p session.Purpose, path string) httpx.Response {
	return s.Send(ctx, p, httpx.Request{Method: "POST", URL: pacedIssuer + path})
}

func TestNothingIsSentThatWouldBeTooMuch(t *testing.T) {
	for name, style := range map[string]func(http.Header, int, int, time.Time){"auth0": asAuth0, "draft": asDraft} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				server := &limitedServer{limit: 2, period: time.Second, style: style}
				s, _ := paced(t, nil, map[string]httpmock.Responder{"/api/v2/": server.answer})
				start := time.Now()
				var all sync.WaitGroup
				assert.Equal(t, 200, s.Management(t.Context(), session.Check, auth0.ManagementRequest{Method: "GET", Path: "/grants"}).Status)
				for range 4 {
					all.Go(func() {
						for range 5 {
							assert.Equal(t, 200, s.Management(t.Context(), session.Check, auth0.ManagementRequest{Method: "GET", Path: "/grants"}).Status)
						}
					})
				}
				all.Wait()
				assert.Len(t, server.at, 21)
				assert.Zero(t, server.over)
				assert.InDelta(t, 10, time.Since(start).Seconds(), 1.1, "two a second")
			})
		})
	}
}

// After a 429 the whole API is held back until the time that the answer names; other APIs are not, and nothing is repeated.
func TestA429HoldsItsAPIBack(t *testing.T) {
	for name, test := range map[string]struct {
		header, value string
		wait          time.Duration
	}{
		"seconds":           {"Retry-After", "7", 7 * time.Second},
		"a date":            {"Retry-After", time.Unix(946684800+9, 0).UTC().Format(http.TimeFormat), 9 * time.Second}, // a bubble's time begins in the year 2000
		"nothing":           {"X-Nothing", "", 0},
		"a negative number": {"Retry-After", "-3", 0},
		"the past":          {"X-RateLimit-Reset", "946684000", 0},
		"the year 3000":     {"Retry-After", "32503680000", time.Minute},
		"a year":            {"RateLimit-Reset", "31536000", 0},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				calls := 0
				s, _ := paced(t, nil, map[string]httpmock.Responder{"/oauth/": func(*http.Request) (*http.Response, error) {
					calls++
					if calls > 1 {
						return httpmock.NewStringResponse(200, "{}"), nil
					}
					answer := httpmock.NewStringResponse(429, "{}")
					answer.Header.Set(test.header, test.value)
					return answer, nil
				}})
				start := time.Now()
				assert.Equal(t, 429, s.sendTo(t.Context(), session.Check, "oauth/token").Status)
				assert.Equal(t, 1, calls, "never repeated")
				s.Management(t.Context(), session.Check, auth0.ManagementRequest{Method: "GET", Path: "/grants", Token: auth0.NoToken})
				assert.Zero(t, time.Since(start), "another API")
				assert.Equal(t, 200, s.sendTo(t.Context(), session.Check, "oauth/revoke").Status)
				assert.InDelta(t, test.wait, time.Since(start), float64(500*time.Millisecond))
			})
		})
	}
}

func TestSlowDownIsAboutADevice(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, _ := paced(t, nil, map[string]httpmock.Responder{"/oauth/": httpmock.NewStringResponder(429, `{"error":"slow_down"}`)})
		start := time.Now()
		for range 3 {
			s.sendTo(t.Context(), session.Check, "oauth/token")
		}
		assert.Zero(t, time.Since(start))
	})
}

func TestRequestsTogetherWaitTogether(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		server := &limitedServer{limit: 10, period: time.Minute, style: asAuth0}
		s, _ := paced(t, nil, map[string]httpmock.Responder{"/oauth/": server.answer})
		for range 5 {
			s.sendTo(t.Context(), session.SetUp, "oauth/token")
		}
		answers, _ := s.SendTogether(t.Context(), session.Check, make8())
		for _, a := range answers {
			assert.Equal(t, 200, a.Status)
		}
		assert.Equal(t, server.at[5], server.at[12], "none is sent before the others may be")
		assert.Zero(t, server.over)
	})
}

func make8() (rs []httpx.Request) {
	for range 8 {
		rs = append(rs, httpx.Request{Method: "POST", URL: pacedIssuer + "oauth/token"})
	}
	return rs
}

func TestALongWaitIsRefusedAndSaid(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		calls := 0
		s, said := paced(t, nil, map[string]httpmock.Responder{"/oauth/": func(*http.Request) (*http.Response, error) {
			calls++
			answer := httpmock.NewStringResponse(429, "{}")
			answer.Header.Set("Retry-After", "3600")
			return answer, nil
		}})
		start := time.Now()
		s.sendTo(t.Context(), session.Check, "oauth/token")
		answer := s.sendTo(t.Context(), session.Act, "oauth/revoke")
		assert.ErrorIs(t, answer.Err, pace.ErrHeldBack)
		assert.EqualError(t, answer.Err, "not sent: acme.example takes no more for 1h0m0s (its rate limit), and limits.longest_wait is 2m0s")
		assert.Equal(t, judge.Unclear, judge.Class(answer))
		assert.Equal(t, 1, calls)
		assert.Zero(t, time.Since(start))
		assert.Equal(t, []string{"acme.example asks to come back in 1h0m0s, which is longer than limits.longest_wait (2m0s): until then nothing is sent to it"}, *said)
	})
}

func TestAWaitEndsWithTheRun(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		server := &limitedServer{limit: 1, period: time.Minute, style: asAuth0}
		s, _ := paced(t, nil, map[string]httpmock.Responder{"/oauth/": server.answer})
		s.sendTo(t.Context(), session.Check, "oauth/token")
		ctx, cancel := context.WithTimeout(t.Context(), 3*time.Second)
		defer cancel()
		start := time.Now()
		answer := s.sendTo(ctx, session.Check, "oauth/token")
		assert.ErrorIs(t, answer.Err, httpx.ErrCancelled)
		assert.Equal(t, 3*time.Second, time.Since(start))
		assert.Len(t, server.at, 1)
	})
}
