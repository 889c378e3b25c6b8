package steps

import (
	"context"
	"net/url"
	"slices"

	"github.com/revokespec/revokespec/deployment"
)

// credentialDeleted is an act: the device is unlinked.
func (w *World) credentialDeleted(ctx context.Context, label string) error {
	t, err := w.withCredential(label)
	if err != nil {
		return err
	}
	for _, id := range t.credentials {
		r := w.lease.Management(ctx, deployment.Act, deployment.ManagementRequest{Method: "DELETE", Path: "/device-credentials/" + url.PathEscape(id)})
		w.act(r, "DEV-04", true)
	}
	t.revoked = true
	return w.settled(ctx)
}

func (w *World) withCredential(label string) (*token, error) {
	t, err := w.subject(label)
	if err == nil && len(t.credentials) == 0 {
		err = inconclusive("the credential of %q was not found in the list; DEV-02 judges that", label)
	}
	return t, err
}

// credentialIs judges the list of the token's user. A credential that must stay and was never found is a finding: that
// is what the rule on the list is about.
func (w *World) credentialIs(ctx context.Context, label, state string) error {
	if state == "still" {
		return w.credentialListed(ctx, label, credentialTypes...)
	}
	t, err := w.withCredential(label)
	if err != nil {
		return err
	}
	var left []string
	err = w.eventually(ctx, func() (bool, error) {
		now, err := w.credentialIDs(ctx, deployment.Check, w.devices.users[t.user.Username], "", credentialTypes...)
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
		listed, err = w.credentials(ctx, deployment.Check, user, "", types...)
		return listedAmong(t, listed), err
	})
	if err != nil {
		return err
	}
	for _, c := range listed {
		if c.user != "" && c.user != user {
			return w.failure("the list of one user's credentials shows one of another user")
		}
		if c.kind != "" && !contains(types, c.kind) {
			return w.failure("the list of the type %v shows a credential of the type %s", types, c.kind)
		}
	}
	if !listedAmong(t, listed) {
		return w.failure("the live refresh token %q must be listed as a device credential (%v), but it is not", label, types)
	}
	return nil
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
	ids, err := w.credentialIDs(ctx, deployment.Check, w.devices.users[t.user.Username], t.client.ClientID, credentialTypes...)
	if err != nil {
		return err
	}
	if len(intersection(t.credentials, ids)) == 0 {
		return w.failure("the list for the application of %q lacks its credential", label)
	}
	if len(intersection(foreign.credentials, ids)) > 0 {
		return w.failure("the list for the application of %q shows the credential of %q, which belongs to another", label, other)
	}
	return nil
}
