package httpx

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/revokespec/revokespec/internal/wording"
)

// TLSTrouble says why a connection could not be secured, and after a semicolon what to do; "" for any other error.
func TLSTrouble(err error) string {
	if err == nil {
		return ""
	}
	if what := certificateTrouble(err); what != "" {
		return what
	}
	text := err.Error()
	for _, known := range []struct{ part, means string }{
		{"server gave HTTP response to HTTPS client", "no TLS is spoken there; write http:// if that is meant"},
		{"first record does not look like a TLS handshake", "no TLS is spoken there; write http:// if that is meant"},
		{"no application protocol", "the server speaks HTTP/2 alone; revokespec speaks HTTP/1.1, which every request at once has a connection of its own for: allow that there"},
		{"protocol version", "no version of TLS in common: 1.2 is the oldest one spoken here"},
		{"certificate required", "the server asks for a certificate of the client's; give tls.client_cert"},
		{"remote error: tls: bad certificate", "the server asks for a certificate of the client's, or refuses the one it got; give or correct tls.client_cert"},
		{"remote error: tls: unknown certificate authority", "the server does not know who signed the client's certificate; correct tls.client_cert"},
		{"remote error: tls: expired certificate", "the server finds the client's certificate expired; renew tls.client_cert"},
		{"remote error: tls: revoked certificate", "the server finds the client's certificate revoked; renew tls.client_cert"},
		{"remote error: tls: unrecognized name", "the server has no certificate for this host; correct the host"},
		{"remote error: tls: handshake failure", "the server refuses the handshake: no cipher in common, or it asks for a certificate of the client's (tls.client_cert)"},
	} {
		if strings.Contains(text, known.part) {
			return known.means
		}
	}
	var record tls.RecordHeaderError
	if errors.As(err, &record) || strings.Contains(text, "tls: ") {
		return "the handshake failed; look at the server's TLS"
	}
	return ""
}

// certificateTrouble says why the server's certificate was not taken, "" if the error is about none.
func certificateTrouble(err error) string {
	var authority x509.UnknownAuthorityError
	var host x509.HostnameError
	var invalid x509.CertificateInvalidError
	var verification *tls.CertificateVerificationError
	switch {
	case errors.As(err, &host):
		return fmt.Sprintf("the certificate is for %s, and not for %s; correct the host, or the certificate", namesOf(host.Certificate), host.Host)
	case errors.As(err, &invalid) && invalid.Reason == x509.Expired:
		return expiry(invalid.Cert)
	case errors.As(err, &authority):
		return "the certificate is not signed by anybody whom this machine trusts; name its authority's certificate in tls.ca_file"
	case errors.As(err, &invalid), errors.As(err, &verification):
		return "the certificate, or its authority's, may not be used so; correct the server's certificate, or tls.ca_file"
	}
	return ""
}

// expiry is for a certificate that is not valid now; the date tells a wrong clock from an old certificate.
func expiry(c *x509.Certificate) string {
	if time.Now().Before(c.NotBefore) {
		return fmt.Sprintf("the certificate is not valid before %s; set this machine's clock, or correct the certificate", c.NotBefore.UTC().Format(time.DateOnly))
	}
	return fmt.Sprintf("the certificate expired on %s; renew it at the server (tls.insecure: true judges without, and every report says so)", c.NotAfter.UTC().Format(time.DateOnly))
}

// namesOf are the first names of a certificate; it may have hundreds.
func namesOf(c *x509.Certificate) string {
	const most = 3
	names := slices.Clone(c.DNSNames)
	for _, ip := range c.IPAddresses {
		names = append(names, ip.String())
	}
	if len(names) == 0 {
		return "no host"
	}
	if len(names) > most {
		names = append(names[:most], "...")
	}
	return wording.Phrase(strings.Join(names, ", "))
}
