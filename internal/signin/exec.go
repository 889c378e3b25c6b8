package signin

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"time"

	"github.com/revokespec/revokespec/internal/httpx"
	"github.com/revokespec/revokespec/internal/session"
)

// What is kept of a command's output, in bytes: of stdout more than any token response has, of stderr what it says last.
const (
	mostOfStdout = 64 << 10
	mostOfStderr = 4 << 10
)

// commandEnding is how long a command that is told to end may take for that.
const commandEnding = 2 * time.Second

// mintByCommand has the file's command sign in. The command is told everything by its environment: everybody on the machine
// can read arguments.
func (s *Signer) mintByCommand(ctx context.Context, _ session.Purpose, in SignIn) (httpx.Response, error) {
	mint := s.Server.File.Mint
	if len(mint.Command) == 0 {
		return httpx.Response{}, errors.New("mint.strategy exec needs mint.command")
	}
	s.Name(in.User.Password, "password of the user")
	s.Name(in.Client.ClientSecret, "secret of "+in.Client.Role)
	bounded, cancel := context.WithTimeout(ctx, mint.Timeout)
	defer cancel()
	c := exec.CommandContext(bounded, mint.Command[0], mint.Command[1:]...)
	stdout, stderr := &output{most: mostOfStdout}, &output{most: mostOfStderr, last: true}
	c.Stdout, c.Stderr, c.WaitDelay = stdout, stderr, commandEnding
	c.Dir = filepath.Dir(s.Server.File.Path)
	c.Env = append(os.Environ(), s.commandEnvironment(in)...)
	afterwards := apart(c, mint.Concurrency == 1)
	err := c.Run()
	afterwards()
	printed := commandOutput{
		session: s, name: filepath.Base(mint.Command[0]), attempt: s.attempt(in), stdout: stdout,
		answer: httpx.Response{Status: http.StatusOK, Header: http.Header{}, Body: stdout.bytes},
	}
	s.Secrets.Learn(stdout.text())
	s.Secrets.LearnAnswer(printed.answer.Field)
	printed.says = s.commandSays(stderr)
	switch {
	case ctx.Err() != nil:
		return httpx.Response{}, ctx.Err()
	case bounded.Err() != nil:
		return httpx.Response{}, printed.problem("does not end within mint.timeout ("+mint.Timeout.String()+")", "raise it, or correct the command")
	}
	return printed.read(err)
}

// commandEnvironment is the request for a sign-in. A variable without a value is empty, whatever was set outside.
func (s *Signer) commandEnvironment(in SignIn) []string {
	d, c := s.Server, in.Client
	more := url.Values{}
	for name, value := range d.File.Mint.Parameters {
		more.Set(name, value)
	}
	key := c.KeyFile
	if absolute, err := filepath.Abs(key); err == nil && key != "" {
		key = absolute
	}
	var environment []string
	for _, v := range []struct{ name, value string }{
		{"ISSUER", d.Issuer}, {"TOKEN_ENDPOINT", d.Endpoints.Token}, {"AUTHORIZATION_ENDPOINT", d.Endpoints.Authorization},
		{"DEVICE_AUTHORIZATION_ENDPOINT", d.Endpoints.DeviceAuthorization},
		{"CLIENT_ROLE", c.Role}, {"CLIENT_ID", c.ClientID}, {"CLIENT_SECRET", c.ClientSecret}, {"CLIENT_AUTH", c.Auth},
		{"CLIENT_KEY_FILE", key}, {"REDIRECT_URI", c.RedirectURI},
		{"USERNAME", in.User.Username}, {"PASSWORD", in.User.Password},
		{"AUDIENCE", in.Audience}, {"SCOPE", in.Scope}, {"PARAMETERS", more.Encode()},
	} {
		environment = append(environment, "REVOKESPEC_"+v.name+"="+v.value)
	}
	return environment
}
