// Package origin knows where a URL leads: its origin (RFC 6454), this machine, or an address that is nobody's business.
package origin

import (
	"net"
	"net/url"
	"strings"

	"golang.org/x/net/idna"
)

// Of is scheme, host and port of a URL (RFC 6454 section 4), "" where it has none.
func Of(target string) string {
	u, err := url.Parse(target)
	if err != nil || u.Host == "" {
		return ""
	}
	port := u.Port()
	if port == "" {
		port = map[string]string{"https": "443", "http": "80"}[u.Scheme]
	}
	return u.Scheme + "://" + net.JoinHostPort(asciiOf(u.Hostname()), port)
}

// asciiOf is a host as it is looked up, which browsers write too: "xn--bcher-kva.example" for "bücher.example".
func asciiOf(host string) string {
	if ascii, err := idna.Lookup.ToASCII(host); err == nil {
		return ascii
	}
	return strings.ToLower(host) // an address, or a name that no registry has
}

// IsWeb says whether a page may be at a URL.
func IsWeb(u *url.URL) bool { return u.Scheme == "https" || u.Scheme == "http" }

// Loopback says whether a host is this machine by its name.
func Loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || strings.HasSuffix(host, ".localhost") || ip != nil && ip.IsLoopback()
}
