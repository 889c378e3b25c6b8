package main

import (
	"crypto/rand"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/deployment/file"
	"github.com/revokespec/revokespec/record"
)

// What is written down can be used: the private key stands beside the file, for the owner alone.
func TestMockWritesItsDeploymentFile(t *testing.T) {
	t.Parallel()
	s := startMock(t)
	f, err := file.Load(s.file, os.LookupEnv)
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

// What --print-seed prints is what --seed reads: the mock it makes is judged as the built-in one is.
func TestMockWithSeed(t *testing.T) {
	t.Parallel()
	text, err := exec.Command(binary, "mock", "--print-seed").Output()
	require.NoError(t, err)
	s := startMock(t, "--seed", write(t, "seed.yaml", string(text)), "--signing-algorithm", "RS256") // the default
	result, code := s.run("--rule", oneOfEach)
	assert.Zero(t, code)
	for _, rule := range result.Rules {
		assert.Equal(t, record.Pass, rule.Verdict, "%s: %s", rule.ID, rule.Reason)
	}

	small := startMock(t, "--seed", write(t, "small.yaml", "clients: [{role: public}]\nusers: [{email: ann@example.com, password: p}]\n"))
	f, err := file.Load(small.file, os.LookupEnv)
	require.NoError(t, err)
	assert.Len(t, f.Clients.All(), 1)
	assert.Nil(t, f.Management, "what the seed has not, the file leaves out")
	result, code = small.run("--rule", "REV")
	assert.Zero(t, code)
	verdicts := map[record.Verdict]int{}
	for _, rule := range result.Rules {
		verdicts[rule.Verdict]++
	}
	assert.NotZero(t, verdicts[record.Pass])
	assert.NotZero(t, verdicts[record.NotApplicable])
	assert.Len(t, verdicts, 2, "%v", verdicts)
}

// An application needs no role for its mock to be controlled.
func TestControlOfASeedWithoutRoles(t *testing.T) {
	seed := write(t, "seed.yaml", "clients: [{client_id: shop, client_secret: s}]\nusers: [{email: ann@example.com, password: p}]\n")
	s := startBareMock(t, "--seed", seed, "--control", "--deployment-out", filepath.Join(t.TempDir(), "mock.yaml"))
	text, err := os.ReadFile(s.file)
	require.NoError(t, err)
	token := regexp.MustCompile(`(?m)^ +token: (.*)$`).FindStringSubmatch(string(text))
	require.NotNil(t, token, "%s", text)
	assert.Equal(t, 200, s.status("/_mock/clock", token[1]))

	known := startBareMock(t, "--seed", seed, "--control-token-file", write(t, "token", "known-beforehand\n"))
	assert.Equal(t, 200, known.status("/_mock/clock", "known-beforehand"))
	assert.Equal(t, 401, known.status("/_mock/clock", "guessed"))
}

func TestMockWithDashboardPassword(t *testing.T) {
	t.Parallel()
	s := startMock(t, "--dashboard-password", "open sesame")
	f, err := file.Load(s.file, os.LookupEnv)
	require.NoError(t, err)
	assert.Equal(t, "admin", f.Dashboard.Username)
	assert.Equal(t, "open sesame", f.Dashboard.Password)
	landing := func(base string) string {
		r, err := s.http.Get(base + "/dashboard")
		require.NoError(t, err)
		defer r.Body.Close()
		assert.Equal(t, 200, r.StatusCode)
		return r.Request.URL.Path
	}
	assert.Equal(t, "/dashboard/login", landing(s.base))
	assert.Equal(t, "/dashboard", landing(startMock(t).base), "open to this machine")
}

// The nodes of a mock are in its deployment file, and of one issuer.
func TestMockWithNodes(t *testing.T) {
	t.Parallel()
	s := startMock(t, "--nodes", "2")
	f, err := file.Load(s.file, os.LookupEnv)
	require.NoError(t, err)
	require.Len(t, f.Nodes, 2)
	for _, node := range f.Nodes {
		r, err := s.http.Get(node + "/.well-known/openid-configuration")
		require.NoError(t, err)
		defer r.Body.Close()
		var metadata struct{ Issuer string }
		require.NoError(t, json.NewDecoder(r.Body).Decode(&metadata))
		assert.Equal(t, f.Issuer, metadata.Issuer)
	}
	for number, told := range map[string]string{"1": "two", "17": "2 to 16", "-1": "2 to 16"} {
		said, err := exec.Command(binary, "mock", "--nodes", number).CombinedOutput()
		assert.Error(t, err)
		assert.Contains(t, string(said), told)
	}
}

// Who listens for others asks for a password, which the deployment file knows.
func TestMockForOtherMachines(t *testing.T) {
	t.Parallel()
	s := startMock(t, "--listen", "0.0.0.0:0")
	f, err := file.Load(s.file, os.LookupEnv)
	require.NoError(t, err)
	assert.Len(t, f.Dashboard.Password, len(rand.Text()))
	assert.Contains(t, s.base, "http://127.0.0.1:", "an address that can be connected to")
}
