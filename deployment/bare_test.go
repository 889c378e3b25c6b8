package deployment

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/deployment/file"
)

// bareSession is one at a server of which only the file is known.
func bareSession(t *testing.T, f *file.File) *Base {
	t.Helper()
	server, err := NewServer(f, Options0{Alone: true})
	require.NoError(t, err)
	return server.NewSession()
}
