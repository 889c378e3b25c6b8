package doctor

import (
	"context"
	"crypto/tls"
	"net"
	"net/url"
	"strings"
	"time"

	"github.com/revokespec/revokespec/internal/httpx"
)

// expiresSoon is how long before its expiry a certificate is worth a note.
const expiresSoon = 21 * 24 * time.Hour

// lookupTimeout bounds the look-up of a host, and a TLS handshake.
const lookupTimeout = 10 * time.Second

// network looks up the issuer's host, and looks at its certificate. false: no request can succeed.
func (e *examination) network(ctx context.Context) bool {
	u, err := url.Parse(e.file.Issuer)
	if err != nil || u.Host == "" {
		return true // which Open says
	}
	if proxy, err := httpx.ProxyFor(u); err == nil && proxy != nil {
		e.note("network", "", "requests go through the proxy %s: the host's address is its business", proxy.Host)
		return true
	}
	bounded, cancel := context.WithTimeout(ctx, lookupTimeout)
	defer cancel()
	addresses, err := net.DefaultResolver.LookupHost(bounded, u.Hostname())
	if err != nil {
		e.problem("network", "correct issuer, or the resolver of this machine", "%s has no address: %v", u.Hostname(), httpx.WhyNoAnswer(ctx, err, lookupTimeout))
		return false
	}
	e.ok("network", "%s is %s", u.Hostname(), strings.Join(addresses, ", "))
	if u.Scheme != "https" {
		if ip := net.ParseIP(addresses[0]); ip != nil && ip.IsLoopback() {
			return true
		}
		e.note("tls", "", "the issuer is http: secrets and tokens go over the network as they are")
		return true
	}
	return e.certificate(bounded, u)
}

// certificate makes a TLS handshake as every request will.
func (e *examination) certificate(ctx context.Context, u *url.URL) bool {
	config, err := e.file.TLS.Config()
	if err != nil {
		return true // which Open says
	}
	port := u.Port()
	if port == "" {
		port = "443"
	}
	dialer := tls.Dialer{NetDialer: httpx.Dialer(e.file, u.Hostname()), Config: config}
	conn, err := dialer.DialContext(ctx, "tcp", net.JoinHostPort(u.Hostname(), port))
	if why := httpx.TLSTrouble(err); why != "" {
		says, remedy, _ := strings.Cut(why, "; ")
		e.problem("tls", remedy, "%s", says)
		return false
	}
	if err != nil {
		return true // which Open says
	}
	defer conn.Close()
	state := conn.(*tls.Conn).ConnectionState()
	leaf := state.PeerCertificates[0]
	left := time.Until(leaf.NotAfter)
	until := leaf.NotAfter.UTC().Format(time.DateOnly)
	switch {
	case e.file.TLS.Insecure:
		e.note("tls", "remove tls.insecure; give tls.ca_file", "ANY certificate is taken: whoever is on the way may read and change everything, and no verdict is worth much")
	case left < expiresSoon:
		e.note("tls", "renew it", "%s, the certificate expires on %s", tls.VersionName(state.Version), until)
	default:
		e.ok("tls", "%s, the certificate is good until %s", tls.VersionName(state.Version), until)
	}
	if c := config.Certificates; len(c) > 0 && c[0].Leaf != nil && time.Until(c[0].Leaf.NotAfter) < expiresSoon {
		e.note("tls.client_cert", "renew it", "it expires on %s", c[0].Leaf.NotAfter.UTC().Format(time.DateOnly))
	}
	return true
}
