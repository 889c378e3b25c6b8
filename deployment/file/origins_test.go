package file

import (
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// What is to be pasted is one line of YAML, whatever the name.
func TestTheLineToPaste(t *testing.T) {
	for _, host := range []string{"login.example:8443", "[::1]:8080", `a],b"c`} {
		err := (&File{TrustedOrigins: []string{"https://a.example"}}).Untrusted("who", "what", &url.URL{Scheme: "http", Host: host})
		_, line, _ := strings.Cut(err.Remedy(), "write ")
		f, problem := Parse("d.yaml", []byte(strings.Replace(minimal, "https:", "http:", 1)+line+"\n"), noEnv)
		require.NoError(t, problem, line)
		assert.Len(t, f.TrustedOrigins, 2)
	}
}

func TestTrustedOriginsAreChecked(t *testing.T) {
	for origin, want := range map[string]string{
		"https://login.example": "", "https://login.example:8443": "", "https://login.example/": "", "http://login.example": "where nothing is sent", "https://169.254.169.254": "where nothing is sent",
		"login.example": "is no origin", "https://login.example/path": "is no origin", "https://u@login.example": "is no origin", "ftp://login.example": "is no origin",
	} {
		_, err := Parse("d.yaml", []byte(minimal+"trusted_origins: ["+origin+"]\n"), noEnv)
		if want == "" {
			assert.NoError(t, err, origin)
			continue
		}
		assert.ErrorContains(t, err, want, origin)
	}
}

func TestKeyFilesThatAreNone(t *testing.T) {
	for _, content := range []string{"", "no key", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n", `{"kty":"oct","k":"c2VjcmV0"}`, `{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}`} {
		path := filepath.Join(t.TempDir(), "key")
		require.NoError(t, os.WriteFile(path, []byte(content), 0o600))
		_, err := Parse(filepath.Join(filepath.Dir(path), "d.yaml"), []byte("issuer: https://a.example\nusers: [{username: a, password: bbbb}]\nclients:\n  jwt: {client_id: a, key_file: key}\n"), noEnv)
		assert.ErrorContains(t, err, "d.yaml:4:23: clients.jwt.key_file: holds no private key; give a PEM file")
	}
}
