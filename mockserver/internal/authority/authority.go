// Package authority is the certificate authority of a mock that serves https: one that ends with it, or one that is kept in a
// folder, so that whoever trusts it once trusts every later start.
package authority

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
	"slices"
	"time"
)

// Name is the common name of every authority made here.
const Name = "revokespec mock CA"

const (
	day = 24 * time.Hour
	// certificateLifetime is longer than any test, and below the 398 days that browsers accept of public certificates.
	certificateLifetime = 397 * day
	// authorityLifetime spares people to trust anew; those that they install themselves last as long.
	authorityLifetime = 3650 * day
	// tolerance is how far the clocks of two machines may differ.
	tolerance = time.Hour
)

// Authority issues certificates.
type Authority struct {
	certificate *x509.Certificate
	key         *ecdsa.PrivateKey
}

// New makes one that is good for ten years.
func New(now time.Time) (*Authority, error) {
	a := &Authority{}
	template := &x509.Certificate{
		Subject: pkix.Name{CommonName: Name}, IsCA: true, BasicConstraintsValid: true, MaxPathLenZero: true,
		KeyUsage: x509.KeyUsageCertSign | x509.KeyUsageCRLSign, NotBefore: now.Add(-tolerance), NotAfter: now.Add(authorityLifetime),
	}
	var err error
	a.certificate, a.key, err = issue(template, nil, nil)
	return a, err
}

// Certificate is what clients must trust, PEM.
func (a *Authority) Certificate() []byte {
	return pem.EncodeToMemory(&pem.Block{Type: certificateBlock, Bytes: a.certificate.Raw})
}

// Pool is of the authority alone.
func (a *Authority) Pool() *x509.CertPool {
	pool := x509.NewCertPool()
	pool.AddCert(a.certificate)
	return pool
}

// Issue makes a certificate for localhost, 127.0.0.1, ::1 and the other hosts, which are names or addresses. It is good for 397 days, and not
// longer than the authority. It fails for a host that no certificate can name.
func (a *Authority) Issue(now time.Time, hosts ...string) (tls.Certificate, error) {
	template := &x509.Certificate{
		Subject: pkix.Name{CommonName: "revokespec mock"}, BasicConstraintsValid: true,
		KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
		NotBefore: now.Add(-tolerance), NotAfter: now.Add(certificateLifetime),
	}
	if a.certificate.NotAfter.Before(template.NotAfter) {
		template.NotAfter = a.certificate.NotAfter
	}
	for _, host := range append([]string{"localhost", "127.0.0.1", "::1"}, hosts...) {
		switch ip := net.ParseIP(host); {
		case ip == nil && !slices.Contains(template.DNSNames, host):
			template.DNSNames = append(template.DNSNames, host)
		case ip != nil && !slices.ContainsFunc(template.IPAddresses, ip.Equal):
			template.IPAddresses = append(template.IPAddresses, ip)
		}
	}
	made, key, err := issue(template, a.certificate, a.key)
	if err != nil {
		return tls.Certificate{}, fmt.Errorf("no certificate can be made for %v: %w", hosts, err)
	}
	return tls.Certificate{Certificate: [][]byte{made.Raw}, PrivateKey: key, Leaf: made}, nil
}

// issue has the issuer sign a certificate, or itself where there is none.
func issue(template, issuer *x509.Certificate, issuerKey *ecdsa.PrivateKey) (*x509.Certificate, *ecdsa.PrivateKey, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, nil, err
	}
	if issuer == nil {
		issuer, issuerKey = template, key
	}
	signed, err := x509.CreateCertificate(rand.Reader, template, issuer, &key.PublicKey, issuerKey)
	if err != nil {
		return nil, nil, err
	}
	made, err := x509.ParseCertificate(signed)
	return made, key, err
}

// Is says whether a PEM file holds the certificate of an authority made here, and nothing else.
func Is(file []byte) bool {
	block, rest := pem.Decode(file)
	if block == nil || len(rest) > 0 {
		return false
	}
	c, err := x509.ParseCertificate(block.Bytes)
	return err == nil && c.Subject.CommonName == Name
}
