package embedded

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"sync/atomic"
	"time"

	"github.com/revokespec/revokespec/deployment"
	"github.com/revokespec/revokespec/deployment/file"
	"github.com/revokespec/revokespec/mockserver"
)

// place is a port of loopback where the servers of scenarios stand, one after another: they are all alike when they are new, so that what
// was looked up at the first holds for the others, and connections are kept.
type place struct {
	server atomic.Pointer[mockserver.Server]
	opened *deployment.Deployment // at the first of them
	web    *http.Server
}

func newPlace(ctx context.Context, first *mockserver.Server, m *mock) (*place, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	p := &place{}
	p.server.Store(first)
	p.web = &http.Server{Handler: p, ReadHeaderTimeout: 10 * time.Second, MaxHeaderBytes: mockserver.MaxHeaderBytes, ErrorLog: slog.NewLogLogger(slog.DiscardHandler, slog.LevelError)}
	go func() { _ = p.web.Serve(listener) }() // always an error: that the server is closed
	described := File(first.Seed(), "http://"+listener.Addr().String(), m.dialect)
	described.Control = &file.ControlAPI{URL: described.Issuer, Token: Control}
	if p.opened, err = deployment.Open(ctx, described, deployment.Options{Ephemeral: true, Unshared: true, Profiles: m.profiles}); err != nil {
		return nil, errors.Join(err, p.web.Close())
	}
	return p, nil
}

// ServeHTTP has the server answer that stands here when the request arrives.
func (p *place) ServeHTTP(w http.ResponseWriter, r *http.Request) { p.server.Load().ServeHTTP(w, r) }

func (p *place) close(ctx context.Context) error {
	return errors.Join(p.opened.Close(ctx), p.web.Close()) // there is nothing to restore
}
