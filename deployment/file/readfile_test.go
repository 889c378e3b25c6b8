//go:build unix

package file

import (
	"bytes"
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// What would keep a run waiting, or fill the memory, is refused in one line.
func TestOnlyRegularFilesAreIncluded(t *testing.T) {
	dir := t.TempDir()
	require.NoError(t, syscall.Mkfifo(filepath.Join(dir, "pipe"), 0o600))
	require.NoError(t, os.WriteFile(filepath.Join(dir, "large"), make([]byte, maxIncluded+1), 0o600))
	require.NoError(t, os.WriteFile(filepath.Join(dir, "full"), bytes.Repeat([]byte("a"), maxIncluded), 0o600))
	for _, path := range []string{"pipe", "large", ".", "/dev/zero"} {
		_, err := Parse(filepath.Join(dir, "d.yaml"), []byte(minimal+"name: ${file:"+path+"}\n"), noEnv)
		require.Error(t, err, path)
		assert.Equal(t, filepath.Join(dir, "d.yaml")+":4:7: name: cannot use "+path+"; it must be a regular file of at most 64 KiB", err.Error())
		_, err = Parse(filepath.Join(dir, "d.yaml"), []byte(minimal+"tls: {ca_file: "+path+", client_cert: "+path+"}\n"), noEnv)
		if err == nil {
			_, err = (TLS{CAFile: filepath.Join(dir, path)}).Config()
			require.ErrorContains(t, err, "tls.ca_file holds no certificate")
			_, err = (TLS{ClientCert: filepath.Join(dir, path)}).Config()
			require.ErrorContains(t, err, "tls.client_cert is not usable")
		}
		_, err = Client{KeyFile: filepath.Join(dir, path)}.SigningKey()
		require.Error(t, err)
	}
	file, err := Parse(filepath.Join(dir, "d.yaml"), []byte(minimal+"name: ${file:full}\n"), noEnv)
	require.NoError(t, err)
	assert.Len(t, file.Name, maxIncluded)
	_, err = Load("/dev/zero", noEnv)
	assert.EqualError(t, err, "/dev/zero: cannot read the deployment file: is too large; name a readable YAML file")
}
