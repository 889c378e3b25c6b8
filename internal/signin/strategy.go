package signin

import (
	"context"
	"path/filepath"
	"time"

	"github.com/revokespec/revokespec/deployment/file"
	"github.com/revokespec/revokespec/internal/httpx"
	"github.com/revokespec/revokespec/internal/remedy"
	"github.com/revokespec/revokespec/internal/session"
)

// strategy is one way to sign users in. A new one is an entry of strategies, a function beside mintByPassword, and its name in
// deployment/file.
type strategy struct {
	// mint returns the answer of the token endpoint, or what stands for it: 200 with an access_token and a refresh_token that nobody has used
	// yet, or a refusal. What it returns an error for is said to the user; a lost answer, 429 or 5xx has it called again.
	mint   func(*Signer, context.Context, session.Purpose, SignIn) (httpx.Response, error)
	grant  func(*file.File) string // the grant_type that the token endpoint is asked for; by it remedy chooses its advice
	pace   Pace                    // about: pages for the sign-in and for consent, each with a redirect, and a Chromium on a small machine
	unseen func(*Desk) string      // what the record does not show of it; nil: it shows all
}

// strategies are those of the file, by name.
func strategies() map[string]strategy {
	grant := func(name string) func(*file.File) string { return func(*file.File) string { return name } }
	return map[string]strategy{
		file.StrategyPassword:          {mint: (*Signer).mintByPassword, grant: (*file.File).PasswordGrant},
		file.StrategyAuthorizationCode: {mint: (*Signer).mintByCode, grant: grant("authorization_code"), pace: Pace{Requests: 5}},
		file.StrategyBrowser: {mint: (*Signer).mintByCode, grant: grant("authorization_code"), pace: Pace{Requests: 5, Takes: 2 * time.Second}, unseen: func(d *Desk) string {
			return "signed in by " + d.chromium.version() + ": what its pages consist of is not shown"
		}},
		file.StrategyDevice: {mint: (*Signer).mintByDevice, grant: grant(remedy.GrantDeviceCode), pace: Pace{Requests: 6}},
		file.StrategyExec: {mint: (*Signer).mintByCommand, grant: grant(remedy.GrantOfCommand), pace: Pace{Takes: 2 * time.Second}, unseen: func(d *Desk) string {
			return "signed in by mint.command " + filepath.Base(d.mint.Command[0]) + ": what it sends is not shown"
		}},
	}
}

// strategyOf is the one by which a sign-in is made: a device signs in in its own way, whatever the file says.
func (s *Signer) strategyOf(in SignIn) strategy {
	switch {
	case in.Browser != nil:
		return strategies()[file.StrategyAuthorizationCode]
	case in.Client.Role == "device":
		return strategies()[file.StrategyDevice]
	}
	return strategies()[s.Server.File.Mint.Strategy]
}

// Pace is what one sign-in takes.
type Pace struct {
	Requests int           // besides the one that yields the token
	Takes    time.Duration // besides its requests
	AtOnce   int           // how many there are at once; 0 = any number
}

// PaceOf is what a sign-in takes before one was made, about.
func PaceOf(m file.Mint) Pace {
	p := strategies()[m.Strategy].pace
	p.AtOnce = m.Concurrency
	return p
}

// SignsInBy says, for the record, what signs in that does not show there by itself; "" where everything does.
func (d *Desk) SignsInBy() string {
	if unseen := strategies()[d.mint.Strategy].unseen; unseen != nil {
		return unseen(d)
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
	return remedy.Attempt{Client: in.Client, Grant: s.strategyOf(in).grant(s.Server.File), Scope: in.Scope, Audience: in.Audience}
}
