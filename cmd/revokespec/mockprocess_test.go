package main

import (
	"bufio"
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/deployment/file"
	"github.com/revokespec/revokespec/record"
)

// standalone is a `revokespec mock` in a process of its own.
type standalone struct {
	t     *testing.T
	file  string // the deployment file that fits it
	state string // where runs keep their journal
	base  string
	http  *http.Client
	said  *screen // what it writes to stderr; complete when it has ended
}

// quickAlgorithm signs tokens where no test says otherwise: by RS256 most of what a test takes would be signing.
const quickAlgorithm = "ES256"

func startMock(t *testing.T, args ...string) *standalone {
	t.Helper()
	s := startBareMock(t, append([]string{"--control", "--deployment-out", filepath.Join(t.TempDir(), "mock.yaml")}, args...)...)
	s.http = s.trusting()
	return s
}

// startBareMock starts one with these flags alone.
func startBareMock(t *testing.T, args ...string) *standalone {
	t.Helper()
	s := &standalone{t: t, state: t.TempDir(), http: http.DefaultClient, said: new(screen)}
	if at := slices.Index(args, "--deployment-out"); at >= 0 {
		s.file = args[at+1]
	}
	c := exec.Command(binary, append([]string{"mock", "--listen", "127.0.0.1:0", "--signing-algorithm", quickAlgorithm}, args...)...)
	c.Env = append(os.Environ(), "REVOKESPEC_STATE_DIR="+t.TempDir())
	out, err := c.StdoutPipe()
	require.NoError(t, err)
	c.Stderr = s.said
	require.NoError(t, c.Start())
	t.Cleanup(func() {
		assert.NoError(t, c.Process.Signal(os.Interrupt))
		assert.NoError(t, c.Wait(), "the mock ends in good order")
	})
	line, err := bufio.NewReader(out).ReadString('\n')
	require.NoError(t, err)
	s.base = strings.Fields(line)[2]
	return s
}

// status is what a GET with that bearer token is answered with.
func (s *standalone) status(path, token string) int {
	request, err := http.NewRequest(http.MethodGet, s.base+path, nil)
	require.NoError(s.t, err)
	request.Header.Set("Authorization", "Bearer "+token)
	r, err := s.http.Do(request)
	require.NoError(s.t, err)
	defer r.Body.Close()
	return r.StatusCode
}

// trusting is a client that trusts whom the deployment file says, and nobody else.
func (s *standalone) trusting() *http.Client {
	f, err := file.Load(s.file, os.LookupEnv)
	require.NoError(s.t, err)
	if f.TLS.CAFile == "" {
		return http.DefaultClient
	}
	ca, err := os.ReadFile(f.TLS.CAFile)
	require.NoError(s.t, err)
	pool := x509.NewCertPool()
	require.True(s.t, pool.AppendCertsFromPEM(ca))
	return &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: pool}}}
}

// managementToken is a new one each time: a run may move the clock beyond the lifetime of any.
func (s *standalone) managementToken() string {
	f, err := file.Load(s.file, os.LookupEnv)
	require.NoError(s.t, err)
	form := url.Values{
		"grant_type": {"client_credentials"}, "audience": {f.Issuer + "api/v2/"},
		"client_id": {f.Management.ClientID}, "client_secret": {f.Management.ClientSecret},
	}
	r, err := s.http.PostForm(s.base+"/oauth/token", form)
	require.NoError(s.t, err)
	defer r.Body.Close()
	var body struct {
		AccessToken string `json:"access_token"`
	}
	require.NoError(s.t, json.NewDecoder(r.Body).Decode(&body))
	return body.AccessToken
}

func (s *standalone) management(method, path, body string) string {
	request, err := http.NewRequest(method, s.base+"/api/v2"+path, strings.NewReader(body))
	require.NoError(s.t, err)
	request.Header.Set("Authorization", "Bearer "+s.managementToken())
	request.Header.Set("Content-Type", "application/json")
	r, err := s.http.Do(request)
	require.NoError(s.t, err)
	defer r.Body.Close()
	var text bytes.Buffer
	_, err = text.ReadFrom(r.Body)
	require.NoError(s.t, err)
	require.Less(s.t, r.StatusCode, 300, text.String())
	return text.String()
}

func (s *standalone) setSetting(on bool) {
	s.management("PATCH", "/tenants/settings", fmt.Sprintf(`{"flags":{"revoke_refresh_token_grant":%v}}`, on))
}

func (s *standalone) setting() bool {
	return strings.Contains(s.management("GET", "/tenants/settings", ""), `"revoke_refresh_token_grant":true`)
}

// beyondSignIns asks for users without what a sign-in changes of them, as every run does.
const beyondSignIns = "?include_fields=false&fields=last_login,last_ip,logins_count,updated_at"

// snapshot is what a run must leave as it was.
func (s *standalone) snapshot() string {
	return s.management("GET", "/tenants/settings", "") + s.management("GET", "/clients", "") + s.management("GET", "/users"+beyondSignIns, "")
}

func (s *standalone) command(args ...string) *exec.Cmd {
	if s.t != nil {
		needsProgram(s.t)
	}
	c := exec.Command(binary, args...)
	c.Env = append(os.Environ(), "REVOKESPEC_STATE_DIR="+s.state)
	return c
}

// run judges the mock and returns the record and the exit code.
func (s *standalone) run(args ...string) (*record.Record, int) {
	s.t.Helper()
	path := filepath.Join(s.t.TempDir(), "record.json")
	c := s.command(append([]string{"run", "--deployment", s.file, "--report", "json=" + path}, args...)...)
	out, err := c.CombinedOutput()
	record, readErr := record.ReadFile(path)
	require.NoError(s.t, readErr, "%v\n%s", err, out)
	return record, c.ProcessState.ExitCode()
}
