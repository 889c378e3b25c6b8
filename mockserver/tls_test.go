package mockserver_test

import (
	"crypto/x509"
	"encoding/json"
	"net/http"
	"os"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/mockserver"
)

func TestStartTLS(t *testing.T) {
	running := mockserver.StartTLS(t)
	for _, protocol := range []string{"HTTP/2.0", "HTTP/1.1"} {
		client := *running.Client
		if protocol == "HTTP/1.1" {
			transport := client.Transport.(*http.Transport).Clone()
			transport.Protocols = new(http.Protocols)
			transport.Protocols.SetHTTP1(true)
			transport.TLSClientConfig.NextProtos = nil // the clone remembers h2
			client.Transport = transport
			t.Cleanup(transport.CloseIdleConnections)
		}
		answer, err := client.Get(running.URL + "/.well-known/openid-configuration")
		require.NoError(t, err)
		defer answer.Body.Close()
		assert.Equal(t, protocol, answer.Proto)
		var metadata map[string]any
		require.NoError(t, json.NewDecoder(answer.Body).Decode(&metadata))
		assert.Equal(t, running.URL+"/", metadata["issuer"])
		assert.Equal(t, running.URL+"/oauth/revoke", metadata["revocation_endpoint"])
	}

	_, err := (&http.Client{}).Get(running.URL)
	var unknown x509.UnknownAuthorityError
	assert.ErrorAs(t, err, &unknown, "nobody else trusts it")

	plain, err := http.Get("http" + running.URL[len("https"):])
	require.NoError(t, err)
	defer plain.Body.Close()
	assert.Equal(t, 400, plain.StatusCode)
}

func TestCertificate(t *testing.T) {
	made, err := mockserver.NewTLS("mock.example", "192.0.2.1")
	require.NoError(t, err)
	pool := x509.NewCertPool()
	require.True(t, pool.AppendCertsFromPEM(made.CA))
	assert.NotContains(t, string(made.CA), "PRIVATE")
	leaf := made.Server.Certificates[0].Leaf
	for _, host := range []string{"localhost", "127.0.0.1", "::1", "mock.example", "192.0.2.1"} {
		_, err := leaf.Verify(x509.VerifyOptions{DNSName: host, Roots: pool})
		assert.NoError(t, err, host)
	}
	for _, host := range []string{"other.example", "192.0.2.2"} {
		_, err := leaf.Verify(x509.VerifyOptions{DNSName: host, Roots: pool})
		assert.Error(t, err, host)
	}
	assert.False(t, leaf.IsCA)
	another, err := mockserver.NewTLS()
	require.NoError(t, err)
	_, err = another.Server.Certificates[0].Leaf.Verify(x509.VerifyOptions{DNSName: "localhost", Roots: pool})
	assert.Error(t, err, "every authority is its own")
}

// Whoever trusts a kept authority once trusts every later server.
func TestKeptTLS(t *testing.T) {
	dir := t.TempDir()
	first, err := mockserver.KeptTLS(dir)
	require.NoError(t, err)
	assert.True(t, first.CAMade)
	later, err := mockserver.KeptTLS(dir, "auth0.test")
	require.NoError(t, err)
	assert.False(t, later.CAMade)
	_, err = later.Server.Certificates[0].Leaf.Verify(x509.VerifyOptions{DNSName: "auth0.test", Roots: first.Client.RootCAs})
	assert.NoError(t, err)
	public, err := os.ReadFile(later.CAFile)
	require.NoError(t, err)
	assert.Equal(t, string(first.CA), string(public))
	assert.True(t, mockserver.IsAuthority(public))
}
