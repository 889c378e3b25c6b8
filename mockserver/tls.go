package mockserver

import (
	"crypto/tls"
	"path/filepath"
	"time"

	"github.com/revokespec/revokespec/mockserver/internal/authority"
)

// AuthorityName is the common name of the authorities that NewTLS and KeptTLS make.
const AuthorityName = authority.Name

// TLS is the certificate of one server, with the authority that issued it.
type TLS struct {
	CA     []byte      // the authority's certificate, PEM: whoever trusts it trusts the server
	CAFile string      // where it stands; empty of one that is not kept
	CAMade bool        // it was made for this server: nobody trusts it yet
	Server *tls.Config // for HTTP/2 and HTTP/1.1
	Client *tls.Config // trusts the authority, and nobody else
}

// NewTLS makes an authority and a certificate for localhost, 127.0.0.1, ::1 and the other hosts: names or addresses. The certificate
// is good for 397 days. The authority can issue no other: its key is gone. It fails for a host that no certificate can name.
func NewTLS(hosts ...string) (*TLS, error) {
	now := time.Now()
	a, err := authority.New(now)
	if err != nil {
		return nil, err
	}
	out, err := certified(a, now, hosts)
	if err == nil {
		out.CAMade = true
	}
	return out, err
}

// KeptTLS is NewTLS by an authority that is kept in a folder, so that clients have to trust it once: it is made where there is none, and made anew
// when its ten years are over. Its key is readable for the owner alone. Several processes may do so at once.
func KeptTLS(dir string, hosts ...string) (*TLS, error) {
	now := time.Now()
	a, made, err := authority.Keep(dir, now)
	if err != nil {
		return nil, err
	}
	out, err := certified(a, now, hosts)
	if err == nil {
		out.CAFile, out.CAMade = filepath.Join(dir, authority.CertificateFile), made
	}
	return out, err
}

func certified(a *authority.Authority, now time.Time, hosts []string) (*TLS, error) {
	certificate, err := a.Issue(now, hosts...)
	if err != nil {
		return nil, err
	}
	return &TLS{CA: a.Certificate(), Server: Serving(certificate), Client: &tls.Config{MinVersion: tls.VersionTLS12, RootCAs: a.Pool()}}, nil
}

// Serving is how a server serves a certificate.
func Serving(certificate tls.Certificate) *tls.Config {
	return &tls.Config{MinVersion: tls.VersionTLS12, NextProtos: []string{"h2", "http/1.1"}, Certificates: []tls.Certificate{certificate}}
}

// IsAuthority says whether a PEM file holds an authority made by NewTLS or KeptTLS, without its key, and nothing else.
func IsAuthority(file []byte) bool { return authority.Is(file) }
