package steps

import (
	"context"
	"fmt"
	"strings"

	"github.com/cucumber/godog"

	"github.com/revokespec/revokespec/deployment/file"
	"github.com/revokespec/revokespec/internal/httpx"
	"github.com/revokespec/revokespec/internal/session"
	"github.com/revokespec/revokespec/internal/signin"
	"github.com/revokespec/revokespec/judge"
)

// codes are the authorization codes of a scenario, by label.
type codes struct {
	*World
	held    map[string]signin.Code
	yielded map[string]*token // what codes were redeemed for
}

// get signs a user in at the pages of the server, and leaves the code as it is.
func (c *codes) get(ctx context.Context, label, role, whose string) error {
	client, err := c.client(role)
	if err != nil {
		return err
	}
	which := "first"
	if whose != "" {
		which = throwAway
	}
	user, err := c.user(which)
	if err != nil {
		return err
	}
	code, err := c.authorize(ctx, session.SetUp, client, user)
	if err != nil {
		return err
	}
	if c.held == nil {
		c.held = map[string]signin.Code{}
	}
	c.held[label] = code
	return nil
}

func (c *codes) authorize(ctx context.Context, p session.Purpose, client file.Client, user file.User) (signin.Code, error) {
	code, err := c.lease.Authorize(ctx, p, signin.SignIn{Client: client, User: user})
	if err != nil {
		return code, inconclusive("no authorization code could be got: %v", err)
	}
	return code, nil
}

func (c *codes) code(label string) (signin.Code, error) {
	code, is := c.held[label]
	if !is {
		return code, fmt.Errorf("no authorization code is called %q in this scenario: name it in a Given step first", label)
	}
	return code, c.actAccepted()
}

func (c *codes) request(code signin.Code) (httpx.Request, error) {
	r := httpx.Request{Method: "POST", URL: c.deployment().Endpoints.Token, Form: code.Form()}
	return r, c.lease.Authenticate(&r, code.SignIn.Client)
}

func (c *codes) redeem(ctx context.Context, p session.Purpose, code signin.Code) (httpx.Response, error) {
	r, err := c.request(code)
	if err != nil {
		return httpx.Response{}, err
	}
	return c.lease.Send(ctx, p, r), nil
}

// redeemed makes a live refresh token of a code, as a sign-in does at one go.
func (c *codes) redeemed(ctx context.Context, label, name string) error {
	code, err := c.code(label)
	if err != nil {
		return err
	}
	r, err := c.redeem(ctx, session.SetUp, code)
	if err != nil {
		return err
	}
	got, err := c.lease.TokensOf(code, r)
	if err != nil {
		return inconclusive("control: the new authorization code %q could not be redeemed: %v", label, err)
	}
	t := &token{label: name, client: code.SignIn.Client, user: code.SignIn.User, audience: code.SignIn.Audience, asked: code.SignIn.Scope}
	c.takeTokens(t, got)
	if c.yielded == nil {
		c.yielded = map[string]*token{}
	}
	c.yielded[label] = t
	return c.adopt(ctx, t)
}

// adopt exchanges a refresh token once, as a control, and gives it its label.
func (w *World) adopt(ctx context.Context, t *token) error {
	r := w.exchange(ctx, session.Control, t, false)
	if judge.Class(r) != judge.Alive {
		return inconclusive("control: the new refresh token %q could not be exchanged before anything was done to it: %s", t.label, r)
	}
	w.follow(t, r)
	w.tokens[t.label], w.signIns = t, append(w.signIns, t)
	return w.observe(ctx, []*token{t})
}

// sent is an act: a redemption whose answer is judged.
func (c *codes) sent(ctx context.Context, label, how string) error {
	code, err := c.code(label)
	if err != nil {
		return err
	}
	r, err := c.request(code)
	if err != nil {
		return err
	}
	if how == " again by somebody else" {
		asSomebodyElse(&r)
	}
	var subject judge.Subject
	if how != "" {
		subject = judge.CodeReplay
	}
	if t := c.yielded[label]; t != nil && how != "" {
		t.endedBy = judge.ReplayedCode
	}
	c.act(c.lease.Send(ctx, session.Act, r), subject, false)
	return nil
}

// redeemedWith is an act: a redemption that is changed as the table says.
func (c *codes) redeemedWith(ctx context.Context, label string, table *godog.Table) error {
	code, err := c.code(label)
	if err != nil {
		return err
	}
	d := c.newDraft(&token{client: code.SignIn.Client, value: code.Value}, "code")
	d.form = code.Form()
	rows, err := changedParts(table)
	if err == nil {
		err = d.change(rows)
	}
	if err != nil {
		return err
	}
	r, err := d.request(c.deployment().Endpoints.Token)
	if err != nil {
		return err
	}
	c.act(c.lease.Send(ctx, session.Act, r), d.subject.OfRedemption(), false)
	return nil
}

// newOneRedeemed is the control that a refusal was not for everybody.
func (c *codes) newOneRedeemed(ctx context.Context, role string) error {
	client, err := c.client(role)
	if err != nil {
		return err
	}
	user, err := c.user("first")
	if err != nil {
		return err
	}
	code, err := c.authorize(ctx, session.Control, client, user)
	if err != nil {
		return err
	}
	r, err := c.redeem(ctx, session.Control, code)
	if err == nil && judge.Class(r) != judge.Alive {
		err = inconclusive("control: a new authorization code of clients.%s was answered %s", client.Role, r)
	}
	return err
}

// yieldsNothing judges what was promised before something was taken away: a code, or that a device is let in.
func (w *World) yieldsNothing(ctx context.Context, what string) error {
	t, r, err := w.collect(ctx, what)
	if err == nil {
		err = w.actAccepted()
	}
	switch {
	case err != nil:
		return err
	case judge.SaysNeither(r) && !judge.HandsOutToken(r):
		return inconclusive("whether %s yields anything is unclear: it was answered %s", what, r)
	case r.Field("refresh_token") == "":
		return nil
	}
	t.value = r.Field("refresh_token")
	exchanged := w.exchange(ctx, session.Check, t, false)
	switch judge.ClassOf(exchanged, true) {
	case judge.Alive:
		return w.failure("%s yields a refresh token that works: its exchange was answered %s", what, exchanged)
	case judge.Unclear:
		return inconclusive("%s yields a refresh token, and whether that works is unclear: its exchange was answered %s", what, exchanged)
	}
	return nil
}

// collect asks for what a code or a device was promised.
func (w *World) collect(ctx context.Context, what string) (*token, httpx.Response, error) {
	if err := w.propagated(ctx); err != nil {
		return nil, httpx.Response{}, err
	}
	if what == "the device" {
		request, err := w.device.authorizationRequest()
		if err != nil {
			return nil, httpx.Response{}, err
		}
		client, err := w.client("device")
		return &token{label: what, client: client, user: w.device.approver}, w.lease.PollDevice(ctx, session.Check, request), err
	}
	code, err := w.codes.code(strings.Trim(what, `"`))
	if err != nil {
		return nil, httpx.Response{}, err
	}
	r, err := w.codes.redeem(ctx, session.Check, code)
	return &token{label: what, client: code.SignIn.Client, user: code.SignIn.User}, r, err
}
