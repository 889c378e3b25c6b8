package deployment

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/revokespec/revokespec/deployment/file"
)

// A server may know any number of scopes: some are asked for, and picking them takes no time.
func TestVeryManyScopes(t *testing.T) {
	supported := []any{"openid", "email", 7, "read", "read", strings.Repeat("x", 201)}
	for i := range 100_000 {
		supported = append(supported, fmt.Sprint("s", i))
	}
	d := &Deployment{File: &file.File{}, Metadata: map[string]any{"scopes_supported": supported}}
	began := time.Now()
	more := d.FurtherScopes("profile " + strings.Repeat("granted ", 50_000))
	assert.Less(t, time.Since(began), 5*time.Second)
	assert.Equal(t, []string{"email", "address", "phone", "read", "s0"}, more[:5])
	assert.Len(t, more, 100)
}
