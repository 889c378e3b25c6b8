package steps

import (
	"context"
	"net/url"
	"strconv"

	"github.com/revokespec/revokespec/internal/auth0"
	"github.com/revokespec/revokespec/judge"
)

// settingOperations are about the tenant setting.
var settingOperations = map[string]managementOperation{
	"read the settings": {alone: true,
		scopes: managementScopes{"read:tenant_settings", "read:grants"},
		request: func(*World, context.Context, *token) (auth0.ManagementRequest, error) {
			return auth0.ManagementRequest{Method: "GET", Path: "/tenants/settings"}, nil
		}},
	"switch the setting on": {alone: true,
		scopes: managementScopes{"update:tenant_settings", "read:tenant_settings"},
		request: func(*World, context.Context, *token) (auth0.ManagementRequest, error) {
			flags := map[string]any{"revoke_refresh_token_grant": true}
			return auth0.ManagementRequest{Method: "PATCH", Path: "/tenants/settings", JSON: map[string]any{"flags": flags}}, nil
		}},
}

// credentialOperations are about device credentials.
var credentialOperations = map[string]managementOperation{
	"list the credentials of": {
		scopes: managementScopes{"read:device_credentials", "read:grants"},
		request: func(_ *World, _ context.Context, t *token) (auth0.ManagementRequest, error) {
			id, err := t.userID()
			query := url.Values{"user_id": {id}, "type": {"refresh_token"}, "page": {"0"}, "per_page": {strconv.Itoa(perPage)}}
			return auth0.ManagementRequest{Method: "GET", Path: "/device-credentials", Query: query}, err
		}},
	"delete the credential of": {
		scopes:  managementScopes{"delete:device_credentials", "read:device_credentials"},
		request: deletingCredential(asItIs)},
	"delete a credential like that of": {
		scopes:  managementScopes{"delete:device_credentials", "read:device_credentials"},
		request: deletingCredential((*World).madeUpID)},
}

func deletingCredential(change func(*World, string) string) func(*World, context.Context, *token) (auth0.ManagementRequest, error) {
	return func(w *World, _ context.Context, t *token) (auth0.ManagementRequest, error) {
		if len(t.credentials) == 0 {
			return auth0.ManagementRequest{}, w.leftTo(judge.CredentialList, "the credential of %q was not found in the list; %s judges that", t.label)
		}
		return auth0.ManagementRequest{Method: "DELETE", Path: "/device-credentials/" + url.PathEscape(change(w, t.credentials[0]))}, nil
	}
}

// madeUpID is an id that looks like another one.
func (w *World) madeUpID(id string) string { return id[:len(id)/2] + w.unknownLike(id[len(id)/2:]) }

// asItIs leaves an id as it is.
func asItIs(_ *World, id string) string { return id }

// refreshTokenOperations are about refresh tokens by their ids, or their users.
var refreshTokenOperations = map[string]managementOperation{
	"show the refresh token":                         {scopes: toReadTokens, subject: judge.RefreshTokenShown, request: byTokenID("GET", asItIs)},
	"show a refresh token like":                      {scopes: toReadTokens, request: byTokenID("GET", (*World).madeUpID)},
	"delete the refresh token":                       {scopes: toDeleteTokens, subject: judge.RefreshTokenDeletion, request: byTokenID("DELETE", asItIs), ends: sameToken},
	"delete a refresh token like":                    {scopes: toDeleteTokens, request: byTokenID("DELETE", (*World).madeUpID), ends: noToken},
	"list the refresh tokens of the user of":         {scopes: toReadTokens, subject: judge.RefreshTokenList, request: byUser("GET", "refresh-tokens", asItIs)},
	"list the refresh tokens of a user like that of": {scopes: toReadTokens, request: byUser("GET", "refresh-tokens", (*World).madeUpID)},
	"delete the refresh tokens of the user of": {scopes: toDeleteTokens, subject: judge.UserTokensDeletion,
		request: byUser("DELETE", "refresh-tokens", asItIs), ends: sameUser},
	"delete the refresh tokens of a user like that of": {scopes: toDeleteTokens, request: byUser("DELETE", "refresh-tokens", (*World).madeUpID), ends: noToken},
	"revoke refresh tokens": {alone: true, scopes: toDeleteTokens, subject: judge.RefreshTokensRevocation, ends: inBody,
		request: func(*World, context.Context, *token) (auth0.ManagementRequest, error) {
			return auth0.ManagementRequest{Method: "POST", Path: "/refresh-tokens/revoke", JSON: map[string]any{}}, nil
		}},
}

// sessionOperations are about sessions, and all that a user has.
var sessionOperations = map[string]managementOperation{
	"revoke the session of":                    {scopes: toRevokeSessions, subject: judge.SessionRevocation, request: bySession(asItIs), ends: sameSession},
	"revoke a session like that of":            {scopes: toRevokeSessions, request: bySession((*World).madeUpID), ends: noToken},
	"revoke the access of the user of":         {scopes: toRevokeSessions, subject: judge.AccessRevocation, request: byUser("POST", "revoke-access", asItIs), ends: ofAccess},
	"revoke the access of a user like that of": {scopes: toRevokeSessions, request: byUser("POST", "revoke-access", (*World).madeUpID), ends: noToken},
}

// Scopes of operations on refresh tokens and sessions (Auth0, Management API).
var (
	toReadTokens     = managementScopes{"read:refresh_tokens", "read:grants"}
	toDeleteTokens   = managementScopes{"delete:refresh_tokens", "read:refresh_tokens"}
	toRevokeSessions = managementScopes{"delete:sessions delete:refresh_tokens", "read:refresh_tokens"}
)

func byTokenID(method string, change func(*World, string) string) func(*World, context.Context, *token) (auth0.ManagementRequest, error) {
	return func(w *World, ctx context.Context, t *token) (auth0.ManagementRequest, error) {
		id, err := w.refreshTokens.idOf(ctx, t)
		if err != nil {
			return auth0.ManagementRequest{}, err
		}
		return auth0.ManagementRequest{Method: method, Path: "/refresh-tokens/" + url.PathEscape(change(w, id))}, nil
	}
}

func byUser(method, what string, change func(*World, string) string) func(*World, context.Context, *token) (auth0.ManagementRequest, error) {
	return func(w *World, _ context.Context, t *token) (auth0.ManagementRequest, error) {
		id, err := t.userID()
		if err != nil {
			return auth0.ManagementRequest{}, err
		}
		r := auth0.ManagementRequest{Method: method, Path: "/users/" + url.PathEscape(change(w, id)) + "/" + what}
		switch method {
		case "GET":
			r.Query = url.Values{"take": {strconv.Itoa(perPage)}}
		case "POST":
			r.JSON = map[string]any{}
		}
		return r, nil
	}
}

func bySession(change func(*World, string) string) func(*World, context.Context, *token) (auth0.ManagementRequest, error) {
	return func(w *World, ctx context.Context, t *token) (auth0.ManagementRequest, error) {
		id, err := w.refreshTokens.sessionOf(ctx, t)
		if err != nil {
			return auth0.ManagementRequest{}, err
		}
		return auth0.ManagementRequest{Method: "POST", Path: "/sessions/" + url.PathEscape(change(w, id)) + "/revoke"}, nil
	}
}

// Which tokens end by an operation.

func noToken(auth0.ManagementRequest, *token, *token) bool { return false }

func sameToken(_ auth0.ManagementRequest, named, t *token) bool {
	return len(intersection(t.ids, named.ids)) > 0
}

func sameUser(_ auth0.ManagementRequest, named, t *token) bool {
	return t.user.Username == named.user.Username
}

func sameSession(_ auth0.ManagementRequest, named, t *token) bool {
	return t.user.Username == named.user.Username && t.session == named.session
}

func ofAccess(r auth0.ManagementRequest, named, t *token) bool {
	_, one := r.JSON["session_id"]
	return r.JSON["preserve_refresh_tokens"] != true && sameUser(r, named, t) && (!one || t.session == named.session)
}

func inBody(r auth0.ManagementRequest, _, t *token) bool {
	if ids, given := r.JSON["ids"].([]string); given {
		return len(intersection(t.ids, ids)) > 0
	}
	user, err := t.userID()
	is := func(member, value string) bool {
		wanted, given := r.JSON[member]
		return !given || wanted == value
	}
	return err == nil && r.JSON["user_id"] == user && is("client_id", t.client.ClientID) && is("audience", t.audience)
}
