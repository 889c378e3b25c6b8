package doctor

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/revokespec/revokespec/deployment/file"
	"github.com/revokespec/revokespec/internal/session"
	"github.com/revokespec/revokespec/internal/signin"
)

// userOf is a user who can sign in.
func (e *examination) userOf() file.User {
	for _, u := range e.d.File.Users {
		if len(e.signedIn) > 0 && u.Username == e.signedIn[0] {
			return u
		}
	}
	return e.d.File.Users[0]
}

// users signs in those whom no application had yet: each is lent to a scenario. Where no application signs anybody in,
// nothing can be said of them.
func (e *examination) users(ctx context.Context) {
	users := e.d.File.Users
	if e.workingClient == nil {
		e.note("users", "", "whether the others can sign in was not tried: no application signs in")
		return
	}
	refused := 0
	for i, u := range users {
		if slices.Contains(e.signedIn, u.Username) {
			continue
		}
		tokens, err := e.session.SignIn(ctx, session.SetUp, signin.SignIn{Client: *e.workingClient, User: u})
		if err != nil {
			refused++
			e.failedUsers = append(e.failedUsers, u.Username)
			e.problem("users", userRemedy(err, i), "%s: %s", u.Username, answerOf(err))
			continue
		}
		e.spend(ctx, *e.workingClient, tokens.Refresh)
	}
	if refused == 0 {
		e.ok("users", "%d, who can sign in", len(users))
	}
	if len(users) < 2 {
		e.note("users", "list more under users", "with one user, one scenario runs at a time")
	}
}

// userRemedy is for a user who cannot sign in where others can.
func userRemedy(err error, i int) string {
	if advice := refusalOf(err).Advice; advice != "" && !strings.HasPrefix(advice, "check username") {
		return advice
	}
	return fmt.Sprintf("correct users[%d], or remove it", i)
}

// otherUsers is how many are tried at an application where one cannot sign in.
const otherUsers = 3

// otherUser signs in another user than the one who could not: the fault may be with that user, whom users looks at later.
func (e *examination) otherUser(ctx context.Context, c file.Client, not file.User, err error) (file.User, signin.Tokens, bool) {
	if refusesClient(refusalOf(err)) {
		return not, signin.Tokens{}, false
	}
	users := e.d.File.Users
	if len(e.signedIn) > 0 {
		users = []file.User{e.userOf()}
	}
	users = slices.DeleteFunc(slices.Clone(users), func(u file.User) bool { return u == not })
	for _, u := range users[:min(len(users), otherUsers)] {
		if tokens, err := e.session.SignIn(ctx, session.SetUp, signin.SignIn{Client: c, User: u}); err == nil {
			return u, tokens, true
		}
	}
	return not, signin.Tokens{}, false
}
