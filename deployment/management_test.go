package deployment

import (
	"context"
	"fmt"
	"net/http"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/jarcoal/httpmock"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/deployment/file"
	"github.com/revokespec/revokespec/internal/auth0"
	"github.com/revokespec/revokespec/internal/remedy"
	"github.com/revokespec/revokespec/internal/session"
)

func TestWrongManagementSecretCannotBeJudged(t *testing.T) {
	f := newFake(t)
	file := f.file(1)
	file.Management.ClientSecret = "CANARY"
	_, err := Open(t.Context(), file, Options{Ephemeral: true, sleep: noSleep})
	var unjudgeable *remedy.Unjudgeable
	require.ErrorAs(t, err, &unjudgeable)
	assert.ErrorContains(t, err, "401 access_denied; correct management.client_id and management.client_secret")
	assert.NotContains(t, err.Error(), "CANARY")
}

func TestManagementTokenIsCachedAndNarrowed(t *testing.T) {
	f := newFake(t)
	d := f.open(t, nil)
	s := d.Session()
	before := d.Requests()
	all, err := s.ManagementToken(t.Context())
	require.NoError(t, err)
	assert.Equal(t, before, d.Requests(), "Open had fetched it")
	narrow, err := s.ManagementToken(t.Context(), "read:grants")
	require.NoError(t, err)
	assert.NotEqual(t, all, narrow)
	assert.Equal(t, "[management token] [management token for read:grants]", s.Redact(all+" "+narrow))
	_, err = s.ManagementToken(t.Context(), "read:grants")
	require.NoError(t, err)
	assert.Equal(t, before+1, d.Requests())
	assert.Empty(t, s.Drain(), "fetching tokens belongs to no scenario")

	d.ClockMoved(time.Hour - 30*time.Second)
	_, err = s.ManagementToken(t.Context())
	require.NoError(t, err)
	assert.Equal(t, before+2, d.Requests(), "it is fetched again shortly before it expires")

	f.ruin("broad")
	_, err = s.ManagementToken(t.Context(), "delete:grants")
	var missing *remedy.NotApplicable
	require.ErrorAs(t, err, &missing)
	assert.Contains(t, missing.Remedy, `would not narrow a management token to "delete:grants"`)
}

// managed is a session whose Management API answers as told, and the pauses that were made.
func managed(t *testing.T, answers ...httpmock.Responder) (s *Session, calls *atomic.Int32, pauses *[]time.Duration) {
	transport := httpmock.NewMockTransport()
	transport.RegisterResponder("POST", "https://acme.example/oauth/token", httpmock.NewStringResponder(200, `{"access_token":"mtoken"}`))
	calls, pauses = &atomic.Int32{}, &[]time.Duration{}
	transport.RegisterNoResponder(func(r *http.Request) (*http.Response, error) {
		return answers[min(int(calls.Add(1)), len(answers))-1](r)
	})
	d, err := prepare(&file.File{Issuer: "https://acme.example/", Endpoints: file.Endpoints{Token: "https://acme.example/oauth/token"}, Management: &file.Management{ClientID: "m", ClientSecret: "mmmm"}},
		Options{Ephemeral: true, Transport: transport, sleep: func(_ context.Context, d time.Duration) error { *pauses = append(*pauses, d); return nil }})
	require.NoError(t, err)
	return d.Session(), calls, pauses
}

func after(status int, header, value string) httpmock.Responder {
	return httpmock.NewStringResponder(status, "{}").HeaderSet(http.Header{header: {value}})
}

func TestManagementIsRepeated(t *testing.T) {
	fine := httpmock.NewStringResponder(200, `{}`)
	reset := httpmock.NewErrorResponder(fmt.Errorf("read: %w", syscall.ECONNRESET))
	soon := fmt.Sprint(time.Now().Add(7 * time.Second).Unix())
	tests := map[string]struct {
		method  string
		answers []httpmock.Responder
		status  int
		calls   int
		pause   time.Duration // the first, within a second
	}{
		"GET, 429 with seconds": {"GET", []httpmock.Responder{after(429, "Retry-After", "3"), fine}, 200, 2, 3 * time.Second},
		"GET, 429 with a date":  {"GET", []httpmock.Responder{after(429, "Retry-After", time.Now().Add(5*time.Second).UTC().Format(http.TimeFormat)), fine}, 200, 2, 5 * time.Second},
		"GET, 429 with a reset": {"GET", []httpmock.Responder{after(429, "X-Ratelimit-Reset", soon), fine}, 200, 2, 7 * time.Second},
		"GET, endless wait":     {"GET", []httpmock.Responder{after(429, "Retry-After", "99999999"), fine}, 200, 2, time.Minute},
		"GET, negative wait":    {"GET", []httpmock.Responder{after(429, "Retry-After", "-5"), fine}, 200, 2, 0},
		"DELETE, 503":           {"DELETE", []httpmock.Responder{after(503, "A", "b"), fine}, 200, 2, time.Second},
		"PATCH, reset":          {"PATCH", []httpmock.Responder{reset, fine}, 200, 2, time.Second},
		"GET, always 429":       {"GET", []httpmock.Responder{after(429, "Retry-After", "1")}, 429, 4, time.Second},
		"POST, 429":             {"POST", []httpmock.Responder{after(429, "Retry-After", "1"), fine}, 200, 2, time.Second},
		"GET, 500":              {"GET", []httpmock.Responder{after(500, "A", "b"), fine}, 500, 1, 0},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			s, calls, pauses := managed(t, test.answers...)
			answer := s.Management(t.Context(), session.Check, auth0.ManagementRequest{Method: test.method, Path: "/grants"})
			assert.Equal(t, test.status, answer.Status)
			assert.EqualValues(t, test.calls, calls.Load())
			assert.Len(t, *pauses, test.calls-1)
			if len(*pauses) > 0 {
				assert.InDelta(t, test.pause, (*pauses)[0], float64(1500*time.Millisecond))
			}
			exchanges := s.Drain()
			assert.Len(t, exchanges, test.calls, "every try is recorded")
			assert.Equal(t, "https://acme.example/api/v2/grants", exchanges[0].Request.URL)
			assert.Equal(t, []string{"Bearer [management token]"}, exchanges[0].Request.Headers["Authorization"])
		})
	}
}

func TestManagementWithoutToken(t *testing.T) {
	s, _, _ := managed(t, httpmock.NewStringResponder(401, `{}`))
	assert.Equal(t, 401, s.Management(t.Context(), session.Act, auth0.ManagementRequest{Method: "GET", Path: "/grants", Token: auth0.NoToken}).Status)
	assert.NotContains(t, s.Drain()[0].Request.Headers, "Authorization")
}
