package httpx

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
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
	ErrTooLarge  = errors.New("answer larger than") // so many MiB
	ErrCancelled = errors.New("cancelled")
	ErrTLS       = errors.New("TLS failed")
	ErrNoHost    = errors.New("no such host")
	ErrResolver  = errors.New("the resolver of this machine cannot say where the host is")
	ErrNoRoute   = errors.New("no way leads to that host from this machine")
	ErrNotHTTP   = errors.New("the answer is not HTTP")
	ErrInvalid   = errors.New("the answer is not valid HTTP")
	ErrSwitched  = errors.New("the server switched protocols")
	ErrHeaders   = errors.New("headers of the answer larger than 256 KiB")
	ErrTransport = errors.New("no connection")
)

// WhyNoAnswer turns an error of net or net/http into one of ours: short, without addresses of this machine, the same in every run.
func WhyNoAnswer(ctx context.Context, err error, timeout time.Duration) error {
	var dns *net.DNSError
	proxyFailed, tlsFailed := proxyTrouble(err), TLSTrouble(err)
	switch {
	case ctx.Err() != nil:
		return ErrCancelled
	case errors.Is(err, errLinkLocal):
		return errLinkLocal
	case proxyFailed != "":
		return fmt.Errorf("%w: %s", ErrProxy, proxyFailed)
	case errors.Is(err, context.DeadlineExceeded), isTimeout(err):
		return fmt.Errorf("%w after %s", ErrTimedOut, timeout)
	case errors.Is(err, syscall.ECONNREFUSED):
		return ErrRefused
	case errors.As(err, &dns) && !dns.IsNotFound:
		return ErrResolver
	case errors.As(err, &dns):
		return ErrNoHost
	case errors.Is(err, syscall.EHOSTUNREACH), errors.Is(err, syscall.ENETUNREACH):
		return ErrNoRoute
	}
	if why := whyUnreadable(err); why != nil { // before TLS is looked for: net/http quotes what the server said
		return why
	}
	switch {
	case tlsFailed != "":
		return fmt.Errorf("%w: %s", ErrTLS, tlsFailed)
	case connectionEnded(err), strings.Contains(err.Error(), "server closed idle connection"), strings.HasPrefix(err.Error(), connectionBroken):
		return ErrReset
	}
	return ErrTransport
}

// connectionEnded says whether a connection came to an end, in good order or not.
func connectionEnded(err error) bool {
	return errors.Is(err, syscall.ECONNRESET) || errors.Is(err, syscall.EPIPE) || errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF)
}

// Texts of net/http's errors: a connection broke while it read an answer or wrote a request; the server spoke while nothing was
// asked; the headers were too long. The first is missing where nothing of the request was written yet.
const (
	connectionBroken = "net/http: HTTP/1.x transport connection broken: "
	serverSpokeFirst = "readLoopPeekFailLocked: "
	headersTooLong   = "net/http: server response headers exceeded "
)

// whyUnreadable says what was wrong with bytes that did come; nil where it is the connection that failed.
func whyUnreadable(err error) error {
	var way *net.OpError
	if connectionEnded(err) || errors.As(err, &way) {
		return nil
	}
	switch why, answered := strings.CutPrefix(err.Error(), connectionBroken); {
	case strings.HasPrefix(why, "malformed HTTP response "), strings.HasPrefix(why, serverSpokeFirst):
		return ErrNotHTTP // no HTTP server speaks first
	case strings.HasPrefix(why, headersTooLong):
		return ErrHeaders
	case answered, strings.HasPrefix(why, "malformed "):
		return ErrInvalid
	}
	return nil
}

// noFinalAnswer is an error for a status below 200, which does not answer the request: no body follows it, perhaps not even HTTP.
func noFinalAnswer(r *http.Response) error {
	switch {
	case r.StatusCode >= 200:
		return nil
	case r.StatusCode == http.StatusSwitchingProtocols:
		return ErrSwitched
	}
	return ErrInvalid
}

func isTimeout(err error) bool {
	var timeout net.Error
	return errors.As(err, &timeout) && timeout.Timeout()
}

// whyCutShort says why the body of an answer ended early.
func whyCutShort(ctx context.Context, err error, timeout time.Duration) error {
	if errors.Is(err, ErrEncoding) {
		return err
	}
	if why := WhyNoAnswer(ctx, err, timeout); errors.Is(why, ErrTimedOut) || errors.Is(why, ErrCancelled) {
		return why
	}
	var way *net.OpError
	if connectionEnded(err) || errors.As(err, &way) {
		return ErrTruncated
	}
	return ErrInvalid // such as chunks that are none
}
