package mock

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log"
	"net"
	"net/http"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/revokespec/revokespec/cmd/internal/program"
	"github.com/revokespec/revokespec/mockserver"
)

// listener is where the mock is reached.
type listener struct {
	net.Listener
	address *net.TCPAddr
	url     string  // by which this machine reaches it
	served  *served // nil of plain http
	nodes   []node
}

// address is what --listen says.
func (f settings) address() (*net.TCPAddr, error) {
	if remedy := misspelt(f.listen); remedy != "" {
		return nil, fmt.Errorf("--listen %s: %s", f.listen, remedy)
	}
	address, err := net.ResolveTCPAddr("tcp", f.listen)
	if err != nil {
		return nil, fmt.Errorf("--listen %s: the name of that host leads to no address; write it as 127.0.0.1:8420", f.listen)
	}
	return address, nil
}

// misspelt says how an address is written that is no host and port; "" where it is one.
func misspelt(address string) string {
	bare := strings.TrimSuffix(address, "/")
	if scheme, rest, is := strings.Cut(bare, "://"); is {
		return "write it as " + rest + ", without " + scheme + "://"
	}
	host, port, err := net.SplitHostPort(bare)
	_, notNumber := strconv.ParseUint(bare, 10, 16)
	_, notPort := strconv.ParseUint(port, 10, 16)
	switch {
	case err != nil && notNumber == nil:
		return "a port needs a host; write 127.0.0.1:" + bare + ", or 0.0.0.0:" + bare + " for all addresses of this machine"
	case err != nil && net.ParseIP(bare) != nil:
		return "the port is missing; write " + net.JoinHostPort(bare, "8420")
	case err != nil && !strings.Contains(bare, ":"):
		return "the port is missing; write " + bare + ":8420"
	case err == nil && port == "":
		return "the port is missing; write " + bare + "8420, or " + bare + "0 for a free one"
	case err != nil:
		return "this is no host and port; write it as 127.0.0.1:8420, or [::1]:8420"
	case notPort != nil:
		return "a port is a number up to 65535; write " + net.JoinHostPort(host, "8420")
	}
	return ""
}

// loopback says whether nobody but this machine can reach the address to listen on.
func (f settings) loopback() bool {
	address, err := f.address()
	return err == nil && address.IP.IsLoopback()
}

func (f settings) open(sys program.System, tenants []tenant) (*listener, error) {
	address, err := f.address()
	if err != nil {
		return nil, err
	}
	inner, err := net.ListenTCP("tcp", address)
	if err != nil {
		return nil, f.cannotListen(address, err)
	}
	l := &listener{Listener: inner, address: inner.Addr().(*net.TCPAddr)}
	l.url = f.urlOf(l.address)
	if f.tls {
		if l.served, err = f.certificate(sys, append(f.hosts(l.address), domainsOf(tenants)...)); err != nil {
			return nil, errors.Join(err, inner.Close())
		}
		l.Listener = tls.NewListener(inner, l.served.config)
	}
	if err := f.openNodes(l, address.Port); err != nil {
		return nil, errors.Join(err, l.closeAll())
	}
	return l, nil
}

// cannotListen says what to do about it. Ports below 1024 are a privilege on most systems.
func (f settings) cannotListen(address *net.TCPAddr, err error) error {
	if errors.Is(err, syscall.EACCES) && address.Port < 1024 {
		return fmt.Errorf("--listen %[1]s: this user may not take port %[2]d; allow it to the program (sudo setcap cap_net_bind_service=+ep /path/to/revokespec) "+
			"or to everybody (sudo sysctl net.ipv4.ip_unprivileged_port_start=%[2]d), have a container publish it (-p %[2]d:8420), or take a port above 1023", f.listen, address.Port)
	}
	return fmt.Errorf("--listen %s: %s; choose another address, or port 0 for a free one", f.listen, whyTaken(err))
}

// whyTaken says why an address cannot be listened on.
func whyTaken(err error) string {
	switch {
	case errors.Is(err, syscall.EADDRINUSE):
		return "another program listens there"
	case errors.Is(err, syscall.EADDRNOTAVAIL):
		return "this machine has no such address"
	case errors.Is(err, syscall.EACCES), errors.Is(err, syscall.EPERM):
		return "this user may not listen there"
	}
	return "nothing can listen there"
}

// serve ends in good order when the context does: that is how a server is stopped, not a failure.
func serve(sys program.System, l *listener, handler http.Handler) error {
	ctx, cancel := context.WithCancel(sys.Ctx)
	defer cancel()
	ended := make(chan error, 1+len(l.nodes))
	begin := func(at net.Listener, h http.Handler) {
		go func() {
			defer cancel() // none goes on without the others
			ended <- serveAt(ctx, sys, at, h)
		}()
	}
	begin(l, handler)
	for i, node := range l.nodes {
		begin(node, mockserver.Node(i+1, l.address.Port, handler))
	}
	var failed error
	for range cap(ended) {
		failed = errors.Join(failed, <-ended)
	}
	return failed
}

func serveAt(ctx context.Context, sys program.System, l net.Listener, handler http.Handler) error {
	web := &http.Server{
		Handler: handler, ReadHeaderTimeout: 10 * time.Second, ReadTimeout: time.Minute, WriteTimeout: time.Minute,
		IdleTimeout: 2 * time.Minute, MaxHeaderBytes: mockserver.MaxHeaderBytes, ErrorLog: log.New(sys.Stderr, "revokespec: ", 0),
	}
	stop := context.AfterFunc(ctx, func() {
		grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), 2*time.Second)
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
