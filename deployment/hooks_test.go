//go:build unix

package deployment

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/deployment/file"
	"github.com/revokespec/revokespec/internal/session"

	hooked "github.com/revokespec/revokespec/internal/hooks"
)

// withHooks is a file without a Management API, whose hooks write down what they are asked for.
func withHooks(t *testing.T, f *fake) (described *file.File, asked func() string) {
	dir := t.TempDir()
	program := filepath.Join(dir, "admin")
	require.NoError(t, os.WriteFile(program, []byte("#!/bin/sh\necho $REVOKESPEC_HOOK $REVOKESPEC_USERNAME $REVOKESPEC_CLIENT_NAME >>asked\n"), 0o700))
	described = f.file(1)
	described.Management, described.Path = nil, filepath.Join(dir, "staging.yaml")
	line := []string{program}
	described.Hooks = &file.Hooks{AllowChanges: true, CreateUser: line, DeleteUser: line, BreakStore: line, MendStore: line, CreateApplication: line, DeleteApplication: line}
	return described, func() string {
		text, err := os.ReadFile(filepath.Join(dir, "asked"))
		require.NoError(t, err)
		return string(text)
	}
}

// What hooks made and broke is undone when the deployment is closed, the last first; after a crash, by Restore.
func TestWhatHooksDidIsUndone(t *testing.T) {
	for _, crashed := range []bool{false, true} {
		f := newFake(t)
		described, asked := withHooks(t, f)
		options := Options{StateDir: t.TempDir(), sleep: noSleep}
		d, err := Open(t.Context(), described, options)
		require.NoError(t, err)
		s := d.Session()
		_, err = s.Hooks.CreateUser(t.Context(), file.User{Username: "new", Password: "p"})
		require.NoError(t, err)
		_, _, err = s.Hooks.CreateApplication(t.Context(), hooked.Told{ClientName: "made"})
		require.ErrorContains(t, err, "prints no client_id", "and may have made it all the same")
		require.NoError(t, s.Hooks.Run(t.Context(), session.Act, file.HookBreakStore, hooked.Told{}))
		if crashed {
			crash(t, options.StateDir)
			_, err = Open(t.Context(), described, options)
			require.ErrorContains(t, err, "a run that did not end properly left 3 changes behind; run: revokespec restore")
			without := *described
			without.Hooks = nil
			_, err = Restore(t.Context(), &without, options)
			require.ErrorContains(t, err, "hooks are missing, without which nothing is restored that they did")
			restored, err := Restore(t.Context(), described, options)
			require.NoError(t, err)
			assert.Equal(t, []string{"the store mended by hooks.mend_store", `application "made" deleted by hooks.delete_application`, `user "new" deleted by hooks.delete_user`}, restored)
		} else {
			require.NoError(t, d.Close(t.Context()))
		}
		assert.Equal(t, "create_user new\ncreate_application made\nbreak_store\nmend_store\ndelete_application made\ndelete_user new\n", asked())
		assert.Empty(t, journals(t, options.StateDir))
	}
}
