package main

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log"
	"net"
	"net/http"
	"time"

	"github.com/revokespec/revokespec/mockserver"
)

// mockListener is where the mock is reached.
type mockListener struct {
	net.Listener
	address *net.TCPAddr
	url     string // by which this machine reaches it
}

// loopback says whether nobody but this machine can reach the address to listen on.
func (f mockFlags) loopback() bool {
	address, err := net.ResolveTCPAddr("tcp", f.listen)
	return err == nil && address.IP.IsLoopback()
}

func (f mockFlags) open() (*mockListener, error) {
	inner, err := net.Listen("tcp", f.listen)
	if err != nil {
		return nil, fmt.Errorf("--listen %s: %w; choose another address, or port 0 for a free one", f.listen, err)
	}
	l := &mockListener{Listener: inner, address: inner.Addr().(*net.TCPAddr)}
	host := *l.address
	if host.IP.IsUnspecified() { // every address of the machine: this one is sure to be among them
		host.IP = net.IPv4(127, 0, 0, 1)
	}
	l.url = "http://" + host.String()
	if !f.tls {
		return l, nil
	}
	certificate, err := f.authority(l.address)
	if err != nil {
		return nil, errors.Join(err, inner.Close())
	}
	l.Listener, l.url = tls.NewListener(inner, certificate.Server), "https://"+host.String()
	return l, nil
}

// serve ends in good order when the context does: that is how a server is stopped, not a failure.
func serve(sys system, l *mockListener, handler http.Handler) error {
	web := &http.Server{
		Handler: handler, ReadHeaderTimeout: 10 * time.Second, ReadTimeout: time.Minute, WriteTimeout: time.Minute,
		IdleTimeout: 2 * time.Minute, MaxHeaderBytes: mockserver.MaxHeaderBytes, ErrorLog: log.New(sys.stderr, "revokespec: ", 0),
	}
	stop := context.AfterFunc(sys.ctx, func() {
		grace, cancel := context.WithTimeout(context.WithoutCancel(sys.ctx), 2*time.Second)
		defer cancel()
		if web.Shutdown(grace) != nil {
			web.Close()
		}
	})
	defer stop()
	if err := web.Serve(l); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}
