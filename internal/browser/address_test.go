package browser

import (
	"net/url"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/deployment/file"
)

// The way back to the client is known in each spelling that a browser takes for it, so that no code leaves for there.
func TestTheWayBackInOtherSpellings(t *testing.T) {
	for _, c := range []struct {
		to, back string
		is       bool
	}{
		{"https://app.example/?code=1", "https://app.example", true}, {"https://app.example?code=1", "https://app.example/", true},
		{"https://APP.example/cb", "https://app.example/cb", true}, {"https://app.example:443/cb", "https://app.example/cb", true},
		{"http://app.example:80/cb", "http://app.example/cb", true}, {"https://xn--bcher-kva.example/cb", "https://Bücher.example/cb", true},
		{"https://app.example:8443/cb", "https://app.example/cb", false}, {"http://app.example/cb", "https://app.example/cb", false},
		{"https://app.example/cb/", "https://app.example/cb", false}, {"https://app.example/", "https://app.example/cb", false},
		{"com.example.app:/cb?code=1", "com.example.app:/cb", true}, {"com.example.app:cb?code=1", "com.example.app:cb", true},
		{"com.example.app:other", "com.example.app:cb", false}, {"com.example.app://CB/x", "com.example.app://cb/x", true},
		{"https://app.example/", "", false}, {"", "", false},
	} {
		to, err := url.Parse(c.to)
		require.NoError(t, err)
		back, err := url.Parse(c.back)
		require.NoError(t, err)
		assert.Equal(t, c.is, samePlace(to, back), "%s %s", c.to, c.back)
	}
	assert.True(t, (&file.File{Issuer: "https://bücher.example/"}).Trusts("https://xn--bcher-kva.example/authorize"))
	assert.True(t, (&file.File{Issuer: "https://a_b.example/"}).Trusts("https://A_B.example:443/authorize"))
}
