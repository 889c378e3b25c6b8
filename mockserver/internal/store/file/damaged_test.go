package file_test

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	bolt "go.etcd.io/bbolt"

	"github.com/revokespec/revokespec/mockserver/internal/store/file"
)

// whole is a file with one of everything, and what it tells.
func whole(t testing.TB) ([]byte, []any) {
	t.Helper()
	path := fresh(t)
	f, done := open(t, path)
	fill(t, tenantOf(t, f, ""))
	tells := told(t, tenantOf(t, f, ""))
	done()
	data, err := os.ReadFile(path)
	require.NoError(t, err)
	return data, tells
}

// refused sees that a file is not opened, for that reason, and left as it is.
func refused(t testing.TB, data []byte, why error) {
	t.Helper()
	path := fresh(t)
	require.NoError(t, os.WriteFile(path, data, 0o600))
	_, err := file.Open(path)
	require.ErrorIs(t, err, why)
	assert.Contains(t, err.Error(), path)
	assert.NotContains(t, err.Error(), "\n")
	after, err := os.ReadFile(path)
	require.NoError(t, err)
	assert.Equal(t, data, after)
}

func TestFilesThatCannotBeOpened(t *testing.T) {
	data, _ := whole(t)
	change := func(change func([]byte)) []byte {
		c := bytes.Clone(data)
		change(c)
		return c
	}
	refused(t, []byte("a file of somebody's\n"), file.ErrForeign)
	refused(t, make([]byte, 64<<10), file.ErrForeign)
	refused(t, another(t, "theirs", "key", "value"), file.ErrForeign)
	refused(t, data[:len(data)/2], file.ErrDamaged)
	refused(t, data[:100], file.ErrForeign)
	refused(t, change(func(b []byte) { b[17]++ }), file.ErrDamaged)
	refused(t, change(func(b []byte) { b[os.Getpagesize()+40]++ }), file.ErrDamaged)
	refused(t, change(func(b []byte) { clear(b[:os.Getpagesize()]) }), file.ErrDamaged)
	refused(t, change(func(b []byte) { b[bytes.Index(b, []byte(`"PasswordHash":"`))+20]++ }), file.ErrDamaged)
	refused(t, newer(t, data), file.ErrNewer)

	_, err := file.Open(filepath.Join(t.TempDir(), "missing", "state.db"))
	require.ErrorContains(t, err, "name a file in a directory that exists")
	_, err = file.Open(t.TempDir())
	require.ErrorIs(t, err, file.ErrForeign)
}

// An empty file, such as one that a container was given, is as good as none.
func TestAnEmptyFile(t *testing.T) {
	path := fresh(t)
	require.NoError(t, os.WriteFile(path, nil, 0o600))
	f, _ := open(t, path)
	fill(t, tenantOf(t, f, ""))
}

func TestAFileIsOfOneProcess(t *testing.T) {
	path := fresh(t)
	_, done := open(t, path)
	_, err := file.Open(path)
	require.ErrorIs(t, err, file.ErrInUse)
	done()
	open(t, path)
}

// another is a file of bbolt's with one record.
func another(t testing.TB, bucket, key, value string) []byte {
	t.Helper()
	path := fresh(t)
	change(t, path, func(b *bolt.Tx) error {
		in, err := b.CreateBucketIfNotExists([]byte(bucket))
		if err != nil {
			return err
		}
		return in.Put([]byte(key), []byte(value))
	})
	data, err := os.ReadFile(path)
	require.NoError(t, err)
	return data
}

// newer is what a later version would write.
func newer(t testing.TB, data []byte) []byte {
	t.Helper()
	path := fresh(t)
	require.NoError(t, os.WriteFile(path, data, 0o600))
	change(t, path, func(b *bolt.Tx) error {
		key := []byte("revokespec mock")
		return b.Bucket([]byte("format")).Put(key, file.Sealed(key, []byte("2")))
	})
	data, err := os.ReadFile(path)
	require.NoError(t, err)
	return data
}

func change(t testing.TB, path string, change func(*bolt.Tx) error) {
	t.Helper()
	db, err := bolt.Open(path, 0o600, nil)
	require.NoError(t, err)
	require.NoError(t, db.Update(change))
	require.NoError(t, db.Close())
}

// Whatever became of a file, it is refused, or it tells what it told before.
func FuzzDamagedFile(f *testing.F) {
	data, tells := whole(f)
	for at := range 24 {
		f.Add(uint32(at*len(data)/24+9), byte(1<<(at%8)), uint8(at), uint32(0))
	}
	f.Add(uint32(0), byte(0), uint8(0), uint32(1))
	f.Fuzz(func(t *testing.T, at uint32, bits byte, more uint8, cut uint32) {
		damaged := bytes.Clone(data)
		for i := range 1 + int(more)%16 {
			damaged[(int(at)+i)%len(damaged)] ^= bits
		}
		damaged = damaged[:len(damaged)-int(cut)%len(damaged)]
		path := fresh(t)
		require.NoError(t, os.WriteFile(path, damaged, 0o600))
		opened, err := file.Open(path)
		if err != nil {
			after, err := os.ReadFile(path)
			require.NoError(t, err)
			assert.Equal(t, damaged, after)
			return
		}
		defer opened.Close()
		assert.Equal(t, tells, told(t, tenantOf(t, opened, "")))
	})
}
