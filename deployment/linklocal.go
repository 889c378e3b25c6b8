package deployment

import (
	"context"
	"net"
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"syscall"

	"golang.org/x/net/http/httpproxy"
)

// errLinkLocal is why no connection is made to where a name leads.
var errLinkLocal = &withheld{"the host's name", "leads to a link-local address, where clouds keep their credentials", "nothing was asked there: look at the server"}

// ofClouds are the addresses and names at which clouds answer their machines, besides link-local ones: Alibaba, Azure, Oracle, AWS, Google.
var (
	ofClouds = []netip.Addr{
		netip.MustParseAddr("100.100.100.200"), netip.MustParseAddr("168.63.129.16"), netip.MustParseAddr("192.0.0.192"), netip.MustParseAddr("fd00:ec2::254"),
	}
	namesOfClouds = []string{"metadata.google.internal", "metadata.goog", "metadata"}
	nat64         = netip.MustParsePrefix("64:ff9b::/96") // RFC 6052: the last four bytes are an IPv4 address
)

// linkLocal says whether a host of a URL is one that is near this machine and nobody else's business.
func linkLocal(host string) bool {
	host = strings.ToLower(strings.TrimSuffix(host, "."))
	addr, err := netip.ParseAddr(host)
	if err != nil {
		return slices.Contains(namesOfClouds, host) || oddAddress(host)
	}
	addr = addr.WithZone("").Unmap()
	if nat64.Contains(addr) {
		bytes := addr.As16()
		addr = netip.AddrFrom4([4]byte(bytes[12:]))
	}
	return addr.IsLinkLocalUnicast() || slices.Contains(ofClouds, addr)
}

// oddAddress is an IPv4 address in a spelling that some resolvers know, such as 2852039166 or 0xa9fea9fe (WHATWG URL, "ends in a
// number"): no honest server has one.
func oddAddress(host string) bool {
	last := host[strings.LastIndexByte(host, '.')+1:]
	return last != "" && (strings.Trim(last, "0123456789") == "" || strings.HasPrefix(last, "0x") && strings.Trim(last[2:], "0123456789abcdef") == "")
}

// dialFunc makes a connection.
type dialFunc func(ctx context.Context, network, address string) (net.Conn, error)

// dial connects to no link-local address, whatever name it goes by, unless the file or a proxy's variable names that host.
func (f *File) dial() dialFunc {
	plain := new(net.Dialer)
	guarded := &net.Dialer{Control: func(_, address string, _ syscall.RawConn) error {
		if host, _, err := net.SplitHostPort(address); err == nil && linkLocal(host) {
			return errLinkLocal
		}
		return nil
	}}
	return func(ctx context.Context, network, address string) (net.Conn, error) {
		if host, _, err := net.SplitHostPort(address); err == nil && (f.names(host) || isProxy(host)) {
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
