package wirefault_test

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/mockserver"
)

// control is the bearer token of the mock's control API.
const control = "x"

// proxy stands between the suite and one mock, and behaves as its fault does.
type proxy struct {
	*ledger
	dialect string
	behaves []behaviour // each asks the next one, the last one asks the mock
	backend string
	front   *httptest.Server
	client  *http.Client
	notes   sync.Map
	mu      sync.Mutex
	aliases map[string]string // refresh token -> what it stands for
	manager string            // the proxy's own management token
}

// behaviour is how a request is answered. It may send the request, others, or none.
type behaviour func(p *proxy, r *request) *answer

// honest does nothing wrong.
func honest(p *proxy, r *request) *answer { return p.send(r) }

// start starts a mock and a proxy before it; both stop with the test.
func start(t *testing.T, dialect string, behaves ...behaviour) *proxy {
	t.Helper()
	server := mockserver.New(mockserver.WithDialect(dialect), mockserver.WithControl(control), mockserver.WithDashboard("", ""),
		mockserver.WithRecording(0), mockserver.WithSigningAlgorithm("ES256"))
	require.NoError(t, server.Err())
	backend := httptest.NewServer(server)
	p := &proxy{
		ledger: newLedger(server.Seed()), dialect: dialect, behaves: behaves, backend: backend.URL, aliases: map[string]string{},
		client: &http.Client{
			Transport:     &http.Transport{MaxIdleConnsPerHost: 64},
			Timeout:       20 * time.Second,
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		},
	}
	p.front = httptest.NewServer(p)
	t.Cleanup(func() {
		p.front.CloseClientConnections()
		p.front.Close()
		p.client.CloseIdleConnections()
		backend.Close()
	})
	return p
}

func (p *proxy) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	arrived := time.Now()
	body, err := io.ReadAll(r.Body)
	if err != nil {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	a := p.send(&request{method: r.Method, path: r.URL.EscapedPath(), query: r.URL.Query(), header: r.Header.Clone(), body: body,
		remote: r.RemoteAddr, arrived: arrived, faults: p.behaves})
	switch {
	case a.hangs:
		<-r.Context().Done()
		return
	case a.lost:
		panic(http.ErrAbortHandler) // net/http's way to close the connection
	}
	for name, values := range a.header {
		if name != "Content-Length" {
			w.Header()[name] = values
		}
	}
	if a.cut {
		w.Header().Set("Content-Length", strconv.Itoa(len(a.body)+1))
		w.WriteHeader(a.status)
		_, _ = w.Write(a.body[:len(a.body)/2])
		_ = http.NewResponseController(w).Flush()
		panic(http.ErrAbortHandler)
	}
	w.WriteHeader(a.status)
	_, _ = w.Write(a.body) // whoever has hung up wants no answer
}

// send passes a request on, to the next fault that it is to meet and then to the mock; and to that what the proxy pretends of
// tokens: those killed are dead, those that stand for another are replaced.
func (p *proxy) send(r *request) *answer {
	if len(r.faults) > 0 {
		next := *r
		next.faults = r.faults[1:]
		return r.faults[0](p, &next)
	}
	for _, name := range []string{"refresh_token", "token"} {
		if value := r.param(name); p.alias(value) != value {
			r = r.with(name, p.alias(value))
		}
	}
	a := p.forward(r)
	p.observe(r, a)
	if a.ok() && isExchange(p, r) && p.marked("dead "+r.param("refresh_token")) {
		return p.deadAnswer()
	}
	return a
}

func (p *proxy) forward(r *request) *answer {
	target := p.backend + r.path
	if len(r.query) > 0 {
		target += "?" + r.query.Encode()
	}
	out, err := http.NewRequestWithContext(context.Background(), r.method, target, bytes.NewReader(r.body))
	if err != nil {
		return refuse(http.StatusBadGateway, "proxy", err.Error())
	}
	out.Host = strings.TrimPrefix(p.front.URL, "http://") // the issuer follows it
	for name, values := range r.header {
		if name != "Content-Length" && name != "Connection" {
			out.Header[name] = values
		}
	}
	in, err := p.client.Do(out)
	if err != nil {
		return refuse(http.StatusBadGateway, "proxy", err.Error())
	}
	defer in.Body.Close()
	body, err := io.ReadAll(in.Body)
	if err != nil {
		return &answer{lost: true}
	}
	return &answer{status: in.StatusCode, header: in.Header.Clone(), body: body, parsed: &parsed{}}
}

// deadAnswer is how the dialect refuses a dead refresh token.
func (p *proxy) deadAnswer() *answer {
	status := http.StatusForbidden
	if p.dialect == rfc {
		status = http.StatusBadRequest
	}
	return refuse(status, "invalid_grant", "Unknown or invalid refresh token.")
}

// kill makes tokens dead for all who ask through the proxy.
func (p *proxy) kill(tokens ...token) {
	for _, t := range tokens {
		p.mark("dead " + t.value)
	}
}

func (p *proxy) alias(value string) string {
	p.mu.Lock()
	defer p.mu.Unlock()
	for next, ok := p.aliases[value]; ok; next, ok = p.aliases[value] {
		value = next
	}
	return value
}
