package deployment

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/revokespec/revokespec/deployment/file"
)

// However many scopes a server says it knows, a hundred are asked for, and found at once.
func TestFurtherScopes(t *testing.T) {
	d := &Deployment{File: &file.File{}, Metadata: map[string]any{"scopes_supported": []any{"openid", "read", 7, "read", "email", "write"}}}
	assert.Equal(t, []string{"profile", "email", "address", "phone", "read"}, d.FurtherScopes("openid write"))

	var many []any
	for i := range 200_000 {
		many = append(many, fmt.Sprint("scope:", i))
	}
	d.Metadata["scopes_supported"] = many
	began := time.Now()
	more := d.FurtherScopes("openid")
	assert.Len(t, more, 100)
	assert.Equal(t, "scope:95", more[99])
	assert.Less(t, time.Since(began), 5*time.Second)

	d.File.Mint.MoreScope = "a b"
	assert.Equal(t, []string{"a", "b"}, d.FurtherScopes(""))
}
