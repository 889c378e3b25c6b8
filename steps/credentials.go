package steps

import (
	"context"
	"net/url"
	"slices"

	"github.com/revokespec/revokespec/internal/auth0"
	"github.com/revokespec/revokespec/internal/session"
)

// credentialDeleted is an act: the device is unlinked.
func (w *World) credentialDeleted(ctx context.Context, label string) error {
	if err := w.settled(ctx); err != nil {
		return err
	}
	t, err := w.withCredential(label)
	if err != nil {
		return err
	}
	owner := "DEV-04"
	if t.revoked {
		owner = "DEV-05"
	}
	for _, id := range t.credentials {
		r := w.lease.Management(ctx, session.Act, auth0.ManagementRequest{Method: "DELETE", Path: "/device-credentials/" + url.PathEscape(id)})
		w.act(r, owner, true)
	}
	t.revoked = true
	return w.settled(ctx)
}

func (w *World) withCredential(label string) (*token, error) {
	t, err := w.subject(label)
	switch {
	case err != nil:
		return nil, err
	case len(t.credentials) == 0 || w.newestMissing(t):
		return nil, inconclusive("the credential of %q was not found in the list; DEV-02 judges that", label)
	}
	return t, nil
}

// newestMissing says that right after a sign-in of the token's user nothing was listed: then what the next sign-in adds to
// the list is not its own credential.
func (w *World) newestMissing(t *token) bool {
	return w.devices != nil && len(w.devices.first[t.user.Username]) == 0
}

// everyCredentialDeleted is an act: all devices of a user are unlinked.
func (w *World) everyCredentialDeleted(ctx context.Context, label string) error {
	t, err := w.withCredential(label)
	if err != nil {
		return err
	}
	ids, err := w.credentialIDs(ctx, session.Control, w.devices.users[t.user.Username], "", credentialTypes...)
	if err != nil {
		return err
	}
	for _, id := range ids {
		r := w.lease.Management(ctx, session.Act, auth0.ManagementRequest{Method: "DELETE", Path: "/device-credentials/" + url.PathEscape(id)})
		w.act(r, "DEV-04", true)
	}
	return w.settled(ctx)
}

// credentialIs judges the list of the token's user. A credential that must stay and was never found is a finding: that
// is what the rule on the list is about.
func (w *World) credentialIs(ctx context.Context, label, state string) error {
	t, err := w.subject(label)
	if err == nil && state == "still" {
		return w.credentialListed(ctx, label, w.typesOf(t)...)
	}
	if t, err = w.withCredential(label); err != nil {
		return err
	}
	var left []string
	err = w.eventually(ctx, func() (bool, error) {
		now, err := w.credentialIDs(ctx, session.Check, w.devices.users[t.user.Username], "", credentialTypes...)
		left = intersection(t.credentials, now)
		return len(left) == 0, err
	})
	if err == nil && len(left) > 0 {
		err = w.failure("the credential of %q must be gone, but it is still listed", label)
	}
	return err
}

func (w *World) credentialListedUnder(ctx context.Context, label, kind string) error {
	return w.credentialListed(ctx, label, kind)
}

// credentialListed judges that the credential stands in the user's list, and that the list is what was asked for.
func (w *World) credentialListed(ctx context.Context, label string, types ...string) error {
	t, err := w.subject(label)
	if err != nil {
		return err
	}
	user := w.devices.users[t.user.Username]
	var listed []credential
	err = w.eventually(ctx, func() (found bool, err error) {
		listed, err = w.credentials(ctx, session.Check, user, "", types...)
		return listedAmong(t, listed), err
	})
	if err != nil {
		return err
	}
	if w.newestMissing(t) {
		return w.failure("right after a sign-in of the user no device credential was listed")
	}
	for _, c := range listed {
		if c.user != "" && c.user != user {
			return w.failure("the list of one user's credentials shows one of another user")
		}
		if c.kind != "" && c.kind != c.asked && (len(types) == 1 || c.asked == credentialTypes[0]) {
			return w.failure("the list of the type %s shows a credential of the type %s", c.asked, c.kind)
		}
	}
	if !listedAmong(t, listed) {
		return w.failure("the live refresh token %q must be listed as a device credential (%v), but it is not", label, types)
	}
	return nil
}

// typesOf are those under which the token's credential may be listed: nothing is written about one that rotates (C16).
func (w *World) typesOf(t *token) []string {
	plain := false
	for _, o := range w.order {
		if o.client.ClientID == t.client.ClientID && !o.unused {
			plain = o.first == o.value
		}
	}
	if plain {
		return credentialTypes[:1]
	}
	return credentialTypes
}

func listedAmong(t *token, listed []credential) bool {
	return slices.ContainsFunc(listed, func(c credential) bool { return contains(t.credentials, c.id) })
}

// listingNarrowed judges client_id as a parameter of the list.
func (w *World) listingNarrowed(ctx context.Context, label, other string) error {
	t, err := w.withCredential(label)
	if err != nil {
		return err
	}
	foreign, err := w.withCredential(other)
	if err != nil {
		return err
	}
	listed, err := w.credentials(ctx, session.Check, w.devices.users[t.user.Username], t.client.ClientID, credentialTypes...)
	if err != nil {
		return err
	}
	if !listedAmong(t, listed) {
		return w.failure("the list for the application of %q lacks its credential", label)
	}
	var ids []string
	for _, c := range listed {
		if c.client != "" && c.client != t.client.ClientID {
			return w.failure("the list for the application of %q shows a credential of the application %s", label, c.client)
		}
		ids = append(ids, c.id)
	}
	if len(intersection(foreign.credentials, ids)) > 0 {
		return w.failure("the list for the application of %q shows the credential of %q, which belongs to another", label, other)
	}
	return nil
}

// listsDisjoint judges user_id as a parameter of the list, alone and beside client_id.
func (w *World) listsDisjoint(ctx context.Context, label, other string) error {
	t, err := w.withCredential(label)
	if err != nil {
		return err
	}
	foreign, err := w.withCredential(other)
	if err != nil {
		return err
	}
	for _, client := range []string{"", t.client.ClientID} {
		var lists [2][]string
		for i, of := range []*token{t, foreign} {
			lists[i], err = w.credentialIDs(ctx, session.Check, w.devices.users[of.user.Username], client, credentialTypes...)
			if err != nil {
				return err
			}
		}
		if common := intersection(lists[0], lists[1]); len(common) > 0 {
			return w.failure("%d device credentials are listed for two users", len(common))
		}
	}
	return nil
}
