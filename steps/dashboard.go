package steps

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/revokespec/revokespec/deployment/file"
	"github.com/revokespec/revokespec/internal/webui"
	"github.com/revokespec/revokespec/internal/auth0"
	"github.com/revokespec/revokespec/internal/session"
)

// atDashboard has a person do something at the Dashboard, and notes what was done and how. The window is opened when it is
// first needed, and closed by End.
func (w *World) atDashboard(ctx context.Context, do func(*webui.Dashboard) error) error {
	if w.dashboard == nil {
		opened, err := w.scenario.Dashboards.Open(ctx, w.lease.Session)
		if err != nil {
			return inconclusive("the Dashboard cannot be opened: %v", err)
		}
		w.dashboard = opened
	}
	err := do(w.dashboard)
	w.notes = append(w.notes, strings.Join(w.dashboard.Done(), ", "))
	var missing *webui.Missing
	switch {
	case errors.As(err, &missing) && strings.HasPrefix(missing.What, "row"):
		return inconclusive("at the Dashboard, %v; DSH-01 judges what is listed", err)
	case err != nil:
		return inconclusive("at the Dashboard: %v", err)
	}
	return nil
}

// closeDashboard closes the window that the scenario has opened.
func (w *World) closeDashboard() {
	if w.dashboard != nil {
		w.dashboard.Close()
		w.dashboard = nil
	}
}

// applicationRevoked is an act: the user's access to the token's application is taken back.
func (w *World) applicationRevoked(ctx context.Context, label string) error {
	t, err := w.subject(label)
	if err != nil {
		return err
	}
	err = w.atDashboard(ctx, func(d *webui.Dashboard) error {
		return d.Revoke(ctx, session.Act, t.user.Username, t.client.ClientID)
	})
	if err != nil {
		return err
	}
	return w.settled(ctx)
}

// deviceUnlinked is an act: the token's device is unlinked.
func (w *World) deviceUnlinked(ctx context.Context, label string) error {
	if err := w.settled(ctx); err != nil {
		return err
	}
	t, err := w.withCredential(label)
	if err != nil {
		return err
	}
	for _, id := range t.credentials {
		err := w.atDashboard(ctx, func(d *webui.Dashboard) error { return d.Unlink(ctx, session.Act, t.user.Username, id) })
		if err != nil {
			return err
		}
	}
	return w.settled(ctx)
}

// settingSwitchedByHand changes the tenant setting at the Dashboard; only a scenario that leased it for changing may.
func (w *World) settingSwitchedByHand(ctx context.Context, value string) error {
	if w.scenario.Setting != file.SettingChanged {
		return fmt.Errorf("a scenario that changes the setting needs the tag @setting-changed")
	}
	before, err := w.readFlags(ctx, session.Control)
	if err != nil {
		return err
	}
	if err := w.lease.JournalSetting(ctx); err != nil {
		return inconclusive("the setting could not be journalled: %v", err)
	}
	err = w.atDashboard(ctx, func(d *webui.Dashboard) error { return d.SwitchSetting(ctx, session.Act, value == "on") })
	if err != nil {
		return err
	}
	w.flags.since(before, value, w.settingSwitchedByHand)
	return w.noteFlags(ctx)
}

func (w *World) dashboardShowsSetting(ctx context.Context, value string) error {
	on := false
	err := w.atDashboard(ctx, func(d *webui.Dashboard) (err error) {
		on, err = d.Setting(ctx, session.Check)
		return err
	})
	if err == nil && on != (value == "on") {
		err = w.failure("the Dashboard shows the setting %s, wanted %s", map[bool]string{true: "on", false: "off"}[on], value)
	}
	return err
}

// dashboardLists judges one row of the user's Authorized Applications, or of their Devices.
func (w *World) dashboardLists(ctx context.Context, state, what, label string) error {
	t, err := w.subject(label)
	if err != nil {
		return err
	}
	ids := []string{t.client.ClientID}
	if what == "device" {
		if t, err = w.withCredential(label); err != nil {
			return err
		}
		ids = t.credentials
	}
	listed := false
	err = w.eventually(ctx, func() (bool, error) {
		rows, err := w.dashboardRows(ctx, t, what)
		listed = false
		for _, id := range ids {
			listed = listed || rows.Names(id)
		}
		return listed == (state == "lists"), err
	})
	switch {
	case err != nil:
		return err
	case listed && state != "lists":
		return w.failure("the Dashboard must no longer list the %s of %q, but it does", what, label)
	case !listed && state == "lists":
		return w.failure("the Dashboard must list the %s of %q, but it does not", what, label)
	}
	return nil
}

func (w *World) dashboardRows(ctx context.Context, t *token, what string) (rows webui.Rows, err error) {
	err = w.atDashboard(ctx, func(d *webui.Dashboard) (err error) {
		if what == "device" {
			rows, err = d.Devices(ctx, session.Check, t.user.Username)
		} else {
			rows, err = d.Applications(ctx, session.Check, t.user.Username)
		}
		return err
	})
	return rows, err
}

// dashboardListsNoOther compares the user's Authorized Applications with the grants that the Management API lists.
func (w *World) dashboardListsNoOther(ctx context.Context, label string) error {
	t, err := w.subject(label)
	if err != nil {
		return err
	}
	other := ""
	err = w.eventually(ctx, func() (bool, error) {
		authorized, err := w.authorized(ctx, t)
		if err != nil {
			return false, err
		}
		rows, err := w.dashboardRows(ctx, t, "application")
		other = rows.Other(authorized)
		return other == "", err
	})
	if err == nil && other != "" {
		err = w.failure("the Dashboard lists an application that the user has not authorized: %q", other)
	}
	return err
}

// dashboardListsAll is the same comparison, the other way round.
func (w *World) dashboardListsAll(ctx context.Context, label string) error {
	t, err := w.subject(label)
	if err != nil {
		return err
	}
	missing := ""
	err = w.eventually(ctx, func() (bool, error) {
		authorized, err := w.authorized(ctx, t)
		if err != nil {
			return false, err
		}
		rows, err := w.dashboardRows(ctx, t, "application")
		i := slices.IndexFunc(authorized, func(id string) bool { return !rows.Names(id) })
		if missing = ""; i >= 0 {
			missing = authorized[i]
		}
		return missing == "", err
	})
	if err == nil && missing != "" {
		err = w.failure("the Dashboard must list every application that the user has authorized, but it does not list %s", missing)
	}
	return err
}

// authorized are the client_ids that the token's user has grants for.
func (w *World) authorized(ctx context.Context, t *token) ([]string, error) {
	user, err := t.userID()
	if err != nil {
		return nil, err
	}
	items, err := w.list(ctx, session.Check, "/grants", map[string][]string{"user_id": {user}})
	var ids []string
	for _, item := range items {
		if id, _ := item["clientID"].(string); id != "" {
			ids = append(ids, id)
		}
	}
	return ids, err
}

// methods are the authentication methods as the Dashboard spells them.
var methods = map[string]string{
	"None": "none", "Client Secret (Post)": "client_secret_post", "Client Secret (Basic)": "client_secret_basic",
}

// methodChangedByHand is methodChanged at the Dashboard.
func (w *World) methodChangedByHand(ctx context.Context, method string) error {
	path, err := w.ownClientPath()
	if err != nil {
		return err
	}
	err = w.atDashboard(ctx, func(d *webui.Dashboard) error {
		return d.SetAuthentication(ctx, session.Act, w.own.name, method)
	})
	if err != nil {
		return err
	}
	shown := w.lease.Management(ctx, session.Control, auth0.ManagementRequest{Method: "GET", Path: path})
	return w.nowAuthenticates(ctx, methods[method], shown)
}
