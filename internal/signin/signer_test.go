package signin

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/deployment/file"
	"github.com/revokespec/revokespec/internal/session"
)

// signerOf is a signer at a server of which only the file is known.
func signerOf(t *testing.T, f *file.File) *Signer {
	t.Helper()
	f.Complete()
	server, err := session.NewServer(f, session.Options{Alone: true})
	require.NoError(t, err)
	return NewDesk(f.Mint, "").For(server.NewSession())
}
