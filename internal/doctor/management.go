package doctor

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/revokespec/revokespec/deployment/file"
	"github.com/revokespec/revokespec/internal/auth0"
	"github.com/revokespec/revokespec/internal/httpx"
	"github.com/revokespec/revokespec/internal/remedy"
	"github.com/revokespec/revokespec/internal/session"
	"github.com/revokespec/revokespec/internal/signin"
	"github.com/revokespec/revokespec/steps"
)

// What the application of the Management API needs, and what with allow_changes besides (Auth0, Management API, by endpoint).
var (
	scopesToRead   = strings.Fields("read:tenant_settings read:grants delete:grants read:device_credentials delete:device_credentials read:logs")
	scopesToChange = strings.Fields("update:tenant_settings create:clients update:clients delete:clients create:users update:users delete:users")
)

// accessTokens sees whether access tokens can be looked at: rules about them need it.
func (e *examination) accessTokens(ctx context.Context) {
	introspects, may := e.d.IntrospectionClient()
	may = may && e.d.Endpoints.Introspection != "" && !slices.Contains(e.failedRoles, introspects.Role) // of which that was said
	if !may && e.d.Endpoints.Userinfo == "" || e.workingClient == nil {
		return // the outlook of the rules says so
	}
	shown := false
	tokens, err := e.session.SignIn(ctx, session.SetUp, signin.SignIn{Client: *e.workingClient, User: e.userOf()})
	if err != nil {
		return // which was said of the client
	}
	defer e.spend(ctx, *e.workingClient, tokens.Refresh)
	if may {
		answer, err := e.send(ctx, introspects, e.d.Endpoints.Introspection, url.Values{"token": {tokens.Access}})
		switch {
		case err == nil && !e.endpoint("introspection", "introspection", answer):
		case err != nil || answer.Status != http.StatusOK:
			e.problem("introspection", e.introspectionRemedy(answer), "%s asks, and is answered %s", introspects.Role, answer)
		case answer.Member("active") != true:
			e.note("introspection", "", "a new access token is not active there: introspection tells nothing about it")
		default:
			shown = true
			e.ok("introspection", "a new access token is active")
		}
		e.introspectRefresh(ctx, introspects, tokens.Refresh)
	}
	if e.d.Endpoints.Userinfo != "" {
		answer := e.userinfo(ctx, tokens.Access)
		if answer.Status == http.StatusOK {
			shown = true
			e.ok("userinfo", "takes a new access token")
		} else if e.endpoint("userinfo", "userinfo", answer) {
			e.note("userinfo", e.userinfoRemedy(answer), "does not take a new access token: %s", answer)
		}
	}
	if !shown {
		e.fails(steps.AccessTokens, "", httpx.Response{}, "neither introspection nor userinfo shows that a new access token is accepted, as said above")
		return
	}
	e.accessTokensEnd(ctx, tokens.Access)
}

// accessTokensEnd sends an access token for revocation, and looks whether it is accepted afterwards.
func (e *examination) accessTokensEnd(ctx context.Context, token string) {
	e.revokes(ctx, requestOfAccessToken, *e.workingClient, url.Values{"token": {token}})
	answer := e.sights[place{steps.Revocation, requestOfAccessToken}].Answer
	if !answer.Accepted() {
		e.fails(steps.AccessTokensEnd, "", answer, "access tokens are not revoked: the revocation endpoint answers %s", answer)
		return
	}
	if e.acceptsAccess(ctx, token) {
		e.fails(steps.AccessTokensEnd, "", answer, "access tokens that are revoked go on working")
	}
}

// acceptsAccess says whether introspection or userinfo accepts an access token.
func (e *examination) acceptsAccess(ctx context.Context, token string) bool {
	if c, may := e.d.IntrospectionClient(); may && e.d.Endpoints.Introspection != "" {
		answer, _ := e.send(ctx, c, e.d.Endpoints.Introspection, url.Values{"token": {token}})
		if answer.Member("active") == true {
			return true
		}
	}
	return e.d.Endpoints.Userinfo != "" && e.userinfo(ctx, token).Status == http.StatusOK
}

func (e *examination) userinfo(ctx context.Context, token string) httpx.Response {
	return e.session.Send(ctx, session.Check, httpx.Request{URL: e.d.Endpoints.Userinfo, Header: http.Header{"Authorization": {"Bearer " + token}}})
}

// introspectionRemedy is about the client that asks where it is refused, and about the endpoint else.
func (e *examination) introspectionRemedy(r httpx.Response) string {
	if r.Status == http.StatusUnauthorized || r.Status == http.StatusForbidden || r.Status == http.StatusBadRequest {
		return "write introspection: {client_id: ..., client_secret: ...}, a client that may ask"
	}
	return e.place("endpoints.introspection").Remedy(r)
}

// userinfoRemedy: access tokens without openid are not for userinfo (OpenID Connect Core section 5.3).
func (e *examination) userinfoRemedy(r httpx.Response) string {
	if refused := r.Status == http.StatusUnauthorized || r.Status == http.StatusForbidden; refused && !slices.Contains(strings.Fields(e.d.File.Mint.Scope), "openid") {
		return "add openid to mint.scope"
	} else if refused {
		return "list under audiences, first, one whose access tokens are taken there"
	}
	return e.place("endpoints.userinfo").Remedy(r)
}

// introspectRefresh looks whether a live refresh token is known there, with the hint and without.
func (e *examination) introspectRefresh(ctx context.Context, c file.Client, token string) {
	var answer httpx.Response
	for _, form := range []url.Values{{"token": {token}}, {"token": {token}, "token_type_hint": {"refresh_token"}}} {
		answer, _ = e.send(ctx, c, e.d.Endpoints.Introspection, form)
		if answer.Member("active") == true {
			return
		}
	}
	e.fails(steps.Introspection, "", answer, "introspection does not show a live refresh token as active (it answers %s); where another client may see it, name that under introspection", answer)
}

// management looks at what the Management API lets its application do.
func (e *examination) management(ctx context.Context) {
	m := e.d.File.Management
	if m == nil {
		return
	}
	scopes, err := e.session.ManagementScopes(ctx)
	if err != nil {
		e.problem("management", "", "%v", err)
		return
	}
	want := scopesToRead
	if m.AllowChanges {
		want = slices.Concat(scopesToRead, scopesToChange)
	}
	missing := slices.DeleteFunc(slices.Clone(want), func(scope string) bool { return slices.Contains(scopes, scope) })
	switch {
	case len(scopes) == 0:
		e.note("management", "", "its token does not show its scopes; it needs %s", strings.Join(want, ", "))
	case len(missing) > 0:
		for _, scope := range missing {
			e.fails(steps.Management, scope, httpx.Response{Status: http.StatusForbidden}, "the management application lacks %s, as said above", scope)
		}
		e.problem("management", "grant the application these scopes", "it lacks %s", strings.Join(missing, ", "))
	default:
		e.ok("management", "it has the scopes that are needed")
	}
	e.readLists(ctx)
	e.refreshTokenAPI(ctx, scopes)
	answer := e.session.Management(ctx, session.Check, auth0.ManagementRequest{Method: http.MethodGet, Path: "/tenants/settings"})
	e.rates("management", "limits.management_requests_per_second", e.file.Limits.ManagementRequestsPerSecond, answer.Header)
	if on, err := e.session.ReadSetting(ctx); err != nil {
		e.problem("setting", "or declare it: declares.revoke_refresh_token_grant", "%v", err)
	} else {
		e.ok("setting", "\"Refresh Token Revocation Deletes Grant\" is %s; %s", map[bool]string{true: "on", false: "off"}[on],
			map[bool]string{true: "it may be changed for a while", false: "it stays as it is: rules that want it otherwise are not applicable"}[m.AllowChanges])
	}
}

// readLists reads the lists that scenarios compare with, and notes those that cannot be read. Where none can, nothing can be made either.
func (e *examination) readLists(ctx context.Context) {
	if e.workingClient == nil {
		return // nobody signs in, which was said
	}
	if e.subject == "" {
		for _, scope := range []string{"read:grants", "read:device_credentials"} {
			e.fails(steps.Management, scope, httpx.Response{}, "no sign-in brought an ID token, so the id of its user is not known; add openid to mint.scope")
		}
		return
	}
	lists := []struct {
		scope, path string
		query       url.Values
	}{
		{"read:grants", "/grants", url.Values{"user_id": {e.subject}}},
		{"read:device_credentials", "/device-credentials", url.Values{"user_id": {e.subject}, "type": {"refresh_token"}}},
		{"read:logs", "/logs", url.Values{"page": {"0"}, "per_page": {"1"}}},
	}
	failed, last := 0, httpx.Response{}
	for _, list := range lists {
		answer := e.session.Management(ctx, session.Check, auth0.ManagementRequest{Method: http.MethodGet, Path: list.path, Query: list.query})
		if answer.Status == http.StatusOK {
			continue
		}
		failed, last = failed+1, answer
		if _, lacks := e.sights[place{steps.Management, list.scope}]; !lacks { // of which it was said
			e.problem("management", remedy.ManagementPlace(list.scope).Remedy(answer), "its %s is answered %s", list.path, answer)
			e.fails(steps.Management, list.scope, answer, "the Management API's %s is answered %s, as said above", list.path, answer)
		}
	}
	if failed < len(lists) {
		return
	}
	for _, scope := range slices.Concat(scopesToRead, scopesToChange) {
		if !strings.HasSuffix(scope, ":tenant_settings") {
			e.fails(steps.Management, scope, last, "the Management API answers %s to all that was asked of it", last)
		}
	}
}
