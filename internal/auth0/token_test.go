package auth0

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/revokespec/revokespec/internal/httpx"
)

// An opaque token shows no scopes.
func TestScopesOfAJWT(t *testing.T) {
	assert.Equal(t, []string{"a", "b"}, grantedScopes(httpx.Response{}, "e30.eyJzY29wZSI6ImEgYiJ9.x"))
	assert.Nil(t, grantedScopes(httpx.Response{}, "opaque"))
	assert.Nil(t, grantedScopes(httpx.Response{}, "a.b.c"))
}

// Whatever a message prints by mistake, in whatever way, holds no secret.
func TestATokenIsNotPrinted(t *testing.T) {
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
		assert.NotContains(t, fmt.Sprintf(verb, managementToken{value: "CANARY"}), "CANARY", verb)
	}
}
