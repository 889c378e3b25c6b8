package authority_test

import (
	"crypto/x509"
	"os"
	"path/filepath"
	"runtime"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/mockserver/internal/authority"
)

var today = time.Date(2026, time.March, 1, 12, 0, 0, 0, time.UTC)

// trusts says whether whoever trusts an authority trusts what another issues.
func trusts(t *testing.T, trusted, issuer *authority.Authority, at time.Time, host string) bool {
	t.Helper()
	certificate, err := issuer.Issue(at, "auth0.test", "192.0.2.1", "auth0.test")
	require.NoError(t, err)
	_, err = certificate.Leaf.Verify(x509.VerifyOptions{DNSName: host, Roots: trusted.Pool(), CurrentTime: at})
	return err == nil
}

func TestCertificates(t *testing.T) {
	a, err := authority.New(today)
	require.NoError(t, err)
	for _, host := range []string{"localhost", "127.0.0.1", "::1", "auth0.test", "192.0.2.1"} {
		assert.True(t, trusts(t, a, a, today, host), host)
	}
	for _, host := range []string{"other.test", "192.0.2.2"} {
		assert.False(t, trusts(t, a, a, today, host), host)
	}
	another, err := authority.New(today)
	require.NoError(t, err)
	assert.False(t, trusts(t, another, a, today, "localhost"), "every authority is its own")
	certificate, err := a.Issue(today, "auth0.test", "auth0.test", "127.0.0.1")
	require.NoError(t, err)
	assert.Equal(t, []string{"localhost", "auth0.test"}, certificate.Leaf.DNSNames)
	assert.Len(t, certificate.Leaf.IPAddresses, 2)
	_, err = a.Issue(today, "ümlaut.test")
	assert.ErrorContains(t, err, "ümlaut.test")
}

// However many begin at once, they have one authority, and so has whoever comes later; its key is the owner's.
func TestOneAuthorityForAll(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "not", "there", "yet")
	all := make([]*authority.Authority, 64)
	var wg sync.WaitGroup
	begin := make(chan struct{})
	for i := range all {
		wg.Go(func() {
			<-begin
			a, _, err := authority.Keep(dir, today)
			assert.NoError(t, err)
			all[i] = a
		})
	}
	close(begin)
	wg.Wait()
	later, made, err := authority.Keep(dir, today.AddDate(5, 0, 0))
	require.NoError(t, err)
	assert.False(t, made)
	for _, a := range all {
		assert.Equal(t, later.Certificate(), a.Certificate())
	}
	assert.True(t, trusts(t, all[0], later, today.AddDate(5, 0, 0), "auth0.test"))
	public, err := os.ReadFile(filepath.Join(dir, authority.CertificateFile))
	require.NoError(t, err)
	assert.Equal(t, string(later.Certificate()), string(public))
	assert.NotContains(t, string(public), "PRIVATE")
	files, err := os.ReadDir(dir)
	require.NoError(t, err)
	require.Len(t, files, 2, "nothing is left of those that were not first: %v", files)
	info, err := files[0].Info()
	require.NoError(t, err)
	assert.Equal(t, os.FileMode(0o600), info.Mode().Perm(), info.Name())
}

// Shortly before its end there is another one, for all, and it is published.
func TestAuthorityNearItsEnd(t *testing.T) {
	dir := t.TempDir()
	first, made, err := authority.Keep(dir, today)
	require.NoError(t, err)
	assert.True(t, made)
	end := today.AddDate(9, 11, 20)
	second, made, err := authority.Keep(dir, end)
	require.NoError(t, err)
	assert.True(t, made)
	assert.NotEqual(t, first.Certificate(), second.Certificate())
	again, made, err := authority.Keep(dir, end)
	require.NoError(t, err)
	assert.False(t, made)
	assert.Equal(t, second.Certificate(), again.Certificate())
	public, err := os.ReadFile(filepath.Join(dir, authority.CertificateFile))
	require.NoError(t, err)
	assert.Equal(t, string(second.Certificate()), string(public))
	last, err := first.Issue(today.AddDate(9, 6, 0))
	require.NoError(t, err)
	assert.True(t, last.Leaf.NotAfter.Before(today.AddDate(10, 1, 0)), "no certificate outlives its authority")
}

// What cannot be used is left alone, and told.
func TestFoldersThatKeepNoAuthority(t *testing.T) {
	for name, text := range map[string]string{"another's": "precious", "empty": ""} {
		path := filepath.Join(t.TempDir(), "authority-1.pem")
		require.NoError(t, os.WriteFile(path, []byte(text), 0o600))
		_, _, err := authority.Keep(filepath.Dir(path), today)
		assert.ErrorContains(t, err, path+" holds no authority of a mock; remove it", name)
		kept, err := os.ReadFile(path)
		require.NoError(t, err)
		assert.Equal(t, text, string(kept))
	}
	file := filepath.Join(t.TempDir(), "file")
	require.NoError(t, os.WriteFile(file, nil, 0o600))
	_, _, err := authority.Keep(file, today)
	assert.ErrorContains(t, err, "name a folder that can be written to")

	if runtime.GOOS == "windows" {
		return
	}
	dir := t.TempDir()
	_, _, err = authority.Keep(dir, today)
	require.NoError(t, err)
	require.NoError(t, os.Chmod(filepath.Join(dir, "authority-1.pem"), 0o640))
	_, _, err = authority.Keep(dir, today)
	assert.ErrorContains(t, err, "can be read by others (mode 0640)")
}

func TestIs(t *testing.T) {
	a, err := authority.New(today)
	require.NoError(t, err)
	assert.True(t, authority.Is(a.Certificate()))
	assert.False(t, authority.Is(append(a.Certificate(), a.Certificate()...)), "a bundle")
	assert.False(t, authority.Is([]byte("hello")))
	assert.False(t, authority.Is(nil))
}
