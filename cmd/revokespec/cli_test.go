package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/cmd/internal/program"
	"github.com/revokespec/revokespec/mockserver"
)

// cli runs one command line in this process.
func cli(t *testing.T, env map[string]string, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	var out, err bytes.Buffer
	lookup := func(name string) (string, bool) {
		value, ok := env[name]
		if name == "REVOKESPEC_BROWSER" && !ok {
			return "none", true
		}
		return value, ok
	}
	names := func() (all []string) {
		for name, value := range env {
			all = append(all, name+"="+value)
		}
		return all
	}
	t.Setenv("REVOKESPEC_STATE_DIR", t.TempDir())
	code = execute(program.System{Ctx: context.Background(), Stdout: &out, Stderr: &err, LookupEnv: lookup, Environ: names}, args)
	return code, out.String(), err.String()
}

func write(t *testing.T, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	require.NoError(t, os.WriteFile(path, []byte(text), 0o600))
	return path
}

// deploymentText is a correct file for a server at a base URL.
func deploymentText(base string) string {
	return "name: test\nissuer: " + base + "\nclients:\n  confidential: {client_id: a, client_secret: b, auth: post}\n" +
		"users: [{username: u, password: p}]\n"
}

// Every mistake ends in one line that names the place and the remedy, and in exit code 2, before anything is sent.
func TestMistakesInTheInput(t *testing.T) {
	inFull(t)
	good := deploymentText("http://127.0.0.1:1")
	cases := map[string]struct {
		args   []string
		env    map[string]string
		wanted []string
	}{
		"unknown command":           {args: []string{"rum"}, wanted: []string{"rum"}},
		"unknown flag":              {args: []string{"run", "--ruel", "REV-01"}, wanted: []string{"--ruel"}},
		"argument to run":           {args: []string{"run", "staging.yaml"}, wanted: []string{"staging.yaml", "--help"}},
		"unknown rule":              {args: []string{"run", "--rule", "REV-99"}, wanted: []string{"REV-99", "revokespec rules"}},
		"nearly a rule":             {args: []string{"run", "--rule", "REV-3"}, wanted: []string{"REV-03"}},
		"unknown rule to skip":      {args: []string{"run", "--skip", "XYZ"}, wanted: []string{"XYZ"}},
		"unknown required rule":     {args: []string{"run", "--require", "REV-99"}, wanted: []string{"REV-99"}},
		"unknown profile":           {args: []string{"run", "--profile", "oauth"}, wanted: []string{"oauth", "auth0, rfc7009, bcp"}},
		"empty profile":             {args: []string{"run", "--profile", ""}, wanted: []string{"--profile"}},
		"newer tag syntax":          {args: []string{"run", "--tags", "not @must"}, wanted: []string{"~@must"}},
		"newer and":                 {args: []string{"run", "--tags", "@must and @bcp"}, wanted: []string{"@must && @bcp"}},
		"trailing comma":            {args: []string{"run", "--tags", "@must,"}, wanted: []string{"--tags"}},
		"no such deployment":        {args: []string{"run", "--deployment", "nowhere.yaml"}, wanted: []string{"nowhere.yaml"}},
		"empty deployment flag":     {args: []string{"run", "--deployment", ""}, wanted: []string{"--deployment"}},
		"empty deployment variable": {args: []string{"run"}, env: map[string]string{"REVOKESPEC_DEPLOYMENT": ""}, wanted: []string{"REVOKESPEC_DEPLOYMENT"}},
		"unknown key":               {args: []string{"run", "--deployment", write(t, "d.yaml", good+"usres: []\n")}, wanted: []string{"d.yaml:6:1", "users"}},
		"wrong type":                {args: []string{"run", "--deployment", write(t, "d.yaml", good+"limits: {timeout: soon}\n")}, wanted: []string{"d.yaml:6:", "timeout"}},
		"unset variable":            {args: []string{"run", "--deployment", write(t, "d.yaml", strings.Replace(good, "password: p", "password: ${NOT_SET}", 1))}, wanted: []string{"d.yaml:5:", "NOT_SET"}},
		"no such features":          {args: []string{"run", "--features", "nowhere"}, wanted: []string{"nowhere"}},
		"features without steps":    {args: []string{"run", "--features", filepath.Dir(write(t, "a.feature", "Feature: f\n  Rule: r\n    Scenario: s\n      Given the moon\n"))}, wanted: []string{"a.feature:3", "revokespec steps"}},
		"only nothing":              {args: []string{"run", "--only-features"}, wanted: []string{"--features"}},
		"unknown report format":     {args: []string{"run", "--report", "pdf=x"}, wanted: []string{"pdf", "junit"}},
		"unwritable report":         {args: []string{"run", "--report", "json=/nowhere/at/all/x.json"}, wanted: []string{"/nowhere/at/all"}},
		"no such waivers":           {args: []string{"run", "--waivers", "nowhere.yaml"}, wanted: []string{"nowhere.yaml"}},
		"negative concurrency":      {args: []string{"run", "--concurrency", "-1"}, wanted: []string{"--concurrency"}},
		"shard of no number":        {args: []string{"run", "--shard", "one"}, wanted: []string{"--shard", "I/N", "2/4"}},
		"shard beyond the last":     {args: []string{"run", "--shard", "4/3"}, wanted: []string{"4/3", "N/N"}},
		"shard zero":                {args: []string{"run", "--shard", "0/3"}, wanted: []string{"0/3", "1/N"}},
		"empty shard":               {args: []string{"run", "--shard", ""}, wanted: []string{"--shard"}},
		"auto without a job":        {args: []string{"run", "--shard", "auto/3"}, wanted: []string{"JOB_COMPLETION_INDEX", "I/N"}},
		"auto beyond the last":      {args: []string{"run", "--shard", "auto/3"}, env: map[string]string{"JOB_COMPLETION_INDEX": "3"}, wanted: []string{"4/3"}},
		"more shards than rules":    {args: []string{"run", "--rule", "REV-01", "--shard", "1/2"}, wanted: []string{"--shard 1/2", "1 rule", "/1 or less"}},
		"more shards than users":    {args: []string{"run", "--deployment", write(t, "d.yaml", good), "--shard", "1/2"}, wanted: []string{"d.yaml: users", "--shard 1/2 needs 2", "there are 1"}},
		"shards with one clock":     {args: []string{"run", "--deployment", write(t, "d.yaml", good+"control: {url: http://127.0.0.1:1, token: t}\n"), "--shard", "1/2"}, wanted: []string{"d.yaml: control", "--shard"}},
		"too short a soak":          {args: []string{"run", "--soak", "10ms"}, wanted: []string{"--soak 10ms", "1s or more"}},
		"negative soak":             {args: []string{"run", "--soak", "-1m"}, wanted: []string{"--soak -1m0s", "1s or more"}},
		"soak that is no time":      {args: []string{"run", "--soak", "long"}, wanted: []string{`--soak "long": give it a time, such as 30s`}},
		"nodes that are no number":  {args: []string{"mock", "--nodes", "two"}, wanted: []string{`--nodes "two": give it a whole number`}},
		"soak of another rule":      {args: []string{"run", "--soak", "1m", "--rule", "REV"}, wanted: []string{"--soak 1m0s", "PRP-04", "leave --soak out"}},
		"soak beyond the time":      {args: []string{"run", "--soak", "10m", "--timeout", "5m"}, wanted: []string{"--soak 10m0s", "--timeout 5m0s"}},
		"rate without soak":         {args: []string{"run", "--soak-rate", "5"}, wanted: []string{"--soak-rate", "--soak DURATION"}},
		"rate of nothing":           {args: []string{"run", "--soak", "1m", "--soak-rate", "0"}, wanted: []string{"--soak-rate 0", "more than 0"}},
		"rate that is no number":    {args: []string{"run", "--soak", "1m", "--soak-rate", "NaN"}, wanted: []string{"--soak-rate NaN", "more than 0"}},
		"unknown deviation":         {args: []string{"mock", "--deviate", "nothing-like-it"}, wanted: []string{"nothing-like-it"}},
		"unknown dialect":           {args: []string{"mock", "--dialect", "okta"}, wanted: []string{"okta", "rfc"}},
		"address in use":            {args: []string{"mock", "--listen", "256.0.0.1:1"}, wanted: []string{"--listen"}},
		"a port alone":              {args: []string{"mock", "--listen", "23400"}, wanted: []string{"--listen", "127.0.0.1:23400"}},
		"a host alone":              {args: []string{"mock", "--listen", "localhost"}, wanted: []string{"--listen", "localhost:8420"}},
		"an IPv6 address alone":     {args: []string{"mock", "--listen", "::1"}, wanted: []string{"--listen", "[::1]:8420"}},
		"no port":                   {args: []string{"mock", "--listen", "localhost:"}, wanted: []string{"--listen", "localhost:8420"}},
		"a URL to listen on":        {args: []string{"mock", "--listen", "https://localhost:8420/"}, wanted: []string{"--listen", "localhost:8420, without https://"}},
		"health of no URL":          {args: []string{"health", "127.0.0.1:8420"}, wanted: []string{"http://127.0.0.1:8420"}},
		"health of two":             {args: []string{"health", "a", "b"}, wanted: []string{"one URL"}},
		"health of a free port":     {args: []string{"health"}, env: map[string]string{"REVOKESPEC_MOCK_LISTEN": ":0"}, wanted: []string{"free port", "URL"}},
		"control without file":      {args: []string{"mock", "--control"}, wanted: []string{"--deployment-out", "--control-token-file", "REVOKESPEC_MOCK_CONTROL_TOKEN"}},
		"token that is no token":    {args: []string{"mock", "--control-token", "two words"}, wanted: []string{"--control-token", "letters"}},
		"token without control":     {args: []string{"mock", "--control=false", "--control-token", "t"}, wanted: []string{"--control=false"}},
		"unknown setting":           {args: []string{"mock"}, env: map[string]string{"REVOKESPEC_MOCK_LISTN": "127.0.0.1:0"}, wanted: []string{"REVOKESPEC_MOCK_LISTN", "REVOKESPEC_MOCK_LISTEN"}},
		"setting in lower case":     {args: []string{"mock"}, env: map[string]string{"REVOKESPEC_MOCK_listen": "127.0.0.1:0"}, wanted: []string{"REVOKESPEC_MOCK_LISTEN"}},
		"empty setting":             {args: []string{"mock"}, env: map[string]string{"REVOKESPEC_MOCK_SEED": ""}, wanted: []string{"REVOKESPEC_MOCK_SEED", "unset it"}},
		"setting that is no bool":   {args: []string{"mock"}, env: map[string]string{"REVOKESPEC_MOCK_TLS": "maybe"}, wanted: []string{"REVOKESPEC_MOCK_TLS", "neither true nor false"}},
		"two passwords in settings": {args: []string{"mock"}, env: map[string]string{"REVOKESPEC_MOCK_DASHBOARD_PASSWORD": "a", "REVOKESPEC_MOCK_DASHBOARD_PASSWORD_FILE": "b"}, wanted: []string{"--dashboard-password-file"}},
		"authority without TLS":     {args: []string{"mock", "--tls-ca-out", "ca.pem"}, wanted: []string{"--tls-ca-out", "--tls:"}},
		"kept without TLS":          {args: []string{"mock", "--tls-ca-dir", "."}, wanted: []string{"--tls-ca-dir", "--tls:"}},
		"certificate without key":   {args: []string{"mock", "--tls-cert", "c.pem"}, wanted: []string{"--tls-key"}},
		"certificate and authority": {args: []string{"mock", "--tls-cert", "c.pem", "--tls-key", "k.pem", "--tls-ca-dir", "."}, wanted: []string{"--tls-cert", "--tls-ca-dir"}},
		"no such certificate":       {args: []string{"mock", "--listen", "127.0.0.1:0", "--tls-cert", "nowhere.pem", "--tls-key", "k.pem"}, wanted: []string{"--tls-cert", "nowhere.pem"}},
		"no certificate":            {args: []string{"mock", "--listen", "127.0.0.1:0", "--tls-cert", write(t, "c.pem", "hello"), "--tls-key", write(t, "k.pem", "Kan4ry")}, wanted: []string{"--tls-cert", "--tls-key", "PEM"}},
		"authority in a file":       {args: []string{"mock", "--tls", "--listen", "127.0.0.1:0", "--tls-ca-dir", write(t, "dir", "")}, wanted: []string{"--tls-ca-dir", "name a folder"}},
		"plain issuer with TLS":     {args: []string{"mock", "--tls", "--public-url", "http://mock.example"}, wanted: []string{"--public-url", "https://"}},
		"public URL without host":   {args: []string{"mock", "--public-url", "mock.example"}, wanted: []string{"mock.example", "https://"}},
		"authority over a file":     {args: []string{"mock", "--tls", "--listen", "127.0.0.1:0", "--tls-ca-out", write(t, "key.pem", "precious")}, wanted: []string{"key.pem", "--tls-ca-out"}},
		"authority into nowhere":    {args: []string{"mock", "--tls", "--listen", "127.0.0.1:0", "--tls-ca-out", "nowhere/ca.pem"}, wanted: []string{"nowhere/ca.pem", "--tls-ca-out"}},
		"claims hook without host":  {args: []string{"mock", "--claims-hook", "localhost:3000"}, wanted: []string{"--claims-hook", "http://127.0.0.1:3000/claims"}},
		"unknown switch":            {args: []string{"mock", "--switch", "reuse"}, wanted: []string{"reuse-ends-grant"}},
		"no such seed":              {args: []string{"mock", "--seed", "nowhere.yaml"}, wanted: []string{"nowhere.yaml"}},
		"empty seed flag":           {args: []string{"mock", "--seed", ""}, wanted: []string{"--seed"}},
		"unknown key in a seed":     {args: []string{"mock", "--seed", write(t, "s.yaml", "users:\n- {emial: a, password: b}\n")}, wanted: []string{"s.yaml:2:4", "email"}},
		"seed that cannot be":       {args: []string{"mock", "--seed", write(t, "s.yaml", "users:\n- {email: a}\n")}, wanted: []string{"s.yaml:2:3", "users[0].password"}},
		"seed for no run":           {args: []string{"mock", "--listen", "127.0.0.1:0", "--deployment-out", filepath.Join(t.TempDir(), "d.yaml"), "--seed", write(t, "s.yaml", "users:\n- {email: a, password: b}\n")}, wanted: []string{"--deployment-out", "no clients"}},
		"deployment into nowhere":   {args: []string{"mock", "--listen", "127.0.0.1:0", "--deployment-out", "nowhere/d.yaml"}, wanted: []string{"--deployment-out", "nowhere"}},
		"empty password":            {args: []string{"mock", "--dashboard-password", ""}, wanted: []string{"--dashboard-password"}},
		"provision without tenant":  {args: []string{"provision", "--out", "x.yaml"}, wanted: []string{"--deployment"}},
		"provision to nowhere":      {args: []string{"provision", "--deployment", "tenant.yaml"}, wanted: []string{"--out"}},
		"restore without file":      {args: []string{"restore"}, wanted: []string{"--deployment"}},
		"doctor without file":       {args: []string{"doctor"}, wanted: []string{"--deployment"}},
		"doctor of no file":         {args: []string{"doctor", "--deployment", "nowhere.yaml"}, wanted: []string{"nowhere.yaml"}},
		"doctor in XML":             {args: []string{"doctor", "--deployment", "nowhere.yaml", "--format", "xml"}, wanted: []string{"xml", "json"}},
		"doctor by no profile":      {args: []string{"doctor", "--deployment", "nowhere.yaml", "--profile", "okta"}, wanted: []string{"--profile", "okta"}},
		"diff of one":               {args: []string{"diff", "a.json"}, wanted: []string{"OLD and NEW"}},
		"diff of nothing":           {args: []string{"diff", "nowhere.json", "nowhere.json"}, wanted: []string{"nowhere.json"}},
		"diff of another file":      {args: []string{"diff", write(t, "r.json", "{"), "x"}, wanted: []string{"r.json"}},
		"nothing to prove":          {args: []string{"prove", "--rule", ""}, wanted: []string{"--rule"}},
		"unknown rule to prove":     {args: []string{"prove", "--rule", "REV-3"}, wanted: []string{"REV-03"}},
		"a report of no matrix":     {args: []string{"prove", "--report", "junit=x.xml"}, wanted: []string{"junit", "html, json, markdown, terminal"}},
		"argument to prove":         {args: []string{"prove", "REV-03"}, wanted: []string{"REV-03", "--help"}},
		"unknown list format":       {args: []string{"rules", "--format", "xml"}, wanted: []string{"xml", "markdown"}},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			code, stdout, stderr := cli(t, c.env, c.args...)
			assert.Equal(t, 2, code, stderr)
			assert.Empty(t, stdout)
			assert.Equal(t, 1, strings.Count(stderr, "\n"), "one line: %s", stderr)
			for _, wanted := range c.wanted {
				assert.Contains(t, stderr, wanted)
			}
		})
	}
}

func TestEmptySelectionIsNeverGreen(t *testing.T) {
	inFull(t)
	for _, args := range [][]string{{"--tags", "@nobody-has-this"}, {"--rule", "REV-01", "--skip", "REV"}, {"--profile", "bcp", "--rule", "SET"}} {
		code, _, stderr := cli(t, nil, append([]string{"run"}, args...)...)
		assert.Equal(t, 3, code)
		assert.Contains(t, stderr, "nothing is selected")
	}
}

// A server that cannot be judged at all is exit code 3, in one line with a remedy.
func TestServersThatCannotBeJudged(t *testing.T) {
	inFull(t)
	page := func(text, kind string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", kind)
			_, err := io.WriteString(w, text)
			assert.NoError(t, err)
		}
	}
	cases := map[string]http.HandlerFunc{
		"HTML":           page("<html>hello</html>", "text/html"),
		"truncated JSON": page(`{"issuer": "http`, "application/json"),
		"empty":          page("", "application/json"),
		"another issuer": page(`{"issuer":"https://other.example"}`, "application/json"),
		"404":            http.NotFound,
		"500":            func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(500) },
		"redirect loop":  func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, r.URL.Path, http.StatusFound) },
	}
	for name, handler := range cases {
		t.Run(name, func(t *testing.T) {
			server := httptest.NewServer(handler)
			defer server.Close()
			code, _, stderr := cli(t, nil, "run", "--deployment", write(t, "d.yaml", deploymentText(server.URL)))
			assert.Equal(t, 3, code, stderr)
			assert.Equal(t, 1, strings.Count(stderr, "\n"), "one line: %s", stderr)
			assert.Contains(t, stderr, server.URL)
		})
	}
	t.Run("unreachable", func(t *testing.T) {
		code, _, stderr := cli(t, nil, "run", "--deployment", write(t, "d.yaml", deploymentText("http://127.0.0.1:1")))
		assert.Equal(t, 3, code)
		assert.Contains(t, stderr, "127.0.0.1:1")
	})
}

func TestLists(t *testing.T) {
	inFull(t)
	for _, list := range []string{"rules", "steps", "deviations"} {
		for _, format := range []string{"table", "json", "markdown"} {
			code, stdout, stderr := cli(t, nil, list, "--format", format)
			assert.Zero(t, code, stderr)
			assert.NotEmpty(t, stdout)
			assert.NotContains(t, stdout, `([^"]*)`, "phrases are for people")
		}
	}
}

func TestRunWithoutArgumentsJudgesTheMock(t *testing.T) {
	code, stdout, stderr := cli(t, nil, "run", "--rule", "REV-01", "--report", "json=-")
	assert.Zero(t, code, stderr)
	assert.Contains(t, stdout, `"schema": "revokespec/run/v1"`)
	lines := strings.Split(strings.TrimSpace(stderr), "\n")
	for _, line := range []string{lines[0], lines[len(lines)-1]} {
		assert.Contains(t, line, "revokespec's own mock")
	}
	assert.Contains(t, lines[len(lines)-1], "1 judged, 0 not applicable")
}

// A deployment file that no run could use is not left behind.
func TestMockLeavesNoUselessFile(t *testing.T) {
	out := filepath.Join(t.TempDir(), "d.yaml")
	seed := write(t, "s.yaml", "users:\n- {email: a, password: b}\n")
	code, _, stderr := cli(t, nil, "mock", "--listen", "127.0.0.1:0", "--deployment-out", out, "--seed", seed)
	assert.Equal(t, 2, code, stderr)
	assert.NoFileExists(t, out)
}

// The matrix goes to the files that are asked for, what was found to stderr.
func TestProve(t *testing.T) {
	dir := t.TempDir()
	page, matrix := filepath.Join(dir, "m.html"), filepath.Join(dir, "m.json")
	tried := 0
	for _, d := range mockserver.Deviations() {
		if d.Rule == "SET-02" { // in dialect auth0 alone
			tried++
		}
	}
	code, stdout, stderr := cli(t, nil, "prove", "--rule", "SET-02", "--report", "html="+page, "--report", "json="+matrix, "--report", "markdown=-")
	assert.Zero(t, code, stderr)
	assert.Contains(t, stderr, "patch-drops-other-flags")
	assert.Contains(t, stderr, fmt.Sprintf("judging %d servers", tried+1)) // and one that breaks nothing
	assert.Contains(t, stdout, "## SET-02")
	assert.NotContains(t, stdout, "## REV-01", "nothing was tried about it")
	text, err := os.ReadFile(page)
	require.NoError(t, err)
	assert.Equal(t, tried, strings.Count(string(text), `td class="own"`))
	assert.NotContains(t, string(text), `td class="wrong"`)
	text, err = os.ReadFile(matrix)
	require.NoError(t, err)
	assert.Contains(t, string(text), `"deviation": "patch-drops-other-flags"`)
}

// inFull is for tests that run one command after another: the race detector has little to look at there, and takes minutes for it.
func inFull(t *testing.T) {
	t.Helper()
	if testing.Short() {
		t.Skip("one command after another")
	}
}
