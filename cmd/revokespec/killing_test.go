package main

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/deployment/file"
	"github.com/revokespec/revokespec/embedded/mockfile"
	"github.com/revokespec/revokespec/mockserver"
)

// killer is a tenant behind a proxy that kills the process which calls it, at one of the requests that change something.
type killer struct {
	*httptest.Server
	t     *testing.T
	mock  *mockserver.Server
	seed  mockserver.Seed
	dir   string // of deployment files
	state string
	env   []string // more variables of the environment

	refuses string // a registration that says this is refused, as a plan without it does

	mu       sync.Mutex
	at       int  // the number of the request to kill at, from 1; 0: none
	before   bool // it never reaches the tenant; else its answer never comes back
	politely bool // by Ctrl-C, and the request is served; its answer never comes back
	seen     int
	killed   bool
	process  chan *os.Process // whom to kill
}

// newKiller serves a tenant with that seed.
func newKiller(t *testing.T, seed mockserver.Seed) *killer {
	k := &killer{t: t, dir: t.TempDir(), state: t.TempDir()}
	k.mock = mockserver.New(mockserver.WithSeed(seed), mockserver.WithSigningAlgorithm("ES256"), mockserver.WithRecording(0), mockserver.WithControl("control"))
	require.NoError(t, k.mock.Err())
	k.seed = k.mock.Seed()
	k.Server = httptest.NewServer(http.HandlerFunc(k.serve))
	t.Cleanup(k.Close)
	return k
}

func (k *killer) serve(w http.ResponseWriter, r *http.Request) {
	k.mu.Lock()
	defer k.mu.Unlock() // the one that is killed sends nothing more
	if k.killed {
		panic(http.ErrAbortHandler)
	}
	body, err := io.ReadAll(r.Body)
	if err != nil { // the one that was killed did not send it all
		panic(http.ErrAbortHandler)
	}
	if k.refuses != "" && bytes.Contains(body, []byte(k.refuses)) {
		w.WriteHeader(http.StatusForbidden)
		fmt.Fprint(w, `{"statusCode":403,"error":"Forbidden","message":"not in this plan","errorCode":"operation_not_supported"}`)
		return
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	changes := r.Method != http.MethodGet && strings.HasPrefix(r.URL.Path, "/api/v2/")
	if changes {
		k.seen++
	}
	if !changes || k.seen != k.at {
		k.mock.ServeHTTP(w, r)
		return
	}
	process := <-k.process
	if k.politely {
		k.mock.ServeHTTP(httptest.NewRecorder(), r)
		assert.NoError(k.t, process.Signal(os.Interrupt))
		<-r.Context().Done() // an answer could come before the signal
		return
	}
	if !k.before {
		k.mock.ServeHTTP(httptest.NewRecorder(), r)
	}
	assert.NoError(k.t, process.Signal(syscall.SIGKILL))
	k.killed = true
	panic(http.ErrAbortHandler)
}

// run runs a command, and kills it at that request; 0 lets it live. It returns whether it was killed, what it said, and how it ended.
func (k *killer) run(at int, before bool, args ...string) (killed bool, out string, code int) {
	k.t.Helper()
	needsProgram(k.t)
	k.mu.Lock()
	k.at, k.before, k.seen, k.killed, k.process = at, before, 0, false, make(chan *os.Process, 1)
	k.mu.Unlock()
	var said bytes.Buffer
	c := exec.Command(binary, args...)
	c.Env = append(append(os.Environ(), "REVOKESPEC_STATE_DIR="+k.state), k.env...)
	c.Stdout, c.Stderr = &said, &said
	require.NoError(k.t, c.Start())
	k.process <- c.Process
	_ = c.Wait() // how it ended is the state's to tell
	k.mu.Lock()
	defer k.mu.Unlock()
	assert.Equal(k.t, k.killed, c.ProcessState.ExitCode() == -1, said.String())
	k.killed = false
	return c.ProcessState.ExitCode() == -1, said.String(), c.ProcessState.ExitCode()
}

// tenant is all that a command could have left there.
func (k *killer) tenant() string {
	management, _ := k.seed.Client("management")
	token := k.ask(http.MethodPost, "/oauth/token", "", fmt.Sprintf(`{"grant_type":"client_credentials","client_id":%q,"client_secret":%q,"audience":%q}`,
		management.ClientID, management.ClientSecret, k.URL+"/api/v2/"))
	_, token, _ = strings.Cut(token, `"access_token":"`)
	token, _, _ = strings.Cut(token, `"`)
	var all []string
	for _, path := range []string{"tenants/settings", "clients", "users" + beyondSignIns, "resource-servers", "client-grants"} {
		all = append(all, k.ask(http.MethodGet, "/api/v2/"+path, token, ""))
	}
	return strings.Join(all, "\n")
}

func (k *killer) ask(method, path, token, body string) string {
	k.t.Helper()
	r := httptest.NewRequest(method, k.URL+path, strings.NewReader(body))
	r.Header.Set("Content-Type", "application/json")
	if token != "" {
		r.Header.Set("Authorization", "Bearer "+token)
	}
	w := httptest.NewRecorder()
	k.mock.ServeHTTP(w, r)
	require.Equal(k.t, http.StatusOK, w.Code, w.Body)
	return w.Body.String()
}

// restores sees that the tenant is as it was once restore was run, and that nothing is left to be restored.
func (k *killer) restores(was string, args ...string) {
	k.t.Helper()
	_, out, code := k.run(0, false, append([]string{"restore"}, args...)...)
	require.Zero(k.t, code, out)
	require.Equal(k.t, was, k.tenant())
	left, err := filepath.Glob(filepath.Join(k.state, "*"))
	require.NoError(k.t, err)
	left = slices.DeleteFunc(left, func(path string) bool { return strings.HasPrefix(filepath.Base(path), "timings-") }) // of runs, for the next one's estimate
	require.Empty(k.t, left)
}

// tenantFile is the deployment file of the tenant alone.
func (k *killer) tenantFile() string {
	management, _ := k.seed.Client("management")
	path := filepath.Join(k.dir, "tenant.yaml")
	text := fmt.Sprintf("issuer: %s/\nmanagement: {client_id: %s, client_secret: %s, allow_changes: true}\nlimits: {management_requests_per_second: 1000}\n",
		k.URL, management.ClientID, management.ClientSecret)
	require.NoError(k.t, os.WriteFile(path, []byte(text), 0o600))
	return path
}

// fullFile is the deployment file with all that the seed has.
func (k *killer) fullFile() string {
	path := filepath.Join(k.dir, "full.yaml")
	f := mockfile.Of(k.seed, k.URL, "auth0")
	f.Control = &file.ControlAPI{URL: k.URL, Token: "control"} // so that nothing is waited for
	require.NoError(k.t, mockfile.Write(path, f))
	return path
}

// bareSeed is a tenant with an application for the Management API, and another thing of each kind.
func bareSeed() mockserver.Seed {
	full := mockserver.DefaultSeed("auth0")
	management, _ := full.Client("management")
	other, _ := full.Client("confidential")
	return mockserver.Seed{Clients: []mockserver.SeedClient{management, other}, Users: full.Users[:1], Audiences: full.Audiences[:1]}
}
