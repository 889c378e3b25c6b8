package browser

import (
	"errors"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/deployment/file"
	"github.com/revokespec/revokespec/internal/httpx"
	"github.com/revokespec/revokespec/internal/session"
)

// sessionOf is a session at a server of which only the file is known.
func sessionOf(t *testing.T, f *file.File) *session.Session {
	t.Helper()
	f.Complete()
	server, err := session.NewServer(f, session.Options{Alone: true})
	require.NoError(t, err)
	return server.NewSession()
}

// A message of a page that did not come is short, whatever its address.
func TestALostPageIsSaidInFewWords(t *testing.T) {
	s := sessionOf(t, &file.File{})
	lost := &LostPage{Path: s.Path("https://op.example/" + strings.Repeat("a", 250<<10)), Answer: httpx.Response{Err: errors.New("x")}}
	assert.Less(t, len(lost.Error()), 400)
}

// Wherever the scheme of an address is cut, no half of a secret is left.
func TestNoHalfOfASecretIsShown(t *testing.T) {
	const word = "Wd-4%Xq"
	s := sessionOf(t, &file.File{})
	s.Name(word, "password of the user")
	for before := 60; before < 210; before++ {
		shown := noPageAt(s, strings.Repeat("x", before)+word+strings.Repeat("y", 2000)).Error()
		assert.NotContains(t, shown, "Wd")
		assert.Less(t, len(shown), 1500)
	}
}
