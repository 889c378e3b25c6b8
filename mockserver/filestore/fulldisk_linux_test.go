package filestore_test

import (
	"bytes"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/mockserver/filestore"
)

// disk mounts a disk of 8 MiB. Who may not is not tested.
func disk(t *testing.T) string {
	t.Helper()
	at := t.TempDir()
	if err := syscall.Mount("tmpfs", at, "tmpfs", 0, "size=8m"); err != nil {
		t.Skipf("this user may not mount a disk: %v", err)
	}
	t.Cleanup(func() { assert.NoError(t, syscall.Unmount(at, syscall.MNT_DETACH)) })
	return at
}

// fillUp takes what room there is on a disk, until free is called.
func fillUp(t *testing.T, disk string) (free func()) {
	t.Helper()
	name := filepath.Join(disk, "ballast")
	ballast, err := os.Create(name)
	require.NoError(t, err)
	for err == nil {
		_, err = ballast.Write(make([]byte, os.Getpagesize()))
	}
	require.ErrorIs(t, err, syscall.ENOSPC)
	require.NoError(t, ballast.Close())
	return func() { require.NoError(t, os.Remove(name)) }
}

// Whatever a full disk keeps from happening is answered 503 and has not happened; what was answered 200 has.
func TestAFullDisk(t *testing.T) {
	at := disk(t)
	path := filepath.Join(at, "state.db")
	mock, stop := start(t, path)
	revoked, spent := mock.SignIn(t, user, rotating).RefreshToken, mock.SignIn(t, user, rotating).RefreshToken
	tokens := make([]string, 80)
	for i := range tokens {
		tokens[i] = mock.SignIn(t, mock.Server.Seed().Users[i%16].Email, rotating).RefreshToken
	}
	require.Equal(t, http.StatusOK, post(t, mock, "/oauth/revoke", url.Values{"token": {revoked}}))
	require.Equal(t, http.StatusOK, exchange(t, mock, spent))

	free := fillUp(t, at)
	statuses := map[string]int{}
	refused := 0
	for i, token := range tokens {
		if i%2 == 0 {
			statuses[token] = post(t, mock, "/oauth/revoke", url.Values{"token": {token}})
		} else {
			statuses[token] = post(t, mock, "/oauth/token", url.Values{"grant_type": {"refresh_token"}, "refresh_token": {token}})
		}
		if statuses[token] == http.StatusServiceUnavailable {
			refused++
		}
	}
	t.Log(refused, "of", len(tokens), "refused")
	require.Positive(t, refused, "the disk was full")
	assert.NotEqual(t, http.StatusOK, exchange(t, mock, revoked))

	free()
	stop()
	mock, _ = start(t, path) // which looks at the whole file
	assert.Equal(t, http.StatusForbidden, exchange(t, mock, revoked))
	assert.Equal(t, http.StatusForbidden, exchange(t, mock, spent))
	for token, status := range statuses {
		want := map[int]int{http.StatusOK: http.StatusForbidden, http.StatusServiceUnavailable: http.StatusOK}[status]
		assert.Equal(t, want, exchange(t, mock, token), "of one that was answered %d", status)
	}
}

// A reset needs no room: it gives back what the tenant had.
func TestAResetOnAFullDisk(t *testing.T) {
	at := disk(t)
	mock, _ := start(t, filepath.Join(at, "state.db"))
	gone := mock.SignIn(t, user, rotating).RefreshToken
	fillUp(t, at)
	more := url.Values{"grant_type": {"password"}, "username": {user}, "password": {"mock-password-01"}, "scope": {"openid offline_access"}}
	for post(t, mock, "/oauth/token", more) == http.StatusOK { // until the rest of the file is full, too
	}
	control(t, mock, "reset", "", http.StatusNoContent)
	assert.Equal(t, http.StatusForbidden, exchange(t, mock, gone))
	assert.Equal(t, http.StatusOK, exchange(t, mock, mock.SignIn(t, user, rotating).RefreshToken))
}

// A start on a disk that cannot be written is refused in one line, and leaves the file as it is.
func TestAReadOnlyDisk(t *testing.T) {
	at := disk(t)
	path := filepath.Join(at, "state.db")
	_, stop := start(t, path)
	stop()
	before, err := os.ReadFile(path)
	require.NoError(t, err)
	free := fillUp(t, at)
	_, err = filestore.Open(filepath.Join(at, "new.db"))
	require.ErrorContains(t, err, "the disk is full; make room there")
	free()
	require.NoError(t, syscall.Mount("", at, "", syscall.MS_REMOUNT|syscall.MS_RDONLY, ""))
	for _, name := range []string{"state.db", "new.db"} {
		_, err = filestore.Open(filepath.Join(at, name))
		require.ErrorContains(t, err, name+" cannot be written: the disk is read-only; name a file on another disk")
		assert.NotContains(t, err.Error(), "\n")
	}
	after, err := os.ReadFile(path)
	require.NoError(t, err)
	assert.True(t, bytes.Equal(before, after))
}
