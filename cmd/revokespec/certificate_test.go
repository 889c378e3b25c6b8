package main

import (
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/deployment/file"
	"github.com/revokespec/revokespec/mockserver"
	"github.com/revokespec/revokespec/record"
)

// Over https, everything is judged as over http, and whoever does not trust the authority is told how.
func TestMockWithTLS(t *testing.T) {
	t.Parallel()
	ca := filepath.Join(t.TempDir(), "ca.pem")
	s := startMock(t, "--tls", "--tls-ca-out", ca)
	result, code := s.run("--rule", oneOfEach)
	assert.Zero(t, code)
	assert.Equal(t, record.Conformant, result.Verdict)
	assert.Contains(t, result.Deployment.Issuer, "https://127.0.0.1:")
	f, err := file.Load(s.file, os.LookupEnv)
	require.NoError(t, err)
	assert.Equal(t, "https://127.0.0.1", f.Control.URL[:len("https://127.0.0.1")])
	text, err := os.ReadFile(ca)
	require.NoError(t, err)
	assert.True(t, mockserver.IsAuthority(text))

	distrusting := s.command("run", "--deployment", write(t, "d.yaml", deploymentText(s.base)))
	out, _ := distrusting.CombinedOutput()
	assert.Equal(t, record.ExitNotJudged, distrusting.ProcessState.ExitCode())
	assert.Contains(t, string(out), "tls.ca_file")
}

// Mocks that keep their authority in one folder break none of each other's clients, and write nothing else anywhere.
func TestMocksOfOneAuthority(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "authority")
	first := startMock(t, "--tls", "--tls-ca-dir", dir)
	second := startMock(t, "--tls", "--tls-ca-dir", dir, "--public-url", "https://auth0.test")
	second.http = first.http
	assert.Equal(t, 200, first.status("/readyz", ""))
	assert.Equal(t, 200, second.status("/readyz", ""), "whoever trusts the first")
	written, err := os.ReadDir(dir)
	require.NoError(t, err)
	assert.Len(t, written, 2)
}

// A certificate of one's own is served as it is, and clients that trust it are served; no authority is made.
func TestCertificateOfOnesOwn(t *testing.T) {
	t.Parallel()
	own, err := mockserver.NewTLS("auth0.test")
	require.NoError(t, err)
	pair := own.Server.Certificates[0]
	key, err := x509.MarshalPKCS8PrivateKey(pair.PrivateKey)
	require.NoError(t, err)
	cert := write(t, "cert.pem", string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: pair.Certificate[0]})))
	s := startMock(t, "--tls-cert", cert, "--tls-key", write(t, "key.pem", string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: key}))))
	c, err := tls.Dial("tcp", s.base[len("https://"):], own.Client)
	require.NoError(t, err)
	assert.Equal(t, pair.Certificate[0], c.ConnectionState().PeerCertificates[0].Raw)
	require.NoError(t, c.Close())
	assert.Equal(t, 200, s.status("/readyz", ""), "by the deployment file's tls.ca_file")
}
