package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/deployment"
	"github.com/revokespec/revokespec/reports"
)

// What is written down can be used: the private key stands beside the file, for the owner alone.
func TestMockWritesItsDeploymentFile(t *testing.T) {
	t.Parallel()
	s := startMock(t)
	f, err := deployment.Load(s.file, os.LookupEnv)
	require.NoError(t, err)
	assert.Len(t, f.Clients.All(), 8, "a client for every role")
	assert.Equal(t, s.base+"/dashboard", f.Dashboard.URL)
	key := filepath.Join(filepath.Dir(s.file), "mock.jwt.pem")
	assert.Equal(t, key, f.Clients.JWT.KeyFile)
	for _, path := range []string{s.file, key} {
		info, err := os.Stat(path)
		require.NoError(t, err)
		assert.Equal(t, os.FileMode(0o600), info.Mode().Perm(), path)
	}
}

// Over https, everything is judged as over http, and nothing but the authority's certificate is written.
func TestMockWithTLS(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	ca := filepath.Join(dir, "ca.pem")
	s := startMock(t, "--tls", "--tls-ca-out", ca)
	record, code := s.run()
	assert.Zero(t, code)
	assert.Equal(t, reports.Conformant, record.Verdict)
	assert.Contains(t, record.Deployment.Issuer, "https://127.0.0.1:")
	f, err := deployment.Load(s.file, os.LookupEnv)
	require.NoError(t, err)
	assert.Equal(t, "https://127.0.0.1", f.Control.URL[:len("https://127.0.0.1")])
	written, err := os.ReadDir(dir)
	require.NoError(t, err)
	assert.Len(t, written, 1)
	text, err := os.ReadFile(ca)
	require.NoError(t, err)
	assert.NotContains(t, string(text), "PRIVATE")

	distrusting := s.command("run", "--deployment", write(t, "d.yaml", deploymentText(s.base)))
	out, _ := distrusting.CombinedOutput()
	assert.Equal(t, reports.ExitNotJudged, distrusting.ProcessState.ExitCode())
	assert.Contains(t, string(out), "tls.ca_file")

	startMock(t, "--tls", "--tls-ca-out", ca) // replaces the authority of the one before
}
