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
	"github.com/revokespec/revokespec/embedded/mockfile"
	"github.com/revokespec/revokespec/mockserver"
)

// place is a port of loopback, with one more for each single node, where the servers of scenarios stand, one after another: they are all alike when they are new, so that what
// was looked up at the first holds for the others, and connections are kept.
type place struct {
	server atomic.Pointer[mockserver.Server]
	opened *deployment.Deployment // at the first of them
	webs   []*http.Server         // that of the issuer, and those of its nodes
}

// nodes is how many single nodes a place has.
const nodes = 2

func newPlace(ctx context.Context, first *mockserver.Server, m *mock) (*place, error) {
	p := &place{}
	p.server.Store(first)
	issuer, err := p.serve(p)
	if err != nil {
		return nil, err
	}
	described := mockfile.Of(first.Seed(), "http://"+issuer.String(), m.dialect)
	described.Control = &file.ControlAPI{URL: described.Issuer, Token: Control}
	for n := range nodes {
		node, err := p.serve(mockserver.Node(n+1, issuer.Port, p))
		if err != nil {
			return nil, errors.Join(err, p.stop())
		}
		described.Nodes = append(described.Nodes, "http://"+node.String())
	}
	if p.opened, err = deployment.Open(ctx, described, deployment.Options{Ephemeral: true, Unshared: true, Profiles: m.profiles}); err != nil {
		return nil, errors.Join(err, p.stop())
	}
	return p, nil
}

// serve has the handler serve a free port, until the place is closed. It returns the address.
func (p *place) serve(h http.Handler) (address *net.TCPAddr, err error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	web := &http.Server{Handler: h, ReadHeaderTimeout: 10 * time.Second, MaxHeaderBytes: mockserver.MaxHeaderBytes, ErrorLog: slog.NewLogLogger(slog.DiscardHandler, slog.LevelError)}
	p.webs = append(p.webs, web)
	go func() { _ = web.Serve(listener) }() // always an error: that the server is closed
	return listener.Addr().(*net.TCPAddr), nil
}

// ServeHTTP has the server answer that stands here when the request arrives.
func (p *place) ServeHTTP(w http.ResponseWriter, r *http.Request) { p.server.Load().ServeHTTP(w, r) }

func (p *place) close(ctx context.Context) error {
	return errors.Join(p.opened.Close(ctx), p.stop()) // there is nothing to restore
}

func (p *place) stop() (err error) {
	for _, web := range p.webs {
		err = errors.Join(err, web.Close())
	}
	return err
}
