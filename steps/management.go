package steps

import (
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/revokespec/revokespec/internal/auth0"
	"github.com/revokespec/revokespec/internal/remedy"
	"github.com/revokespec/revokespec/internal/session"
	"github.com/revokespec/revokespec/judge"
)

// perPage is within every documented limit of the Management API (C18); pages bounds a list that never ends.
const (
	perPage = 50
	pages   = 40
)

// listAll reads all pages of a collection.
func (w *World) listAll(ctx context.Context, p session.Purpose, path string, query url.Values) ([]map[string]any, error) {
	var all []map[string]any
	for page := range pages {
		query.Set("page", strconv.Itoa(page))
		query.Set("per_page", strconv.Itoa(perPage))
		r := w.lease.Management(ctx, p, auth0.ManagementRequest{Method: "GET", Path: path, Query: query})
		var items []map[string]any
		if r.Status != 200 || json.Unmarshal(r.Body, &items) != nil {
			return nil, inconclusive("the Management API's %s was answered %s", path, remedy.ManagementPlace("read:"+strings.ReplaceAll(strings.TrimPrefix(path, "/"), "-", "_")).Describe(r))
		}
		all = append(all, items...)
		if len(items) < perPage {
			break
		}
	}
	return all, nil
}

// userID is the subject of the sign-in: what the Management API calls user_id.
func (t *token) userID() (string, error) {
	if subject := Subject(t.id); subject != "" {
		return subject, nil
	}
	return "", inconclusive("the sign-in of %q brought no ID token with a subject, so the user's id is not known: add openid to the scope", t.label)
}

// Subject is whom an ID token is about, "" where it does not tell.
func Subject(idToken string) string {
	var claims struct {
		Subject string `json:"sub"`
	}
	payload(idToken, &claims)
	return claims.Subject
}

// managementOperation is what the Management API can be asked in a feature: with the label of a token, and a parameter of the query.
var managementOperation = regexp.MustCompile(`^(read the settings|switch the setting on|list the credentials of|delete the credential of|delete a credential like that of)(?: (\w+))?(?: with (\w+)=(.*))?$`)

// managementAsked sends one management request, with a full token, with one that must not do, or with none.
func (w *World) managementAsked(ctx context.Context, how, what string) error {
	if err := w.actAccepted(); err != nil {
		return err
	}
	parts := managementOperation.FindStringSubmatch(what)
	if parts == nil {
		return fmt.Errorf("the Management API cannot be asked to %q: see docs/steps.md for what it can", what)
	}
	r, scopes, err := w.managementRequest(parts[1], parts[2])
	if err != nil {
		return err
	}
	if parts[3] != "" {
		if r.Query == nil {
			return fmt.Errorf("only a list can be asked for with a parameter, not to %q", what)
		}
		r.Query.Set(parts[3], parts[4])
	}
	if err := w.chooseManagementToken(ctx, &r, how, scopes); err != nil {
		return err
	}
	w.act(w.lease.Management(ctx, session.Act, r), "", false)
	return nil
}

// withScopeAlone is a management token that has one scope, by its name.
var withScopeAlone = regexp.MustCompile(`^ with "([^"]*)" alone$`)

// chooseManagementToken has a request carry the token that it is to be sent with: one of the deployment's, which is replaced where it ended
// early, or another that is sent as it is.
func (w *World) chooseManagementToken(ctx context.Context, r *auth0.ManagementRequest, how string, scopes managementScopes) (err error) {
	switch how {
	case "":
	case " without a token":
		r.Token = auth0.NoToken
	case " with a made-up token":
		r.Token = w.unknownLike("revokespec0made0this0token0up0000")
	case " with an access token for another audience":
		if len(w.signIns) == 0 {
			return fmt.Errorf("nobody signed in yet, so there is no access token of a user: name a refresh token in a Given step first")
		}
		r.Token = w.signIns[0].access[len(w.signIns[0].access)-1].value
	case " with an expired token":
		r.Token, err = w.expiredManagementToken(ctx, scopes.own)
	case " without the scope":
		r.Scope = scopes.other
	case " with the scope alone":
		r.Scope = scopes.own
	default:
		r.Scope = withScopeAlone.FindStringSubmatch(how)[1]
	}
	if r.Scope != "" {
		_, err = w.managementTokenWith(ctx, r.Scope)
	}
	return err
}

// managementTokenWith is a management token with one scope.
func (w *World) managementTokenWith(ctx context.Context, scope string) (string, error) {
	token, err := w.lease.ManagementToken(ctx, scope)
	if err != nil {
		return "", notApplicable("no management token with just the scope wanted could be had: %v", err)
	}
	return token, nil
}

// expiredManagementToken waits until a management token says of itself that it has expired.
func (w *World) expiredManagementToken(ctx context.Context, scope string) (string, error) {
	token, err := w.managementTokenWith(ctx, scope)
	if err != nil {
		return "", err
	}
	var claims struct {
		Expires int64 `json:"exp"`
	}
	if !payload(token, &claims) || claims.Expires == 0 {
		return "", notApplicable("the management token does not say when it expires")
	}
	now, err := w.lease.Now(ctx)
	if err != nil {
		return "", inconclusive("%v", err)
	}
	return token, w.wait(ctx, time.Unix(claims.Expires, 0).Sub(now)+clockSkew)
}

// managementScopes are the scope that allows a request, and one that does not.
type managementScopes struct{ own, other string }

func (w *World) managementRequest(what, label string) (r auth0.ManagementRequest, scopes managementScopes, err error) {
	switch what {
	case "read the settings":
		return auth0.ManagementRequest{Method: "GET", Path: "/tenants/settings"}, managementScopes{"read:tenant_settings", "read:grants"}, nil
	case "switch the setting on":
		flags := map[string]any{"revoke_refresh_token_grant": true}
		return auth0.ManagementRequest{Method: "PATCH", Path: "/tenants/settings", JSON: map[string]any{"flags": flags}},
			managementScopes{"update:tenant_settings", "read:tenant_settings"}, nil
	}
	t, err := w.token(label)
	if err != nil {
		return r, scopes, err
	}
	if what == "list the credentials of" {
		id, err := t.userID()
		query := url.Values{"user_id": {id}, "type": {"refresh_token"}, "page": {"0"}, "per_page": {strconv.Itoa(perPage)}}
		return auth0.ManagementRequest{Method: "GET", Path: "/device-credentials", Query: query}, managementScopes{"read:device_credentials", "read:grants"}, err
	}
	if len(t.credentials) == 0 {
		return r, scopes, w.leftTo(judge.CredentialList, "the credential of %q was not found in the list; %s judges that", label)
	}
	id := t.credentials[0]
	if what == "delete a credential like that of" {
		id = id[:len(id)/2] + w.unknownLike(id[len(id)/2:])
	}
	return auth0.ManagementRequest{Method: "DELETE", Path: "/device-credentials/" + url.PathEscape(id)},
		managementScopes{"delete:device_credentials", "read:device_credentials"}, nil
}
