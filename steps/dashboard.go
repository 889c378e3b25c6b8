package steps

import (
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/revokespec/revokespec/internal/session"
	"github.com/revokespec/revokespec/internal/webui"
	"github.com/revokespec/revokespec/judge"
)

// dashboard is the Dashboard's window. It is opened when it is first needed, and closed by End.
type dashboard struct {
	*World
	window *webui.Dashboard // nil: not opened yet
}

// do has a person do something there, and notes what was done and how.
func (d *dashboard) do(ctx context.Context, do func(*webui.Dashboard) error) error {
	if d.window == nil {
		opened, err := d.scenario.Dashboards.Open(ctx, d.lease.Session)
		if err != nil {
			return inconclusive("the Dashboard cannot be opened: %v", err)
		}
		d.window = opened
	}
	err := do(d.window)
	if done := d.window.Done(); len(done) > 0 {
		d.notes = append(d.notes, strings.Join(done, ", "))
	}
	var missing *webui.Missing
	switch {
	case errors.As(err, &missing) && strings.HasPrefix(missing.What, "row"):
		return d.leftTo(judge.DashboardList, "at the Dashboard, %v; %s judges what is listed", err)
	case err != nil:
		return inconclusive("at the Dashboard: %v", err)
	}
	return nil
}

func (d *dashboard) close() {
	if d.window != nil {
		d.window.Close()
		d.window = nil
	}
}

// applicationRevoked is an act: the user's access to the token's application is taken back.
func (d *dashboard) applicationRevoked(ctx context.Context, label string) error {
	t, err := d.judgedToken(label)
	if err != nil {
		return err
	}
	err = d.do(ctx, func(window *webui.Dashboard) error {
		return window.Revoke(ctx, session.Act, t.user.Username, t.client.ClientID)
	})
	if err != nil {
		return err
	}
	d.ends(t, judge.DashboardRevocation)
	return d.settingUnchanged(ctx)
}

// deviceUnlinked is an act: the token's device is unlinked.
func (d *dashboard) deviceUnlinked(ctx context.Context, label string) error {
	if err := d.settingUnchanged(ctx); err != nil {
		return err
	}
	t, err := d.credentials.of(label)
	if err != nil {
		return err
	}
	for _, id := range t.credentials {
		err := d.do(ctx, func(window *webui.Dashboard) error { return window.Unlink(ctx, session.Act, t.user.Username, id) })
		if err != nil {
			return err
		}
	}
	d.ends(t, judge.DashboardUnlinking)
	return d.settingUnchanged(ctx)
}

// switchSetting changes the tenant setting by its toggle.
func (d *dashboard) switchSetting(ctx context.Context, value string) error {
	if err := d.lease.JournalSetting(ctx); err != nil {
		return inconclusive("the setting could not be journalled: %v", err)
	}
	return d.do(ctx, func(window *webui.Dashboard) error { return window.SwitchSetting(ctx, session.Act, value == "on") })
}

func (d *dashboard) settingReads(ctx context.Context, value string) error {
	on := false
	err := d.do(ctx, func(window *webui.Dashboard) (err error) {
		on, err = window.Setting(ctx, session.Check)
		return err
	})
	if err == nil && on != (value == "on") {
		err = d.failure("the Dashboard shows the setting %s, wanted %s", map[bool]string{true: "on", false: "off"}[on], value)
	}
	return err
}

// lists judges one row of the user's Authorized Applications, or of their Devices.
func (d *dashboard) lists(ctx context.Context, state, what, label string) error {
	t, err := d.judgedToken(label)
	if err != nil {
		return err
	}
	ids := []string{t.client.ClientID}
	if what == "device" {
		if t, err = d.credentials.of(label); err != nil {
			return err
		}
		ids = t.credentials
	}
	listed, said := false, false
	err = d.eventually(ctx, func() (bool, error) {
		rows, err := d.rows(ctx, t, what)
		listed = slices.ContainsFunc(ids, rows.Names)
		if err == nil && !listed {
			said, err = d.says(ctx, ids)
		}
		return listed == (state == "lists") && (listed || !said), err
	})
	switch {
	case err != nil:
		return err
	case !listed && said:
		return inconclusive("the Dashboard's page names the %s of %q, but not in a row with the button %q: whether that is the list is unclear", what, label, map[string]string{"application": "Revoke", "device": "Unlink"}[what])
	case listed && state != "lists":
		return d.failure("the Dashboard must no longer list the %s of %q, but it does", what, label)
	case !listed && state == "lists":
		return d.failure("the Dashboard must list the %s of %q, but it does not", what, label)
	}
	return nil
}

// says tells whether the page that was looked at last names one of the ids.
func (d *dashboard) says(ctx context.Context, ids []string) (said bool, err error) {
	err = d.do(ctx, func(window *webui.Dashboard) error {
		for _, id := range ids {
			if said, err = window.Says(ctx, id); said || err != nil {
				return err
			}
		}
		return nil
	})
	return said, err
}

func (d *dashboard) rows(ctx context.Context, t *token, what string) (rows webui.Rows, err error) {
	err = d.do(ctx, func(window *webui.Dashboard) (err error) {
		if what == "device" {
			rows, err = window.Devices(ctx, session.Check, t.user.Username)
		} else {
			rows, err = window.Applications(ctx, session.Check, t.user.Username)
		}
		return err
	})
	return rows, err
}

// listsAuthorized compares the user's Authorized Applications with the grants that the Management API lists: all that has a grant must
// be there, or only that.
func (d *dashboard) listsAuthorized(ctx context.Context, which, label string) error {
	t, err := d.judgedToken(label)
	if err != nil {
		return err
	}
	wrong := ""
	err = d.eventually(ctx, func() (bool, error) {
		granted, err := d.granted(ctx, t)
		if err != nil {
			return false, err
		}
		rows, err := d.rows(ctx, t, "application")
		if wrong = rows.Other(granted); which == "all" {
			wrong = firstMissing(rows, granted)
		}
		return wrong == "", err
	})
	if err != nil || wrong == "" {
		return err
	}
	said, err := d.says(ctx, []string{wrong})
	switch {
	case err != nil:
		return err
	case which == "all" && said:
		return inconclusive("the Dashboard's page names %s, but not in a row with the button %q: whether that is the list is unclear", wrong, "Revoke")
	case which == "all":
		return d.failure("the Dashboard must list every application that the user has authorized, but it does not list %s", wrong)
	}
	return d.failure("the Dashboard lists an application that the user has not authorized: %q", wrong)
}

// firstMissing is the first of the ids that no row names, "" when there is none.
func firstMissing(rows webui.Rows, ids []string) string {
	for _, id := range ids {
		if !rows.Names(id) {
			return id
		}
	}
	return ""
}

// granted are the client_ids that the token's user has grants for.
func (d *dashboard) granted(ctx context.Context, t *token) ([]string, error) {
	user, err := t.userID()
	if err != nil {
		return nil, err
	}
	items, err := d.listAll(ctx, session.Check, "/grants", map[string][]string{"user_id": {user}})
	var ids []string
	for _, item := range items {
		if id, _ := item["clientID"].(string); id != "" {
			ids = append(ids, id)
		}
	}
	return ids, err
}

// methodNames are the authentication methods as the Dashboard spells them.
var methodNames = map[string]string{
	"none": "None", "client_secret_post": "Client Secret (Post)", "client_secret_basic": "Client Secret (Basic)",
}

// changeMethod has the throw-away application registered for another authentication method.
func (d *dashboard) changeMethod(ctx context.Context, method string) error {
	return d.do(ctx, func(window *webui.Dashboard) error {
		return window.SetAuthentication(ctx, session.Act, d.throwAways.clientName, methodNames[method])
	})
}
