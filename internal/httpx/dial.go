package httpx

import (
	"context"
	"net"
	"net/url"
	"slices"
	"strings"
	"syscall"

	"github.com/revokespec/revokespec/deployment/file"
	"github.com/revokespec/revokespec/internal/origin"
)

// errLinkLocal is why no connection is made to where a name leads.
var errLinkLocal = &file.Withheld{Who: "the host's name", What: "leads to a link-local address, where clouds keep their credentials", Remedy: "nothing was asked there: look at the server"}

// dialContext connects to no link-local address, whatever name leads there, even a host of the file's. An address that the file or a
// proxy's variable gives itself is meant.
func dialContext(f *file.File) func(ctx context.Context, network, address string) (net.Conn, error) {
	return func(ctx context.Context, network, address string) (net.Conn, error) {
		host, _, _ := net.SplitHostPort(address)
		return Dialer(f, host).DialContext(ctx, network, address)
	}
}

// Dialer is what makes connections to a host.
func Dialer(f *file.File, host string) *net.Dialer {
	dialer := new(net.Dialer)
	if !givenAsAddress(f, host) {
		dialer.Control = refuseLinkLocal
	}
	return dialer
}

func givenAsAddress(f *file.File, host string) bool {
	return origin.LinkLocal(host) && (f.NamesHost(host) || isProxyHost(host))
}

// refuseLinkLocal is told the address that a name has led to, before a connection is made.
func refuseLinkLocal(_, address string, _ syscall.RawConn) error {
	if host, _, err := net.SplitHostPort(address); err == nil && origin.LinkLocal(host) {
		return errLinkLocal
	}
	return nil
}

// isProxyHost says whether the environment names the host as a proxy.
func isProxyHost(host string) bool {
	return slices.ContainsFunc(Proxies(), func(proxy *url.URL) bool { return strings.EqualFold(proxy.Hostname(), host) })
}
