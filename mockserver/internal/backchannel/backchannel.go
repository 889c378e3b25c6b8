// Package backchannel tells applications that a browser's session has ended (OpenID Connect Back-Channel Logout 1.0): each that the
// session signed in to, at the address that it has registered for that. Nobody waits for it.
package backchannel

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"sync/atomic"
	"time"

	"github.com/revokespec/revokespec/mockserver/internal/keys"
	"github.com/revokespec/revokespec/mockserver/internal/store"
	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

// Bounds of what is sent: Auth0 waits five seconds for an answer, too.
const (
	patience   = 5 * time.Second
	mostUnsent = 1024 // logout tokens that are under way, or wait to be
	atOnce     = 16
	mostAnswer = 64 << 10 // bytes
)

// Node is what a Teller needs of its server.
type Node struct {
	Store  store.Store
	Signer *keys.Signer
	Policy func() *tenant.Policy
	Clock  tenant.Clock
	Logger *slog.Logger // of the server
}

// Teller tells applications.
type Teller struct {
	node   Node
	unsent atomic.Int32
	slots  chan struct{}
	client *http.Client
}

// New makes a Teller. An application answers where it was asked: a redirect would hand the token to somebody else.
func New(of Node) *Teller {
	return &Teller{node: of, slots: make(chan struct{}, atOnce),
		client: &http.Client{Timeout: patience, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}}
}

// Tell tells the applications of a session that it has ended, for the cause that its end names.
func (t *Teller) Tell(s tenant.Session) {
	if !t.node.Policy().Management.Enterprise { // Auth0 has it on Enterprise plans
		return
	}
	for _, id := range s.Clients {
		client, err := t.node.Store.Client(context.Background(), id)
		if err != nil { // deleted since
			continue
		}
		for _, at := range client.BackchannelURLs(s.Ended.Cause) {
			t.tell(s, client, at)
		}
	}
}

func (t *Teller) tell(s tenant.Session, client *tenant.Client, at string) {
	if t.unsent.Add(1) > mostUnsent {
		t.unsent.Add(-1)
		t.log(s, client, "too many logout tokens wait to be sent")
		return
	}
	go func() {
		defer t.unsent.Add(-1)
		t.slots <- struct{}{}
		defer func() { <-t.slots }()
		problem := ""
		if err := t.send(s, client, at); err != nil {
			problem = err.Error()
		}
		t.log(s, client, problem)
	}()
}

// send posts a logout token (section 2.5). Its errors hold neither the token nor the address, which may have a secret in it.
func (t *Teller) send(s tenant.Session, client *tenant.Client, at string) error {
	token, err := t.node.Signer.Sign(t.node.Policy().Access.LogoutType, s.LogoutToken(client.ID, t.node.Clock.Now()))
	if err != nil {
		return fmt.Errorf("the logout token could not be signed")
	}
	answer, err := t.client.Post(at, "application/x-www-form-urlencoded", strings.NewReader(url.Values{"logout_token": {token}}.Encode())) //nolint:noctx // bounded by the client
	if err != nil {
		if wrapped, ok := err.(*url.Error); ok { //nolint:errorlint // it is what the client returns
			err = wrapped.Err
		}
		return fmt.Errorf("no answer: %w", err)
	}
	defer func() { _ = answer.Body.Close() }()
	_, _ = io.CopyN(io.Discard, answer.Body, mostAnswer) // so that the connection can be used again
	if answer.StatusCode != http.StatusOK && answer.StatusCode != http.StatusNoContent {
		return fmt.Errorf("the application answered %d", answer.StatusCode)
	}
	return nil
}

// log writes to the tenant's log what became of a logout token; the empty problem is none.
func (t *Teller) log(s tenant.Session, client *tenant.Client, problem string) {
	e := tenant.LogEvent{Date: t.node.Clock.Now(), Type: tenant.LogBackchannel, Description: "Successful OIDC Back-Channel Logout request",
		ClientID: client.ID, ClientName: client.Name, UserID: s.UserID, IP: s.IP, UserAgent: s.Agent,
		Details: map[string]any{"session_id": s.ID}}
	if problem != "" {
		e.Type, e.Description = tenant.LogBackchannelFailed, "Failed OIDC Back-Channel Logout request"
		e.Details["error"] = map[string]any{"message": problem}
	}
	e, written := t.node.Policy().Log(e)
	if !written {
		return
	}
	if err := t.node.Store.AddLog(context.Background(), e); err != nil {
		t.node.Logger.Error("could not write to the tenant's log", "error", err)
	}
}
