package main

import (
	"errors"
	"fmt"
	"io"
	"net"
	"net/url"
	"os"
	"path/filepath"

	"github.com/revokespec/revokespec/mockserver"
)

// defaultCAFile is where `mock --tls` writes its authority when nothing else is said.
const defaultCAFile = "revokespec-ca.pem"

// authority makes the certificate for the hosts of --public-url and of the address listened on, and writes out the
// authority that clients must trust.
func (f mockFlags) authority(address *net.TCPAddr) (*mockserver.TLS, error) {
	var hosts []string
	if listen, _, err := net.SplitHostPort(f.listen); err == nil && listen != "" && listen != "localhost" {
		hosts = append(hosts, listen)
	}
	if !address.IP.IsUnspecified() {
		hosts = append(hosts, address.IP.String())
	}
	if public, err := url.Parse(f.publicURL); err == nil && public.Hostname() != "" {
		hosts = append(hosts, public.Hostname())
	}
	certificate, err := mockserver.NewTLS(hosts...)
	if err != nil {
		return nil, err
	}
	return certificate, writeAuthority(f.caOut, certificate.CA)
}

// writeAuthority replaces the authority of an earlier mock, and nothing else: a mistyped path must not cost anybody
// their certificates.
func writeAuthority(path string, pem []byte) error {
	old, err := readInput(path)
	switch {
	case err == nil && len(old) > 0 && !mockserver.IsAuthority(old):
		return fmt.Errorf("--tls-ca-out: %s holds something else than the authority of a mock; remove it, or name another file", path)
	case err == nil, errors.Is(err, os.ErrNotExist):
		err = os.WriteFile(path, pem, 0o644) //nolint:gosec // a certificate is for everybody
	}
	if err != nil {
		return fmt.Errorf("--tls-ca-out: %w; name a file in a directory that exists and can be written to", err)
	}
	return nil
}

// explainTrust says how clients come to trust the authority.
func explainTrust(w io.Writer, path string) {
	if absolute, err := filepath.Abs(path); err == nil {
		path = absolute
	}
	fmt.Fprintf(w, `its authority, made for this run, is in %[1]s; clients trust it with
  curl --cacert %[1]s
  SSL_CERT_FILE=%[1]s        Go, Python, Ruby, OpenSSL
  NODE_EXTRA_CA_CERTS=%[1]s  Node.js
`, path)
}

// relativeTo is how a file beside the deployment file names another one.
func relativeTo(file, target string) string {
	from, err := filepath.Abs(filepath.Dir(file))
	if err != nil {
		return target
	}
	to, err := filepath.Abs(target)
	if err != nil {
		return target
	}
	if relative, err := filepath.Rel(from, to); err == nil {
		return filepath.ToSlash(relative)
	}
	return to
}
