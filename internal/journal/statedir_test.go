package journal

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestStateDir(t *testing.T) {
	t.Setenv("REVOKESPEC_STATE_DIR", "")
	t.Setenv("XDG_STATE_HOME", "/state")
	t.Setenv("HOME", "/home/ann")
	for _, want := range []string{"/given", "/state/revokespec", "/home/ann/.local/state/revokespec"} {
		given := ""
		if want == "/given" {
			given = want
		}
		if strings.HasPrefix(want, "/home") {
			t.Setenv("XDG_STATE_HOME", "")
		}
		dir, err := stateDir(given)
		require.NoError(t, err)
		assert.Equal(t, want, dir)
	}
	t.Setenv("REVOKESPEC_STATE_DIR", "/own")
	dir, err := stateDir("")
	require.NoError(t, err)
	assert.Equal(t, "/own", dir)
}
