package httpx

import (
	"context"
	"net"
	"sync"
)

// heldConn can keep the last byte back of what is written to it, so that the other end has all of a request but the end of it. Under TLS it is
// the last byte of a record, which nobody can read without.
type heldConn struct {
	net.Conn
	mu      sync.Mutex
	holds   bool
	held    []byte // at most one
	written func() // is called after each write that is held; nil: by nobody
}

// holding makes connections that can hold.
func holding(dial func(ctx context.Context, network, address string) (net.Conn, error)) func(ctx context.Context, network, address string) (net.Conn, error) {
	return func(ctx context.Context, network, address string) (net.Conn, error) {
		conn, err := dial(ctx, network, address)
		if err != nil {
			return nil, err
		}
		return &heldConn{Conn: conn}, nil
	}
}

// heldBelow is what a connection goes over; nil where that cannot hold.
func heldBelow(conn net.Conn) *heldConn {
	for {
		switch c := conn.(type) {
		case *heldConn:
			return c
		case interface{ NetConn() net.Conn }: // TLS, through a proxy's perhaps
			conn = c.NetConn()
		default:
			return nil
		}
	}
}

// hold keeps the last byte back from now on; written is called when all but that is on its way.
func (c *heldConn) hold(written func()) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.holds, c.written = true, written
}

func (c *heldConn) Write(p []byte) (int, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.holds || len(p) == 0 {
		return c.Conn.Write(p)
	}
	last := len(p) - 1
	if _, err := c.Conn.Write(append(c.held, p[:last]...)); err != nil {
		return 0, err
	}
	c.held = []byte{p[last]}
	c.written()
	return len(p), nil
}

// release sends what is kept back. That a connection has ended meanwhile is seen by who reads the answer.
func (c *heldConn) release() {
	c.mu.Lock()
	defer c.mu.Unlock()
	_, _ = c.Conn.Write(c.held)
	c.holds, c.held = false, nil
}
