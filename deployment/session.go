package deployment

import (
	"context"
	"encoding/base64"
	"fmt"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/revokespec/revokespec/deployment/file"
	"github.com/revokespec/revokespec/internal/httpx"
	"github.com/revokespec/revokespec/internal/pace"
	"github.com/revokespec/revokespec/internal/redact"
	"github.com/revokespec/revokespec/record"
)

// Base speaks HTTP for one scenario: it records every exchange without secrets, and never repeats what it was asked to
// send (Management excepted, as said there). It is safe for concurrent use.
type Base struct {
	Server *Server
	// AtRest is called before a wait that takes time, and what it returns after it; may be nil. Who waits asks nothing of the server.
	AtRest func() (again func())

	secrets *redact.Redactor
	quiet   bool // keeps no exchanges: what the deployment does for itself belongs to no scenario

	mu        sync.Mutex
	exchanges []record.Exchange
	unread    []unread // of a quiet session

	waited  atomic.Int64 // for a time to pass, in nanoseconds
	queued  atomic.Int64 // for others to make room
	account *pace.Account
}

// Purpose says why a request is sent.
type Purpose = string

// The purposes of a request.
const (
	SetUp   Purpose = "set-up"
	Control Purpose = "control"
	Act     Purpose = "act"
	Check   Purpose = "check"
	CleanUp Purpose = "clean-up"
)

// namedSecrets are the secrets of the file that any scenario may send, by name.
func namedSecrets(f *file.File) []file.NamedSecret {
	var secrets []file.NamedSecret
	for _, c := range f.Clients.All() {
		secrets = append(secrets, file.NamedSecret{Name: "secret of " + c.Role, Value: c.ClientSecret})
	}
	if f.Management != nil {
		secrets = append(secrets, file.NamedSecret{Name: "secret of management", Value: f.Management.ClientSecret})
	}
	if f.Introspection != nil {
		secrets = append(secrets, file.NamedSecret{Name: "secret of introspection", Value: f.Introspection.ClientSecret})
	}
	if f.Dashboard != nil {
		secrets = append(secrets, file.NamedSecret{Name: "password of dashboard", Value: f.Dashboard.Password})
	}
	if f.Control != nil {
		secrets = append(secrets, file.NamedSecret{Name: "control token", Value: f.Control.Token})
	}
	secrets = append(secrets, proxySecrets()...)
	for name, value := range f.Headers {
		if redact.SecretHeader.MatchString(name) {
			secrets = append(secrets, file.NamedSecret{Name: "header " + name, Value: value})
		}
	}
	for _, s := range f.Secrets {
		if strings.HasPrefix(s.Name, "headers.") || strings.HasPrefix(s.Name, "mint.parameters.") {
			secrets = append(secrets, s)
		}
	}
	return secrets
}

// proxySecrets are the credentials of the environment's proxies.
func proxySecrets() []file.NamedSecret {
	var secrets []file.NamedSecret
	for _, proxy := range httpx.Proxies() {
		if proxy.User != nil {
			password, _ := proxy.User.Password()
			secrets = append(secrets, file.NamedSecret{Name: "password of the proxy", Value: password},
				file.NamedSecret{Name: "credentials of the proxy", Value: base64.StdEncoding.EncodeToString([]byte(proxy.User.Username() + ":" + password))})
		}
	}
	return secrets
}

// Send sends one request and returns its answer; a redirect is the answer.
// To an origin that the deployment file does not name, nothing secret is sent: the answer is an *Untrusted then.
func (s *Base) Send(ctx context.Context, p Purpose, r httpx.Request) httpx.Response {
	if err := s.admit("the request", &r); err != nil {
		return httpx.Response{Err: err}
	}
	return s.send(ctx, p, r)
}

// send is Send of what has been admitted.
func (s *Base) send(ctx context.Context, p Purpose, r httpx.Request) httpx.Response {
	m, err := r.Message(s.Server.HeadersFor(r.URL))
	if err != nil {
		return httpx.Response{Err: err}
	}
	permit, err := s.account.Permit(ctx, s.kindOf(p), m.URL, 1)
	if err != nil {
		answer := httpx.Response{Err: unsent(ctx, err)}
		s.record(p, m, answer, 0)
		return answer
	}
	m.Answered = permit.Answered
	answer, took := s.Server.Wire.Send(ctx, m)
	s.record(p, m, answer, took)
	return answer
}

// kindOf is what the pacer has to know of a purpose. Who keeps no record looks at nothing afterwards.
func (s *Base) kindOf(p Purpose) pace.Kind {
	switch {
	case p == SetUp:
		return pace.SetUp
	case p == Act && !s.quiet:
		return pace.Act
	}
	return pace.Look
}

// unsent is why a request did not get leave to be sent.
func unsent(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return httpx.ErrCancelled
	}
	return err
}

// SendTogether sends all requests at the same moment, each over a connection of its own, and returns the answers in the
// order of the requests, which is also the order in which they are recorded and their secrets named. overlap is how many
// of them were under way at once, at the most.
func (s *Base) SendTogether(ctx context.Context, p Purpose, rs []httpx.Request) (answers []httpx.Response, overlap int) {
	wire := s.Server.Wire
	messages, targets := make([]httpx.Message, len(rs)), make([]string, len(rs))
	answers = make([]httpx.Response, len(rs))
	for i, r := range rs {
		if err := s.admit("the request", &r); err != nil {
			return nothingSent(len(rs), err), 0
		}
		m, err := r.Message(s.Server.HeadersFor(r.URL))
		if err != nil {
			return nothingSent(len(rs), err), 0
		}
		m.Fresh = true
		messages[i], targets[i] = m, m.URL
	}
	permits, err := s.account.PermitTogether(ctx, s.kindOf(p), targets)
	if err != nil {
		return nothingSent(len(rs), unsent(ctx, err)), 0
	}
	for i, permit := range permits {
		messages[i].Answered = permit.Answered
	}
	flights := wire.SendTogether(ctx, messages)
	for i, f := range flights {
		answers[i] = f.Answer
		s.record(p, messages[i], f.Answer, f.Took)
	}
	return answers, httpx.MostAtOnce(flights)
}

func nothingSent(n int, err error) []httpx.Response {
	return slices.Repeat([]httpx.Response{{Err: fmt.Errorf("nothing was sent: %w", err)}}, n)
}

// KeepNothing lets the session keep no exchanges from now on. Redact hides their secrets all the same.
func (s *Base) KeepNothing() *Base {
	s.quiet = true
	return s
}

// Drain returns the exchanges since the last Drain.
func (s *Base) Drain() []record.Exchange {
	s.mu.Lock()
	defer s.mu.Unlock()
	drained := s.exchanges
	s.exchanges = nil
	return drained
}
