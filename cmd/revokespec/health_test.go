package main

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
	assert.Contains(t, stderr, "is the mock running")
	assert.Equal(t, 1, strings.Count(stderr, "\n"))
}

func TestURLOfAnAddress(t *testing.T) {
	for listen, want := range map[string]string{
		"127.0.0.1:443": "https://127.0.0.1:443", "0.0.0.0:8420": "https://127.0.0.1:8420", ":8420": "https://127.0.0.1:8420",
		"[::]:8420": "https://127.0.0.1:8420", "[::1]:8420": "https://[::1]:8420",
	} {
		f := mockFlags{listen: listen, tls: true}
		address, err := f.address()
		assert.NoError(t, err)
		assert.Equal(t, want, f.urlOf(address))
	}
}

// Whoever may not take the port of https is told who may allow it.
func TestPrivilegedPort(t *testing.T) {
	f := mockFlags{listen: "127.0.0.1:443"}
	refused := &net.OpError{Op: "listen", Err: syscall.EACCES}
	said := f.cannotListen(&net.TCPAddr{Port: 443}, refused).Error()
	for _, remedy := range []string{"setcap cap_net_bind_service=+ep", "ip_unprivileged_port_start=443", "-p 443:8420"} {
		assert.Contains(t, said, remedy)
	}
	assert.NotContains(t, f.cannotListen(&net.TCPAddr{Port: 8420}, refused).Error(), "setcap")
}
