package steps

import (
	"github.com/revokespec/revokespec/deployment/file"
	"github.com/revokespec/revokespec/internal/signin"
)

// browsers are those that sign-ins share, by the session that a table has them in, and its user.
type browsers map[[2]string]*signin.Browser

// inSession has a sign-in made in the browser of its session: the first one there opens the session at the server, others use it.
func (w *World) inSession(t *token, in *signin.SignIn) (err error) {
	if t.session == "" {
		return nil
	}
	key := [2]string{t.user.Username, t.session}
	if w.browsers[key] == nil {
		if w.browsers[key], err = w.lease.NewBrowser(); err != nil {
			return inconclusive("%v", err)
		}
	}
	in.Browser = w.browsers[key]
	return nil
}

// noSignIn is for a user who could not sign in. Where the file has users sign in otherwise, the server's pages need not be such as can be
// filled in.
func (w *World) noSignIn(in signin.SignIn, err error) error {
	if in.Browser != nil && w.deployment().File.Mint.Strategy != file.StrategyAuthorizationCode {
		return notApplicable("sessions come of sign-ins at the server's pages, which could not be made: %v", err)
	}
	return inconclusive("%v", err)
}
