package doctor

import (
	"context"
	"net/url"

	"github.com/revokespec/revokespec/deployment"
	"github.com/revokespec/revokespec/steps"
)

// revocations sends what scenarios send to the revocation endpoint besides the plain request, once each, with tokens of one sign-in:
// some need a success there, and some a refusal.
func (e *examination) revocations(ctx context.Context) {
	if e.able == nil {
		return
	}
	owner := *e.able
	tokens, err := e.asked.SignIn(ctx, deployment.SetUp, deployment.SignIn{Client: owner, User: e.userOf()})
	if err != nil {
		return // said of the application
	}
	e.subject = steps.Subject(tokens.ID)
	for _, other := range e.d.File.Clients.Distinct() {
		if sight, looked := e.sights[place{steps.Revocation, other.Role}]; looked && accepted(sight.Answer) && other.ClientID != owner.ClientID {
			e.revokes(ctx, ofAnother, other, url.Values{"token": {tokens.Refresh}})
			break
		}
	}
	e.revokes(ctx, byNobody, deployment.Client{ClientID: noToken, Auth: deployment.AuthNone}, url.Values{"token": {tokens.Refresh}})
	e.revokes(ctx, ofNobody, owner, url.Values{"token": {noToken}})
	r := deployment.Request{URL: e.d.Endpoints.Revocation, Form: url.Values{"token": {tokens.Refresh}}}
	if e.asked.Authenticate(&r, owner) == nil && r.Header == nil {
		r.JSON = map[string]any{}
		for name := range r.Form {
			r.JSON[name] = r.Form.Get(name)
		}
		r.Form = nil
		e.answers(asJSON, e.asked.Send(ctx, deployment.Check, r))
	}
	e.spend(ctx, owner, tokens.Refresh)
}

func (e *examination) revokes(ctx context.Context, request string, c deployment.Client, form url.Values) {
	if answer, err := e.send(ctx, c, e.d.Endpoints.Revocation, form); err == nil {
		e.answers(request, answer)
	}
}

// spend revokes what the examination leaves, and notes once for each application what it is answered, and whether that was true.
// Whether it must be is for the rules to say; that there is such an endpoint is looked at here.
func (e *examination) spend(ctx context.Context, c deployment.Client, token string) {
	ctx = context.WithoutCancel(ctx)
	answer, err := e.send(ctx, c, e.d.Endpoints.Revocation, url.Values{"token": {token}})
	if err != nil {
		return
	}
	if _, known := e.sights[place{steps.Revocation, c.Role}]; known {
		return
	}
	if !e.revocationSeen {
		e.revocationSeen = true
		e.noRevocation = !e.endpoint("revocation endpoint", "endpoints.revocation", "revocation_endpoint", answer)
	}
	e.answers(c.Role, answer)
	_, stuck := e.sights[place{steps.Exchange, c.Role}]
	switch {
	case !accepted(answer) && !e.noRevocation:
		e.note("clients."+c.Role, "allow it there, or describe an application that it takes",
			"the revocation endpoint refuses this application, which the token endpoint takes: %s", answer)
	case accepted(answer) && !stuck:
		if after, err := e.exchange(ctx, c, token); err == nil && deployment.Class(after) != deployment.Dead {
			e.fails(steps.Effect, c.Role, after, "a token that clients.%s has revoked is not refused: its exchange is answered %s", c.Role, after)
		}
	}
}

// cannotBeUsed notes that nobody signs in at an application.
func (e *examination) cannotBeUsed(c deployment.Client) {
	e.fails(steps.SignIn, c.Role, deployment.Response{}, "clients.%s cannot be used, as said above", c.Role)
}
