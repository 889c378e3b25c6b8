package mock

import (
	"net"
	"testing"

	"github.com/stretchr/testify/assert"
)

// Every host that a client may know the mock by is in its certificate.
func TestHostsOfTheCertificate(t *testing.T) {
	f := settings{listen: "mock.internal:443", publicURL: "https://auth0.test/"}
	assert.Equal(t, []string{"mock.internal", "192.0.2.1", "auth0.test"}, f.hosts(&net.TCPAddr{IP: net.IPv4(192, 0, 2, 1)}))
	f = settings{listen: ":443"}
	assert.Empty(t, f.hosts(&net.TCPAddr{IP: net.IPv6unspecified}))
}
