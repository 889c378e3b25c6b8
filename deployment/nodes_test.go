package deployment

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/deployment/file"
)

// A node stands in the place of the issuer, with its path; what is elsewhere at the issuer's origin, in that of its origin.
func TestAddressesAtANode(t *testing.T) {
	for name, c := range map[string]struct{ issuer, node, address, want string }{
		"plain":           {"https://acme.example/", "https://node1.acme.example", "https://acme.example/oauth/token", "https://node1.acme.example/oauth/token"},
		"a path":          {"https://acme.example/realms/a", "http://10.0.0.1:8080/realms/a/", "https://acme.example/realms/a/token", "http://10.0.0.1:8080/realms/a/token"},
		"beside the path": {"https://acme.example/realms/a", "http://10.0.0.1:8080/realms/a", "https://ACME.example:443/api/v2/grants?user_id=u%7C1", "http://10.0.0.1:8080/api/v2/grants?user_id=u%7C1"},
		"a name alike":    {"https://acme.example/realms/a", "http://10.0.0.1:8080/realms/a", "https://acme.example/realms/ab/token", "http://10.0.0.1:8080/realms/ab/token"},
	} {
		d, err := prepare(&file.File{Issuer: c.issuer, Nodes: []string{"https://other.example", c.node}}, Options{Ephemeral: true})
		require.NoError(t, err)
		at, err := d.AtNode(1, c.address)
		require.NoError(t, err, name)
		assert.Equal(t, c.want, at, name)
	}
	d, err := prepare(&file.File{Issuer: "https://acme.example", Nodes: []string{"https://node1.acme.example"}}, Options{Ephemeral: true})
	require.NoError(t, err)
	_, err = d.AtNode(0, "https://tokens.acme.example/token")
	assert.ErrorContains(t, err, "needs nodes: https://tokens.acme.example/token is at another host than the issuer")
}
