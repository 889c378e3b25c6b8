package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/mockserver"
	"github.com/revokespec/revokespec/record"
)

// provisionChanges is how many requests a provisioning with two users makes that change something.
const provisionChanges = 2 + 6 + 2

// However far a provisioning came, restore leaves nothing of it behind, and provisioning again is refused until then.
func TestProvisionIsKilledAnywhereAndRestored(t *testing.T) {
	t.Parallel()
	k := newKiller(t, bareSeed())
	was, file := k.tenant(), k.tenantFile()
	out := filepath.Join(k.dir, "out.yaml")
	provision := []string{"provision", "--deployment", file, "--out", out, "--users", "2"}
	for at := 1; at <= provisionChanges; at++ {
		for _, before := range []bool{true, false} {
			killed, said, _ := k.run(at, before, provision...)
			require.True(t, killed, "at %d: %s", at, said)
			require.Equal(t, at == 1 && before, was == k.tenant(), "something was made")
			require.NoFileExists(t, out)
			_, said, code := k.run(0, false, provision...)
			require.Equal(t, 2, code, said)
			require.Contains(t, said, "run: revokespec restore --deployment "+file)
			k.restores(was, "--deployment", file)
		}
	}
	killed, said, code := k.run(provisionChanges+1, true, provision...)
	require.False(t, killed || code != 0, "there are no more changes: %s", said)
	require.NotEqual(t, was, k.tenant())
	for at := 0; k.tenant() != was; at++ { // restore is killed as often as it has something to do
		require.Less(t, at, 3*provisionChanges)
		killed, said, _ := k.run(1+at%2, at%3 == 0, "restore", "--deployment", file)
		require.True(t, killed || k.tenant() == was, said)
	}
	k.restores(was, "--deployment", file)
}

// Ctrl-C, and whatever else ends a provisioning early, deletes what was made.
func TestProvisionIsInterrupted(t *testing.T) {
	t.Parallel()
	k := newKiller(t, bareSeed())
	k.politely = true
	was, file := k.tenant(), k.tenantFile()
	for _, at := range []int{1, 4, provisionChanges} {
		_, said, code := k.run(at, false, "provision", "--deployment", file, "--out", filepath.Join(k.dir, "out.yaml"), "--users", "2")
		assert.Equal(t, record.ExitInterrupted, code, said)
		assert.Contains(t, said, "interrupted")
		assert.Equal(t, was, k.tenant())
		for _, dir := range []string{k.state, k.dir} {
			left, err := filepath.Glob(filepath.Join(dir, "*"))
			require.NoError(t, err)
			for _, path := range left {
				assert.Equal(t, file, path)
			}
		}
	}
}

// A plan without private_key_jwt costs two rules, and no more.
func TestProvisionWithoutPrivateKeyJWT(t *testing.T) {
	t.Parallel()
	k := newKiller(t, bareSeed())
	k.refuses = "private_key_jwt"
	was, file, out := k.tenant(), k.tenantFile(), filepath.Join(k.dir, "out.yaml")
	_, said, code := k.run(0, false, "provision", "--deployment", file, "--out", out, "--users", "2")
	require.Zero(t, code, said)
	assert.Contains(t, said, "without the role jwt: the tenant refuses such an application (403 operation_not_supported)")
	assert.NoFileExists(t, filepath.Join(k.dir, "out.jwt.pem"))
	_, said, code = k.run(0, false, "run", "--deployment", out, "--rule", "REV-16,REV-20")
	assert.Zero(t, code, said)
	assert.Contains(t, said, "1 judged, 1 not applicable")
	k.restores(was, "--deployment", file)
}

// However far a run came with its changes, restore leaves nothing of them behind. What was provisioned stays, if that is wanted.
func TestRunIsKilledAnywhereAndRestored(t *testing.T) {
	t.Parallel()
	for _, rules := range []string{"SET-02,GRT-03", "REV-13,LIF-05"} {
		t.Run(rules, func(t *testing.T) {
			t.Parallel()
			k := newKiller(t, mockserver.DefaultSeed("auth0"))
			was, file := k.tenant(), k.fullFile()
			run := []string{"run", "--deployment", file, "--rule", rules, "--concurrency", "1", "--seed", "1"}
			points := 0
			for at := 1; ; at++ {
				killed, said, code := k.run(at, at%2 == 0, run...)
				if !killed {
					assert.Zero(t, code, said)
					break
				}
				points++
				k.restores(was, "--deployment", file)
			}
			assert.Greater(t, points, 6)
			assert.Equal(t, was, k.tenant())
		})
	}
}

func TestRestoreKeepsWhatWasProvisioned(t *testing.T) {
	t.Parallel()
	k := newKiller(t, bareSeed())
	was, file := k.tenant(), k.tenantFile()
	out := filepath.Join(k.dir, "out.yaml")
	_, said, code := k.run(0, false, "provision", "--deployment", file, "--out", out, "--users", "2")
	require.Zero(t, code, said)
	provisioned := k.tenant()
	_, said, code = k.run(0, false, "provision", "--deployment", file, "--out", filepath.Join(k.dir, "other.yaml"), "--users", "2")
	assert.Equal(t, 2, code)
	assert.Contains(t, said, "this tenant was provisioned on")
	assert.Contains(t, said, fmt.Sprintf("%d things of it", provisionChanges))

	killed, said, _ := k.run(5, false, "run", "--deployment", out, "--rule", "REV-13,SET-01", "--concurrency", "1")
	require.True(t, killed, said)
	require.NotEqual(t, provisioned, k.tenant())
	for _, command := range []string{"run", "provision"} {
		args := []string{command, "--deployment", out}
		if command == "provision" {
			args = []string{command, "--deployment", file, "--out", filepath.Join(k.dir, "other.yaml")}
		}
		_, said, code = k.run(0, false, args...)
		assert.Equal(t, 2, code)
		assert.Contains(t, said, "revokespec restore --keep-provisioned --deployment", "%s", command)
	}
	_, said, code = k.run(0, false, "restore", "--keep-provisioned", "--deployment", out)
	require.Zero(t, code, said)
	assert.Equal(t, provisioned, k.tenant())
	k.restores(was, "--deployment", out)
}

// The file has the tenant's text as it stands, and is its owner's alone; doctor and run take it as it is.
func TestTheFileThatProvisionWrites(t *testing.T) {
	t.Parallel()
	k := newKiller(t, bareSeed())
	text, err := os.ReadFile(k.tenantFile())
	require.NoError(t, err)
	management, _ := k.seed.Client("management")
	k.env = []string{"TENANT_SECRET=" + management.ClientSecret}
	kept := "# ours\n" + strings.Replace(string(text), management.ClientSecret, "${TENANT_SECRET}", 1)
	file, out := filepath.Join(k.dir, "env.yaml"), filepath.Join(k.dir, "out.yaml")
	require.NoError(t, os.WriteFile(file, []byte(kept), 0o600))
	was := k.tenant()

	_, said, code := k.run(0, false, "provision", "--deployment", file, "--out", out, "--explain")
	require.Zero(t, code, said)
	for _, part := range []string{"revokespec-XXXXXX-second ", "client_secret_basic, for second and basic", "revokespec-XXXXXX-1 to 10@example.com",
		"2 of 10 applications and 2 of 10 APIs", "18 requests that make something", out, "out.jwt.pem"} {
		assert.Contains(t, said, part)
	}
	assert.Equal(t, was, k.tenant())
	assert.NoFileExists(t, out)

	_, said, code = k.run(0, false, "provision", "--deployment", file, "--out", out)
	require.Zero(t, code, said)
	assert.Contains(t, said, "18/18 user revokespec-")
	written, err := os.ReadFile(out)
	require.NoError(t, err)
	assert.True(t, strings.HasPrefix(string(written), kept+"\n# What `revokespec provision` made"), string(written))
	for _, path := range []string{out, filepath.Join(k.dir, "out.jwt.pem")} {
		info, err := os.Stat(path)
		require.NoError(t, err)
		assert.Equal(t, os.FileMode(0o600), info.Mode().Perm(), path)
	}
	_, said, code = k.run(0, false, "doctor", "--deployment", out)
	assert.Zero(t, code, said)
	_, said, code = k.run(0, false, "run", "--deployment", out, "--rule", "REV-01,REV-16,REV-20,GRT-03,ROT-01,DFL-01", "--require", "REV-16,REV-20,GRT-03,ROT-01,DFL-01")
	assert.Zero(t, code, said)
	k.restores(was, "--deployment", out)
}

// What cannot become a provisioning is refused in one line, and nothing is made.
func TestProvisionRefuses(t *testing.T) {
	t.Parallel()
	k := newKiller(t, bareSeed())
	was, file := k.tenant(), k.tenantFile()
	text, err := os.ReadFile(file)
	require.NoError(t, err)
	out := filepath.Join(k.dir, "out.yaml")
	with := func(name, text string) string {
		path := filepath.Join(k.dir, name)
		require.NoError(t, os.WriteFile(path, []byte(text), 0o600))
		return path
	}
	for name, c := range map[string]struct {
		args []string
		code int
		says string
	}{
		"no room":            {[]string{"--deployment", file, "--out", out, "--plan-limit", "9"}, 3, "the tenant has 2 applications, and its plan allows 9"},
		"changes":            {[]string{"--deployment", with("a.yaml", strings.Replace(string(text), ", allow_changes: true", "", 1)), "--out", out}, 2, "management.allow_changes is not true"},
		"no management":      {[]string{"--deployment", with("b.yaml", "issuer: "+k.URL), "--out", out}, 2, "management is missing"},
		"users":              {[]string{"--deployment", with("c.yaml", string(text)+"users: [{username: a, password: b}]\n"), "--out", out}, 2, "has clients, users or audiences"},
		"flow style":         {[]string{"--deployment", with("d.yaml", "{issuer: '"+k.URL+"', management: {client_id: a, client_secret: b, allow_changes: true}}"), "--out", out}, 2, "block style"},
		"output there":       {[]string{"--deployment", file, "--out", with("e.yaml", "precious")}, 2, "is there already"},
		"key there":          {[]string{"--deployment", file, "--out", strings.TrimSuffix(with("f.jwt.pem", "precious"), ".jwt.pem") + ".yaml"}, 2, "f.jwt.pem: is there already"},
		"nowhere":            {[]string{"--deployment", file, "--out", filepath.Join(k.dir, "no", "where.yaml")}, 2, "cannot be written"},
		"one user":           {[]string{"--deployment", file, "--out", out, "--users", "1"}, 2, "--users 1"},
		"no such connection": {[]string{"--deployment", with("g.yaml", strings.Replace(string(text), "allow_changes", "connection: elsewhere, allow_changes", 1)), "--out", out}, 3, "making one of users: 400 inexistent_connection"},
		"no such secret":     {[]string{"--deployment", with("h.yaml", strings.Replace(string(text), "client_secret: ", "client_secret: not-", 1)), "--out", out}, 3, "no token for the Management API: 401 invalid_client"},
	} {
		_, said, code := k.run(0, false, append([]string{"provision"}, c.args...)...)
		assert.Equal(t, c.code, code, "%s: %s", name, said)
		assert.Contains(t, said, c.says, name)
		assert.Equal(t, was, k.tenant(), name)
		assert.NoFileExists(t, out, name)
	}
	left, err := os.ReadDir(k.state)
	require.NoError(t, err)
	assert.Empty(t, left)
}
