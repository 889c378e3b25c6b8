package steps

import (
	"context"
	"net/url"
	"slices"

	"github.com/revokespec/revokespec/internal/session"
)

// deviceCredentials are the device credentials of the scenario's users in the Management API's list.
type deviceCredentials struct {
	signInWatch
}

// credentialTypes are the two under which refresh tokens are listed (C16).
var credentialTypes = []string{"refresh_token", "rotating_refresh_token"}

func (d *deviceCredentials) begin(w *World) {
	d.signInWatch = signInWatch{World: w, need: "device-credentials",
		of: func(t *token) *[]string { return &t.credentials },
		listed: func(ctx context.Context, user string) ([]string, error) {
			return d.ids(ctx, session.SetUp, user, "", credentialTypes...)
		},
	}
}

// credential is one item of the list, as far as rules speak of it.
type credential struct {
	id, kind, user, client string
	asked                  string // the type that was listed
}

// list lists a user's credentials, of one application where client is given.
func (d *deviceCredentials) list(ctx context.Context, p session.Purpose, user, client string, types ...string) ([]credential, error) {
	var all []credential
	for _, kind := range types {
		query := url.Values{"user_id": {user}, "type": {kind}}
		if client != "" {
			query.Set("client_id", client)
		}
		items, err := d.listAll(ctx, p, "/device-credentials", query)
		if err != nil {
			return nil, err
		}
		for _, item := range items {
			c := credential{asked: kind}
			c.id, _ = item["id"].(string)
			c.kind, _ = item["type"].(string)
			c.user, _ = item["user_id"].(string)
			c.client, _ = item["client_id"].(string)
			all = append(all, c)
		}
	}
	return all, nil
}

func (d *deviceCredentials) ids(ctx context.Context, p session.Purpose, user, client string, types ...string) ([]string, error) {
	all, err := d.list(ctx, p, user, client, types...)
	var ids []string
	for _, c := range all {
		if !slices.Contains(ids, c.id) { // whoever ignores the type lists each under both
			ids = append(ids, c.id)
		}
	}
	return ids, err
}
