package signin

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/revokespec/revokespec/deployment/file"
)

// A server may know any number of scopes: some are asked for. Where each were compared with each, this would not end.
func TestVeryManyScopes(t *testing.T) {
	supported := []any{"openid", "email", 7, "read", "read", strings.Repeat("x", 201)}
	for i := range 100_000 {
		supported = append(supported, fmt.Sprint("s", i))
	}
	s := signerOf(t, &file.File{})
	s.Server.Metadata["scopes_supported"] = supported
	more := s.FurtherScopes("profile " + strings.Repeat("granted ", 50_000))
	assert.Equal(t, []string{"email", "address", "phone", "read", "s0"}, more[:5])
	assert.Len(t, more, 100)

	s.Server.File.Mint.MoreScope = "a b"
	assert.Equal(t, []string{"a", "b"}, s.FurtherScopes(""))
}
