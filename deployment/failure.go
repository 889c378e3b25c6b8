package deployment

import (
	"context"
	"crypto/tls"
	"crypto/x509"
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
)

// failure turns an error of net/http into one of ours: short, without addresses of this machine, the same in every run.
func failure(ctx context.Context, err error, timeout time.Duration) error {
	var dns *net.DNSError
	var record tls.RecordHeaderError
	switch {
	case ctx.Err() != nil:
		return ErrCancelled
	case errors.Is(err, context.DeadlineExceeded), isTimeout(err):
		return fmt.Errorf("%w after %s", ErrTimedOut, timeout)
	case errors.Is(err, syscall.ECONNREFUSED):
		return ErrRefused
	case errors.As(err, &dns):
		return ErrNoHost
	case untrusted(err):
		return fmt.Errorf("%w: the certificate is not trusted for this host (tls.ca_file says whom to trust)", ErrTLS)
	case errors.As(err, &record) || strings.Contains(err.Error(), "tls: "):
		return fmt.Errorf("%w: no TLS spoken there, or no version in common", ErrTLS)
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

func untrusted(err error) bool {
	var authority x509.UnknownAuthorityError
	var host x509.HostnameError
	var invalid x509.CertificateInvalidError
	var verification *tls.CertificateVerificationError
	return errors.As(err, &authority) || errors.As(err, &host) || errors.As(err, &invalid) || errors.As(err, &verification)
}

// cut says why the body of an answer ended early.
func cut(ctx context.Context, err error, timeout time.Duration) error {
	if why := failure(ctx, err, timeout); errors.Is(why, ErrTimedOut) || errors.Is(why, ErrCancelled) {
		return why
	}
	return ErrTruncated
}
