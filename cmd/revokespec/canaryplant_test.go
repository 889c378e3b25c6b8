package main

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"fmt"
	"io"
	"math/big"
	"net/http"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/goccy/go-yaml"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/deployment/file"
	"github.com/revokespec/revokespec/mockserver"
	"github.com/revokespec/revokespec/mockserver/seedfile"
	"github.com/revokespec/revokespec/record"
	"github.com/revokespec/revokespec/reports"
)

// canary is a secret that every encoding changes, and that is told from all others by its beginning.
func canary(n int) string { return fmt.Sprintf(`%02dQ"<\%%&+/= é' canary-%02d`, n, n) }

// planted is a mock, and a deployment file for it, whose every secret is a canary, behind a gossip.
type planted struct {
	*standalone
	gossip *gossip
	search *searcher
	file   *file.File
	path   string
	env    []string
	count  int
	record string // of the last run
}

func (p *planted) canary() string {
	p.count++
	return canary(p.count)
}

// issuer is a name that only the proxy knows.
const issuer = "http://op.example"

func plant(t *testing.T, args ...string) *planted {
	t.Helper()
	p := &planted{search: newSearcher()}
	t.Cleanup(func() { p.clean(t, "what the mock writes", p.said.String()) }) // the first one registered: when it has ended
	seed := mockserver.DefaultSeed("auth0").Complete()
	for i := range seed.Clients {
		if seed.Clients[i].ClientSecret != "" {
			seed.Clients[i].ClientSecret = p.canary()
		}
	}
	for i := range seed.Users {
		seed.Users[i].Password = p.canary()
	}
	text, err := seedfile.Format(seed)
	require.NoError(t, err)
	p.standalone = startMock(t, append([]string{"--seed", write(t, "seed.yaml", string(text)), "--public-url", issuer, "--dashboard-password", p.canary()}, args...)...)
	p.gossip = newGossip(t, p.base, p.search)
	p.file, err = file.Load(p.standalone.file, os.LookupEnv)
	require.NoError(t, err)
	p.complete(t)
	p.path = p.write(t, p.file)
	return p
}

// write writes a deployment file.
func (p *planted) write(t *testing.T, file *file.File) string {
	text, err := yaml.Marshal(file)
	require.NoError(t, err)
	return write(t, "d.yaml", string(text))
}

// clean reports every secret in a text.
func (p *planted) clean(t *testing.T, where, text string) {
	t.Helper()
	p.gossip.mu.Lock()
	defer p.gossip.mu.Unlock()
	p.search.clean(t, where, text)
}

// control asks the mock's control API.
func (p *planted) control(t *testing.T, path string) string {
	request, err := http.NewRequest(http.MethodGet, p.base+"/_mock/"+path, nil)
	require.NoError(t, err)
	request.Header.Set("Authorization", "Bearer "+p.file.Control.Token)
	r, err := http.DefaultClient.Do(request)
	require.NoError(t, err)
	defer r.Body.Close()
	require.Equal(t, http.StatusOK, r.StatusCode)
	text, err := io.ReadAll(r.Body)
	require.NoError(t, err)
	return string(text)
}

// complete gives the file the secrets that a mock has no use for, and has all of them looked for.
func (p *planted) complete(t *testing.T) {
	p.file.Headers = map[string]string{"X-Api-Key": "k-" + p.canary(), "X-Tenant-Secret": "s-" + p.canary()}
	p.file.Mint.Parameters = map[string]string{"hint": "${HINT}"}
	p.file.Extra = file.ExtraParameters{Token: p.file.Mint.Parameters, Revocation: p.file.Mint.Parameters, Introspection: p.file.Mint.Parameters}
	p.file.Introspection = &file.Introspection{ClientID: "introspector", ClientSecret: p.canary()}
	p.file.TLS.ClientCert = write(t, "client.pem", certificate(t))
	p.file.TLS.ClientKey = p.file.TLS.ClientCert
	hint, proxy := p.canary(), strings.ReplaceAll(p.canary(), " ", "")
	p.env = append(os.Environ(), "REVOKESPEC_STATE_DIR="+p.state, "HINT="+hint, "HTTP_PROXY=http://harness:"+writings["every byte %XX"](proxy)+"@"+p.gossip.Listener.Addr().String())
	p.search.add("mint.parameters", hint)
	p.search.add("proxy", proxy)
	planted := map[string]bool{"Mint.parameters": true, "ExtraParameters.token": true, "ExtraParameters.revocation": true, "ExtraParameters.introspection": true}
	walk(reflect.ValueOf(p.file), "", func(field, text string) {
		if !fieldsOfFile[field] || text == "" || text == "${HINT}" {
			return
		}
		planted[field] = true
		if field == "Client.key_file" || field == "TLS.client_cert" || field == "TLS.client_key" {
			pem, err := os.ReadFile(text)
			require.NoError(t, err)
			lines := strings.Split(strings.TrimSpace(string(pem)), "\n")
			p.search.add(field, lines[2])
			p.search.add(field, lines[len(lines)-2])
			return
		}
		p.search.add(field, text)
		p.gossip.planted = append(p.gossip.planted, text)
	})
	for field, secret := range fieldsOfFile {
		assert.Equal(t, secret, planted[field], "a canary in %s", field)
	}
}

// certificate is a key and its certificate, PEM.
func certificate(t *testing.T) string {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	template := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "harness"}, NotAfter: time.Now().Add(time.Hour)}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	require.NoError(t, err)
	private, err := x509.MarshalPKCS8PrivateKey(key)
	require.NoError(t, err)
	return string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: private})) + string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}))
}

// run runs a command with every report there is and returns the exit code. All that it writes must be clean.
func (p *planted) run(t *testing.T, args ...string) (code int, out string) {
	t.Helper()
	dir := t.TempDir()
	if args[0] == "run" {
		args = append(args, "--evidence", string(record.EvidenceAll)) // the more there is to search
		p.record = filepath.Join(dir, "json")
		for _, format := range reports.Formats() {
			args = append(args, "--report", format+"="+filepath.Join(dir, format))
		}
	}
	p.gossip.begin()
	c := p.command(args...)
	c.Env, c.Dir = p.env, dir
	text, err := c.CombinedOutput()
	if c.ProcessState == nil {
		require.NoError(t, err)
	}
	p.clean(t, args[0]+", the terminal", string(text))
	p.searchFiles(t, dir)
	p.searchFiles(t, p.state)
	return c.ProcessState.ExitCode(), string(text)
}

// searchFiles looks into every file below a directory, and at its name.
func (p *planted) searchFiles(t *testing.T, dir string) {
	t.Helper()
	require.NoError(t, filepath.WalkDir(dir, func(path string, entry os.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		text, err := os.ReadFile(path)
		p.clean(t, filepath.Base(path), path+"\n"+string(text))
		return err
	}))
}
