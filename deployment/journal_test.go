package deployment

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/deployment/file"
	"github.com/revokespec/revokespec/internal/session"
)

func journals(t *testing.T, dir string) []string {
	entries, err := os.ReadDir(dir)
	if !os.IsNotExist(err) {
		require.NoError(t, err)
	}
	var names []string
	for _, e := range entries {
		names = append(names, filepath.Join(dir, e.Name()))
	}
	return names
}

// crash makes the journal in dir look as if its process had been killed.
func crash(t *testing.T, dir string) string {
	files := journals(t, dir)
	require.Len(t, files, 1)
	ofProcess(t, files[0], 1<<30) // more than any system gives out
	return files[0]
}

// ofProcess has the journal say that it is that process's.
func ofProcess(t *testing.T, file string, id int) {
	data, err := os.ReadFile(file)
	require.NoError(t, err)
	var page map[string]any
	require.NoError(t, json.Unmarshal(data, &page))
	page["process"] = id
	data, err = json.Marshal(page)
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(file, data, 0o600))
}

func TestChangesAreJournalledAndRestored(t *testing.T) {
	f := newFake(t)
	dir := filepath.Join(t.TempDir(), "deeper", "state")
	options := Options{StateDir: dir, sleep: noSleep}
	d, err := Open(t.Context(), f.file(2), options)
	require.NoError(t, err)
	assert.Empty(t, journals(t, dir), "nothing is changed yet")

	lease, err := d.Lease(t.Context(), Want{Setting: file.SettingOn})
	require.NoError(t, err)
	s := lease.Session
	_, err = s.Create(t.Context(), session.SetUp, "clients", map[string]any{"name": "throw-away", "client_secret": "CANARY"})
	require.NoError(t, err)
	kept, err := s.Create(t.Context(), session.SetUp, "users", map[string]any{"email": "gone@example.com", "password": "CANARY"})
	require.NoError(t, err)
	f.ruin("lost")
	_, err = s.Create(t.Context(), session.SetUp, "users", map[string]any{"email": "lost@example.com", "password": "CANARY"})
	require.ErrorContains(t, err, "making one of users: no answer: connection reset")
	require.NoError(t, s.Discard(t.Context(), session.CleanUp, "users", kept.Field("user_id")))

	files := journals(t, dir)
	require.Len(t, files, 1)
	info, err := os.Stat(files[0])
	require.NoError(t, err)
	if runtime.GOOS != "windows" {
		assert.Equal(t, os.FileMode(0o600), info.Mode().Perm())
	}
	data, err := os.ReadFile(files[0])
	require.NoError(t, err)
	for _, secret := range []string{"CANARY", "management-secret", "app-secret", "password-of"} {
		assert.NotContains(t, string(data), secret)
	}
	assert.Contains(t, string(data), "throw-away")
	assert.NotContains(t, string(data), "gone@example.com", "discarded")

	_, err = Open(t.Context(), f.file(2), options)
	var fileErr *file.Error
	require.ErrorAs(t, err, &fileErr)
	assert.ErrorContains(t, err, "is changing this deployment")
	assert.ErrorContains(t, err, "revokespec restore --deployment fake.yaml")

	require.True(t, isOn(f))
	require.Len(t, f.made(), 2)
	require.NoError(t, d.Close(t.Context()))
	assert.False(t, isOn(f))
	assert.Empty(t, f.made(), "the one whose answer was lost is found by its name")
	assert.Empty(t, journals(t, dir))
}

func TestRestoreAfterACrash(t *testing.T) {
	f := newFake(t)
	f.on = true
	options := Options{StateDir: t.TempDir(), sleep: noSleep}
	restored, err := Restore(t.Context(), f.file(1), options)
	require.NoError(t, err)
	assert.Empty(t, restored, "nothing to do")

	d, err := Open(t.Context(), f.file(1), options)
	require.NoError(t, err)
	_, err = d.Lease(t.Context(), Want{Setting: file.SettingOff})
	require.NoError(t, err)
	_, err = d.Session().Create(t.Context(), session.SetUp, "clients", map[string]any{"name": "throw-away"})
	require.NoError(t, err)
	journal := crash(t, options.StateDir)

	_, err = Open(t.Context(), f.file(1), options)
	assert.EqualError(t, err, journal+": a run that did not end properly left 2 changes behind; run: revokespec restore --deployment fake.yaml")

	f.ruin("no delete")
	restored, err = Restore(t.Context(), f.file(1), options)
	assert.ErrorContains(t, err, `not restored: clients "throw-away" deleted (deleting one of clients: 403 insufficient_scope; the management application needs delete:clients)`)
	assert.Equal(t, []string{"tenant setting revoke_refresh_token_grant back to on"}, restored)
	assert.True(t, isOn(f))
	require.Len(t, journals(t, options.StateDir), 1, "what was not restored stays written down")

	f.mend("no delete")
	restored, err = Restore(t.Context(), f.file(1), options)
	require.NoError(t, err)
	assert.Equal(t, []string{`clients "throw-away" deleted`}, restored)
	assert.Empty(t, f.made())
	assert.Empty(t, journals(t, options.StateDir))
}

func TestRestoreLeavesALiveRunAlone(t *testing.T) {
	f := newFake(t)
	options := Options{StateDir: t.TempDir(), sleep: noSleep}
	d, err := Open(t.Context(), f.file(1), options)
	require.NoError(t, err)
	_, err = d.Lease(t.Context(), Want{Setting: file.SettingOn})
	require.NoError(t, err)
	file := journals(t, options.StateDir)[0]
	ofProcess(t, file, os.Getppid())
	_, err = Restore(t.Context(), f.file(1), options)
	assert.ErrorContains(t, err, "is still changing this deployment")
	assert.True(t, isOn(f))
}

func TestTwoRunsDoNotChangeOneDeployment(t *testing.T) {
	f := newFake(t)
	options := Options{StateDir: t.TempDir(), sleep: noSleep}
	first, err := Open(t.Context(), f.file(1), options)
	require.NoError(t, err)
	second, err := Open(t.Context(), f.file(1), options)
	require.NoError(t, err)
	_, err = first.Lease(t.Context(), Want{Setting: file.SettingOn})
	require.NoError(t, err)
	_, err = second.Lease(t.Context(), Want{Setting: file.SettingOn})
	assert.ErrorContains(t, err, "another run has begun to change this deployment")
	require.NoError(t, second.Close(t.Context()))
	require.Len(t, journals(t, options.StateDir), 1, "the journal of the first is untouched")
	require.NoError(t, first.Close(t.Context()))
	assert.False(t, isOn(f))
}

func TestDamagedJournal(t *testing.T) {
	f := newFake(t)
	options := Options{StateDir: t.TempDir(), sleep: noSleep}
	d, err := prepare(f.file(1), options)
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(d.tenant.Journal.Path(), []byte("{"), 0o600))
	_, err = Open(t.Context(), f.file(1), options)
	assert.ErrorContains(t, err, "not a journal of this version of revokespec")
	_, err = Restore(t.Context(), f.file(1), options)
	assert.ErrorContains(t, err, "not a journal of this version of revokespec")
}

func TestNothingIsChangedWithoutAJournal(t *testing.T) {
	f := newFake(t)
	blocked := filepath.Join(t.TempDir(), "file")
	d, err := Open(t.Context(), f.file(1), Options{StateDir: blocked, sleep: noSleep})
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(blocked, nil, 0o600))
	_, err = d.Lease(t.Context(), Want{Setting: file.SettingOn})
	assert.ErrorContains(t, err, "set REVOKESPEC_STATE_DIR")
	_, err = d.Session().Create(t.Context(), session.SetUp, "clients", map[string]any{"name": "x"})
	assert.ErrorContains(t, err, "set REVOKESPEC_STATE_DIR")
	assert.Zero(t, patches(f))
	assert.Empty(t, f.made())
}

func TestEphemeralDeploymentKeepsNoJournal(t *testing.T) {
	f := newFake(t)
	t.Setenv("REVOKESPEC_STATE_DIR", filepath.Join(t.TempDir(), "none"))
	d, err := Open(t.Context(), f.file(1), Options{Ephemeral: true, sleep: noSleep})
	require.NoError(t, err)
	lease, err := d.Lease(t.Context(), Want{Setting: file.SettingOn})
	require.NoError(t, err)
	lease.Release()
	require.NoError(t, d.Close(t.Context()))
	assert.True(t, isOn(f))
	assert.NoDirExists(t, os.Getenv("REVOKESPEC_STATE_DIR"))
}

func TestCreateNeedsChanges(t *testing.T) {
	d := newFake(t).open(t, func(f *file.File) { f.Management.AllowChanges = false })
	_, err := d.Session().Create(t.Context(), session.SetUp, "clients", map[string]any{"name": "x"})
	assert.ErrorContains(t, err, "allow_changes: true")
	_, err = d.Session().WriteSetting(t.Context(), session.Act, true)
	assert.ErrorContains(t, err, "allow_changes: true")
	d = newFake(t).open(t, nil)
	_, err = d.Session().Create(t.Context(), session.SetUp, "clients", map[string]any{})
	assert.ErrorContains(t, err, "without a name")
}

func TestALostUserIsFoundByPaging(t *testing.T) {
	f := newFake(t)
	d := f.open(t, nil)
	f.ruin("lost", "no search")
	_, err := d.Session().Create(t.Context(), session.SetUp, "users", map[string]any{"email": "lost@example.com"})
	require.Error(t, err)
	require.Len(t, f.made(), 1)
	require.NoError(t, d.Close(t.Context()))
	assert.Empty(t, f.made())
}

// What a process that was killed in the middle of writing has left of a journal goes when the next one looks there.
func TestHalfJournalsAreRemoved(t *testing.T) {
	f := newFake(t)
	options := Options{StateDir: t.TempDir(), sleep: noSleep}
	left := filepath.Join(options.StateDir, fmt.Sprintf(".journal-0123.json.%d.0.part", os.Getpid())) // of the process that had this number before
	for name, next := range map[string]func() error{
		"run": func() error {
			d, err := Open(t.Context(), f.file(2), options)
			if err != nil {
				return err
			}
			return d.Close(t.Context())
		},
		"restore": func() error {
			_, err := Restore(t.Context(), f.file(2), options)
			return err
		},
	} {
		require.NoError(t, os.WriteFile(left, []byte("half"), 0o600))
		require.NoError(t, next(), name)
		assert.Empty(t, journals(t, options.StateDir), name)
	}
}
