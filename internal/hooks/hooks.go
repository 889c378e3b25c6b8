// Package hooks has the vendor do what no API does on all servers alike: disable a user, withdraw consent, restart the server. A hook is a
// command of the deployment file; a mock is asked by its control API.
//
// What is disabled, deleted or given another password was made by a hook before, for this run, and is deleted when the run is over.
package hooks

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"
	"sync"

	"github.com/revokespec/revokespec/deployment/file"
	"github.com/revokespec/revokespec/internal/command"
	"github.com/revokespec/revokespec/internal/httpx"
	"github.com/revokespec/revokespec/internal/journal"
	"github.com/revokespec/revokespec/internal/session"
)

// Vendor runs the hooks of a deployment, and notes what they make and break.
type Vendor struct {
	Journal *journal.Journal

	server *session.Server
	own    *Client

	mu   sync.Mutex
	made map[string]bool // the users and applications that are ours, by username and client_id
}

// Client runs hooks in a session.
type Client struct {
	*session.Session
	vendor *Vendor
}

// New has run nothing yet.
func New(server *session.Server, j *journal.Journal) *Vendor {
	v := &Vendor{Journal: j, server: server, made: map[string]bool{}}
	v.own = v.For(server.Own)
	return v
}

// For runs hooks in a session.
func (v *Vendor) For(s *session.Session) *Client { return &Client{Session: s, vendor: v} }

// Has says whether the file lets a hook be run, with the one that it is never run without.
func Has(f *file.File, name string) bool {
	if f.Control != nil {
		return true
	}
	if f.Hooks == nil || !f.Hooks.AllowChanges {
		return false
	}
	for _, hook := range f.Hooks.All() {
		if hook.Name == name {
			return len(hook.Command) > 0 && (hook.With == "" || len(f.Hooks.Command(hook.With)) > 0)
		}
	}
	return false
}

// Told is what a hook is told, as far as it is about that: each field is a variable of its environment. What one that makes something prints
// has the same names, in lower case.
type Told struct {
	Username, Password                                          string
	ClientID, ClientName, ClientSecret, ClientAuth, RedirectURI string
	GrantTypes                                                  string // with spaces between
}

func (t Told) variables() []command.Variable {
	return []command.Variable{
		{Name: "USERNAME", Value: t.Username}, {Name: "PASSWORD", Value: t.Password},
		{Name: "CLIENT_ID", Value: t.ClientID}, {Name: "CLIENT_NAME", Value: t.ClientName}, {Name: "CLIENT_SECRET", Value: t.ClientSecret},
		{Name: "CLIENT_AUTH", Value: t.ClientAuth}, {Name: "REDIRECT_URI", Value: t.RedirectURI}, {Name: "GRANT_TYPES", Value: t.GrantTypes},
	}
}

// run runs a hook, and returns what it printed. The error is one line without secrets, that names the hook and how it ended.
func (c *Client) run(ctx context.Context, p session.Purpose, name string, told Told) (httpx.Response, error) {
	line := c.Server.File.Hooks.Command(name)
	if len(line) == 0 && c.Server.File.Control != nil {
		return c.askMock(ctx, p, name, told)
	}
	if !Has(c.Server.File, name) {
		return httpx.Response{}, fmt.Errorf("hooks.%s is not there, or hooks.allow_changes is not true", name)
	}
	ordered := command.Command{
		Line: line, Dir: filepath.Dir(c.Server.File.Path), Timeout: c.Server.File.Hooks.Timeout,
		Environment: append([]command.Variable{{Name: "HOOK", Value: name}, {Name: "ISSUER", Value: c.Server.Issuer}}, told.variables()...),
	}
	result, err := ordered.Run(ctx)
	printed := httpx.Response{Status: 200, Body: result.Stdout}
	c.nameSecrets(printed)
	c.Secrets.Learn(string(result.Stdout))
	problem := func(how, remedy string) error {
		if says := result.Says(c.Redact); says != "" {
			how += fmt.Sprintf(", and says %q", says)
		}
		return fmt.Errorf("hooks.%s (%s) %s; %s", name, ordered.Name(), how, remedy)
	}
	switch {
	case err != nil:
		return printed, err
	case result.Late:
		return printed, problem("does not end within hooks.timeout ("+ordered.Timeout.String()+")", "raise it, or correct the command")
	case result.Failed():
		return printed, problem(result.Ended(c.Phrase), "try it by hand with the variables that docs/hooks.md lists")
	}
	return printed, nil
}

// askMock has a mock do it.
func (c *Client) askMock(ctx context.Context, p session.Purpose, name string, told Told) (httpx.Response, error) {
	body := map[string]any{}
	for _, v := range told.variables() {
		if v.Value != "" {
			body[strings.ToLower(v.Name)] = v.Value
		}
	}
	answer := c.Control(ctx, p, "hooks/"+name, body)
	c.nameSecrets(answer)
	if !answer.Accepted() {
		return answer, fmt.Errorf("the mock does not do %s: %s", name, session.ControlPlace.Describe(answer))
	}
	return answer, nil
}

// nameSecrets names what is secret in what a hook has made.
func (c *Client) nameSecrets(printed httpx.Response) {
	c.Name(printed.Field("password"), "password of the throw-away user")
	c.Name(printed.Field("client_secret"), "secret of the throw-away application")
}
