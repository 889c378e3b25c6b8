package httpx

import (
	"net/url"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/deployment/file"
)

// A name, even the issuer's, may lead to such an address: no connection is made, unless the file gives the address itself.
func TestNamesThatLeadToLinkLocalAddresses(t *testing.T) {
	require.ErrorIs(t, WhyNoAnswer(t.Context(), refuseLinkLocal("tcp", "169.254.169.254:80", nil), time.Second), file.ErrWithheld)
	assert.NoError(t, refuseLinkLocal("tcp", "127.0.0.1:80", nil))
	t.Setenv("HTTP_PROXY", "proxy.example:3128")
	t.Setenv("HTTPS_PROXY", "169.254.7.7:3128")
	f := &file.File{Issuer: "https://acme.example/", Nodes: []string{"http://169.254.1.1/", "http://[fe80::1]"}}
	for host, is := range map[string]bool{
		"acme.example": false, "proxy.example": false, "127.0.0.1": false, "169.254.169.254": false,
		"169.254.1.1": true, "fe80::1": true, "169.254.7.7": true,
	} {
		assert.Equal(t, is, givenAsAddress(f, host), host)
	}
	assert.True(t, (&file.File{Issuer: "http://169.254.169.254/"}).Trusts("http://169.254.169.254:80/token"))
	assert.NoError(t, (&file.File{Issuer: "http://169.254.169.254/"}).Unasked("", &url.URL{Scheme: "http", Host: "169.254.169.254"}))
}

// A proxy's variable may name it by a URL or without the scheme.
func TestAProxyIsKnown(t *testing.T) {
	for _, variable := range []string{"me:Kan4ry-77@proxy.example:3128", "http://me:Kan4ry-77@proxy.example:3128", "socks5://me:Kan4ry-77@proxy.example"} {
		t.Setenv("HTTP_PROXY", variable)
		assert.True(t, isProxyHost("PROXY.example"), variable)
	}
}
