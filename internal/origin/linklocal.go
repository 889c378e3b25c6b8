package origin

import (
	"net/netip"
	"slices"
	"strings"
)

// ofClouds are the addresses and names at which clouds answer their machines, besides link-local ones: Alibaba, Azure, Oracle, AWS, Google.
var (
	ofClouds = []netip.Addr{
		netip.MustParseAddr("100.100.100.200"), netip.MustParseAddr("168.63.129.16"), netip.MustParseAddr("192.0.0.192"), netip.MustParseAddr("fd00:ec2::254"),
	}
	namesOfClouds = []string{"metadata.google.internal", "metadata.goog", "metadata"}
	nat64         = netip.MustParsePrefix("64:ff9b::/96") // RFC 6052: the last four bytes are an IPv4 address
)

// LinkLocal says whether a host of a URL is one that is near this machine and nobody else's business.
func LinkLocal(host string) bool {
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
