package mock

import (
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"time"

	"github.com/revokespec/revokespec/cmd/internal/program"
	"github.com/revokespec/revokespec/internal/statedir"
	"github.com/revokespec/revokespec/mockserver"
)

// served is the certificate that the mock serves.
type served struct {
	config *tls.Config
	trust  string // the PEM file that a client trusts it by
	about  string // how that came about, in a few words
}

// certificate is the user's own, or one of an authority that is kept, for the hosts that the mock is reached by.
func (f settings) certificate(sys program.System, hosts []string) (*served, error) {
	if f.tlsCert != "" {
		return f.ownCertificate(sys)
	}
	dir, err := f.authorityDir()
	if err != nil {
		return nil, err
	}
	made, err := mockserver.KeptTLS(dir, hosts...)
	if err != nil {
		return nil, fmt.Errorf("--tls-ca-dir: %w", err)
	}
	out := &served{config: made.Server, trust: made.CAFile, about: "is kept in"}
	if made.CAMade {
		out.about = "is new, and is kept in"
	}
	if f.caOut != "" {
		out.trust = f.caOut
		err = writeAuthority(f.caOut, made.CA)
	}
	return out, err
}

// authorityDir is where authorities are kept when nothing else is said: beside what else the program remembers of this user.
func (f settings) authorityDir() (string, error) {
	if f.caDir != "" {
		return f.caDir, nil
	}
	dir, err := statedir.Find()
	if err != nil {
		return "", errors.New("--tls: this user has no folder to keep an authority in; name one with --tls-ca-dir")
	}
	return filepath.Join(dir, "authority"), nil
}

// hosts are those that clients may know the mock by, besides localhost.
func (f settings) hosts(address *net.TCPAddr) (hosts []string) {
	if listen, _, err := net.SplitHostPort(f.listen); err == nil && listen != "" {
		hosts = append(hosts, listen)
	}
	if !address.IP.IsUnspecified() {
		hosts = append(hosts, address.IP.String())
	}
	if public := f.publicHost(); public != "" {
		hosts = append(hosts, public)
	}
	return hosts
}

func (f settings) publicHost() string {
	public, err := url.Parse(f.publicURL)
	if err != nil {
		return ""
	}
	return public.Hostname()
}

// ownCertificate reads the user's certificate, once: whoever renews it starts the mock again. What clients will not like about it is told.
func (f settings) ownCertificate(sys program.System) (*served, error) {
	chain, err := program.ReadInput(f.tlsCert)
	if err != nil {
		return nil, fmt.Errorf("--tls-cert: %w; name a readable PEM file", err)
	}
	key, err := program.ReadInput(f.tlsKey)
	if err != nil {
		return nil, fmt.Errorf("--tls-key: %w; name a readable PEM file", err)
	}
	pair, err := tls.X509KeyPair(chain, key)
	if err != nil {
		return nil, fmt.Errorf("--tls-cert %s, --tls-key %s: %w; give a certificate (with what is between it and its authority, in that order) and its key without a password, both PEM",
			f.tlsCert, f.tlsKey, err)
	}
	if now := time.Now(); now.After(pair.Leaf.NotAfter) || now.Before(pair.Leaf.NotBefore) {
		fmt.Fprintf(sys.Stderr, "warning: %s is good from %s to %s, and not now\n", f.tlsCert, pair.Leaf.NotBefore.Format(time.DateOnly), pair.Leaf.NotAfter.Format(time.DateOnly))
	}
	if host := f.publicHost(); host != "" && pair.Leaf.VerifyHostname(host) != nil {
		fmt.Fprintf(sys.Stderr, "warning: %s is not for %s, the host of --public-url\n", f.tlsCert, host)
	}
	return &served{config: mockserver.Serving(pair), trust: f.tlsCert}, nil
}

// writeAuthority replaces the authority of an earlier mock, and nothing else: a mistyped path must not cost anybody
// their certificates.
func writeAuthority(path string, pem []byte) error {
	old, err := program.ReadInput(path)
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

// explainTrust says how clients come to trust the authority; of the user's own certificate nobody needs to be told.
func (s *served) explainTrust(w io.Writer) {
	if s.about == "" {
		return
	}
	path := s.trust
	if absolute, err := filepath.Abs(path); err == nil {
		path = absolute
	}
	fmt.Fprintf(w, `its authority %[2]s %[1]s; clients trust it with
  curl --cacert %[1]s
  SSL_CERT_FILE=%[1]s        Go, Python, Ruby, OpenSSL
  NODE_EXTRA_CA_CERTS=%[1]s  Node.js
`, path, s.about)
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
