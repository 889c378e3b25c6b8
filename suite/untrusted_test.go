package suite_test

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/deployment"
	"github.com/revokespec/revokespec/deployment/file"
	"github.com/revokespec/revokespec/features"
	"github.com/revokespec/revokespec/internal/doctor"
	"github.com/revokespec/revokespec/internal/remedy"
	"github.com/revokespec/revokespec/suite"
)

// A connection that cannot be trusted is one clear line, with what to do, for run and for doctor alike.
func TestConnectionsThatCannotBeTrusted(t *testing.T) {
	ca := newAuthority(t)
	trusting := func(f *file.File) { f.TLS.CAFile = ca.file }
	expired := time.Now().Add(-48 * time.Hour)
	old := ca.sign(t, &x509.Certificate{NotAfter: expired, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}})
	early := ca.sign(t, &x509.Certificate{NotAfter: time.Now().Add(48 * time.Hour), IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}})
	alien, alienKey := newAuthority(t).client(t)
	for name, c := range map[string]struct {
		front
		edit    func(*file.File)
		why, to string
	}{
		"expired": {front{tls: &tls.Config{Certificates: []tls.Certificate{old}}}, trusting,
			"the certificate expired on " + expired.UTC().Format(time.DateOnly), "renew it at the server"},
		"not yet valid": {front{tls: &tls.Config{Certificates: []tls.Certificate{early}}}, trusting,
			"the certificate is not valid before ", "set this machine's clock"},
		"of another host": {front{tls: ca.server(t, "a.example", "b.example")}, trusting,
			"the certificate is for a.example, b.example, and not for 127.0.0.1", "correct the host, or the certificate"},
		"of an authority nobody knows": {front{tls: ca.server(t)}, nil,
			"not signed by anybody whom this machine trusts", "name its authority's certificate in tls.ca_file"},
		"without a client's certificate": {front{tls: demanding(ca, t)}, trusting, "the server asks for a certificate of the client's", "tls.client_cert"},
		"with a strange client's certificate": {front{tls: demanding(ca, t)}, func(f *file.File) {
			trusting(f)
			f.TLS.ClientCert, f.TLS.ClientKey = alien, alienKey
		}, "certificate", "tls.client_cert"},
		"no TLS":      {front{}, func(f *file.File) { f.Issuer = strings.Replace(f.Issuer, "http:", "https:", 1) }, "no TLS is spoken there", "write http:// if that is meant"},
		"TLS 1.1":     {front{tls: aged(ca.server(t))}, trusting, "no version of TLS in common", ""},
		"HTTP/2 only": {front{tls: onlyHTTP2(ca.server(t))}, trusting, "the server speaks HTTP/2 alone", "allow that there"},
		"TLS, but http is written": {front{tls: ca.server(t)}, func(f *file.File) { f.Issuer = strings.Replace(f.Issuer, "https:", "http:", 1) },
			"answers that TLS is spoken there", "write issuer: https://..."},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			file, _ := c.start(t)
			file.Management = nil
			if c.edit != nil {
				c.edit(file)
			}
			_, err := suite.Open(context.Background(), file, deployment.Options{Ephemeral: true})
			var unjudgeable *remedy.Unjudgeable
			require.ErrorAs(t, err, &unjudgeable)
			assert.ErrorContains(t, err, c.why)
			assert.ErrorContains(t, err, c.to)
			assert.NotContains(t, err.Error(), "\n")
			assert.NotContains(t, err.Error(), "check issuer")

			report := diagnosed(t, file)
			assert.Equal(t, 3, report.ExitCode())
			var problems []string
			for _, f := range report.Findings {
				if f.State == doctor.Problem {
					problems = append(problems, f.Says+"; "+f.Remedy)
				}
			}
			require.Len(t, problems, 1)
			assert.Contains(t, problems[0], c.why)
			assert.Contains(t, problems[0], c.to)
		})
	}
}

func diagnosed(t *testing.T, file *file.File) *doctor.Report {
	t.Helper()
	catalogue, err := features.BuiltIn()
	require.NoError(t, err)
	return doctor.Examine(context.Background(), file, doctor.Options{Catalogue: catalogue})
}

func aged(c *tls.Config) *tls.Config {
	c.MinVersion, c.MaxVersion = tls.VersionTLS10, tls.VersionTLS11 //nolint:gosec // what must be refused
	return c
}

// onlyHTTP2 has no protocol in common with a client of HTTP/1.1. Go's own server would fall back for one that has h2.
func onlyHTTP2(c *tls.Config) *tls.Config {
	c.NextProtos = []string{"h2-only"}
	return c
}
