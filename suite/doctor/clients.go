package doctor

import (
	"context"
	"fmt"
	"net/url"

	"github.com/revokespec/revokespec/deployment"
)

// clients signs a user in at each application, exchanges the token, and sees whether the application rotates as its role
// says. All tokens are revoked in the end.
func (e *examination) clients(ctx context.Context) {
	all := e.d.File.Clients.All()
	for i, c := range all {
		if ctx.Err() != nil {
			return
		}
		e.client(ctx, c, e.d.File.Users[i%len(e.d.File.Users)])
	}
	if audiences := e.d.File.Audiences; len(audiences) >= 2 && len(all) > 0 {
		about := "audiences"
		tokens, err := e.asked.SignIn(ctx, deployment.SetUp, deployment.SignIn{Client: all[0], User: e.d.File.Users[0], Audience: audiences[1]})
		if err != nil {
			e.problem(about, "allow "+all[0].Role+" the audience "+audiences[1]+", or list one audience only", "the second one: %v", err)
			return
		}
		e.spend(ctx, all[0], tokens.Refresh)
		e.ok(about, "a refresh token is issued for the second one as well")
	}
}

func (e *examination) client(ctx context.Context, c deployment.Client, u deployment.User) {
	about := "clients." + c.Role
	tokens, err := e.asked.SignIn(ctx, deployment.SetUp, deployment.SignIn{Client: c, User: u})
	if err != nil {
		e.problem(about, "", "%s: %v", u.Username, err)
		return
	}
	answer, err := e.exchange(ctx, c, tokens.Refresh)
	if err != nil || deployment.Class(answer) != deployment.Alive {
		e.problem(about, "allow the application the grant refresh_token", "signs in, but its refresh token cannot be exchanged: %s", answer)
		e.spend(ctx, c, tokens.Refresh)
		return
	}
	next := answer.Field("refresh_token")
	rotates := next != "" && next != tokens.Refresh
	does := "does not rotate"
	if rotates {
		does = "rotates"
	}
	switch wants := c.Role == "rotating" || c.Role == "leeway"; {
	case wants && !rotates:
		e.problem(about, "switch refresh token rotation on for it, or leave the role out", "signs in and exchanges, but does not rotate")
	case wants:
		e.leeway(ctx, c, tokens.Refresh)
	default:
		e.ok(about, "signs in and exchanges (%s); %s", auth(c), does)
	}
	if !rotates {
		next = tokens.Refresh
	}
	e.spend(ctx, c, next)
}

// leeway presents the token that was just exchanged: a reuse, unless the application has a leeway.
func (e *examination) leeway(ctx context.Context, c deployment.Client, spent string) {
	about := "clients." + c.Role
	answer, err := e.exchange(ctx, c, spent)
	if err != nil {
		e.problem(about, "", "%v", err)
		return
	}
	switch state := deployment.Class(answer); {
	case state == deployment.Unclear:
		e.problem(about, "", "whether a spent token works cannot be told: %s", answer)
	case c.Role == "rotating" && state == deployment.Alive:
		e.problem(about, "set its leeway (overlap, reuse interval) to 0, or describe it as clients.leeway with the leeway that it has",
			"rotates, but the token just exchanged still works: it has a leeway")
	case c.Role == "leeway" && state == deployment.Dead:
		e.problem(about, fmt.Sprintf("give it a leeway of %s, or leave the role out", c.Leeway), "rotates, but the token just exchanged is refused at once")
	case c.Role == "leeway":
		e.ok(about, "rotates, and the token just exchanged still works, as within its leeway of %s", c.Leeway)
	default:
		e.ok(about, "signs in and exchanges (%s); rotates, without leeway", auth(c))
	}
}

// users signs in those whom no application had yet: each is lent to a scenario.
func (e *examination) users(ctx context.Context) {
	all := e.d.File.Clients.All()
	users := e.d.File.Users
	refused := 0
	for _, u := range users[min(len(all), len(users)):] {
		tokens, err := e.asked.SignIn(ctx, deployment.SetUp, deployment.SignIn{Client: all[0], User: u})
		if err != nil {
			refused++
			e.problem("users", "correct or remove "+u.Username, "%s: %v", u.Username, err)
			continue
		}
		e.spend(ctx, all[0], tokens.Refresh)
	}
	if refused == 0 {
		e.ok("users", "%d, who can sign in", len(users))
	}
	if len(users) < 2 {
		e.note("users", "list more under users", "with one user, one scenario runs at a time")
	}
}

func (e *examination) exchange(ctx context.Context, c deployment.Client, token string) (deployment.Response, error) {
	return e.send(ctx, c, e.d.Endpoints.Token, url.Values{"grant_type": {"refresh_token"}, "refresh_token": {token}})
}

// spend revokes what the examination leaves. Whether that works is for the rules to say.
func (e *examination) spend(ctx context.Context, c deployment.Client, token string) {
	_, _ = e.send(context.WithoutCancel(ctx), c, e.d.Endpoints.Revocation, url.Values{"token": {token}})
}

func (e *examination) send(ctx context.Context, c deployment.Client, to string, form url.Values) (deployment.Response, error) {
	r := deployment.Request{URL: to, Form: form}
	if err := e.asked.Authenticate(&r, c); err != nil {
		return deployment.Response{Err: err}, err
	}
	return e.asked.Send(ctx, deployment.Check, r), nil
}

func auth(c deployment.Client) string {
	return map[string]string{
		deployment.AuthPost: "client_secret_post", deployment.AuthBasic: "client_secret_basic",
		deployment.AuthPrivateKeyJWT: "private_key_jwt", deployment.AuthNone: "no secret",
	}[c.Auth]
}
