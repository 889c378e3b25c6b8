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

// withScopeAlone is a management token that has one scope, by its name, or several.
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

// managementTokenWith is a management token with these scopes alone, mostly with one.
func (w *World) managementTokenWith(ctx context.Context, scopes string) (string, error) {
	token, err := w.lease.ManagementToken(ctx, strings.Fields(scopes)...)
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
