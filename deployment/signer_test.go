package deployment

import (
	"testing"

	"github.com/revokespec/revokespec/deployment/file"
)

// signerOf is a signer at a server of which only the file is known.
func signerOf(t *testing.T, f *file.File) *Signer {
	t.Helper()
	return NewDesk(f.Mint, "").For(bareSession(t, f))
}
