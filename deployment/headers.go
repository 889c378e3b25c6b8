package deployment

import (
	"maps"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// headersFor are the file's headers where the URL is the deployment's own. Signing in may lead to pages of somebody else,
// who has no business with them; nor has who listens at the same host without its TLS.
func (d *Deployment) headersFor(target string) map[string]string {
	if len(d.File.Headers) == 0 {
		return nil
	}
	f := d.File
	own := append(f.given(), slices.Collect(maps.Values(d.Endpoints.all()))...)
	at := originOf(target)
	if at == "" || !slices.ContainsFunc(own, func(o string) bool { return originOf(o) == at }) {
		return nil
	}
	return f.headersAt(at)
}

// headersAt leaves out Host where the host is not the issuer's: it would name the wrong one.
func (f *File) headersAt(origin string) map[string]string {
	if origin == originOf(f.Issuer) {
		return f.Headers
	}
	headers := map[string]string{}
	for name, value := range f.Headers {
		if !strings.EqualFold(name, "Host") {
			headers[name] = value
		}
	}
	return headers
}

// originOf is scheme, host and port of a URL (RFC 6454 section 4), "" where it has none.
func originOf(target string) string {
	u, err := url.Parse(target)
	if err != nil || u.Host == "" {
		return ""
	}
	port := u.Port()
	if port == "" {
		port = map[string]string{"https": "443", "http": "80"}[u.Scheme]
	}
	return u.Scheme + "://" + net.JoinHostPort(strings.ToLower(u.Hostname()), port)
}

// ours are headers that requests have, or must not have, by themselves: the rules tell requests apart by some of them, and
// the rest is the connection's.
var ours = []string{
	"Authorization", "Content-Type", "Content-Length", "Content-Encoding", "Accept-Encoding", "Origin", "Connection", "Keep-Alive",
	"Transfer-Encoding", "Te", "Trailer", "Upgrade", "Expect", "Proxy-Authorization", "Proxy-Connection",
}

// whyNot says why a header of the file cannot be sent with every request; "" when it can.
func whyNot(name string) string {
	switch name = http.CanonicalHeaderKey(name); {
	case name == "Authorization":
		return "would give every request credentials, also those that are to be refused for having none; have the gateway take another header"
	case name == "Proxy-Authorization":
		return "is the proxy's; write the credentials into the URL in HTTPS_PROXY"
	case slices.Contains(ours, name):
		return "is set by revokespec itself; remove it"
	}
	return ""
}
