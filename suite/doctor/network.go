package doctor

import (
	"context"
	"crypto/tls"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// soon is how long before its expiry a certificate is worth a note.
const soon = 21 * 24 * time.Hour

// network looks for the issuer's host, and at its certificate.
func (e *examination) network(ctx context.Context) {
	u, err := url.Parse(e.file.Issuer)
	if err != nil || u.Host == "" {
		return // which Open says
	}
	if proxy, err := http.ProxyFromEnvironment(&http.Request{URL: u}); err == nil && proxy != nil {
		e.note("network", "", "requests go through the proxy %s: the host's address and certificate are its business", proxy.Host)
		return
	}
	bounded, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	addresses, err := net.DefaultResolver.LookupHost(bounded, u.Hostname())
	if err != nil {
		e.problem("network", "correct issuer, or the resolver of this machine", "%s has no address: %v", u.Hostname(), err)
		return
	}
	e.ok("network", "%s is %s", u.Hostname(), strings.Join(addresses, ", "))
	if u.Scheme != "https" {
		if ip := net.ParseIP(addresses[0]); ip != nil && ip.IsLoopback() {
			return
		}
		e.note("tls", "", "the issuer is http: secrets and tokens go over the network as they are")
		return
	}
	e.certificate(bounded, u)
}

// certificate shakes hands as every request will.
func (e *examination) certificate(ctx context.Context, u *url.URL) {
	config, err := e.file.TLS.Config()
	if err != nil {
		return // which Open says
	}
	port := u.Port()
	if port == "" {
		port = "443"
	}
	dialer := tls.Dialer{Config: config}
	conn, err := dialer.DialContext(ctx, "tcp", net.JoinHostPort(u.Hostname(), port))
	if err != nil {
		e.problem("tls", "give tls.ca_file for an authority of your own, tls.client_cert where the server asks for one", "no connection: %v", err)
		return
	}
	defer conn.Close()
	state := conn.(*tls.Conn).ConnectionState()
	leaf := state.PeerCertificates[0]
	left := time.Until(leaf.NotAfter)
	until := leaf.NotAfter.UTC().Format(time.DateOnly)
	switch {
	case e.file.TLS.Insecure:
		e.note("tls", "remove tls.insecure; give tls.ca_file", "ANY certificate is taken: whoever is on the way may read and change everything, and no verdict is worth much")
	case left < soon:
		e.note("tls", "renew it", "%s, the certificate expires on %s", tls.VersionName(state.Version), until)
	default:
		e.ok("tls", "%s, the certificate is good until %s", tls.VersionName(state.Version), until)
	}
}
