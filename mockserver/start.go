package mockserver

import (
	"context"
	"crypto/tls"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"time"

	"github.com/revokespec/revokespec/mockserver/internal/wire"
)

// MaxHeaderBytes is what an http.Server of this handler should take at most of a request's head, in bytes: http.Server.MaxHeaderBytes.
const MaxHeaderBytes = wire.MostHeader

// TB is what Start needs of a *testing.T.
type TB interface {
	Helper()
	Cleanup(func())
	Fatalf(format string, args ...any)
}

// Running is a server that listens.
type Running struct {
	URL    string // http://127.0.0.1:PORT, or https://, without a trailing slash
	Server *Server
	Client *http.Client // keeps no cookies and follows no redirects; trusts the server; gives up after a minute
	CA     []byte       // PEM; nil without TLS

	taken chan TakenRequest
}

// Start starts a server on a free port of the loopback interface. It stops when the test ends. Where an option cannot be met, or
// there is no port, it ends the test by Fatalf.
func Start(t TB, opts ...Option) *Running {
	t.Helper()
	return start(t, nil, opts)
}

// StartTLS is Start with a certificate of its own, which Running.Client trusts. Other clients do when they trust
// Running.CA.
func StartTLS(t TB, opts ...Option) *Running {
	t.Helper()
	certificate, err := NewTLS()
	if err != nil {
		t.Fatalf("mockserver: %v", err)
		return nil
	}
	return start(t, certificate, opts)
}

func start(t TB, certificate *TLS, opts []Option) *Running {
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
	transport := &http.Transport{MaxIdleConnsPerHost: 64}
	r := &Running{URL: "http://" + listener.Addr().String(), Server: s, taken: make(chan TakenRequest, mostTaken), Client: &http.Client{
		Transport:     transport,
		Timeout:       time.Minute,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
	h := &http.Server{Handler: keeping(r.taken, s), ReadHeaderTimeout: 10 * time.Second, ReadTimeout: time.Minute, WriteTimeout: time.Minute,
		IdleTimeout: time.Minute, MaxHeaderBytes: MaxHeaderBytes,
		ErrorLog: slog.NewLogLogger(s.config.logger.Handler(), slog.LevelDebug)} // of clients that end connections, or do not trust us
	serving := listener
	if certificate != nil {
		r.URL, r.CA = "https://"+listener.Addr().String(), certificate.CA
		transport.TLSClientConfig, transport.ForceAttemptHTTP2 = certificate.Client, true
		serving = tls.NewListener(listener, certificate.Server)
	}
	go func() {
		if err := h.Serve(serving); !errors.Is(err, http.ErrServerClosed) {
			s.config.logger.Error("could not serve", "error", err)
		}
	}()
	t.Cleanup(func() {
		transport.CloseIdleConnections()
		ctx, cancel := context.WithTimeout(context.Background(), time.Second)
		defer cancel()
		if h.Shutdown(ctx) == nil {
			return
		}
		if err := h.Close(); err != nil {
			s.config.logger.Error("could not stop", "error", err)
		}
	})
	return r
}
