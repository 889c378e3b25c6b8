//go:build unix

package hooks

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/deployment/file"
	"github.com/revokespec/revokespec/internal/journal"
	"github.com/revokespec/revokespec/internal/session"
)

// scripted is a vendor whose hooks are one shell script.
func scripted(t *testing.T, script string) (*Vendor, *Client) {
	dir := t.TempDir()
	program := filepath.Join(dir, "admin")
	require.NoError(t, os.WriteFile(program, []byte("#!/bin/sh\n"+script+"\n"), 0o700))
	f := &file.File{Path: filepath.Join(dir, "staging.yaml"), Issuer: "https://acme.example/", Users: []file.User{{Username: "ann", Password: "password-of-ann"}}}
	f.Clients.Confidential = &file.Client{ClientID: "app", ClientSecret: "secret"}
	line := []string{program, "an argument"}
	f.Hooks = &file.Hooks{
		AllowChanges: true, CreateUser: line, DeleteUser: line, DisableUser: line, EnableUser: line, ChangePassword: line,
		CreateApplication: line, DeleteApplication: line, BreakStore: line, MendStore: line,
	}
	f.Complete()
	server, err := session.NewServer(f, session.Options{})
	require.NoError(t, err)
	j, err := journal.Of(f, journal.Options{Dir: filepath.Join(dir, "state")})
	require.NoError(t, err)
	v := New(server, j)
	return v, v.For(server.NewSession())
}

func (v *Vendor) noted() (lines []string) {
	for _, e := range v.Journal.Entries() {
		lines = append(lines, e.String())
	}
	return lines
}

func read(t *testing.T, v *Vendor, name string) string {
	text, err := os.ReadFile(filepath.Join(filepath.Dir(v.server.File.Path), name))
	require.NoError(t, err, "it runs in the directory of the file")
	return strings.TrimSpace(string(text))
}

func TestAHookIsToldWhatItIsAbout(t *testing.T) {
	t.Setenv("REVOKESPEC_CLIENT_ID", "of somebody else")
	v, c := scripted(t, `env | grep -E '^REVOKESPEC_(HOOK|ISSUER|USERNAME|PASSWORD|CLIENT_ID)=' | sort >asked; cat >stdin; echo "$@" >arguments`)
	made, err := c.CreateUser(t.Context(), file.User{Username: "new", Password: "password-of-new"})
	require.NoError(t, err)
	assert.Equal(t, file.User{Username: "new", Password: "password-of-new"}, made)
	assert.Equal(t, "REVOKESPEC_CLIENT_ID=\nREVOKESPEC_HOOK=create_user\nREVOKESPEC_ISSUER=https://acme.example/\nREVOKESPEC_PASSWORD=password-of-new\nREVOKESPEC_USERNAME=new", read(t, v, "asked"))
	assert.Equal(t, "an argument", read(t, v, "arguments"))
	assert.Empty(t, read(t, v, "stdin"))
}

// What is made is noted before, under the name that it has in the end, and what is deleted is noted no more.
func TestWhatHooksMakeIsJournalled(t *testing.T) {
	v, c := scripted(t, `case $REVOKESPEC_HOOK in
		create_user) echo '{"username":"other","password":"its-password"}';;
		create_application) echo '{"client_id":"made","client_secret":"its-secret"}';;
		esac`)
	made, err := c.CreateUser(t.Context(), file.User{Username: "new", Password: "p"})
	require.NoError(t, err)
	assert.Equal(t, file.User{Username: "other", Password: "its-password"}, made)
	id, secret, err := c.CreateApplication(t.Context(), Told{ClientName: "n", ClientAuth: "post"})
	require.NoError(t, err)
	assert.Equal(t, []string{"made", "its-secret"}, []string{id, secret})
	require.NoError(t, c.Run(t.Context(), session.Act, file.HookBreakStore, Told{}))
	assert.Equal(t, []string{`user "other" deleted by hooks.delete_user`, `application "n" deleted by hooks.delete_application`, "the store mended by hooks.mend_store"}, v.noted())
	assert.Equal(t, "[password of the throw-away user] [secret of the throw-away application]", c.Redact("its-password its-secret"))

	require.NoError(t, c.Run(t.Context(), session.Act, file.HookMendStore, Told{}))
	require.NoError(t, c.Run(t.Context(), session.Act, file.HookDisableUser, Told{Username: "other"}))
	require.NoError(t, c.Run(t.Context(), session.Act, file.HookDeleteUser, Told{Username: "other"}))
	assert.Equal(t, []string{`application "n" deleted by hooks.delete_application`}, v.noted())
}

// A hook that fails may have done its work all the same.
func TestWhatAFailedHookMayHaveMadeIsUndone(t *testing.T) {
	v, c := scripted(t, `echo "$REVOKESPEC_HOOK $REVOKESPEC_USERNAME" >>asked; test $REVOKESPEC_HOOK = delete_user`)
	_, err := c.CreateUser(t.Context(), file.User{Username: "new", Password: "p"})
	require.ErrorContains(t, err, "hooks.create_user (admin) fails with exit code 1; try it by hand")
	err = c.Run(t.Context(), session.Act, file.HookBreakStore, Told{})
	require.ErrorContains(t, err, "hooks.break_store (admin) fails with exit code 1")
	assert.Equal(t, []string{`user "new" deleted by hooks.delete_user`, "the store mended by hooks.mend_store"}, v.noted())

	_, err = v.Journal.Undo(t.Context(), v.Undo, nil)
	require.ErrorContains(t, err, "not restored: the store mended by hooks.mend_store (hooks.mend_store (admin) fails with exit code 1")
	assert.Equal(t, []string{"the store mended by hooks.mend_store"}, v.noted(), "what was undone is noted no more")
	assert.Contains(t, read(t, v, "asked"), "delete_user new")
}

func TestWhatTheFileListsIsNeverHarmed(t *testing.T) {
	v, c := scripted(t, `echo ran >>asked; echo '{"username":"ann","client_id":"app"}'`)
	for _, hook := range []string{file.HookDeleteUser, file.HookDisableUser, file.HookEnableUser, file.HookChangePassword} {
		assert.ErrorContains(t, c.Run(t.Context(), session.Act, hook, Told{Username: "ann"}), "is run for no user but those that hooks.create_user has made", hook)
	}
	assert.ErrorContains(t, c.Run(t.Context(), session.Act, file.HookDeleteApplication, Told{ClientID: "app"}), "is run for no application but those")
	assert.NoFileExists(t, filepath.Join(filepath.Dir(v.server.File.Path), "asked"))

	_, err := c.CreateUser(t.Context(), file.User{Username: "new", Password: "p"})
	assert.ErrorContains(t, err, "prints a user that the file lists")
	_, _, err = c.CreateApplication(t.Context(), Told{ClientName: "n"})
	assert.ErrorContains(t, err, "prints an application that the file lists")
	assert.Equal(t, []string{`user "new" deleted by hooks.delete_user`, `application "n" deleted by hooks.delete_application`}, v.noted(), "not the listed ones")
	assert.ErrorContains(t, c.Run(t.Context(), session.Act, file.HookDeleteUser, Told{Username: "ann"}), "is run for no user")
}

func TestHooksThatFail(t *testing.T) {
	for script, want := range map[string]string{
		`echo "no realm for $REVOKESPEC_PASSWORD" >&2; exit 7`: `hooks.create_user (admin) fails with exit code 7, and says "no realm for [password]"; try it by hand with the variables that docs/hooks.md lists`,
		`kill -9 $$`: "is ended by a signal (signal: killed)",
		`sleep 71`:   "does not end within hooks.timeout (200ms); raise it",
	} {
		v, c := scripted(t, script)
		v.server.File.Hooks.Timeout = 200 * time.Millisecond
		c.Name("p-CANARY", "password")
		_, err := c.CreateUser(t.Context(), file.User{Username: "new", Password: "p-CANARY"})
		require.ErrorContains(t, err, want, script)
		assert.NotContains(t, err.Error(), "\n")
	}
	_, c := scripted(t, `echo '{}'`)
	_, _, err := c.CreateApplication(t.Context(), Told{ClientName: "n"})
	assert.ErrorContains(t, err, `hooks.create_application prints no client_id; it must print a JSON object`)
}

func TestHooksAreRunWithLeaveAlone(t *testing.T) {
	v, c := scripted(t, `echo ran >>asked`)
	v.server.File.Hooks.AllowChanges = false
	assert.ErrorContains(t, c.Run(t.Context(), session.Act, file.HookRestart, Told{}), "hooks.restart is not there, or hooks.allow_changes is not true")
	assert.ErrorContains(t, c.Run(t.Context(), session.Act, file.HookBreakStore, Told{}), "hooks.allow_changes is not true")
	assert.NoFileExists(t, filepath.Join(filepath.Dir(v.server.File.Path), "asked"))
}
