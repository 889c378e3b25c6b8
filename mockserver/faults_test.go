package mockserver_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/mockserver"
)

// answered is the status and the body of an answer, or the error that came instead.
func answered(mock *mockserver.Running, path string, form url.Values) (int, string, error) {
	r, err := mock.Client.PostForm(mock.URL+path, form)
	if err != nil {
		return 0, "", err
	}
	defer r.Body.Close()
	body, err := io.ReadAll(r.Body)
	return r.StatusCode, string(body), err
}

func revocationOf(token string) url.Values {
	return url.Values{"client_id": {"mock-public"}, "token": {token}}
}

// A client that tries again is answered at last; and what the fault did to the token is what it says.
func TestAFaultIsMetSoManyTimes(t *testing.T) {
	mock := mockserver.Start(t)
	mock.Fail(t, mockserver.Fault{Path: "/oauth/revoke", Skip: 1, Times: 2, Status: 429, Header: map[string]string{"retry-after": "1"}, Body: `{"error":"too_many_requests"}`})
	var seen []int
	for range 4 {
		status, _, err := answered(mock, "/oauth/revoke", revocationOf("unknown"))
		require.NoError(t, err)
		seen = append(seen, status)
	}
	assert.Equal(t, []int{200, 429, 429, 200}, seen)
	assert.Equal(t, 2, mock.Server.Faults()[0].Met)
}

// The work is done, or it is not: the answer is the same.
func TestAFaultBeforeAndAfterTheWork(t *testing.T) {
	for _, served := range []bool{false, true} {
		mock := mockserver.Start(t)
		token := signIn(t, mock.Server, "public")
		callOff := mock.Fail(t, mockserver.Fault{Path: "/oauth/revoke", Served: served, Status: 500})
		status, _, err := answered(mock, "/oauth/revoke", revocationOf(token))
		require.NoError(t, err)
		assert.Equal(t, 500, status)
		callOff()
		status, _, err = answered(mock, "/oauth/token", url.Values{"grant_type": {"refresh_token"}, "client_id": {"mock-public"}, "refresh_token": {token}})
		require.NoError(t, err)
		assert.Equal(t, map[bool]int{false: 200, true: 403}[served], status)
	}
}

// Others are answered as ever: another token, another user, another application, another method, another path.
func TestWhoMeetsAFault(t *testing.T) {
	mock := mockserver.Start(t)
	token := signIn(t, mock.Server, "public")
	user := mock.Server.Seed().Users[0].ID
	for name, c := range map[string]struct{ fits, doesNot mockserver.Fault }{
		"token":       {mockserver.Fault{Token: token}, mockserver.Fault{Token: token + "x"}},
		"user":        {mockserver.Fault{UserID: user}, mockserver.Fault{UserID: user + "x"}},
		"application": {mockserver.Fault{ClientID: "mock-public"}, mockserver.Fault{ClientID: "mock-confidential"}},
		"method":      {mockserver.Fault{Method: "post"}, mockserver.Fault{Method: "GET"}},
		"path":        {mockserver.Fault{Path: "/oauth/"}, mockserver.Fault{Path: "/api/v2/"}},
	} {
		for wanted, f := range map[int]mockserver.Fault{503: c.fits, 200: c.doesNot} {
			f.Status = 503
			callOff := mock.Fail(t, f)
			status, _, err := answered(mock, "/oauth/token", url.Values{"grant_type": {"refresh_token"}, "client_id": {"mock-public"}, "refresh_token": {token}})
			require.NoError(t, err)
			assert.Equal(t, wanted, status, name)
			callOff()
		}
	}
}

func TestConnectionsThatEndBadly(t *testing.T) {
	mock := mockserver.Start(t)
	for cut, wanted := range map[mockserver.Cut]error{mockserver.CutClose: io.EOF, mockserver.CutReset: syscall.ECONNRESET, mockserver.CutBody: io.ErrUnexpectedEOF} {
		callOff := mock.Fail(t, mockserver.Fault{Path: "/oauth/token", Cut: cut})
		_, _, err := answered(mock, "/oauth/token", url.Values{})
		assert.ErrorIs(t, err, wanted, cut)
		callOff()
	}
	encrypted := mockserver.StartTLS(t)
	for _, cut := range []mockserver.Cut{mockserver.CutClose, mockserver.CutReset, mockserver.CutBody} {
		callOff := encrypted.Fail(t, mockserver.Fault{Path: "/oauth/token", Cut: cut})
		_, _, err := answered(encrypted, "/oauth/token", url.Values{})
		assert.Error(t, err, cut)
		callOff()
	}
}

// What is late is whole, and who has gone meanwhile is served no more.
func TestAnswersThatAreLate(t *testing.T) {
	mock := mockserver.Start(t)
	callOff := mock.Fail(t, mockserver.Fault{Path: "/.well-known/", Delay: 20 * time.Millisecond, Slow: 20 * time.Millisecond})
	began := time.Now()
	r, err := mock.Client.Get(mock.URL + "/.well-known/openid-configuration")
	require.NoError(t, err)
	body, err := io.ReadAll(r.Body)
	require.NoError(t, err)
	require.NoError(t, r.Body.Close())
	assert.GreaterOrEqual(t, time.Since(began), 36*time.Millisecond)
	assert.True(t, strings.HasSuffix(string(body), "}"))
	callOff()

	token := signIn(t, mock.Server, "public")
	mock.Fail(t, mockserver.Fault{Path: "/oauth/revoke", Delay: 200 * time.Millisecond})
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, mock.URL+"/oauth/revoke", strings.NewReader(revocationOf(token).Encode()))
	require.NoError(t, err)
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	_, err = mock.Client.Do(request)
	assert.True(t, errors.Is(err, context.DeadlineExceeded), err)
	time.Sleep(300 * time.Millisecond) // by then it would be served
	status, _, err := answered(mock, "/oauth/token", url.Values{"grant_type": {"refresh_token"}, "client_id": {"mock-public"}, "refresh_token": {token}})
	require.NoError(t, err)
	assert.Equal(t, 200, status, "it was never revoked")
}

// The same seed makes the same requests meet a fault.
func TestFaultsByChance(t *testing.T) {
	sequence := func(seed uint64) (all []int) {
		mock := mockserver.Start(t, mockserver.WithFaults(mockserver.Fault{Path: "/oauth/revoke", Probability: 0.5, Seed: seed, Status: 503}))
		for range 40 {
			status, _, err := answered(mock, "/oauth/revoke", revocationOf("unknown"))
			require.NoError(t, err)
			all = append(all, status)
		}
		return all
	}
	once := sequence(1)
	assert.Equal(t, once, sequence(1))
	assert.NotEqual(t, once, sequence(2))
	assert.Contains(t, once, 200)
	assert.Contains(t, once, 503)
}

func TestFaultsThatAreNone(t *testing.T) {
	for wanted, f := range map[string]mockserver.Fault{
		"nothing goes wrong":  {Path: "/oauth/revoke"},
		"200 to 599":          {Status: 99},
		"give it one":         {Body: "x", Delay: 1},
		"close, reset or":     {Cut: "off"},
		"from 0 to 10m":       {Delay: time.Hour},
		"from 0 to 1":         {Status: 500, Probability: 2},
		"numbers of requests": {Status: 500, Times: -1},
		"begins with /":       {Status: 500, Path: "oauth"},
		"no header":           {Status: 500, Header: map[string]string{"a b": "c"}},
		"follows from":        {Status: 500, Header: map[string]string{"content-length": "3"}},
	} {
		_, err := mockserver.New().AddFault(f)
		assert.ErrorContains(t, err, wanted)
		assert.ErrorContains(t, mockserver.New(mockserver.WithFaults(f)).Err(), wanted)
	}
}
