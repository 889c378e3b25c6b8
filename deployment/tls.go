package deployment

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
)

// maxBundle bounds files of certificates, in bytes: all that a system trusts are a quarter of it.
const maxBundle = 1 << 20

// Config is how connections are secured. The error says which file of the section is not usable.
func (t TLS) Config() (*tls.Config, error) {
	config := &tls.Config{InsecureSkipVerify: t.Insecure, MinVersion: tls.VersionTLS12}
	if t.CAFile != "" {
		pem, err := readFile(t.CAFile, maxBundle)
		roots, _ := x509.SystemCertPool()
		if roots == nil {
			roots = x509.NewCertPool()
		}
		if err != nil || !roots.AppendCertsFromPEM(pem) {
			return nil, errors.New("tls.ca_file holds no certificate; give a PEM file")
		}
		config.RootCAs = roots
	}
	if t.ClientCert != "" {
		pem, err := readFile(t.ClientCert, maxBundle)
		certificate, unusable := tls.X509KeyPair(pem, pem)
		if err != nil || unusable != nil {
			return nil, errors.New("tls.client_cert is not usable; give a PEM file with the certificate and its key")
		}
		config.Certificates = []tls.Certificate{certificate}
	}
	return config, nil
}
