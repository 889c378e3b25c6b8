// Package session speaks HTTP for one scenario. It sends secrets only to origins that the file names, adds the client's credentials, and
// records every exchange without secrets.
package session

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/revokespec/revokespec/internal/httpx"
	"github.com/revokespec/revokespec/internal/pace"
	"github.com/revokespec/revokespec/internal/redact"
	"github.com/revokespec/revokespec/record"
)

// Session speaks HTTP for one scenario: it records every exchange without secrets, and never repeats what it was asked to
// send (Management excepted, as said there). It is safe for concurrent use.
type Session struct {
	Server *Server
	// AtRest is called before a wait that takes time, and what it returns after it; may be nil. Who waits asks nothing of the server.
	AtRest func() (again func())

	Secrets      *redact.Redactor
	keepsNothing bool // keeps no exchanges: what the deployment does for itself belongs to no scenario

	mu        sync.Mutex
	exchanges []Exchange

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

// Send sends one request and returns its answer; a redirect is the answer. Secrets for an origin that the deployment file does not
// name are not sent: the answer is an *Untrusted then.
func (s *Session) Send(ctx context.Context, p Purpose, r httpx.Request) httpx.Response {
	s.extend(&r)
	if err := s.Admit("the request", &r); err != nil {
		return httpx.Response{Err: err}
	}
	return s.SendAdmitted(ctx, p, r)
}

// SendAdmitted is Send for a request that Admit has let pass.
func (s *Session) SendAdmitted(ctx context.Context, p Purpose, r httpx.Request) httpx.Response {
	m, err := r.Message(s.Server.HeadersFor(r.URL))
	if err != nil {
		return httpx.Response{Err: err}
	}
	permit, err := s.account.Permit(ctx, s.kindOf(p), m.URL, 1)
	if err != nil {
		answer := httpx.Response{Err: whyNotSent(ctx, err)}
		s.record(p, m, answer, 0)
		return answer
	}
	m.Answered = permit.Answered
	answer, took := s.Server.Wire.Send(ctx, m)
	s.record(p, m, answer, took)
	return answer
}

// kindOf is the kind of request that the pacer knows a purpose by. A session without a record looks at nothing after an act.
func (s *Session) kindOf(p Purpose) pace.Kind {
	switch {
	case p == SetUp:
		return pace.SetUp
	case p == Act && !s.keepsNothing:
		return pace.Act
	}
	return pace.Look
}

// whyNotSent is why a request did not get leave to be sent.
func whyNotSent(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return httpx.ErrCancelled
	}
	return err
}

// SendTogether sends all requests at the same moment, each over a connection of its own, and returns the answers in the
// order of the requests, which is also the order in which they are recorded and their secrets named. overlap is how many
// of them were under way at once, at the most.
func (s *Session) SendTogether(ctx context.Context, p Purpose, rs []httpx.Request) (answers []httpx.Response, overlap int) {
	wire := s.Server.Wire
	messages, targets := make([]httpx.Message, len(rs)), make([]string, len(rs))
	answers = make([]httpx.Response, len(rs))
	for i, r := range rs {
		s.extend(&r)
		if err := s.Admit("the request", &r); err != nil {
			return withoutSending(len(rs), err), 0
		}
		m, err := r.Message(s.Server.HeadersFor(r.URL))
		if err != nil {
			return withoutSending(len(rs), err), 0
		}
		m.Fresh = true
		messages[i], targets[i] = m, m.URL
	}
	permits, err := s.account.PermitTogether(ctx, s.kindOf(p), targets)
	if err != nil {
		return withoutSending(len(rs), whyNotSent(ctx, err)), 0
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

func withoutSending(n int, err error) []httpx.Response {
	return slices.Repeat([]httpx.Response{{Err: fmt.Errorf("nothing was sent: %w", err)}}, n)
}

// RereadsSetting says whether the tenant setting is read again after each act of the session: there is to be no waiting before that.
func (s *Session) RereadsSetting(does bool) { s.account.Rereads = does }

// ReleaseRequests gives back what may be sent without waiting.
func (s *Session) ReleaseRequests() { s.account.Release() }

// KeepNothing lets the session keep no exchanges from now on. Redact hides their secrets all the same.
func (s *Session) KeepNothing() *Session {
	s.keepsNothing = true
	return s
}

// Take returns the exchanges since the last Take or Drain.
func (s *Session) Take() []Exchange {
	s.mu.Lock()
	defer s.mu.Unlock()
	taken := s.exchanges
	s.exchanges = nil
	return taken
}

// Adopt takes over what another session has exchanged; its secrets have the names that they have there.
func (s *Session) Adopt(exchanges []Exchange) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.exchanges = append(s.exchanges, exchanges...)
}

// Drain is Take, written out as the record has them.
func (s *Session) Drain() (drained []record.Exchange) {
	for _, x := range s.Take() {
		drained = append(drained, x.Whole())
	}
	return drained
}
