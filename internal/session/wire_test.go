package session

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/deployment/file"
	"github.com/revokespec/revokespec/internal/httpx"
	"github.com/revokespec/revokespec/judge"
)

// sessionAt is a session with a server about which nothing is known.
func sessionAt(t *testing.T, issuer string, change func(*file.File)) *Session {
	file := &file.File{Issuer: issuer, Limits: file.Limits{Timeout: time.Second}}
	if change != nil {
		change(file)
	}
	d, err := serverOf(file, Options{Sleep: atOnce})
	require.NoError(t, err)
	return d.NewSession()
}

// listen serves raw connections; conversation gets each with its number, from 1.
func listen(t *testing.T, conversation func(n int, conn net.Conn, in *bufio.Reader)) string {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	var open sync.WaitGroup
	var conns sync.Map
	open.Go(func() {
		for n := 1; ; n++ {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			conns.Store(conn, true)
			open.Go(func() {
				defer conn.Close()
				conversation(n, conn, bufio.NewReader(conn))
			})
		}
	})
	t.Cleanup(func() {
		listener.Close()
		conns.Range(func(conn, _ any) bool { _ = conn.(net.Conn).Close(); return true })
		open.Wait()
	})
	return "http://" + listener.Addr().String() + "/"
}

func readRequest(in *bufio.Reader) bool {
	r, err := http.ReadRequest(in)
	if err != nil {
		return false
	}
	_, err = io.Copy(io.Discard, r.Body)
	return err == nil
}

func TestHostileAnswers(t *testing.T) {
	reset := func(conn net.Conn) { _ = conn.(*net.TCPConn).SetLinger(0) }
	tests := map[string]struct {
		serve  func(conn net.Conn, in *bufio.Reader)
		want   error
		status int
		phrase string
	}{
		"closed at once": {func(_ net.Conn, in *bufio.Reader) { readRequest(in) }, httpx.ErrReset, 0, "no answer: connection reset"},
		"reset":          {func(conn net.Conn, in *bufio.Reader) { readRequest(in); reset(conn) }, httpx.ErrReset, 0, "no answer: connection reset"},
		"never answers":  {func(_ net.Conn, in *bufio.Reader) { readRequest(in); _, _ = in.ReadByte() }, httpx.ErrTimedOut, 0, "no answer: timed out after 1s"},
		"never ends": {func(conn net.Conn, in *bufio.Reader) {
			readRequest(in)
			fmt.Fprint(conn, "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc")
			_, _ = in.ReadByte()
		}, httpx.ErrTimedOut, 200, "200 (timed out after 1s)"},
		"ends early": {func(conn net.Conn, in *bufio.Reader) {
			readRequest(in)
			fmt.Fprint(conn, "HTTP/1.1 400 Bad Request\r\nContent-Length: 100\r\n\r\n{\"error\":\"invalid")
		}, httpx.ErrTruncated, 400, "400 (answer ended early)"},
		"too large": {func(conn net.Conn, in *bufio.Reader) {
			readRequest(in)
			fmt.Fprint(conn, "HTTP/1.1 200 OK\r\nContent-Length: 104857600\r\n\r\n")
			for range 100 {
				if _, err := conn.Write(make([]byte, 1<<20)); err != nil {
					return
				}
			}
		}, httpx.ErrTooLarge, 200, "200 (answer larger than 1 MiB)"},
		"not HTTP": {func(conn net.Conn, in *bufio.Reader) { readRequest(in); fmt.Fprint(conn, "SSH-2.0-OpenSSH\r\n") }, httpx.ErrNotHTTP, 0, "no answer: the answer is not HTTP"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			at := listen(t, func(_ int, conn net.Conn, in *bufio.Reader) { test.serve(conn, in) })
			s := sessionAt(t, at, nil)
			answer := s.Send(t.Context(), Act, httpx.Request{URL: at, Form: url.Values{"token": {"secret-token"}}})
			assert.ErrorIs(t, answer.Err, test.want)
			assert.Equal(t, test.status, answer.Status)
			assert.Equal(t, test.phrase, answer.String())
			assert.LessOrEqual(t, len(answer.Body), httpx.MaxBody)
			assert.Equal(t, judge.Unclear, judge.Class(answer))
			exchanges := s.Drain()
			require.Len(t, exchanges, 1)
			assert.Equal(t, answer.Err.Error(), exchanges[0].Error)
			assert.Equal(t, "token=[token 1]", exchanges[0].Request.Body)
			assert.Equal(t, test.status != 0, exchanges[0].Response != nil)
		})
	}
}

func TestNobodyListens(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	at := "http://" + listener.Addr().String() + "/"
	listener.Close()
	answer := sessionAt(t, at, nil).Send(t.Context(), Act, httpx.Request{URL: at})
	assert.ErrorIs(t, answer.Err, httpx.ErrRefused)
	assert.Equal(t, "no answer: connection refused", answer.String())
	patient := func(f *file.File) { f.Limits.Timeout = time.Minute } // names are looked up by others, who may be slow
	assert.ErrorIs(t, sessionAt(t, "http://no-such-host.invalid/", patient).Send(t.Context(), Act, httpx.Request{URL: "http://no-such-host.invalid/"}).Err, httpx.ErrNoHost)
}

func TestUntrustedCertificate(t *testing.T) {
	server := httptest.NewUnstartedServer(http.NotFoundHandler())
	server.Config.ErrorLog = log.New(io.Discard, "", 0)
	server.StartTLS()
	defer server.Close()
	answer := sessionAt(t, server.URL, nil).Send(t.Context(), Act, httpx.Request{URL: server.URL})
	assert.ErrorIs(t, answer.Err, httpx.ErrTLS)
	assert.Contains(t, answer.String(), "name its authority's certificate in tls.ca_file")
	insecure := sessionAt(t, server.URL, func(f *file.File) { f.TLS.Insecure = true })
	assert.Equal(t, 404, insecure.Send(t.Context(), Act, httpx.Request{URL: server.URL}).Status)
}

// A request that is lost in a connection which the server closes must not be sent again, whatever its method.
func TestNothingIsEverSentTwice(t *testing.T) {
	requests := map[string]httpx.Request{
		"POST":         {Form: url.Values{"token": {"a"}}},
		"POST, empty":  {Method: http.MethodPost},
		"GET":          {Method: http.MethodGet},
		"HEAD":         {Method: http.MethodHead},
		"idempotent":   {Method: http.MethodPut, Header: http.Header{"Idempotency-Key": {"k"}}, Body: []byte("a")},
		"POST with ID": {Method: http.MethodPost, Header: http.Header{"Idempotency-Key": {"k"}}, Body: []byte("a")},
	}
	for name, request := range requests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var seen atomic.Int32
			at := listen(t, func(_ int, conn net.Conn, in *bufio.Reader) {
				for first := true; readRequest(in); first = false {
					seen.Add(1)
					if !first {
						return // lost: the connection is closed without an answer
					}
					fmt.Fprint(conn, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
				}
			})
			s := sessionAt(t, at, nil)
			request.URL = at
			assert.Equal(t, 200, s.Send(t.Context(), SetUp, httpx.Request{URL: at}).Status)
			assert.ErrorIs(t, s.Send(t.Context(), Act, request).Err, httpx.ErrReset)
			assert.EqualValues(t, 2, seen.Load())
			assert.Equal(t, 2, s.Server.Requests())
		})
	}
}

func TestWhatIsSent(t *testing.T) {
	type sent struct{ method, uri, contentType, body, length, encoding, agent, tenant string }
	var got sent
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		got = sent{r.Method, r.RequestURI, r.Header.Get("Content-Type"), string(body), r.Header.Get("Content-Length"), strings.Join(r.TransferEncoding, ","), r.UserAgent(), r.Header.Get("X-Tenant")}
		http.Redirect(w, r, "/elsewhere", http.StatusFound)
	}))
	defer server.Close()
	s := sessionAt(t, server.URL, func(f *file.File) { f.Headers = map[string]string{"X-Tenant": "acme"} })
	tests := map[string]struct {
		request httpx.Request
		want    sent
	}{
		"GET":          {httpx.Request{URL: server.URL + "/a"}, sent{method: "GET", uri: "/a"}},
		"query":        {httpx.Request{URL: server.URL + "/a?b=1", Query: url.Values{"c": {"2 3"}}}, sent{method: "GET", uri: "/a?b=1&c=2+3"}},
		"form":         {httpx.Request{URL: server.URL, Form: url.Values{"a": {"1"}}}, sent{method: "POST", uri: "/", contentType: "application/x-www-form-urlencoded", body: "a=1", length: "3"}},
		"empty form":   {httpx.Request{URL: server.URL, Form: url.Values{}}, sent{method: "POST", uri: "/", contentType: "application/x-www-form-urlencoded", length: "0"}},
		"JSON":         {httpx.Request{Method: "PATCH", URL: server.URL, JSON: map[string]any{"a": 1}}, sent{method: "PATCH", uri: "/", contentType: "application/json", body: `{"a":1}`, length: "7"}},
		"raw":          {httpx.Request{URL: server.URL, Body: []byte("\x00"), ContentType: "text/plain"}, sent{method: "POST", uri: "/", contentType: "text/plain", body: "\x00", length: "1"}},
		"raw, no type": {httpx.Request{Method: "DELETE", URL: server.URL, Body: []byte("x")}, sent{method: "DELETE", uri: "/", body: "x", length: "1"}},
		"own header":   {httpx.Request{URL: server.URL, Header: http.Header{"X-Tenant": {"mine"}}}, sent{method: "GET", uri: "/", tenant: "mine"}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			answer := s.Send(t.Context(), Act, test.request)
			assert.Equal(t, 302, answer.Status, "a redirect is the answer")
			want := test.want
			want.agent = "revokespec"
			if want.tenant == "" {
				want.tenant = "acme"
			}
			assert.Equal(t, want, got)
		})
	}
}

func TestHeadersOfTheFileStayAtHome(t *testing.T) {
	s := sessionAt(t, "https://acme.example", func(f *file.File) {
		f.Headers = map[string]string{"X-Key": "k"}
		f.Nodes = []string{"https://node.example"}
	})
	assert.NotNil(t, s.Server.HeadersFor("https://acme.example/oauth/token"))
	assert.NotNil(t, s.Server.HeadersFor("https://node.example/oauth/token"))
	assert.Nil(t, s.Server.HeadersFor("https://login.elsewhere.example/"))
}

func TestFreshConnection(t *testing.T) {
	var connections atomic.Int32
	at := listen(t, func(_ int, conn net.Conn, in *bufio.Reader) {
		connections.Add(1)
		for readRequest(in) {
			fmt.Fprint(conn, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
		}
	})
	s := sessionAt(t, at, nil)
	for range 3 {
		s.Send(t.Context(), Act, httpx.Request{URL: at})
	}
	assert.EqualValues(t, 1, connections.Load())
	s.Send(t.Context(), Act, httpx.Request{URL: at, FreshConnection: true})
	s.Send(t.Context(), Act, httpx.Request{URL: at, FreshConnection: true})
	assert.EqualValues(t, 3, connections.Load())
}

func TestSendTogether(t *testing.T) {
	const n = 8
	var waiting sync.WaitGroup
	waiting.Add(n)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		number := r.FormValue("n")
		waiting.Done()
		waiting.Wait() // answers only when all have come to their end: it would hang if they did not come together
		fmt.Fprintf(w, `{"refresh_token":"token-of-%s"}`, number)
	}))
	defer server.Close()
	s := sessionAt(t, server.URL, nil)
	var requests []httpx.Request
	for i := range n {
		requests = append(requests, httpx.Request{URL: server.URL, Form: url.Values{"n": {fmt.Sprint(i)}}})
	}
	answers, overlap := s.SendTogether(t.Context(), Act, requests)
	assert.Equal(t, n, overlap)
	for i, exchange := range s.Drain() {
		assert.Equal(t, fmt.Sprintf("token-of-%d", i), answers[i].Field("refresh_token"))
		assert.Equal(t, fmt.Sprintf("n=%d", i), exchange.Request.Body, "recorded in the order of the requests")
		assert.Equal(t, fmt.Sprintf(`{"refresh_token":"[refresh token %d]"}`, i+1), exchange.Response.Body)
	}
	assert.Equal(t, n, s.Server.Requests())
}

func TestSendTogetherWithoutServer(t *testing.T) {
	s := sessionAt(t, "http://127.0.0.1:1/", nil)
	answers, overlap := s.SendTogether(t.Context(), Act, []httpx.Request{{URL: "http://127.0.0.1:1/"}, {URL: ":"}, {URL: "http://127.0.0.1:1/"}})
	assert.Len(t, answers, 3)
	assert.Zero(t, overlap)
	for _, answer := range answers {
		assert.Error(t, answer.Err)
	}
}

func TestCancelledRequest(t *testing.T) {
	at := listen(t, func(_ int, _ net.Conn, in *bufio.Reader) { readRequest(in); _, _ = in.ReadByte() })
	ctx, cancel := context.WithCancelCause(t.Context())
	go cancel(errors.New("enough"))
	answer := sessionAt(t, at, nil).Send(ctx, Act, httpx.Request{URL: at})
	assert.ErrorIs(t, answer.Err, httpx.ErrCancelled)
}

func TestPacing(t *testing.T) {
	server := httptest.NewServer(http.NotFoundHandler())
	defer server.Close()
	s := sessionAt(t, server.URL, func(f *file.File) { f.Limits.RequestsPerSecond = 20 })
	var slept time.Duration
	now := time.Now()
	s.Server.Pacer.Now = func() time.Time { return now }
	s.Server.Pacer.Sleep = func(_ context.Context, d time.Duration) error { slept = d; return nil }
	for range 5 {
		s.Send(t.Context(), Check, httpx.Request{URL: server.URL})
	}
	assert.InDelta(t, 200*time.Millisecond, slept, float64(time.Millisecond), "the fifth request at twenty a second, had nobody slept")
}

func TestLongBodiesAreCutInTheRecord(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		_, _ = w.Write([]byte(strings.Repeat("é", 3000)))
	}))
	defer server.Close()
	s := sessionAt(t, server.URL, nil)
	s.Send(t.Context(), Act, httpx.Request{URL: server.URL, Body: []byte("token=" + strings.Repeat("x", 1<<17))})
	exchange := s.Drain()[0]
	assert.Equal(t, "token=[token 1] ... (131078 bytes in all)", exchange.Request.Body, "a huge token is hidden as a whole")
	assert.True(t, exchange.Response.Truncated)
	assert.Equal(t, keptPage, len(exchange.Response.Body))
	s.Send(t.Context(), Act, httpx.Request{URL: server.URL, Body: []byte("noise=" + strings.Repeat("x", 1<<17))})
	assert.Contains(t, s.Drain()[0].Request.Body, "... (131078 bytes in all)")
}
