package deployment

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/jarcoal/httpmock"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/deployment/file"
	"github.com/revokespec/revokespec/internal/auth0"
	"github.com/revokespec/revokespec/internal/session"
)

// expiring is a Management API whose tokens end when it is told to, whatever they said of themselves.
type expiring struct {
	fetched, calls atomic.Int32
	oldest         atomic.Int32 // of the tokens that it takes
}

func (e *expiring) session(t *testing.T) *Session {
	transport := httpmock.NewMockTransport()
	transport.RegisterResponder("POST", "https://acme.example/oauth/token", func(r *http.Request) (*http.Response, error) {
		return httpmock.NewJsonResponse(200, map[string]any{"access_token": fmt.Sprint("mtoken-", e.fetched.Add(1)), "scope": r.FormValue("scope"), "expires_in": 86400})
	})
	transport.RegisterNoResponder(func(r *http.Request) (*http.Response, error) {
		e.calls.Add(1)
		var n int32
		_, _ = fmt.Sscanf(r.Header.Get("Authorization"), "Bearer mtoken-%d", &n)
		if n < e.oldest.Load() {
			return httpmock.NewJsonResponse(401, map[string]any{"statusCode": 401, "error": "Unauthorized"})
		}
		return httpmock.NewJsonResponse(200, map[string]any{})
	})
	d, err := prepare(&file.File{Issuer: "https://acme.example/", Endpoints: file.Endpoints{Token: "https://acme.example/oauth/token"}, Management: &file.Management{ClientID: "m", ClientSecret: "mmmm"}},
		Options{Ephemeral: true, Transport: transport, sleep: noSleep})
	require.NoError(t, err)
	return d.Session()
}

func TestATokenThatEndedEarlyIsReplacedOnce(t *testing.T) {
	for _, method := range []string{"GET", "PATCH", "DELETE", "POST"} {
		for _, scope := range []string{"", "read:grants"} {
			e := &expiring{}
			s := e.session(t)
			ask := func() int {
				return s.Management(t.Context(), session.Act, auth0.ManagementRequest{Method: method, Path: "/grants", Scope: scope}).Status
			}
			assert.Equal(t, 200, ask())
			e.oldest.Store(2)
			assert.Equal(t, 200, ask(), "%s %s", method, scope)
			assert.EqualValues(t, 2, e.fetched.Load())
			assert.EqualValues(t, 3, e.calls.Load())
			e.oldest.Store(3)
			assert.Equal(t, 200, ask(), "and again when that has ended")

			e.oldest.Store(99)
			assert.Equal(t, 401, ask(), "then the answer stands")
			assert.EqualValues(t, 4, e.fetched.Load())
			assert.EqualValues(t, 7, e.calls.Load())
			assert.Equal(t, 401, ask())
			assert.EqualValues(t, 4, e.fetched.Load(), "that a token was refused which was new is not for its age")
			assert.NotContains(t, fmt.Sprint(s.Drain()), "mtoken-", "every one of them is a secret")
		}
	}
}

func TestATokenOfOnesOwnChoosingIsNotReplaced(t *testing.T) {
	e := &expiring{}
	s := e.session(t)
	token, err := s.ManagementToken(t.Context(), "read:grants")
	require.NoError(t, err)
	e.oldest.Store(2)
	for _, chosen := range []string{auth0.NoToken, "made up", token} {
		assert.Equal(t, 401, s.Management(t.Context(), session.Act, auth0.ManagementRequest{Method: "GET", Path: "/grants", Token: chosen}).Status)
	}
	assert.EqualValues(t, 1, e.fetched.Load())
	assert.EqualValues(t, 3, e.calls.Load())
}

func TestManyAreRefusedAndOneTokenIsFetched(t *testing.T) {
	e := &expiring{}
	s := e.session(t)
	assert.Equal(t, 200, s.Management(t.Context(), session.Act, auth0.ManagementRequest{Method: "GET", Path: "/grants"}).Status)
	e.oldest.Store(2)
	var all sync.WaitGroup
	for range 20 {
		all.Go(func() {
			assert.Equal(t, 200, s.Management(context.Background(), session.Act, auth0.ManagementRequest{Method: "POST", Path: "/users", JSON: map[string]any{}}).Status)
		})
	}
	all.Wait()
	assert.EqualValues(t, 2, e.fetched.Load())
}

// What a run changed is put back although its token has ended meanwhile.
func TestRestoringGetsThroughWithANewToken(t *testing.T) {
	f := newFake(t)
	var generation atomic.Int32
	f.Config.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if at, sent := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer management-token "); sent && !strings.HasPrefix(at, fmt.Sprint(generation.Load())) {
			answer(w, 401, map[string]any{"statusCode": 401, "error": "Unauthorized"})
			return
		}
		if r.URL.Path == "/oauth/token" && r.FormValue("grant_type") == "client_credentials" {
			answer(w, 200, map[string]any{"access_token": fmt.Sprintf("management-token %d", generation.Load()), "expires_in": 86400})
			return
		}
		f.mux.ServeHTTP(w, r)
	})
	d := f.open(t, nil)
	lease, err := d.Lease(t.Context(), Want{Setting: file.SettingOn})
	require.NoError(t, err)
	_, err = lease.Create(t.Context(), session.SetUp, "users", map[string]any{"email": "gone@example.com"})
	require.NoError(t, err)
	lease.Release()
	assert.True(t, isOn(f))
	generation.Add(1)
	require.NoError(t, d.Close(t.Context()))
	assert.False(t, isOn(f))
	assert.Empty(t, f.made())
}
