package webui

import (
	"context"
	"fmt"

	"github.com/revokespec/revokespec/internal/session"
)

// list is a tab of the user's page that lists something, with a button in each row.
type list struct{ tab, button string }

var (
	applications = list{"Authorized Applications", "Revoke"}
	devices      = list{"Devices", "Unlink"}
)

// Applications are the rows of the user's Authorized Applications.
func (d *Dashboard) Applications(ctx context.Context, p session.Purpose, user string) (Rows, error) {
	return d.list(ctx, p, user, applications)
}

// Devices are the rows of the user's Devices.
func (d *Dashboard) Devices(ctx context.Context, p session.Purpose, user string) (Rows, error) {
	return d.list(ctx, p, user, devices)
}

// Says tells whether a text stands anywhere on the page that was read last: a list may have another button than is looked for.
func (d *Dashboard) Says(ctx context.Context, text string) (bool, error) {
	return d.window.says(ctx, text)
}

// Revoke presses Revoke beside the application of that client_id among the user's Authorized Applications.
func (d *Dashboard) Revoke(ctx context.Context, p session.Purpose, user, clientID string) error {
	return d.pressBeside(ctx, p, user, applications, clientID)
}

// Unlink presses Unlink beside the device credential of that id among the user's Devices.
func (d *Dashboard) Unlink(ctx context.Context, p session.Purpose, user, credential string) error {
	return d.pressBeside(ctx, p, user, devices, credential)
}

// list goes to a tab of the user's page and reads the rows of its list.
func (d *Dashboard) list(ctx context.Context, p session.Purpose, user string, l list) (Rows, error) {
	if err := d.follow(ctx, p, "Users"); err != nil {
		return nil, err
	}
	if err := d.search(ctx, p, user); err != nil {
		return nil, err
	}
	for _, link := range []string{user, l.tab} {
		if err := d.clickLink(ctx, p, link); err != nil {
			return nil, err
		}
	}
	seen, err := d.window.read(ctx)
	return seen.listed(l.button), err
}

// search looks for a user who is not on the first page of the list, where it can be searched.
func (d *Dashboard) search(ctx context.Context, p session.Purpose, user string) error {
	seen, err := d.window.read(ctx)
	if _, listed := seen.link(user); listed || err != nil {
		return err
	}
	for _, label := range []string{"Search", "Search users", "q"} {
		if _, found := seen.field(label); !found {
			continue
		}
		if err := d.fill(ctx, label, user); err != nil {
			return err
		}
		return d.press(ctx, p, "Search")
	}
	return nil
}

func (d *Dashboard) pressBeside(ctx context.Context, p session.Purpose, user string, l list, id string) error {
	rows, err := d.list(ctx, p, user, l)
	if err != nil {
		return err
	}
	beside := rows.of(id)
	if beside == nil {
		return missing(d.window, "row of %s", id)
	}
	d.did("row %q", beside.text)
	d.did("pressed %q", l.button)
	return d.click(ctx, p, fmt.Sprintf("button %q in the row %q", l.button, beside.text), func(seen contents) (element, bool) {
		if beside := seen.listed(l.button).of(id); beside != nil {
			return ofText(beside.buttons, l.button)
		}
		return element{}, false
	})
}
