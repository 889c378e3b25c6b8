package main

import (
	"bufio"
	"encoding/json"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/internal/redistest"
	"github.com/revokespec/revokespec/record"
)

// keptMock is a mock whose process may be killed: its store outlives it.
type keptMock struct {
	process *exec.Cmd
	base    string
}

func startKept(t *testing.T, store string, args ...string) *keptMock {
	t.Helper()
	c := exec.Command(binary, append([]string{"mock", "--listen", "127.0.0.1:0", "--signing-algorithm", quickAlgorithm, "--store", store}, args...)...)
	out, err := c.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, c.Start())
	m := &keptMock{process: c}
	t.Cleanup(m.kill)
	line, err := bufio.NewReader(out).ReadString('\n')
	require.NoError(t, err)
	m.base = strings.Fields(line)[2]
	return m
}

// kill ends the process at once, by a signal that it does not see.
func (m *keptMock) kill() {
	_ = m.process.Process.Kill() // it may be over
	_ = m.process.Wait()
}

// ask posts a form as the application whose tokens rotate. Where no answer comes, because the mock was killed, the status is 0.
func (m *keptMock) ask(path string, form url.Values) (status int, refresh string) {
	form.Set("client_id", "mock-rotating")
	answer, err := http.PostForm(m.base+path, form)
	if err != nil {
		return 0, ""
	}
	defer answer.Body.Close()
	var tokens struct {
		RefreshToken string `json:"refresh_token"`
	}
	if json.NewDecoder(answer.Body).Decode(&tokens) != nil && path == "/oauth/token" {
		return 0, ""
	}
	return answer.StatusCode, tokens.RefreshToken
}

func (m *keptMock) exchange(token string) (int, string) {
	return m.ask("/oauth/token", url.Values{"grant_type": {"refresh_token"}, "refresh_token": {token}})
}

// told is what an application was told before the mock was killed.
type told struct {
	mu                   sync.Mutex
	revoked, spent, live []string
}

func (k *told) note(list *[]string, token string) {
	k.mu.Lock()
	defer k.mu.Unlock()
	*list = append(*list, token)
}

// use signs in, exchanges and revokes until there is no answer any more.
func (k *told) use(m *keptMock, done chan<- struct{}) {
	for n := 0; ; n++ {
		status, first := m.ask("/oauth/token", url.Values{"grant_type": {"password"}, "username": {"user01@example.com"},
			"password": {"mock-password-01"}, "scope": {"openid offline_access"}})
		if status != http.StatusOK {
			return
		}
		status, second := m.exchange(first)
		if status != http.StatusOK {
			return
		}
		done <- struct{}{}
		if n%3 == 2 {
			k.note(&k.spent, first)
			k.note(&k.live, second)
			continue
		}
		if status, _ = m.ask("/oauth/revoke", url.Values{"token": {second}}); status != http.StatusOK {
			return
		}
		k.note(&k.revoked, second)
		k.note(&k.revoked, first)
	}
}

// However often and whenever the mock is killed: what it said is revoked stays revoked, what it issued is known, and its store is whole.
func TestKilledWithAStore(t *testing.T) {
	t.Parallel()
	for kind, open := range map[string]func(*testing.T) string{
		"file":  func(t *testing.T) string { return "file:" + filepath.Join(t.TempDir(), "state.db") },
		"Redis": func(t *testing.T) string { return redistest.Start(t).Address },
	} {
		t.Run(kind, func(t *testing.T) {
			t.Parallel()
			killed(t, open(t))
		})
	}
}

func killed(t *testing.T, store string) {
	var all told
	for range 4 {
		m := startKept(t, store)
		done := make(chan struct{}, 1<<16)
		var users sync.WaitGroup
		for range 4 {
			users.Go(func() { all.use(m, done) })
		}
		for range 12 {
			<-done
		}
		m.kill()
		users.Wait()
	}
	require.NotEmpty(t, all.revoked)
	require.NotEmpty(t, all.live)
	all.holds(t, startKept(t, store))
}

// holds sees that what was told holds.
func (k *told) holds(t *testing.T, m *keptMock) {
	t.Helper()
	for _, token := range k.revoked {
		status, _ := m.exchange(token)
		require.Equal(t, http.StatusForbidden, status, "it was revoked")
	}
	for _, token := range k.live {
		status, _ := m.exchange(token)
		require.Equal(t, http.StatusOK, status, "it was issued")
	}
	for _, token := range k.spent {
		status, _ := m.exchange(token)
		require.Equal(t, http.StatusForbidden, status, "it was spent")
	}
}

// Of several replicas one is killed after the other, while people go on with the rest: what any of them has said holds for all.
func TestReplicasAreKilled(t *testing.T) {
	t.Parallel()
	store := redistest.Start(t).Address
	var all told
	var users sync.WaitGroup
	done := make(chan struct{}, 1<<16)
	replicas := []*keptMock{startKept(t, store), startKept(t, store), startKept(t, store)}
	for _, m := range replicas {
		users.Go(func() { all.use(m, done) })
	}
	for _, m := range replicas {
		for range 12 {
			<-done
		}
		m.kill()
	}
	users.Wait()
	require.NotEmpty(t, all.revoked)
	all.holds(t, startKept(t, store))
}

// The harness finds nothing wrong with a mock that keeps its state in a file, or on a server.
func TestAStoreIsConformant(t *testing.T) {
	t.Parallel()
	for _, store := range []string{"file:" + filepath.Join(t.TempDir(), "state.db"), redistest.Start(t, "--appendonly", "no").Address} {
		s := startMock(t, "--store", store)
		result, code := s.run("--rule", "REV-01,REV-20,COD-12,ROT-03,GRT-03,DEV-03,RTM-22,SET-02,LIF-05")
		assert.Zero(t, code)
		assert.Equal(t, record.Conformant, result.Verdict)
	}
}

// A file that cannot be used is told in one line, and left as it is.
func TestStoresThatCannotBeUsed(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	foreign, used := write(t, "notes.txt", "somebody's notes\n"), filepath.Join(dir, "state.db")
	startKept(t, "file:"+used)
	for _, test := range []struct{ store, says string }{
		{"file:", "write it as file:PATH"}, {used, "write it as file:PATH"}, {"redis:", "write it as file:PATH"},
		{"redis://user:canary@127.0.0.1:1", "127.0.0.1:1 does not answer (connection refused); start Redis there"}, {"redis://user:canary@127.0.0.1/x", "the database is a number"},
		{"file:" + foreign, "is no file that a mock's state is kept in"},
		{"file:" + used, "in use by another process"},
		{"file:" + filepath.Join(dir, "missing", "state.db"), "a directory that exists"},
	} {
		c := exec.Command(binary, "mock", "--listen", "127.0.0.1:0", "--store", test.store)
		said, err := c.CombinedOutput()
		require.Error(t, err)
		assert.Equal(t, 2, c.ProcessState.ExitCode(), test.store)
		assert.Contains(t, string(said), test.says)
		assert.Equal(t, 1, strings.Count(string(said), "\n"), "%s", said)
		assert.NotContains(t, string(said), "canary")
	}
	notes, err := os.ReadFile(foreign)
	require.NoError(t, err)
	assert.Equal(t, "somebody's notes\n", string(notes))
}

// A store that began with another seed is not planted over.
func TestAStoreWithAnotherSeed(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "state.db")
	startKept(t, "file:"+path).kill()
	seed := write(t, "seed.yaml", "clients: [{role: public}]\nusers: [{email: ann@example.com, password: p}]\n")
	c := exec.Command(binary, "mock", "--listen", "127.0.0.1:0", "--store", "file:"+path, "--seed", seed)
	said, err := c.CombinedOutput()
	require.Error(t, err)
	assert.Equal(t, 2, c.ProcessState.ExitCode())
	assert.Contains(t, string(said), "began with another seed")
}
