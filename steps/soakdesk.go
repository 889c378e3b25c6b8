package steps

import (
	"context"
	"fmt"
	"net/url"
	"strconv"
	"time"

	"github.com/revokespec/revokespec/deployment"
	"github.com/revokespec/revokespec/deployment/file"
	"github.com/revokespec/revokespec/internal/httpx"
	"github.com/revokespec/revokespec/internal/session"
	"github.com/revokespec/revokespec/internal/signin"
	"github.com/revokespec/revokespec/internal/soak"
	"github.com/revokespec/revokespec/judge"
)

// desk is where one user of a load acts: in a session that is left for a new one now and then, since each remembers all secrets that it has seen.
type desk struct {
	*load
	number  int // of the user, from 1 on
	user    file.User
	session *deployment.Session
	acts    int
}

// actsInSession is how many acts there are in a session, before it is left.
const actsInSession = 200

func (l *load) desk(i int) *desk { return &desk{load: l, number: i + 1, user: l.lease.Users[i]} }

// begin begins an act. What the one before has exchanged is forgotten, unless it was kept.
func (d *desk) begin() *deployment.Session {
	if d.acts%actsInSession == 0 {
		d.session = d.deployment().Session()
		d.session.Name(d.user.Password, fmt.Sprintf("password of user %d", d.number))
	}
	d.acts++
	d.session.Take()
	return d.session
}

// Keep has the scenario show what the last act has exchanged.
func (d *desk) Keep() { d.lease.Adopt(d.session.Take()) }

func (d *desk) client(app soak.App) file.Client {
	c, _ := d.find(app.Role)
	return c
}

func (d *desk) SignIn(ctx context.Context, app soak.App) soak.Answer {
	started := time.Now()
	got, err := d.begin().SignIn(ctx, session.SetUp, signin.SignIn{Client: d.client(app), User: d.user})
	answer := soak.Answer{State: soak.Alive, Token: got.Refresh, Took: time.Since(started)}
	if err != nil {
		answer.State, answer.Text, answer.Short = soak.Unclear, d.session.Redact(err.Error()), "failed"
	}
	return answer
}

func (d *desk) Exchange(ctx context.Context, app soak.App, token string) soak.Answer {
	s := d.begin()
	r, err := d.exchangeOf(s, app, token)
	if err != nil {
		return notSent(err)
	}
	return exchanged(s.Send(ctx, session.Check, r))
}

func (d *desk) Revoke(ctx context.Context, app soak.App, token string) soak.Answer {
	s := d.begin()
	r, err := d.revocationOf(s, app, token)
	if err != nil {
		return notSent(err)
	}
	return revoked(s.Send(ctx, session.Act, r))
}

func (d *desk) Race(ctx context.Context, app soak.App, token string) (revocation, exchange soak.Answer) {
	s := d.begin()
	first, err := d.revocationOf(s, app, token)
	if err != nil {
		return notSent(err), notSent(err)
	}
	second, err := d.exchangeOf(s, app, token)
	if err != nil {
		return notSent(err), notSent(err)
	}
	answers, _ := s.SendTogether(ctx, session.Act, []httpx.Request{first, second})
	return revoked(answers[0]), exchanged(answers[1])
}

func (d *desk) exchangeOf(s *deployment.Session, app soak.App, token string) (httpx.Request, error) {
	r := httpx.Request{Method: "POST", URL: d.deployment().Endpoints.Token, Form: url.Values{"grant_type": {"refresh_token"}, "refresh_token": {token}}}
	return r, s.Authenticate(&r, d.client(app))
}

func (d *desk) revocationOf(s *deployment.Session, app soak.App, token string) (httpx.Request, error) {
	r := httpx.Request{Method: "POST", URL: d.deployment().Endpoints.Revocation, Form: url.Values{"token": {token}}}
	return r, s.Authenticate(&r, d.client(app))
}

func notSent(err error) soak.Answer { return soak.Answer{Text: err.Error(), Short: "not sent"} }

// exchanged is what the answer to an exchange says of the token.
func exchanged(r httpx.Response) soak.Answer {
	a := answerOf(r)
	switch {
	case judge.HandsOutToken(r):
		a.State, a.Token = soak.Alive, r.Field("refresh_token")
	case judge.Class(r) == judge.Dead:
		a.State = soak.Dead
	}
	return a
}

// revoked is what came of a revocation.
func revoked(r httpx.Response) soak.Answer {
	a := answerOf(r)
	switch {
	case r.Accepted():
		a.State = soak.Alive
	case !judge.SaysNeither(r):
		a.State = soak.Dead
	}
	return a
}

func answerOf(r httpx.Response) soak.Answer {
	a := soak.Answer{Text: r.String(), Took: r.Took, Short: strconv.Itoa(r.Status)}
	if r.Status == 0 {
		a.Short = "no answer"
	}
	return a
}
