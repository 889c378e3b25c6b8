package redistest

import (
	"crypto/x509"
	"encoding/pem"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

// StartTLS is StartOn, for those alone who speak TLS. The certificate, which is its own authority, names 127.0.0.1 and not localhost; its
// file is for who is to trust it.
func StartTLS(t testing.TB) (s *Server, certificate string) {
	t.Helper()
	web := httptest.NewTLSServer(nil) // net/http/httptest has one made
	defer web.Close()
	made := web.TLS.Certificates[0]
	key, err := x509.MarshalPKCS8PrivateKey(made.PrivateKey)
	require.NoError(t, err)
	dir, port := folder(t), freePort(t)
	certificate = filepath.Join(dir, "certificate.pem")
	keyFile := filepath.Join(dir, "key.pem")
	require.NoError(t, os.WriteFile(certificate, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: made.Certificate[0]}), 0o600))
	require.NoError(t, os.WriteFile(keyFile, pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: key}), 0o600))
	return start(t, "rediss://127.0.0.1:"+port, dir, []string{
		"--bind", "127.0.0.1", "--port", "0", "--tls-port", port, "--tls-cert-file", certificate, "--tls-key-file", keyFile, "--tls-auth-clients", "no",
	}), certificate
}
