package remedy

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/revokespec/revokespec/deployment/file"
	"github.com/revokespec/revokespec/internal/httpx"
)

func oauthError(status int, code, description string) httpx.Response {
	body, _ := json.Marshal(map[string]string{"error": code, "error_description": description})
	return httpx.Response{Status: status, Header: http.Header{}, Body: body}
}

// Each kind of refusal has advice of its own, whichever server words it.
func TestAdviceGoesByTheAnswer(t *testing.T) {
	for _, c := range []struct {
		auth, grant string
		answer      httpx.Response
		want        string
	}{
		{file.AuthPost, "password", oauthError(400, "invalid_grant", "Invalid user credentials"), "check username and password"},
		{file.AuthPost, "password", oauthError(403, "invalid_grant", "Wrong email or password."), "check username and password"},
		{file.AuthPost, "authorization_code", oauthError(400, "invalid_grant", "Code not valid"), "the code just issued is refused, not the user"},
		{file.AuthPost, GrantRefresh, oauthError(400, "invalid_grant", "Session not active"), "a refresh token just issued is refused"},
		{file.AuthPost, GrantRefresh, httpx.Response{Status: 500}, "look at the server's log"},
		{file.AuthPost, GrantRefresh, oauthError(500, "server_error", "oops"), "look at the server's log"},
		{file.AuthPost, GrantRefresh, oauthError(400, "unauthorized_client", ""), "allow the application of clients.app the grant refresh_token"},
		{file.AuthPost, "password", oauthError(403, "unauthorized_client", "Grant type 'password' not allowed for the client."), "allow the application of clients.app the grant password, or choose another mint.strategy"},
		{file.AuthPost, "password", oauthError(400, "unsupported_grant_type", ""), "the server does not know the grant password"},
		{file.AuthPost, "password", oauthError(400, "invalid_scope", "Invalid scopes: a b"), "correct mint.scope"},
		{file.AuthPost, "password", oauthError(403, "access_denied", "Service not found: https://api"), "correct audiences: https://api was asked for"},
		{file.AuthPost, "password", oauthError(400, "invalid_target", ""), "correct audiences: https://api was asked for"},
		{file.AuthPost, "password", oauthError(401, "invalid_client", "Client authentication method not allowed"), "write auth under clients.app"},
		{file.AuthPost, "password", oauthError(401, "invalid_client", "Unsupported auth_method client_secret_post"), "write auth under clients.app"},
		{file.AuthPost, "password", oauthError(401, "invalid_client", ""), "correct client_id, client_secret and auth of clients.app"},
		{file.AuthPost, "password", httpx.Response{Status: 401}, "correct client_id, client_secret and auth of clients.app"},
		{file.AuthPost, "password", oauthError(403, "consent_required", ""), "consent"},
		{file.AuthPost, "password", oauthError(400, "invalid_grant", "The user needs to consent"), "consent"},
		{file.AuthPost, "authorization_code", oauthError(400, "login_required", ""), "remove prompt"},
		{file.AuthPost, "password", oauthError(403, "mfa_required", "Multifactor authentication required"), "second factor"},
		{file.AuthPost, "password", oauthError(400, "invalid_grant", "AADSTS50076: you must use multi-factor authentication"), "second factor"},
		{file.AuthPost, "password", oauthError(403, "unauthorized", "user is blocked"), "that user may not sign in"},
		{file.AuthPost, "password", oauthError(400, "invalid_grant", "Account disabled"), "that user may not sign in"},
		{file.AuthPost, "password", oauthError(400, "invalid_grant", "Account is not fully set up"), "that user may not sign in"},
		{file.AuthPost, "password", oauthError(429, "too_many_attempts", ""), "come back later"},
		{file.AuthPost, "password", oauthError(403, "too_many_attempts", "Your account has been blocked after multiple consecutive login attempts."), "come back later"},
		{file.AuthPost, GrantOfCommand, oauthError(400, "unauthorized_client", ""), "allow the application of clients.app the grant that mint.command uses, or"},
		{file.AuthPost, "authorization_code", oauthError(400, "invalid_request", "redirect_uri must use https"), "give clients.app a redirect_uri with https://"},
		{file.AuthNone, "password", oauthError(401, "invalid_client", "Client authentication method not allowed"), "the server wants it to prove who it is"},
		{file.AuthPost, "password", oauthError(400, "invalid_grant", "Too many refresh tokens"), "check username and password"},
		{file.AuthPost, "password", oauthError(400, "too_many_tokens", ""), "compare the request"},
		{file.AuthPost, "password", oauthError(400, "invalid_grant", "Too many failed login attempts"), "come back later"},
		{file.AuthPost, "password", oauthError(400, "invalid_request", "HTTPS required"), "write issuer and endpoints with https://"},
		{file.AuthPrivateKeyJWT, "password", oauthError(401, "invalid_client", "client assertion is expired"), "set the clock that is wrong"},
		{file.AuthPrivateKeyJWT, "password", oauthError(400, "invalid_client", "JWT 'iat' is in the future"), "set the clock that is wrong"},
		{file.AuthPrivateKeyJWT, "password", oauthError(401, "invalid_client", "Invalid token audience"), "give clients.app.audience"},
		{file.AuthPost, "password", oauthError(400, "invalid_request", "duplicated parameter"), "compare the request"},
		{file.AuthPost, "password", httpx.Response{Status: 404}, "correct endpoints.token"},
		{file.AuthPost, "password", httpx.Response{Status: 307, Header: http.Header{"Location": {"https://other.example/x?t=1"}}}, "set endpoints.token to where it leads to https://other.example"},
		{file.AuthPost, "password", httpx.Response{Err: fmt.Errorf("%w after 10s", httpx.ErrTimedOut)}, "raise limits.timeout"},
		{file.AuthPost, "password", httpx.Response{Err: httpx.ErrRefused}, "check endpoints.token, and that the server runs"},
		{file.AuthPost, "password", httpx.Response{Status: 200, Err: httpx.ErrTruncated}, "see why the server's answer is not whole"},
	} {
		a := Attempt{Client: file.Client{Role: "app", Auth: c.auth}, Grant: c.grant, Audience: "https://api", Scope: "openid"}
		assert.Contains(t, a.Advice(c.answer), c.want, "%s %s", c.answer, c.answer.Body)
	}
}

// Only a want of scope is one.
func TestRemediesOfTheManagementAPI(t *testing.T) {
	scope := httpx.Response{Status: 403, Body: []byte(`{"statusCode":403,"errorCode":"insufficient_scope"}`)}
	for _, c := range []struct {
		answer httpx.Response
		want   string
	}{
		{scope, "the management application needs read:logs"},
		{httpx.Response{Status: 403}, "see why the server forbids it"},
		{httpx.Response{Status: 403, Body: []byte(`{"errorCode":"too_many_entities"}`)}, "as many as its plan allows"},
		{httpx.Response{Status: 401}, "not even a new token is taken"},
		{httpx.Response{Status: 404}, "correct management.url"},
		{httpx.Response{Status: 307}, "set management.url to where it leads"},
		{httpx.Response{Status: 429}, "come back later"},
		{httpx.Response{Status: 502}, "look at the server"},
		{httpx.Response{Status: 200, Body: []byte("<html>")}, "correct management.url: this is no answer of that endpoint"},
		{httpx.Response{Err: fmt.Errorf("%w after 10s", httpx.ErrTimedOut)}, "see why the server does not answer in time"},
		{httpx.Response{Err: httpx.ErrReset}, "check management.url, and that the server runs"},
	} {
		place := ManagementPlace("read:logs")
		assert.Contains(t, place.Remedy(c.answer), c.want, c.answer)
		assert.Equal(t, c.want == "the management application needs read:logs", strings.Contains(place.Describe(c.answer), "read:logs"), c.answer)
	}
	assert.Empty(t, ManagementPlace("read:logs").Remedy(httpx.Response{Err: NewUnjudgeable("no token; correct it")}), "which says it itself")
	assert.Empty(t, ManagementPlace("read:logs").Remedy(httpx.Response{Err: httpx.ErrCancelled}))
}
