package doctor

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/revokespec/revokespec/deployment/file"
	"github.com/revokespec/revokespec/internal/httpx"
	"github.com/revokespec/revokespec/internal/session"
	"github.com/revokespec/revokespec/internal/signin"
	"github.com/revokespec/revokespec/judge"
	"github.com/revokespec/revokespec/steps"
)

// noClient is none that a server has registered.
const noClient = "revokespec-doctor-unknown-client"

// otherRequests sends the revocation endpoint each of the other requests that scenarios send it, once, with tokens of one sign-in. Some
// scenarios need a success there, and some a refusal.
func (e *examination) otherRequests(ctx context.Context) {
	if e.workingClient == nil || e.d.Endpoints.Revocation == "" {
		return
	}
	owner := *e.workingClient
	tokens, err := e.session.SignIn(ctx, session.SetUp, signin.SignIn{Client: owner, User: e.userOf()})
	if err != nil {
		return // said of the application
	}
	for _, other := range e.d.File.Clients.Distinct() {
		if sight, looked := e.sights[place{steps.Revocation, other.Role}]; looked && sight.Answer.Accepted() && other.ClientID != owner.ClientID {
			e.revokes(ctx, requestOfAnothersToken, other, url.Values{"token": {tokens.Refresh}})
			break
		}
	}
	e.revokes(ctx, requestByUnknownClient, file.Client{ClientID: noClient, Auth: file.AuthNone}, url.Values{"token": {tokens.Refresh}})
	e.revokes(ctx, requestOfUnknownToken, owner, url.Values{"token": {noToken}})
	r := httpx.Request{URL: e.d.Endpoints.Revocation, Form: url.Values{"token": {tokens.Refresh}}}
	if e.session.Authenticate(&r, owner) == nil && r.Header == nil {
		r.JSON = map[string]any{}
		for name := range r.Form {
			r.JSON[name] = r.Form.Get(name)
		}
		r.Form = nil
		e.answers(requestAsJSON, requestAsJSON, e.session.Send(ctx, session.Check, r))
	}
	e.spend(ctx, owner, tokens.Refresh)
}

func (e *examination) revokes(ctx context.Context, request string, c file.Client, form url.Values) {
	if answer, err := e.send(ctx, c, e.d.Endpoints.Revocation, form); err == nil {
		e.answers(request, request, answer)
	}
}

// spend revokes a token of the examination. For each application it notes once the answer, and whether the token is really revoked.
// Whether it must be is for the rules to judge; here it is seen that there is such an endpoint.
func (e *examination) spend(ctx context.Context, c file.Client, token string) {
	if e.d.Endpoints.Revocation == "" {
		return
	}
	ctx = context.WithoutCancel(ctx)
	answer, err := e.send(ctx, c, e.d.Endpoints.Revocation, url.Values{"token": {token}})
	if _, known := e.sights[place{steps.Revocation, c.Role}]; known || err != nil {
		return
	}
	if !e.revocationSeen {
		e.revocationSeen = true
		e.noRevocation = !e.endpoint("revocation endpoint", "revocation", answer)
		e.wantsHint = !answer.Accepted() && !e.noRevocation && e.takesHinted(ctx, c, token)
	}
	e.answers(c.Role, "clients."+c.Role, answer)
	if _, stuck := e.sights[place{steps.Exchange, c.Role}]; answer.Accepted() && !stuck {
		if after, err := e.exchange(ctx, c, token); err == nil && judge.Class(after) != judge.Dead {
			e.fails(steps.Effect, c.Role, after, "a token that clients.%s has revoked is not refused, as said above", c.Role)
		}
	}
}

// takesHinted says whether a revocation is accepted with the parameter that RFC 7009 section 2.1 leaves to the client.
func (e *examination) takesHinted(ctx context.Context, c file.Client, token string) bool {
	answer, err := e.send(ctx, c, e.d.Endpoints.Revocation, url.Values{"token": {token}, "token_type_hint": {"refresh_token"}})
	return err == nil && answer.Accepted()
}

// noteRefusedRevocations says of all applications together how they fare at the revocation endpoint: some servers take other authentication methods
// there than at the token endpoint.
func (e *examination) noteRefusedRevocations() {
	alike := map[string][]string{} // the answer -> roles
	var order, alive []string
	for _, c := range e.d.File.Clients.All() {
		sight, looked := e.sights[place{steps.Revocation, c.Role}]
		if _, works := e.sights[place{steps.Effect, c.Role}]; works {
			alive = append(alive, "clients."+c.Role)
		}
		if !looked || sight.Answer.Accepted() {
			continue
		}
		if says := sight.Answer.String(); alike[says] == nil {
			order = append(order, says)
		}
		alike[sight.Answer.String()] = append(alike[sight.Answer.String()], c.Role)
	}
	for _, says := range order {
		roles := alike[says]
		e.refusedTogether(roles, says)
	}
	if len(alive) > 0 {
		e.note("revocation endpoint", "", "it answers success, and what was revoked can still be exchanged: by %s", strings.Join(alive, ", "))
	}
}

func (e *examination) refusedTogether(roles []string, says string) {
	if e.wantsHint {
		e.note("revocation endpoint", "write extra_parameters: {revocation: {token_type_hint: refresh_token}}", "it answers a revocation without token_type_hint with %s, and takes one with it", says)
		return
	}
	answer := e.sights[place{steps.Revocation, roles[0]}].Answer
	switch {
	case len(roles) == len(e.d.File.Clients.All()) && len(roles) > 1:
		for _, role := range roles {
			e.sights[place{steps.Revocation, role}] = steps.Sight{Answer: answer, Fails: "the revocation endpoint answers every application with " + says}
		}
		if !e.noRevocation {
			e.note("revocation endpoint", e.place("endpoints.revocation").Remedy(answer), "it answers every application with %s", says)
		}
	case len(roles) == 1 && !e.noRevocation:
		e.note("clients."+roles[0], "allow it there, or describe an application that it takes",
			"the revocation endpoint refuses this application, which the token endpoint takes: %s", says)
	case !e.noRevocation:
		e.note("revocation endpoint", "allow them there, or describe applications that it takes",
			"it refuses applications that the token endpoint takes, with %s: %s", says, strings.Join(roles, ", "))
	}
}

// noClientWorks says once for all applications what was seen of each.
func (e *examination) noClientWorks() {
	for at, sight := range e.sights {
		if at.what == steps.SignIn || at.what == steps.Exchange {
			sight.Fails = "no application can be used, as said above"
			e.sights[at] = sight
		}
	}
}

// cannotBeUsed notes that nobody signs in at an application.
func (e *examination) cannotBeUsed(c file.Client) {
	e.fails(steps.SignIn, c.Role, httpx.Response{}, "clients.%s cannot be used, as said above", c.Role)
}

func (e *examination) exchange(ctx context.Context, c file.Client, token string) (httpx.Response, error) {
	return e.send(ctx, c, e.d.Endpoints.Token, url.Values{"grant_type": {"refresh_token"}, "refresh_token": {token}})
}

// oauthErrorCodes are those of OAuth's endpoints: whoever answers one is no stranger (RFC 6749 section 5.2, RFC 7009 section 2.2.1,
// RFC 6750 section 3.1).
var oauthErrorCodes = []string{
	"invalid_request", "invalid_client", "invalid_grant", "unauthorized_client", "unsupported_grant_type", "invalid_scope",
	"unsupported_token_type", "invalid_token", "insufficient_scope", "access_denied",
}

// endpoint says whether what answers may be the endpoint of that name at all: it is there, and no page.
func (e *examination) endpoint(about, name string, answer httpx.Response) bool {
	page := answer.Status/100 == 2 && strings.HasPrefix(strings.TrimSpace(string(answer.Body)), "<")
	moved := answer.Status >= 300 && answer.Status < 400
	absent := (answer.Status == http.StatusNotFound || answer.Status == http.StatusMethodNotAllowed) && !slices.Contains(oauthErrorCodes, answer.Field("error"))
	if answer.Status != 0 && !moved && !absent && !page {
		return true
	}
	remedy := "correct endpoints." + name
	if discovered, _ := e.d.Metadata[name+"_endpoint"].(string); discovered != "" && e.file.Endpoints.All()[name] == "" {
		remedy = "correct the server's metadata, or give endpoints." + name
	}
	at := e.d.Endpoints.All()[name]
	if u, err := url.Parse(at); err == nil {
		u.RawQuery = ""
		at = u.String()
	}
	e.problem(about, remedy, "%s is not it: it answers %s", at, answer)
	return false
}

func (e *examination) send(ctx context.Context, c file.Client, to string, form url.Values) (httpx.Response, error) {
	r := httpx.Request{URL: to, Form: form}
	if err := e.session.Authenticate(&r, c); err != nil {
		return httpx.Response{Err: err}, err
	}
	return e.session.Send(ctx, session.Check, r), nil
}

func auth(c file.Client) string {
	return map[string]string{
		file.AuthPost: "client_secret_post", file.AuthBasic: "client_secret_basic",
		file.AuthPrivateKeyJWT: "private_key_jwt", file.AuthNone: "no secret",
	}[c.Auth]
}
