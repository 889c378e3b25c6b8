package steps

import (
	"context"
	"net/url"
	"slices"

	"github.com/revokespec/revokespec/internal/session"
)

// deviceCredentials are the device credentials of the scenario's users in the Management API's list. That shows no token values, so a
// token's credential is what a sign-in adds to those before it.
type deviceCredentials struct {
	*World
	users map[string]string   // user name -> user_id
	known map[string][]string // user name -> ids seen so far
	first map[string][]string // user name -> ids before the scenario's own: the scout's among them
}

// credentialTypes are the two under which refresh tokens are listed (C16).
var credentialTypes = []string{"refresh_token", "rotating_refresh_token"}

// watch notes the credentials that each user has before the sign-ins. A user's id is known only from an ID token,
// so a scout signs in first.
func (d *deviceCredentials) watch(ctx context.Context, made []*token) error {
	if !d.needs("device-credentials") {
		return nil
	}
	d.users, d.known, d.first = map[string]string{}, map[string][]string{}, map[string][]string{}
	for _, t := range made {
		name := t.user.Username
		if _, done := d.users[name]; done {
			continue
		}
		scout := *t
		if err := d.signIn(ctx, session.SetUp, &scout); err != nil {
			return err
		}
		id, err := scout.userID()
		if err != nil {
			return err
		}
		d.users[name] = id
		err = d.eventually(ctx, func() (bool, error) {
			d.first[name], err = d.ids(ctx, session.SetUp, id, "", credentialTypes...)
			return len(d.first[name]) > 0, err
		})
		if err != nil {
			return err
		}
		d.known[name] = d.first[name]
	}
	return nil
}

// noteSignIn takes what a sign-in added to the list for the token's credential. None is no error yet: whether a token
// is listed is judged by its rule.
func (d *deviceCredentials) noteSignIn(ctx context.Context, t *token) error {
	if d.users == nil || !d.needs("device-credentials") {
		return nil
	}
	name := t.user.Username
	err := d.eventually(ctx, func() (bool, error) {
		now, err := d.ids(ctx, session.SetUp, d.users[name], "", credentialTypes...)
		t.credentials = without(now, d.known[name])
		return len(t.credentials) > 0, err
	})
	d.known[name] = slices.Concat(d.known[name], t.credentials)
	return err
}

// followExchanges follows credentials whose ids changed with the first exchange.
func (d *deviceCredentials) followExchanges(ctx context.Context, made []*token) error {
	if d.users == nil {
		return nil
	}
	listed := map[string][]string{} // by user name: one look is enough for all tokens of a user
	for _, t := range made {
		name := t.user.Username
		now, seen := listed[name]
		if !seen {
			var err error
			if now, err = d.ids(ctx, session.SetUp, d.users[name], "", credentialTypes...); err != nil {
				return err
			}
			listed[name] = now
		}
		if kept := intersection(t.credentials, now); len(kept) > 0 {
			t.credentials = kept
		} else if added := without(now, d.known[name]); len(added) > 0 {
			t.credentials = added
		}
	}
	return nil
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

func without(list, others []string) []string {
	return slices.DeleteFunc(slices.Clone(list), func(id string) bool { return slices.Contains(others, id) })
}

func intersection(list, others []string) []string {
	return slices.DeleteFunc(slices.Clone(list), func(id string) bool { return !slices.Contains(others, id) })
}
