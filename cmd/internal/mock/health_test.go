package mock

import (
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"syscall"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/revokespec/revokespec/mockserver"
)

// The exit code is what a container's health check looks at.
func TestHealth(t *testing.T) {
	mock := mockserver.StartTLS(t)
	host := strings.TrimPrefix(mock.URL, "https://")
	here := map[string]string{"REVOKESPEC_MOCK_LISTEN": host, "REVOKESPEC_MOCK_TLS": "true"}
	for _, args := range [][]string{{"health"}, {"health", mock.URL}, {"health", mock.URL + "/"}, {"health", mock.URL + "/healthz"}} {
		code, stdout, stderr := cli(t, here, args...)
		assert.Zero(t, code, stderr)
		assert.Contains(t, stdout, "is ready")
	}
	mock.Server.BreakStore(true)
	code, stdout, stderr := cli(t, here, "health")
	assert.Equal(t, 1, code)
	assert.Empty(t, stdout)
	assert.Contains(t, stderr, "answered 503")
	code, _, _ = cli(t, here, "health", mock.URL+"/healthz")
	assert.Zero(t, code, "it lives")

	gone := httptest.NewServer(http.NotFoundHandler())
	gone.Close()
	code, _, stderr = cli(t, nil, "health", gone.URL)
	assert.Equal(t, 1, code)
	address := strings.TrimPrefix(gone.URL, "http://")
	assert.Equal(t, "revokespec: health: nothing listens at "+address+"; start the mock there, or give the URL that it tells when it starts\n", stderr)
}

// No line has the words of a library, or of this machine's addresses, in it.
func TestWhyNobodyIsHealthy(t *testing.T) {
	plain := mockserver.Start(t)
	for place, want := range map[string]string{
		"http://no-such-host.invalid":                    "cannot reach http://no-such-host.invalid/readyz: ",
		strings.Replace(plain.URL, "http:", "https:", 1): "TLS failed: no TLS is spoken there; write http:// if that is meant",
		"http://127.0.0.1:99999":                         "with a port up to 65535",
		"127.0.0.1:8420":                                 "write it as http://127.0.0.1:8420",
	} {
		code, _, stderr := cli(t, nil, "health", place)
		assert.NotZero(t, code, place)
		assert.Contains(t, stderr, want, place)
		assert.NotRegexp(t, `dial|lookup|connect:|Get "`, stderr)
		assert.Equal(t, 1, strings.Count(stderr, "\n"))
	}
}

func TestURLOfAnAddress(t *testing.T) {
	for listen, want := range map[string]string{
		"127.0.0.1:443": "https://127.0.0.1:443", "0.0.0.0:8420": "https://127.0.0.1:8420", ":8420": "https://127.0.0.1:8420",
		"[::]:8420": "https://127.0.0.1:8420", "[::1]:8420": "https://[::1]:8420",
	} {
		f := settings{listen: listen, tls: true}
		address, err := f.address()
		assert.NoError(t, err)
		assert.Equal(t, want, f.urlOf(address))
	}
}

// Whoever may not take the port of https is told who may allow it.
func TestPrivilegedPort(t *testing.T) {
	f := settings{listen: "127.0.0.1:443"}
	refused := &net.OpError{Op: "listen", Err: syscall.EACCES}
	said := f.cannotListen(&net.TCPAddr{Port: 443}, refused).Error()
	for _, remedy := range []string{"setcap cap_net_bind_service=+ep", "ip_unprivileged_port_start=443", "-p 443:8420"} {
		assert.Contains(t, said, remedy)
	}
	assert.NotContains(t, f.cannotListen(&net.TCPAddr{Port: 8420}, refused).Error(), "setcap")
}

// What cannot be listened on is told without a library's words.
func TestWhereNobodyCanListen(t *testing.T) {
	taken := mockserver.Start(t)
	for listen, want := range map[string]string{
		strings.TrimPrefix(taken.URL, "http://"): "another program listens there; choose another address, or port 0",
		"192.0.2.1:8420":                         "this machine has no such address",
		"no-such-host.invalid:80":                "the name of that host leads to no address",
		"127.0.0.1:99999":                        "a port is a number up to 65535; write 127.0.0.1:8420",
		"127.0.0.1:web-site":                     "a port is a number up to 65535; write 127.0.0.1:8420",
		":::1":                                   "this is no host and port; write it as 127.0.0.1:8420, or [::1]:8420",
	} {
		code, _, stderr := cli(t, nil, "mock", "--listen", listen)
		assert.Equal(t, 2, code, listen)
		assert.Equal(t, 1, strings.Count(stderr, "\n"))
		assert.Contains(t, stderr, "--listen "+listen+": "+want)
	}
}
