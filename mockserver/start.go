package mockserver

import (
	"context"
	"net"
	"net/http"
	"time"
)

// TB is what Start needs of a *testing.T.
type TB interface {
	Helper()
	Cleanup(func())
	Fatalf(format string, args ...any)
}

// Running is a server that listens.
type Running struct {
	URL    string // http://127.0.0.1:PORT, without a trailing slash
	Server *Server
	Client *http.Client // keeps no cookies and follows no redirects
}

// Start starts a server on a free port of the loopback interface. It stops when the test ends.
func Start(t TB, opts ...Option) *Running {
	t.Helper()
	s := New(opts...)
	if err := s.Err(); err != nil {
		t.Fatalf("mockserver: %v", err)
		return nil
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatalf("mockserver: %v", err)
		return nil
	}
	h := &http.Server{Handler: s, ReadHeaderTimeout: 10 * time.Second, ReadTimeout: time.Minute, WriteTimeout: time.Minute,
		IdleTimeout: time.Minute}
	go func() { _ = h.Serve(listener) }() // always an error: that the server is closed
	transport := &http.Transport{MaxIdleConnsPerHost: 64}
	t.Cleanup(func() {
		transport.CloseIdleConnections()
		ctx, cancel := context.WithTimeout(context.Background(), time.Second)
		defer cancel()
		if h.Shutdown(ctx) != nil {
			h.Close()
		}
	})
	return &Running{URL: "http://" + listener.Addr().String(), Server: s, Client: &http.Client{
		Transport:     transport,
		Timeout:       time.Minute,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
}
