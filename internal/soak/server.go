package soak

import (
	"context"
	"time"
)

// State is what an answer says of a token.
type State int

// The states. Unclear is neither: a 5xx, a rate limit, no answer.
const (
	Unclear State = iota
	Alive         // for a sign-in or a revocation: it was accepted
	Dead          // ... it was refused
)

// Answer is what came of an act.
type Answer struct {
	State State
	Token string        // the refresh token that it hands out; "" for none
	Text  string        // for people, without secrets
	Took  time.Duration // from sending to the answer
	Short string        // what an unclear one is counted as: its status, or "no answer"
}

// name is what the answer is counted as.
func (a Answer) name() string {
	switch a.State {
	case Alive:
		return Accepted
	case Dead:
		return Refused
	}
	return a.Short
}

// Server is what one worker sends to. It is used by one goroutine.
type Server interface {
	SignIn(ctx context.Context, app App) Answer
	Exchange(ctx context.Context, app App, token string) Answer
	Revoke(ctx context.Context, app App, token string) Answer
	// Race revokes and exchanges a token at once.
	Race(ctx context.Context, app App, token string) (revocation, exchange Answer)
	// Keep has the exchanges of the last act kept as evidence.
	Keep()
}

// App is an application, and what was seen of its tokens at rest, one act after the other: that, and no more, must hold under load.
type App struct {
	Role       string
	Rotates    bool // an exchange yields another refresh token
	Spends     bool // a spent token is refused
	Reuse      bool // the reuse of a spent token ends its family
	Companions bool // a second sign-in leaves the tokens of the first alive
	Cascades   bool // a revocation ends all tokens of the user there
}
