package steps

import (
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"regexp"
	"strconv"

	"github.com/revokespec/revokespec/deployment"
)

// perPage is within every documented limit of the Management API (C18); pages bounds a list that never ends.
const (
	perPage = 50
	pages   = 40
)

// list reads all pages of a collection.
func (w *World) list(ctx context.Context, p deployment.Purpose, path string, query url.Values) ([]map[string]any, error) {
	var all []map[string]any
	for page := range pages {
		query.Set("page", strconv.Itoa(page))
		query.Set("per_page", strconv.Itoa(perPage))
		r := w.lease.Management(ctx, p, deployment.ManagementRequest{Method: "GET", Path: path, Query: query})
		var items []map[string]any
		if r.Status != 200 || json.Unmarshal(r.Body, &items) != nil {
			return nil, inconclusive("the Management API's %s was answered %s", path, r)
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
	var claims struct {
		Subject string `json:"sub"`
	}
	if !payload(t.id, &claims) || claims.Subject == "" {
		return "", inconclusive("the sign-in of %q brought no ID token with a subject, so the user's id is not known: add openid to the scope", t.label)
	}
	return claims.Subject, nil
}

// operation is what the Management API can be asked in a feature; the label stands at its end.
var operation = regexp.MustCompile(`^(read the settings|switch the setting on|list the credentials of|delete the credential of|delete a credential like that of)(?: (\w+))?$`)

// asked sends one management request, with a full token, with one that lacks the scope, or with none.
func (w *World) asked(ctx context.Context, how, what string) error {
	if err := w.ready(); err != nil {
		return err
	}
	parts := operation.FindStringSubmatch(what)
	if parts == nil {
		return fmt.Errorf("the Management API cannot be asked to %q: see docs/steps.md for what it can", what)
	}
	r, scopes, err := w.managementRequest(parts[1], parts[2])
	if err != nil {
		return err
	}
	switch how {
	case " without a token":
		r.Token = deployment.NoToken
	case " with a made-up token":
		r.Token = w.stranger("revokespec0made0this0token0up0000")
	case " without the scope":
		r.Token, err = w.lease.ManagementToken(ctx, scopes.other)
	case " with the scope alone":
		r.Token, err = w.lease.ManagementToken(ctx, scopes.own)
	}
	if err != nil {
		return notApplicable("no management token with just the scope wanted could be had: %v", err)
	}
	w.act(w.lease.Management(ctx, deployment.Act, r), "", false)
	return nil
}

// managementScopes are the scope that allows a request, and one that does not.
type managementScopes struct{ own, other string }

func (w *World) managementRequest(what, label string) (r deployment.ManagementRequest, scopes managementScopes, err error) {
	switch what {
	case "read the settings":
		return deployment.ManagementRequest{Method: "GET", Path: "/tenants/settings"}, managementScopes{"read:tenant_settings", "read:grants"}, nil
	case "switch the setting on":
		flags := map[string]any{"revoke_refresh_token_grant": true}
		return deployment.ManagementRequest{Method: "PATCH", Path: "/tenants/settings", JSON: map[string]any{"flags": flags}},
			managementScopes{"update:tenant_settings", "read:tenant_settings"}, nil
	}
	t, err := w.token(label)
	if err != nil {
		return r, scopes, err
	}
	if what == "list the credentials of" {
		id, err := t.userID()
		query := url.Values{"user_id": {id}, "type": {"refresh_token"}, "page": {"0"}, "per_page": {strconv.Itoa(perPage)}}
		return deployment.ManagementRequest{Method: "GET", Path: "/device-credentials", Query: query}, managementScopes{"read:device_credentials", "read:grants"}, err
	}
	if len(t.credentials) == 0 {
		return r, scopes, inconclusive("the credential of %q was not found in the list; DEV-02 judges that", label)
	}
	id := t.credentials[0]
	if what == "delete a credential like that of" {
		id = id[:len(id)/2] + w.stranger(id[len(id)/2:])
	}
	return deployment.ManagementRequest{Method: "DELETE", Path: "/device-credentials/" + url.PathEscape(id)},
		managementScopes{"delete:device_credentials", "read:device_credentials"}, nil
}
