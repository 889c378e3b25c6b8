package statedir_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/internal/statedir"
)

func TestFind(t *testing.T) {
	for _, c := range []struct{ own, state, want string }{
		{"", "/state", "/state/revokespec"}, {"", "", "/home/ann/.local/state/revokespec"},
		{"", "not/absolute", "/home/ann/.local/state/revokespec"}, {"/own", "/state", "/own"},
	} {
		t.Setenv("REVOKESPEC_STATE_DIR", c.own)
		t.Setenv("XDG_STATE_HOME", c.state)
		t.Setenv("HOME", "/home/ann")
		dir, err := statedir.Find()
		require.NoError(t, err)
		assert.Equal(t, c.want, dir)
	}
	t.Setenv("REVOKESPEC_STATE_DIR", "")
	t.Setenv("XDG_STATE_HOME", "")
	t.Setenv("HOME", "")
	_, err := statedir.Find()
	assert.ErrorContains(t, err, "REVOKESPEC_STATE_DIR")
}
