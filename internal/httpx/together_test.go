package httpx

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/deployment/file"
)

// writes are those to all connections of a wire, in order: to which, and how many bytes.
type writes struct {
	mu     sync.Mutex
	made   int
	log    [][2]int
	before func(to string) // each write, to an address; nil: nothing
}

type loggedConn struct {
	net.Conn
	*writes
	number int
}

func (c *loggedConn) Write(p []byte) (int, error) {
	if c.before != nil {
		c.before(c.RemoteAddr().String())
	}
	c.mu.Lock()
	c.log = append(c.log, [2]int{c.number, len(p)})
	c.mu.Unlock()
	return c.Conn.Write(p)
}

func (w *writes) dial(ctx context.Context, network, address string) (net.Conn, error) {
	conn, err := new(net.Dialer).DialContext(ctx, network, address)
	if err != nil {
		return nil, err
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.made++
	return &loggedConn{Conn: conn, writes: w, number: w.made}, nil
}

// loggedWire is a wire whose writes to fresh connections are seen.
func loggedWire(t *testing.T, proxy *url.URL) (*Wire, *writes) {
	t.Helper()
	w, err := NewWire(&file.File{TLS: file.TLS{Insecure: true}, Limits: file.Limits{Timeout: 10 * time.Second}}, nil)
	require.NoError(t, err)
	t.Cleanup(w.Close)
	seen := &writes{}
	w.fresh.(*http.Transport).DialContext = holding(seen.dial)
	w.fresh.(*http.Transport).Proxy = http.ProxyURL(proxy)
	return w, seen
}

// Of each request all but the last byte is on its way before the last byte of any is, with a body and without, encrypted, and through proxies.
func TestLastBytesAreSentTogether(t *testing.T) {
	answer := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		fmt.Fprint(w, r.Method, len(body))
	})
	plain, encrypted := httptest.NewServer(answer), httptest.NewTLSServer(answer)
	defer plain.Close()
	defer encrypted.Close()
	proxy := httptest.NewServer(http.HandlerFunc(proxied))
	defer proxy.Close()
	way, err := url.Parse(proxy.URL)
	require.NoError(t, err)
	form := []byte(strings.Repeat("x", 5000))
	for name, c := range map[string]struct {
		message Message
		proxy   *url.URL
		want    string
	}{
		"a body":                       {Message{Method: "POST", URL: plain.URL, Body: form}, nil, "POST5000"},
		"none":                         {Message{Method: "DELETE", URL: plain.URL}, nil, "DELETE0"},
		"a GET":                        {Message{Method: "GET", URL: plain.URL}, nil, "GET0"},
		"encrypted":                    {Message{Method: "POST", URL: encrypted.URL, Body: form}, nil, "POST5000"},
		"encrypted, none":              {Message{Method: "DELETE", URL: encrypted.URL}, nil, "DELETE0"},
		"more than is written at once": {Message{Method: "POST", URL: encrypted.URL, Body: make([]byte, 3*atOnce)}, nil, fmt.Sprint("POST", 3*atOnce)},
		"by a proxy":                   {Message{Method: "POST", URL: plain.URL, Body: form}, way, "POST5000"},
		"by a tunnel":                  {Message{Method: "POST", URL: encrypted.URL, Body: form}, way, "POST5000"},
	} {
		t.Run(name, func(t *testing.T) {
			w, seen := loggedWire(t, c.proxy)
			const n = 5
			var messages []Message
			for range n {
				m := c.message
				m.Header, m.Fresh = http.Header{}, true
				messages = append(messages, m)
			}
			for _, f := range w.SendTogether(t.Context(), messages) {
				assert.Equal(t, c.want, string(f.Answer.Body), "%v", f.Answer)
				assert.Equal(t, f.Took, f.Answer.Took)
				assert.True(t, f.heard.After(f.sent))
			}
			seen.mu.Lock() // TLS takes its leave of some still
			defer seen.mu.Unlock()
			last := map[int]bool{}
			for _, write := range seen.log {
				if write[1] == 1 {
					last[write[0]] = true
				} else if !last[write[0]] {
					assert.Empty(t, last, "%v", seen.log)
				}
			}
			assert.Len(t, last, n)
		})
	}
}

// proxied carries requests, or tunnels.
func proxied(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodConnect {
		(&httputil.ReverseProxy{Rewrite: func(*httputil.ProxyRequest) {}}).ServeHTTP(w, r)
		return
	}
	there, err := net.Dial("tcp", r.Host)
	if err != nil {
		w.WriteHeader(http.StatusBadGateway)
		return
	}
	defer there.Close()
	here, _, _ := w.(http.Hijacker).Hijack()
	defer here.Close()
	fmt.Fprint(here, "HTTP/1.1 200 OK\r\n\r\n")
	go func() { _, _ = io.Copy(there, here) }()
	_, _ = io.Copy(here, there)
}

// What is answered before it was sent to the end counts as it is answered, and not as under way; nobody waits for what fails.
func TestAnswersBeforeTheEnd(t *testing.T) {
	hasty := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusUnauthorized)
		_ = http.NewResponseController(w).Flush()
	}))
	defer hasty.Close()
	other := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { _, _ = io.ReadAll(r.Body) }))
	defer other.Close()
	w, seen := loggedWire(t, nil)
	answered := make(chan struct{})
	seen.before = func(to string) {
		if "http://"+to == other.URL {
			<-answered // what it is sent is not released before that
		}
	}
	to := func(server string, then func(Response)) Message {
		return Message{Method: "POST", URL: server, Header: http.Header{}, Body: []byte("token=x"), Fresh: true, Answered: then}
	}
	flights := w.SendTogether(t.Context(), []Message{to(hasty.URL, func(Response) { close(answered) }), to(other.URL, nil), to("http://127.0.0.1:1", nil)})
	assert.Equal(t, 401, flights[0].Answer.Status)
	assert.Equal(t, 200, flights[1].Answer.Status)
	require.ErrorIs(t, flights[2].Answer.Err, ErrRefused)
	assert.Equal(t, 1, MostAtOnce(flights))
	assert.Positive(t, flights[0].Took)
}

// What was answered before its end takes nothing away from what is under way meanwhile.
func TestEarlyAnswersAreNotUnderWay(t *testing.T) {
	at := func(sent, heard int) Flight {
		begun := time.Unix(0, 0)
		return Flight{Answer: Response{Status: 401}, sent: begun.Add(time.Duration(sent)), heard: begun.Add(time.Duration(heard))}
	}
	assert.Equal(t, 1, MostAtOnce([]Flight{at(10, 5), at(6, 8)}))
}
