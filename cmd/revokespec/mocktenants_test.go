package main

import (
	"encoding/json"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/deployment/file"
	"github.com/revokespec/revokespec/record"
)

// Two tenants at one address, one by host name and one by path, are each judged as one that has the address to itself.
func TestMockWithSeveralTenants(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	out := filepath.Join(dir, "mock.yaml")
	s := startBareMock(t, "--control", "--deployment-out", out, "--store", "file:"+filepath.Join(dir, "state.db"),
		"--seed", write(t, "one.yaml", "tenant: one\ndomains: [localhost]\n"), "--seed", write(t, "two.yaml", "tenant: two\ndialect: rfc\n"))
	assert.NoFileExists(t, out, "each has its own")
	for name, issuer := range map[string]string{"one": strings.Replace(s.base, "127.0.0.1", "localhost", 1) + "/", "two": s.base + "/t/two/"} {
		of := *s
		of.file = filepath.Join(dir, "mock-"+name+".yaml")
		result, code := of.run("--rule", "REV-01,REV-20,GRT-03,ROT-03,DEV-01,DSH-01")
		assert.Zero(t, code, name)
		assert.Equal(t, record.Conformant, result.Verdict, name)
		assert.Equal(t, issuer, result.Deployment.Issuer)
		f, err := file.Load(of.file, os.LookupEnv)
		require.NoError(t, err)
		assert.Equal(t, strings.TrimSuffix(issuer, "/"), strings.TrimSuffix(f.Control.URL, "/"))
		assert.Equal(t, filepath.Join(dir, "mock-"+name+".jwt.pem"), f.Clients.JWT.KeyFile)
	}
}

// Whoever started the mock makes tenants, and whoever has a tenant does not.
func TestMockMakesTenants(t *testing.T) {
	t.Parallel()
	s := startBareMock(t, "--control-token", "of-the-process", "--seed", write(t, "one.yaml", "tenant: one\n"))
	ask := func(method, path, token, body string) (int, map[string]any) {
		r, err := http.NewRequest(method, s.base+path, strings.NewReader(body))
		require.NoError(t, err)
		r.Header.Set("Authorization", "Bearer "+token)
		answer, err := http.DefaultClient.Do(r)
		require.NoError(t, err)
		defer answer.Body.Close()
		text, err := io.ReadAll(answer.Body)
		require.NoError(t, err)
		var said map[string]any
		_ = json.Unmarshal(text, &said)
		return answer.StatusCode, said
	}
	status, made := ask("POST", "/_mock/tenants", "of-the-process", `{"tenant": "shop", "deviate": ["success-is-202"]}`)
	require.Equal(t, 201, status, made)
	assert.Equal(t, s.base+"/t/shop/", made["issuer"])
	token := made["control"].(map[string]any)["token"].(string)
	status, _ = ask("GET", "/t/shop/_mock/clock", token, "")
	assert.Equal(t, 200, status)
	for path, token := range map[string]string{"/t/one/_mock/clock": token, "/t/shop/_mock/clock": "of-the-process", "/_mock/tenants": token} {
		status, _ = ask("GET", path, token, "")
		assert.Equal(t, 401, status, path)
	}
	status, one := ask("GET", "/_mock/tenants/one", "of-the-process", "")
	require.Equal(t, 200, status)
	status, _ = ask("GET", "/t/one/_mock/clock", one["control"].(map[string]any)["token"].(string), "")
	assert.Equal(t, 200, status)
	status, said := ask("GET", "/oauth/token", "", "")
	assert.Equal(t, 404, status)
	assert.Contains(t, said["error_description"], "one at /t/one/, shop at /t/shop/")
}

// The certificate names the tenants' hosts.
func TestCertificateOfTenants(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	out := filepath.Join(dir, "mock.yaml")
	s := startBareMock(t, "--tls", "--tls-ca-dir", filepath.Join(dir, "ca"), "--control", "--deployment-out", out,
		"--seed", write(t, "one.yaml", "tenant: one\ndomains: [login.one.example, 127.0.0.1]\n"))
	f, err := file.Load(out, os.LookupEnv)
	require.NoError(t, err)
	assert.Equal(t, strings.Replace(s.base, "127.0.0.1", "login.one.example", 1)+"/", f.Issuer, "the canonical name")
	s.file = out
	client := s.trusting()
	client.Transport.(*http.Transport).TLSClientConfig.ServerName = "login.one.example"
	answer, err := client.Get(s.base + "/.well-known/openid-configuration")
	require.NoError(t, err)
	answer.Body.Close()
	assert.Equal(t, 200, answer.StatusCode)
}

func TestSeedsThatContradict(t *testing.T) {
	t.Parallel()
	one := write(t, "one.yaml", "tenant: one\ndomains: [a.example]\n")
	for want, args := range map[string][]string{
		": there is a tenant one already; give one of the two another name": {"--seed", one, "--seed", one},
		": the domain a.example of tenant two is one of tenant one already": {"--seed", one, "--seed", write(t, "two.yaml", "tenant: two\ndomains: [a.example]\n")},
		": two tenants have no name":                                        {"--seed", write(t, "a.yaml", "dialect: rfc\n"), "--seed", write(t, "b.yaml", "dialect: rfc\n")},
		"--print-seed prints one seed; give one --seed, or none":            {"--print-seed", "--seed", one, "--seed", write(t, "three.yaml", "tenant: three\n")},
		`four.yaml:2:4: unknown key "stauts"; did you mean "status"?`:       {"--seed", one, "--seed", write(t, "four.yaml", "faults:\n- {stauts: 500}\n")},
	} {
		c := exec.Command(binary, append([]string{"mock", "--listen", "127.0.0.1:0"}, args...)...)
		said, err := c.CombinedOutput()
		require.Error(t, err)
		assert.Equal(t, 2, c.ProcessState.ExitCode())
		assert.Contains(t, string(said), want)
		assert.Equal(t, 1, strings.Count(string(said), "\n"), "%s", said)
	}
}
