package suite_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"io"
	"log"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/deployment/file"
	"github.com/revokespec/revokespec/embedded/mockfile"
	"github.com/revokespec/revokespec/mockserver"
)

// front is what stands before a mock: how it is reached, and what happens to its messages on the way.
type front struct {
	listen string                          // "" = 127.0.0.1
	host   string                          // that the issuer names; "" = the address
	path   string                          // of the issuer
	tls    *tls.Config                     // nil: plain HTTP
	wrap   func(http.Handler) http.Handler // nil: nothing
}

// start serves a mock behind the front, and gives the file that fits it, and its address.
func (f front) start(t *testing.T) (*file.File, string) {
	t.Helper()
	if f.listen == "" {
		f.listen = "127.0.0.1"
	}
	listener, err := net.Listen("tcp", net.JoinHostPort(f.listen, "0"))
	require.NoError(t, err)
	at := listener.Addr().String()
	if f.host == "" {
		f.host = at
	}
	issuer := "http://" + f.host + f.path
	if f.tls != nil {
		issuer = "https://" + f.host + f.path
	}
	mock := mockserver.New(mockserver.WithPublicURL(issuer+"/"), mockserver.WithSigningAlgorithm("HS256"))
	require.NoError(t, mock.Err())
	var handler http.Handler = mock
	if f.wrap != nil {
		handler = f.wrap(handler)
	}
	server := &httptest.Server{Listener: listener, Config: &http.Server{Handler: handler, ErrorLog: log.New(io.Discard, "", 0)}, TLS: f.tls}
	if f.tls != nil {
		server.StartTLS()
	} else {
		server.Start()
	}
	t.Cleanup(server.Close)
	file := mockfile.Of(mock.Seed(), issuer, "auth0")
	file.Dashboard = nil
	return file, at
}

// authority signs certificates in a test.
type authority struct {
	cert *x509.Certificate
	key  *ecdsa.PrivateKey
	file string // PEM
}

func newAuthority(t *testing.T) *authority {
	t.Helper()
	a := &authority{file: filepath.Join(t.TempDir(), "ca.pem")}
	signed := a.sign(t, &x509.Certificate{IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign})
	a.cert, a.key = signed.Leaf, signed.PrivateKey.(*ecdsa.PrivateKey)
	writePEM(t, a.file, "CERTIFICATE", a.cert.Raw)
	return a
}

// sign fills in what a template leaves out. Without a certificate of its own, an authority signs itself.
func (a *authority) sign(t *testing.T, template *x509.Certificate) tls.Certificate {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	template.SerialNumber = big.NewInt(time.Now().UnixNano())
	if template.NotAfter.IsZero() {
		template.NotAfter = time.Now().Add(time.Hour)
	}
	template.NotBefore = template.NotAfter.Add(-24 * time.Hour)
	parent, by := a.cert, a.key
	if parent == nil {
		parent, by = template, key
	}
	der, err := x509.CreateCertificate(rand.Reader, template, parent, key.Public(), by)
	require.NoError(t, err)
	leaf, err := x509.ParseCertificate(der)
	require.NoError(t, err)
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key, Leaf: leaf}
}

// server is a certificate for hosts, or for the loopback addresses.
func (a *authority) server(t *testing.T, hosts ...string) *tls.Config {
	t.Helper()
	template := &x509.Certificate{DNSNames: hosts}
	if len(hosts) == 0 {
		template.IPAddresses = []net.IP{net.IPv4(127, 0, 0, 1), net.IPv6loopback}
	}
	return &tls.Config{Certificates: []tls.Certificate{a.sign(t, template)}}
}

// client writes a client's certificate and key to two files.
func (a *authority) client(t *testing.T) (cert, key string) {
	t.Helper()
	signed := a.sign(t, &x509.Certificate{ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}})
	cert, key = filepath.Join(t.TempDir(), "client.pem"), filepath.Join(t.TempDir(), "client.key")
	writePEM(t, cert, "CERTIFICATE", signed.Leaf.Raw)
	der, err := x509.MarshalPKCS8PrivateKey(signed.PrivateKey)
	require.NoError(t, err)
	writePEM(t, key, "PRIVATE KEY", der)
	return cert, key
}

func (a *authority) pool() *x509.CertPool {
	pool := x509.NewCertPool()
	pool.AddCert(a.cert)
	return pool
}

func writePEM(t *testing.T, path, kind string, der []byte) {
	t.Helper()
	require.NoError(t, os.WriteFile(path, pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der}), 0o600))
}

// forwardProxy is a proxy that takes every host for one address. refuse may answer in its stead.
func forwardProxy(t *testing.T, to string, refuse http.HandlerFunc) string {
	t.Helper()
	proxy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if refuse != nil {
			answered := &answeredWriter{ResponseWriter: w}
			if refuse(answered, r); answered.yes {
				return
			}
		}
		if r.Method == http.MethodConnect {
			tunnel(w, to)
			return
		}
		out := r.Clone(r.Context())
		out.RequestURI, out.URL = "", &url.URL{Scheme: "http", Host: to, Path: r.URL.Path, RawQuery: r.URL.RawQuery}
		answer, err := http.DefaultTransport.RoundTrip(out)
		if err != nil {
			w.WriteHeader(http.StatusBadGateway)
			return
		}
		defer answer.Body.Close()
		for name, values := range answer.Header {
			w.Header()[name] = values
		}
		w.WriteHeader(answer.StatusCode)
		_, _ = io.Copy(w, answer.Body)
	}))
	t.Cleanup(proxy.Close)
	return proxy.URL
}

type answeredWriter struct {
	http.ResponseWriter
	yes bool
}

func (w *answeredWriter) WriteHeader(status int) {
	w.yes = true
	w.ResponseWriter.WriteHeader(status)
}

// tunnel carries bytes to the address until one side has enough.
func tunnel(w http.ResponseWriter, to string) {
	server, err := net.Dial("tcp", to)
	if err != nil {
		w.WriteHeader(http.StatusBadGateway)
		return
	}
	defer server.Close()
	client, _, err := w.(http.Hijacker).Hijack()
	if err != nil {
		return
	}
	defer client.Close()
	_, _ = client.Write([]byte("HTTP/1.1 200 Connection established\r\n\r\n"))
	go func() { _, _ = io.Copy(server, client); server.Close() }()
	_, _ = io.Copy(client, server)
}
