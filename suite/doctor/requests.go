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
