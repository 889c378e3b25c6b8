package keys

import (
	"crypto"
	"crypto/rand"
	"crypto/sha1" //nolint:gosec // RFC 7517 and Auth0 name certificates by it
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"encoding/pem"
	"math/big"
	"time"
)

// Certificate certifies the key that verifies a signer's signatures, by itself.
type Certificate struct {
	Subject string // as OpenSSL writes it
	PEM     string
	PKCS7   string // PEM of a PKCS #7 that holds the certificate and signs nothing (RFC 2315 section 9.1)
	SHA1    [sha1.Size]byte

	parsed *x509.Certificate
}

// Certificate is the signer's; nil where the key that verifies is the one that signs. It is made once a process.
func (s *Signer) Certificate() (*Certificate, error) {
	key, ok := s.key().private.(crypto.Signer)
	if !ok {
		return nil, nil //nolint:nilnil // there is none, which is no error
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.certificate != nil {
		return s.certificate, nil
	}
	made, err := certify(key)
	if err == nil {
		s.certificate = made
	}
	return made, err
}

// certify makes a certificate that is good for as long as Auth0's are, give or take.
func certify(key crypto.Signer) (*Certificate, error) {
	name := pkix.Name{CommonName: "revokespec"}
	from := time.Date(2020, time.January, 1, 0, 0, 0, 0, time.UTC)
	template := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: name, NotBefore: from, NotAfter: from.AddDate(30, 0, 0), BasicConstraintsValid: true}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		return nil, err
	}
	bundle, err := pkcs7(der)
	if err != nil {
		return nil, err
	}
	parsed, err := x509.ParseCertificate(der)
	if err != nil {
		return nil, err
	}
	return &Certificate{parsed: parsed, Subject: "/CN=" + name.CommonName, PEM: block("CERTIFICATE", der), PKCS7: block("PKCS7", bundle), SHA1: sha1.Sum(der)}, nil //nolint:gosec // see above
}

func block(kind string, der []byte) string {
	return string(pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der}))
}

// Object identifiers of PKCS #7 content (RFC 2315 section 14).
var (
	oidData       = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 7, 1}
	oidSignedData = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 7, 2}
)

// pkcs7 wraps a certificate: SignedData without content and without signers.
func pkcs7(certificate []byte) ([]byte, error) {
	type contentInfo struct{ ContentType asn1.ObjectIdentifier }
	type signedData struct {
		Version      int
		Algorithms   []asn1.RawValue `asn1:"set"`
		Content      contentInfo
		Certificates asn1.RawValue
		Signers      []asn1.RawValue `asn1:"set"`
	}
	inner, err := asn1.Marshal(signedData{Version: 1, Content: contentInfo{oidData},
		Certificates: asn1.RawValue{Class: asn1.ClassContextSpecific, Tag: 0, IsCompound: true, Bytes: certificate}})
	if err != nil {
		return nil, err
	}
	return asn1.Marshal(struct {
		ContentType asn1.ObjectIdentifier
		Content     asn1.RawValue
	}{oidSignedData, asn1.RawValue{Class: asn1.ClassContextSpecific, Tag: 0, IsCompound: true, Bytes: inner}})
}
