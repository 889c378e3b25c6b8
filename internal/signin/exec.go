package signin

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"path/filepath"

	"github.com/revokespec/revokespec/internal/command"
	"github.com/revokespec/revokespec/internal/httpx"
	"github.com/revokespec/revokespec/internal/session"
)

// mintByCommand has the file's command sign in.
func (s *Signer) mintByCommand(ctx context.Context, _ session.Purpose, in SignIn) (httpx.Response, error) {
	mint := s.Server.File.Mint
	if len(mint.Command) == 0 {
		return httpx.Response{}, errors.New("mint.strategy exec needs mint.command")
	}
	s.Name(in.User.Password, "password of the user")
	s.Name(in.Client.ClientSecret, "secret of "+in.Client.Role)
	c := command.Command{
		Line: mint.Command, Dir: filepath.Dir(s.Server.File.Path), Environment: s.commandEnvironment(in),
		Timeout: mint.Timeout, Alone: mint.Concurrency == 1,
	}
	result, err := c.Run(ctx)
	printed := commandOutput{
		session: s, name: c.Name(), attempt: s.attempt(in), result: result,
		answer: httpx.Response{Status: http.StatusOK, Header: http.Header{}, Body: result.Stdout},
	}
	s.Secrets.Learn(string(result.Stdout))
	s.Secrets.LearnAnswer(printed.answer.Field)
	if err != nil {
		return httpx.Response{}, err
	}
	return printed.read()
}

// commandEnvironment is the request for a sign-in.
func (s *Signer) commandEnvironment(in SignIn) []command.Variable {
	d, c := s.Server, in.Client
	more := url.Values{}
	for name, value := range d.File.Mint.Parameters {
		more.Set(name, value)
	}
	key := c.KeyFile
	if absolute, err := filepath.Abs(key); err == nil && key != "" {
		key = absolute
	}
	return []command.Variable{
		{Name: "ISSUER", Value: d.Issuer}, {Name: "TOKEN_ENDPOINT", Value: d.Endpoints.Token},
		{Name: "AUTHORIZATION_ENDPOINT", Value: d.Endpoints.Authorization},
		{Name: "DEVICE_AUTHORIZATION_ENDPOINT", Value: d.Endpoints.DeviceAuthorization},
		{Name: "CLIENT_ROLE", Value: c.Role}, {Name: "CLIENT_ID", Value: c.ClientID}, {Name: "CLIENT_SECRET", Value: c.ClientSecret},
		{Name: "CLIENT_AUTH", Value: c.Auth}, {Name: "CLIENT_KEY_FILE", Value: key}, {Name: "REDIRECT_URI", Value: c.RedirectURI},
		{Name: "USERNAME", Value: in.User.Username}, {Name: "PASSWORD", Value: in.User.Password},
		{Name: "AUDIENCE", Value: in.Audience}, {Name: "SCOPE", Value: in.Scope}, {Name: "PARAMETERS", Value: more.Encode()},
	}
}
