package steps

import (
	"context"
	"net/url"
	"slices"
	"time"

	"github.com/revokespec/revokespec/internal/auth0"
	"github.com/revokespec/revokespec/internal/session"
	"github.com/revokespec/revokespec/judge"
)

// grants lists the ids of the grants that the token belongs to: its user, application and audience. Without an audience
// of its own a token belongs to the grants for none of the file's audiences.
func (w *World) grants(ctx context.Context, p session.Purpose, t *token) ([]string, error) {
	user, err := t.userID()
	if err != nil {
		return nil, err
	}
	items, err := w.listAll(ctx, p, "/grants", url.Values{"user_id": {user}})
	if err != nil {
		return nil, err
	}
	var ids []string
	for _, item := range items {
		id, _ := item["id"].(string)
		audience, _ := item["audience"].(string)
		if owner, _ := item["user_id"].(string); owner != "" && owner != user {
			continue // whoever ignores the filter must not have us delete what is somebody else's
		}
		ours := audience == t.audience || t.audience == "" && !slices.Contains(w.deployment().File.Audiences, audience)
		if item["clientID"] == t.client.ClientID && ours {
			ids = append(ids, id)
		}
	}
	return ids, nil
}

func (w *World) observeGrant(ctx context.Context, t *token) error {
	ids, err := w.grants(ctx, session.Control, t)
	t.granted = len(ids) > 0
	return err
}

// grantIs judges whether the grant stands in the list; a list that lags is asked again up to the declared limit.
func (w *World) grantIs(ctx context.Context, label, state, when string) error {
	t, err := w.judgedToken(label)
	if err != nil {
		return err
	}
	if when != "" {
		if err := w.wait(ctx, hour); err != nil {
			return err
		}
	}
	if !t.granted {
		return inconclusive("control: the grant of %q was not listed before the act", label)
	}
	listed := false
	err = w.eventually(ctx, func() (bool, error) {
		ids, err := w.grants(ctx, session.Check, t)
		listed = len(ids) > 0
		return listed == (state == "still"), err
	})
	if err != nil {
		return err
	}
	if listed && state == "no longer" {
		return w.failureOfEnded(ctx, "the grant of %q must be gone, but it is still listed", label)
	}
	if !listed && state == "still" {
		return w.lost("the grant of %q must stay, but it is no longer listed", label)
	}
	return nil
}

// deleted is an act.
func (w *World) deleted(ctx context.Context, what, label string) error {
	if what == "credential" {
		return w.credentials.deleted(ctx, label)
	}
	return w.grantDeleted(ctx, label)
}

// everyDeleted is an act on all that belongs to a user.
func (w *World) everyDeleted(ctx context.Context, what, label string) error {
	if what == "credential" {
		return w.credentials.everyDeleted(ctx, label)
	}
	return w.everyGrantDeleted(ctx, label)
}

// grantDeleted is an act: the grants of the token's user, application and audience are deleted one by one.
func (w *World) grantDeleted(ctx context.Context, label string) error {
	t, err := w.judgedToken(label)
	if err != nil {
		return err
	}
	ids, err := w.grants(ctx, session.Control, t)
	if err != nil {
		return err
	}
	if len(ids) == 0 {
		return inconclusive("the grant of %q is not listed, so it cannot be deleted", label)
	}
	for _, id := range ids {
		r := w.lease.Management(ctx, session.Act, auth0.ManagementRequest{Method: "DELETE", Path: "/grants/" + url.PathEscape(id)})
		w.act(r, judge.GrantDeletion, true)
	}
	w.ends(t, judge.GrantDeletion)
	t.ended = true
	return w.settingUnchanged(ctx)
}

// everyGrantDeleted is an act: one request for all grants of a user.
func (w *World) everyGrantDeleted(ctx context.Context, label string) error {
	t, err := w.judgedToken(label)
	if err != nil {
		return err
	}
	user, err := t.userID()
	if err != nil {
		return err
	}
	r := w.lease.Management(ctx, session.Act, auth0.ManagementRequest{Method: "DELETE", Path: "/grants", Query: url.Values{"user_id": {user}}})
	w.act(r, judge.UserGrantsDeletion, true)
	w.ends(t, judge.UserGrantsDeletion)
	return w.settingUnchanged(ctx)
}

// lookAgain lies between two looks at what may take its time.
const lookAgain = 250 * time.Millisecond

// eventually asks until it is satisfied or the declared limit for lists is over.
func (w *World) eventually(ctx context.Context, satisfied func() (bool, error)) error {
	limit := *w.deployment().File.Declares.ListingLimit
	for waited := time.Duration(0); ; waited += lookAgain {
		ok, err := satisfied()
		if ok || err != nil || waited >= limit {
			return err
		}
		if err := w.wait(ctx, lookAgain); err != nil {
			return err
		}
	}
}
