package deployment

import (
	"context"
	"net"
	"net/url"
	"slices"
	"strings"
	"syscall"

	"golang.org/x/net/http/httpproxy"

	"github.com/revokespec/revokespec/deployment/file"
	"github.com/revokespec/revokespec/internal/origin"
)

// errLinkLocal is why no connection is made to where a name leads.
var errLinkLocal = &file.Withheld{Who: "the host's name", What: "leads to a link-local address, where clouds keep their credentials", Remedy: "nothing was asked there: look at the server"}

// dialFunc makes a connection.
type dialFunc func(ctx context.Context, network, address string) (net.Conn, error)

// dial connects to no link-local address, whatever name it goes by, unless the file or a proxy's variable names that host.
func dial(f *file.File) dialFunc {
	plain := new(net.Dialer)
	guarded := &net.Dialer{Control: func(_, address string, _ syscall.RawConn) error {
		if host, _, err := net.SplitHostPort(address); err == nil && origin.LinkLocal(host) {
			return errLinkLocal
		}
		return nil
	}}
	return func(ctx context.Context, network, address string) (net.Conn, error) {
		if host, _, err := net.SplitHostPort(address); err == nil && (f.NamesHost(host) || isProxy(host)) {
			return plain.DialContext(ctx, network, address)
		}
		return guarded.DialContext(ctx, network, address)
	}
}

// isProxy says whether the environment names the host as a proxy.
func isProxy(host string) bool {
	config := httpproxy.FromEnvironment()
	return slices.ContainsFunc([]string{config.HTTPProxy, config.HTTPSProxy}, func(proxy string) bool {
		u, err := url.Parse(proxy)
		if err != nil || u.Host == "" {
			u, err = url.Parse("http://" + proxy)
		}
		return err == nil && proxy != "" && strings.EqualFold(u.Hostname(), host)
	})
}
