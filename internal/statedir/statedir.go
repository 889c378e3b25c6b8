// Package statedir knows where the programs remember things of a user between two starts.
package statedir

import (
	"errors"
	"os"
	"path/filepath"
)

// Find returns REVOKESPEC_STATE_DIR, XDG_STATE_HOME/revokespec, or ~/.local/state/revokespec. It makes no folder.
func Find() (string, error) {
	if dir := os.Getenv("REVOKESPEC_STATE_DIR"); dir != "" {
		return dir, nil
	}
	if dir := os.Getenv("XDG_STATE_HOME"); filepath.IsAbs(dir) {
		return filepath.Join(dir, "revokespec"), nil
	}
	home, err := os.UserHomeDir()
	if err != nil {
		return "", errors.New("this user has no folder to remember things in; set REVOKESPEC_STATE_DIR")
	}
	return filepath.Join(home, ".local", "state", "revokespec"), nil
}
