package deployment

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"syscall"
	"time"
)

// Why no whole answer came: what Response.Err wraps.
var (
	ErrTimedOut  = errors.New("timed out")
	ErrReset     = errors.New("connection reset")
	ErrRefused   = errors.New("connection refused")
	ErrTruncated = errors.New("answer ended early")
	ErrTooLarge  = errors.New("answer larger than 1 MiB")
	ErrCancelled = errors.New("cancelled")
	ErrTLS       = errors.New("TLS failed")
	ErrNoHost    = errors.New("no such host")
	ErrNotHTTP   = errors.New("the answer is not HTTP")
	ErrTransport = errors.New("no connection")
	ErrWithheld  = errors.New("not sent") // by us: nothing follows from it about the server
)

// failure turns an error of net/http into one of ours: short, without addresses of this machine, the same in every run.
func failure(ctx context.Context, err error, timeout time.Duration) error {
	var dns *net.DNSError
	trouble, proxys := proxyTrouble(err)
	insecurity, handshake := tlsTrouble(err)
	switch {
	case ctx.Err() != nil:
		return ErrCancelled
	case errors.Is(err, errLinkLocal):
		return errLinkLocal
	case proxys:
		return fmt.Errorf("%w: %s", ErrProxy, trouble)
	case errors.Is(err, context.DeadlineExceeded), isTimeout(err):
		return fmt.Errorf("%w after %s", ErrTimedOut, timeout)
	case errors.Is(err, syscall.ECONNREFUSED):
		return ErrRefused
	case errors.As(err, &dns):
		return ErrNoHost
	case handshake:
		return fmt.Errorf("%w: %s", ErrTLS, insecurity)
	case strings.Contains(err.Error(), "malformed HTTP"):
		return ErrNotHTTP
	case errors.Is(err, syscall.ECONNRESET), errors.Is(err, syscall.EPIPE), errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF),
		strings.Contains(err.Error(), "server closed idle connection"), strings.Contains(err.Error(), "transport connection broken"):
		return ErrReset
	}
	return ErrTransport
}

func isTimeout(err error) bool {
	var timeout net.Error
	return errors.As(err, &timeout) && timeout.Timeout()
}

// cut says why the body of an answer ended early.
func cut(ctx context.Context, err error, timeout time.Duration) error {
	if errors.Is(err, ErrEncoding) {
		return err
	}
	if why := failure(ctx, err, timeout); errors.Is(why, ErrTimedOut) || errors.Is(why, ErrCancelled) {
		return why
	}
	return ErrTruncated
}
