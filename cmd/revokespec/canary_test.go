package main

import (
	"bytes"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"

	"github.com/goccy/go-yaml"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/deployment/file"
	"github.com/revokespec/revokespec/record"
	"github.com/revokespec/revokespec/reports"
)

// eachSurface are rules that use, together, every endpoint, every way to authenticate, the Dashboard and the tenant's log.
const eachSurface = "REV-01,REV-03,REV-09,REV-10,REV-14,REV-16,REV-24,REV-34,COD-12,RTM-22,SET-01,SET-04,DSH-01,DSH-04,DSH-07,DFL-05,DEV-01,DEV-05,ROT-16,LIF-04,LIF-05"

// Whatever a server tells of the secrets it was given and those it gives, in whatever writing, nothing of it is in anything
// that a run writes: the reports, the terminal, the state directory; nor in what the mock writes itself.
func TestNoCanaryInAnythingThatIsWritten(t *testing.T) {
	t.Parallel()
	p := plant(t, "--deviate", "success-is-202")
	p.gossip.tells = true
	code, out := p.run(t, "run", "--deployment", p.path, "--strict", "--rule", eachSurface)
	assert.Equal(t, record.ExitBroken, code, "evidence is only shown of what failed: %s", out)
	assert.Greater(t, len(p.gossip.secrets), 500)

	p.reports(t, p.record, renamed(t, p.record))
	for _, format := range []string{"table", "json"} {
		_, out := p.run(t, "doctor", "--deployment", p.path, "--format", format)
		assert.Contains(t, out, "jwt", "it got as far as the clients")
	}
	for _, path := range []string{"requests", "state"} {
		p.clean(t, "/_mock/"+path, p.control(t, path))
	}
}

// renamed is a record as one of another deployment.
func renamed(t *testing.T, path string) string {
	result, err := record.ReadFile(path)
	require.NoError(t, err)
	result.Deployment.Name = "another"
	var text bytes.Buffer
	require.NoError(t, record.WriteJSON(&text, result))
	return write(t, "another.json", text.String())
}

// reports renders a record in every way, beside another one, and compares the two. All of it must be clean.
func (p *planted) reports(t *testing.T, record, other string) {
	dir := t.TempDir()
	p.run(t, "report", record)
	args := []string{"report", record}
	for _, format := range reports.Formats() {
		args = append(args, "--report", format+"="+filepath.Join(dir, format))
	}
	p.run(t, args...)
	_, out := p.run(t, "report", record, other, "--report", "matrix="+filepath.Join(dir, "m.html"), "--report", "matrix="+filepath.Join(dir, "m.md"))
	assert.FileExists(t, filepath.Join(dir, "m.html"), out)
	_, out = p.run(t, "diff", record, other)
	assert.NotEmpty(t, out)
	p.searchFiles(t, dir)
}

// A run that cannot do its work says why, and nothing else.
func TestNoCanaryInWhatGoesWrong(t *testing.T) {
	needsProgram(t)
	t.Parallel()
	p := plant(t)
	p.gossip.tells = true
	t.Run("refused credentials", func(t *testing.T) {
		file, management := *p.file, *p.file.Management
		management.ClientID = "nobody"
		file.Management = &management
		code, out := p.run(t, "run", "--deployment", p.write(t, &file))
		assert.Equal(t, record.ExitNotJudged, code)
		assert.Contains(t, out, "no token for the Management API")
		file = *p.file
		file.Users = slices.Clone(file.Users)
		for i := range file.Users {
			file.Users[i].Username = fmt.Sprint("nobody", i)
		}
		code, _ = p.run(t, "run", "--deployment", p.write(t, &file), "--rule", "REV-01,REV-14")
		assert.Equal(t, record.ExitNotJudged, code)
	})
	t.Run("the server goes away", func(t *testing.T) {
		p.gossip.lives(4)
		code, _ := p.run(t, "run", "--deployment", p.path, "--rule", "REV-01")
		p.gossip.lives(0)
		assert.Equal(t, record.ExitNotJudged, code)
	})
	t.Run("killed, and restored", func(t *testing.T) {
		p.gossip.begin()
		c := p.command("run", "--deployment", p.path, "--rule", "SET,GRT")
		c.Env = p.env
		require.NoError(t, c.Start())
		p.waitForSetting(true)
		require.NoError(t, c.Process.Signal(syscall.SIGKILL))
		require.Error(t, c.Wait())
		p.searchFiles(t, p.state)
		code, out := p.run(t, "run", "--deployment", p.path)
		assert.Equal(t, record.ExitUsage, code, out)
		code, out = p.run(t, "restore", "--deployment", p.path)
		assert.Zero(t, code, out)
	})
}

// A command that is added is one whose output is searched, or that is given no secret.
func TestEveryCommandIsSearched(t *testing.T) {
	t.Parallel()
	searched := []string{"run", "provision", "restore", "doctor", "mock", "report", "diff"}
	without := []string{"rules", "steps", "deviations", "prove", "health"}
	out, err := exec.Command(binary, "--help").Output()
	require.NoError(t, err)
	_, list, _ := strings.Cut(string(out), "Available Commands:\n")
	list, _, _ = strings.Cut(list, "\n\n")
	for line := range strings.SplitSeq(list, "\n") {
		if name := strings.Fields(line)[0]; name != "help" {
			assert.Contains(t, append(searched, without...), name)
		}
	}
}

// echo answers everything with what it was sent, in every place that a message may quote.
func echo(t *testing.T, answer func(r *http.Request, secret string) string) *httptest.Server {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := r.ParseForm(); err != nil {
			t.Error(err)
		}
		secret := r.Header.Get("X-Api-Key")
		if r.PostForm.Has("client_secret") {
			secret = r.PostForm.Get("client_secret")
			w.WriteHeader(http.StatusBadRequest)
		}
		w.Header().Set("Content-Type", "application/json")
		fmt.Fprint(w, answer(r, secret))
	}))
	t.Cleanup(server.Close)
	return server
}

// What a server says before the first scenario is redacted as well: its metadata, and its error codes.
func TestNoCanaryBeforeTheFirstScenario(t *testing.T) {
	needsProgram(t)
	t.Parallel()
	var at string
	answers := map[string]func(r *http.Request, secret string) string{
		"issuer": func(_ *http.Request, secret string) string {
			return `{"issuer":"https://` + inJSON(secret, true) + `"}`
		},
		"long issuer": func(_ *http.Request, secret string) string {
			return `{"issuer":"https://` + strings.Repeat("a", 60) + inJSON(secret, true) + `"}`
		},
		"endpoint": func(_ *http.Request, secret string) string {
			return `{"issuer":"` + at + `/","token_endpoint":"` + inJSON(secret, true) + `","revocation_endpoint":"/"}`
		},
		"error code": func(r *http.Request, secret string) string {
			if r.Method == http.MethodPost {
				return `{"error":"` + secret + `"}`
			}
			return `{"issuer":"` + at + `/","token_endpoint":"` + at + `/t","revocation_endpoint":"` + at + `/r"}`
		},
	}
	for name, answer := range answers {
		server := echo(t, answer)
		at = server.URL
		key, secret := "key-"+canary(1), "only_letters_in_this_secret"
		search := newSearcher()
		search.add("header", key)
		search.add("management.client_secret", secret)
		file := &file.File{
			Issuer: at + "/", Headers: map[string]string{"X-Api-Key": key}, Clients: file.Clients{Public: &file.Client{ClientID: "a"}},
			Users: []file.User{{Username: "u", Password: "p"}}, Management: &file.Management{ClientID: "m", ClientSecret: secret},
		}
		text, err := yaml.Marshal(file)
		require.NoError(t, err)
		for _, command := range []string{"run", "restore", "doctor"} {
			c := (&standalone{state: t.TempDir()}).command(command, "--deployment", write(t, "d.yaml", string(text)))
			out, _ := c.CombinedOutput()
			search.clean(t, command+" with "+name, string(out))
			if command == "run" {
				assert.Equal(t, record.ExitNotJudged, c.ProcessState.ExitCode(), string(out))
			}
		}
	}
}

// A damaged file is refused without a word of what it holds, wherever the damage is.
func TestNoCanaryInFileErrors(t *testing.T) {
	inFull(t)
	t.Parallel()
	search := newSearcher()
	search.add("client secret", "s3cr3t-of-the-client")
	search.add("password", "p4ssword-of-the-user")
	search.add("header", "h34der-of-the-tenant")
	const text = "name: x\nissuer: https://op.example\nclients:\n  confidential:\n    client_id: a\n    client_secret: s3cr3t-of-the-client\n    auth: post\n" +
		"  second: {client_id: b, client_secret: \"s3cr3t-of-the-client\", auth: 'basic'}\nusers:\n- {username: u, password: p4ssword-of-the-user}\n" +
		"- username: v\n  password: p4ssword-of-the-user\nheaders: {X-Api-Key: h34der-of-the-tenant}\n"
	damages := []string{"", "*", "&", "!", "'", "\"", "[", "]", "{", "}", ":", ": ", "\n", "\t", "#", "@", "${", "|\n", "- ", "? ", "%", "\x00", "---\n"}
	refused := 0
	for i := range text {
		for j := range len(damages) / 3 {
			damage := damages[(i+3*j)%len(damages)]
			for _, cut := range []int{0, 1} {
				if _, err := file.Parse("d.yaml", []byte(text[:i]+damage+text[i+cut:]), os.LookupEnv); err != nil {
					refused++
					search.clean(t, fmt.Sprintf("%q for %q at %d", damage, text[i:i+cut], i), err.Error())
				}
			}
		}
	}
	assert.Greater(t, refused, 1000)
}
