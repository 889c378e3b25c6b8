package signin

import (
	"context"
	"path/filepath"
	"time"

	"github.com/revokespec/revokespec/deployment/file"
	"github.com/revokespec/revokespec/internal/httpx"
	"github.com/revokespec/revokespec/internal/remedy"
)

// PaceOf is what a sign-in takes before one was made, about: pages for the sign-in and for consent, each with a redirect, and what
// a Chromium, or a command, takes on a small machine.
func PaceOf(m file.Mint) Pace {
	p := Pace{AtOnce: m.Concurrency}
	switch m.Strategy {
	case file.StrategyAuthorizationCode:
		p.Requests = 5
	case file.StrategyDevice:
		p.Requests = 6
	case file.StrategyBrowser:
		p.Requests, p.Takes = 5, 2*time.Second
	case file.StrategyExec:
		p.Takes = 2 * time.Second
	}
	return p
}

// SignsInBy says, for the record, what signs in that does not show there by itself; "" where everything does.
func (d *Desk) SignsInBy() string {
	switch mint := d.mint; mint.Strategy {
	case file.StrategyExec:
		return "signed in by mint.command " + filepath.Base(mint.Command[0]) + ": what it sends is not shown"
	case file.StrategyBrowser:
		return "signed in by " + d.chromium.version() + ": what its pages consist of is not shown"
	}
	return ""
}

// minting bounds how many sign-ins there are at once.
type minting chan struct{}

func newMinting(most int) minting {
	if most <= 0 {
		return nil
	}
	return make(minting, most)
}

// begin waits until one more sign-in may begin; the function returned ends it.
func (m minting) begin(ctx context.Context) (done func(), err error) {
	if m == nil {
		return func() {}, nil
	}
	select {
	case m <- struct{}{}:
		return func() { <-m }, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// Refused is what an answer that is no success says, and what to do about it.
func (s *Signer) Refused(by string, a remedy.Attempt, r httpx.Response) *remedy.Refused {
	return a.Refused(by, r, s.Words)
}

// attempt is what a sign-in asks the token endpoint for.
func (s *Signer) attempt(in SignIn) remedy.Attempt {
	a := remedy.Attempt{Client: in.Client, Grant: s.Server.File.PasswordGrant(), Scope: in.Scope, Audience: in.Audience}
	switch strategy := s.Server.File.Mint.Strategy; {
	case in.Client.Role == "device", strategy == file.StrategyDevice:
		a.Grant = remedy.GrantDeviceCode
	case strategy == file.StrategyExec:
		a.Grant = remedy.GrantOfCommand
	case strategy == file.StrategyAuthorizationCode, strategy == file.StrategyBrowser:
		a.Grant = "authorization_code"
	}
	return a
}

// Pace is what one sign-in takes.
type Pace struct {
	Requests int           // besides the one that yields the token
	Takes    time.Duration // besides its requests
	AtOnce   int           // how many there are at once; 0 = any number
}
