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
		netip.MustParseAddr("fd00:ec2::23"), netip.MustParseAddr("fd20:ce::254"),
	}
	namesOfClouds = []string{"metadata.google.internal", "metadata.goog", "metadata", "instance-data.ec2.internal", "instance-data"}
)

// embeddings say where in an IPv6 address there is an IPv4 address to which it leads: RFC 6052 section 2.2, RFC 8215, RFC 3056.
var embeddings = []struct {
	within netip.Prefix
	at     [4]int
}{
	{netip.MustParsePrefix("64:ff9b::/96"), [4]int{12, 13, 14, 15}},
	{netip.MustParsePrefix("64:ff9b:1::/48"), [4]int{12, 13, 14, 15}},
	{netip.MustParsePrefix("64:ff9b:1::/48"), [4]int{6, 7, 9, 10}},
	{netip.MustParsePrefix("64:ff9b:1::/48"), [4]int{7, 9, 10, 11}},
	{netip.MustParsePrefix("64:ff9b:1::/48"), [4]int{9, 10, 11, 12}},
	{netip.MustParsePrefix("2002::/16"), [4]int{2, 3, 4, 5}},
}

// LinkLocal says whether a host of a URL is one that is near this machine and nobody else's business.
func LinkLocal(host string) bool {
	host = strings.ToLower(strings.TrimSuffix(host, "."))
	addr, err := netip.ParseAddr(host)
	if err != nil {
		return slices.Contains(namesOfClouds, host) || oddAddress(host)
	}
	addr = addr.WithZone("").Unmap()
	bytes := addr.As16()
	for _, e := range embeddings {
		if e.within.Contains(addr) && nobodys(netip.AddrFrom4([4]byte{bytes[e.at[0]], bytes[e.at[1]], bytes[e.at[2]], bytes[e.at[3]]})) {
			return true
		}
	}
	return nobodys(addr)
}

func nobodys(addr netip.Addr) bool {
	return addr.IsLinkLocalUnicast() || slices.Contains(ofClouds, addr)
}

// oddAddress is an IPv4 address in a spelling that some resolvers know, such as 2852039166 or 0xa9fea9fe (WHATWG URL, "ends in a
// number"): no honest server has one.
func oddAddress(host string) bool {
	last := host[strings.LastIndexByte(host, '.')+1:]
	return last != "" && (strings.Trim(last, "0123456789") == "" || strings.HasPrefix(last, "0x") && strings.Trim(last[2:], "0123456789abcdef") == "")
}
