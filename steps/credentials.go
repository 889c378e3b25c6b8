package steps

import (
	"context"
	"net/url"
	"slices"

	"github.com/revokespec/revokespec/internal/auth0"
	"github.com/revokespec/revokespec/internal/session"
	"github.com/revokespec/revokespec/judge"
)

// deleted is an act: the device is unlinked.
func (d *deviceCredentials) deleted(ctx context.Context, label string) error {
	if err := d.settingUnchanged(ctx); err != nil {
		return err
	}
	t, err := d.of(label)
	if err != nil {
		return err
	}
	subject := judge.CredentialDeletion
	if t.revoked {
		subject = judge.MissingCredentialDeletion
	}
	for _, id := range t.credentials {
		r := d.lease.Management(ctx, session.Act, auth0.ManagementRequest{Method: "DELETE", Path: "/device-credentials/" + url.PathEscape(id)})
		d.act(r, subject, true)
	}
	t.revoked = true
	d.ends(t, judge.CredentialDeletion)
	return d.settingUnchanged(ctx)
}

func (d *deviceCredentials) of(label string) (*token, error) {
	t, err := d.judgedToken(label)
	switch {
	case err != nil:
		return nil, err
	case len(t.credentials) == 0 || d.nothingListedAtFirst(t):
		return nil, d.leftTo(judge.CredentialList, "the credential of %q was not found in the list; %s judges that", label)
	}
	return t, nil
}

// everyDeleted is an act: all devices of a user are unlinked.
func (d *deviceCredentials) everyDeleted(ctx context.Context, label string) error {
	t, err := d.of(label)
	if err != nil {
		return err
	}
	ids, err := d.ids(ctx, session.Control, d.users[t.user.Username], "", credentialTypes...)
	if err != nil {
		return err
	}
	for _, id := range ids {
		r := d.lease.Management(ctx, session.Act, auth0.ManagementRequest{Method: "DELETE", Path: "/device-credentials/" + url.PathEscape(id)})
		d.act(r, judge.CredentialDeletion, true)
	}
	d.ends(t, judge.CredentialDeletion)
	return d.settingUnchanged(ctx)
}

// stillListed judges the list of the token's user. A credential that must stay and was never found is a finding: that
// is what the rule on the list is about.
func (d *deviceCredentials) stillListed(ctx context.Context, label, state, kind string) error {
	t, err := d.judgedToken(label)
	if err != nil {
		return err
	}
	types := []string{kind}
	switch {
	case state == "still" && kind != "":
		return d.isListed(ctx, label, kind)
	case state == "still":
		return d.isListed(ctx, label, d.typesOf(t)...)
	case kind == "":
		types = credentialTypes
	}
	if t, err = d.of(label); err != nil {
		return err
	}
	var left []string
	err = d.eventually(ctx, func() (bool, error) {
		now, err := d.ids(ctx, session.Check, d.users[t.user.Username], "", types...)
		left = intersection(t.credentials, now)
		return len(left) == 0, err
	})
	if err == nil && len(left) > 0 {
		err = d.failureOfEnded(ctx, "the credential of %q must be gone, but it is still listed", label)
	}
	return err
}

// isListed judges that the credential stands in the user's list, and that the list is what was asked for.
func (d *deviceCredentials) isListed(ctx context.Context, label string, types ...string) error {
	t, err := d.judgedToken(label)
	if err != nil {
		return err
	}
	user := d.users[t.user.Username]
	var listed []credential
	err = d.eventually(ctx, func() (found bool, err error) {
		listed, err = d.list(ctx, session.Check, user, "", types...)
		return listedAmong(t, listed), err
	})
	if err != nil {
		return err
	}
	if d.nothingListedAtFirst(t) || !listedAmong(t, listed) {
		if err := d.lives(ctx, t); err != nil {
			return err
		}
	}
	if d.nothingListedAtFirst(t) {
		return d.failure("right after a sign-in of the user no device credential was listed")
	}
	for _, c := range listed {
		if c.user != "" && c.user != user {
			return d.failure("the list of one user's credentials shows one of another user")
		}
		if c.kind != "" && c.kind != c.asked && (len(types) == 1 || c.asked == credentialTypes[0]) {
			return d.failure("the list of the type %s shows a credential of the type %s", c.asked, c.kind)
		}
	}
	if !listedAmong(t, listed) {
		return d.lost("the live refresh token %q must be listed as a device credential (%v), but it is not", label, types)
	}
	return nil
}

// lives is the control that a token which is not listed lives.
func (d *deviceCredentials) lives(ctx context.Context, t *token) error {
	r := d.exchange(ctx, session.Control, t, false)
	if judge.Class(r) != judge.Alive {
		return d.leftTo(d.exchangeOf(t), "control: the refresh token %q, which is not listed, does not live: its exchange was answered %s; %s judges that", t.label, r)
	}
	d.follow(t, r)
	return nil
}

// typesOf are those under which the token's credential may be listed: nothing is written about one that rotates (C16).
func (d *deviceCredentials) typesOf(t *token) []string {
	plain := false
	for _, o := range d.signIns {
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
	return slices.ContainsFunc(listed, func(c credential) bool { return slices.Contains(t.credentials, c.id) })
}

// listingNarrowed judges a parameter of the list: user_id or client_id.
func (d *deviceCredentials) listingNarrowed(ctx context.Context, by, label, other string) error {
	t, err := d.of(label)
	if err != nil {
		return err
	}
	foreign, err := d.of(other)
	if err != nil {
		return err
	}
	if by == "user" {
		return d.listedByUser(ctx, t, foreign)
	}
	return d.listedByApplication(ctx, t, foreign)
}

// listedByApplication judges client_id.
func (d *deviceCredentials) listedByApplication(ctx context.Context, t, foreign *token) error {
	listed, err := d.list(ctx, session.Check, d.users[t.user.Username], t.client.ClientID, credentialTypes...)
	if err != nil {
		return err
	}
	if !listedAmong(t, listed) {
		return d.failure("the list for the application of %q lacks its credential", t.label)
	}
	var ids []string
	for _, c := range listed {
		if c.client != "" && c.client != t.client.ClientID {
			return d.failure("the list for the application of %q shows a credential of the application %s", t.label, c.client)
		}
		ids = append(ids, c.id)
	}
	if len(intersection(foreign.credentials, ids)) > 0 {
		return d.failure("the list for the application of %q shows the credential of %q, which belongs to another", t.label, foreign.label)
	}
	return nil
}

// listedByUser judges user_id, alone and beside client_id.
func (d *deviceCredentials) listedByUser(ctx context.Context, t, foreign *token) (err error) {
	for _, client := range []string{"", t.client.ClientID} {
		var lists [2][]string
		for i, of := range []*token{t, foreign} {
			lists[i], err = d.ids(ctx, session.Check, d.users[of.user.Username], client, credentialTypes...)
			if err != nil {
				return err
			}
		}
		if common := intersection(lists[0], lists[1]); len(common) > 0 {
			return d.failure("device credentials that are listed for two users: %d", len(common))
		}
	}
	return nil
}
