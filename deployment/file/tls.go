package file

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"

	"github.com/revokespec/revokespec/internal/readfile"
)

// maxBundle bounds files of certificates, in bytes: all that a system trusts are a quarter of it.
const maxBundle = 1 << 20

// InsecureWarning is told when a deployment is opened whose certificates are not looked at.
const InsecureWarning = "WARNING: tls.insecure is true: ANY certificate is taken, so whoever is on the way may read and change everything, and no verdict is worth much; give tls.ca_file instead"

// tlsError is what is wrong with the file that a key names.
type tlsError struct{ key, what string }

func (e *tlsError) Error() string { return e.key + " " + e.what }

// Config is how connections are secured. The error says which file of the section is not usable, and why.
func (t TLS) Config() (*tls.Config, error) {
	config := &tls.Config{InsecureSkipVerify: t.Insecure, MinVersion: tls.VersionTLS12, NextProtos: []string{"http/1.1"}} // so that a server without it says so
	if t.CAFile != "" {
		pem, err := readfile.Regular(t.CAFile, maxBundle)
		roots, _ := x509.SystemCertPool()
		if roots == nil {
			roots = x509.NewCertPool()
		}
		if err != nil || !roots.AppendCertsFromPEM(pem) {
			return nil, &tlsError{"tls.ca_file", "holds no certificate; give a PEM file"}
		}
		config.RootCAs = roots
	}
	if t.ClientCert != "" {
		certificate, err := t.clientCertificate()
		if err != nil {
			return nil, err
		}
		config.Certificates = []tls.Certificate{certificate}
	}
	return config, nil
}

// clientCertificate reads certificate and key, from one file or two.
func (t TLS) clientCertificate() (tls.Certificate, error) {
	certificate, err := readfile.Regular(t.ClientCert, maxBundle)
	if err != nil || !bytes.Contains(certificate, []byte("-----BEGIN CERTIFICATE-----")) {
		return tls.Certificate{}, &tlsError{"tls.client_cert", "holds no certificate; give a PEM file"}
	}
	key, from := certificate, "tls.client_cert"
	if t.ClientKey != "" {
		from = "tls.client_key"
		if key, err = readfile.Regular(t.ClientKey, maxBundle); err != nil {
			return tls.Certificate{}, &tlsError{"tls.client_key", "cannot be read; the path is relative to the deployment file"}
		}
	}
	pair, err := tls.X509KeyPair(certificate, key)
	switch {
	case err == nil:
		return pair, nil
	case bytes.Contains(key, []byte("ENCRYPTED")):
		return pair, &tlsError{from, "holds a key under a passphrase; give one without"}
	case !bytes.Contains(key, []byte("PRIVATE KEY-----")):
		return pair, &tlsError{from, "holds no private key; append it to tls.client_cert, or name its file in tls.client_key"}
	}
	return pair, &tlsError{from, "holds no key that fits the certificate; give the one it was made with"}
}
