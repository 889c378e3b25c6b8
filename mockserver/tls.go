package mockserver

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"fmt"
	"net"
	"time"
)

// AuthorityName is the common name of the authorities that NewTLS makes.
const AuthorityName = "revokespec mock CA"

// A certificate outlives any test, and stays below the 398 days that browsers accept of public ones.
const certificateLifetime = 397 * 24 * time.Hour

// TLS is the certificate of one server, with the authority that issued it and can issue no other: its key is gone.
type TLS struct {
	CA     []byte      // the authority's certificate, PEM: whoever trusts it trusts the server
	Server *tls.Config // for HTTP/2 and HTTP/1.1
	Client *tls.Config // trusts the authority, and nobody else
}

// NewTLS makes an authority and a certificate for localhost, 127.0.0.1, ::1 and the other hosts: names or addresses. Both are good
// for 397 days. It fails for a host that no certificate can name.
func NewTLS(hosts ...string) (*TLS, error) {
	authority := &x509.Certificate{
		Subject: pkix.Name{CommonName: AuthorityName}, IsCA: true, BasicConstraintsValid: true, MaxPathLenZero: true,
		KeyUsage: x509.KeyUsageCertSign | x509.KeyUsageCRLSign,
	}
	authorityKey, err := issueCertificate(authority, nil, nil)
	if err != nil {
		return nil, err
	}
	server := &x509.Certificate{
		Subject: pkix.Name{CommonName: "revokespec mock"}, BasicConstraintsValid: true,
		KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
		DNSNames: []string{"localhost"}, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1), net.IPv6loopback},
	}
	for _, host := range hosts {
		if ip := net.ParseIP(host); ip != nil {
			server.IPAddresses = append(server.IPAddresses, ip)
		} else {
			server.DNSNames = append(server.DNSNames, host)
		}
	}
	serverKey, err := issueCertificate(server, authority, authorityKey)
	if err != nil {
		return nil, err
	}
	trusted := x509.NewCertPool()
	trusted.AddCert(authority)
	return &TLS{
		CA: pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: authority.Raw}),
		Server: &tls.Config{
			MinVersion:   tls.VersionTLS12,
			NextProtos:   []string{"h2", "http/1.1"},
			Certificates: []tls.Certificate{{Certificate: [][]byte{server.Raw}, PrivateKey: serverKey, Leaf: server}},
		},
		Client: &tls.Config{MinVersion: tls.VersionTLS12, RootCAs: trusted},
	}, nil
}

// issueCertificate completes the certificate and has the issuer sign it, or itself where there is none.
func issueCertificate(c, issuer *x509.Certificate, issuerKey *ecdsa.PrivateKey) (*ecdsa.PrivateKey, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, err
	}
	c.NotBefore = time.Now().Add(-time.Hour) // the clocks of two machines differ
	c.NotAfter = c.NotBefore.Add(certificateLifetime)
	if issuer == nil {
		issuer, issuerKey = c, key
	}
	signed, err := x509.CreateCertificate(rand.Reader, c, issuer, &key.PublicKey, issuerKey)
	if err != nil {
		return nil, fmt.Errorf("certificate for %v: %w", c.DNSNames, err)
	}
	parsed, err := x509.ParseCertificate(signed)
	if err != nil {
		return nil, err
	}
	*c = *parsed
	return key, nil
}

// IsAuthority says whether a PEM file holds an authority made by NewTLS, and nothing else.
func IsAuthority(file []byte) bool {
	block, rest := pem.Decode(file)
	if block == nil || len(rest) > 0 {
		return false
	}
	c, err := x509.ParseCertificate(block.Bytes)
	return err == nil && c.Subject.CommonName == AuthorityName
}
