package webui

import (
	"context"
	"fmt"
	"slices"
	"strconv"

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
	return d.list(ctx, p, user, applications, "")
}

// Devices are the rows of the user's Devices.
func (d *Dashboard) Devices(ctx context.Context, p session.Purpose, user string) (Rows, error) {
	return d.list(ctx, p, user, devices, "")
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

// list goes to a tab of the user's page and reads the rows of its list, as far as the page that has one of that id.
func (d *Dashboard) list(ctx context.Context, p session.Purpose, user string, l list, id string) (Rows, error) {
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
	return d.readPages(ctx, p, l, id)
}

// mostPages is how many pages of a list are read.
const mostPages = 50

// readPages reads the rows of a list that goes on behind links called Next.
func (d *Dashboard) readPages(ctx context.Context, p session.Purpose, l list, id string) (rows Rows, err error) {
	for range mostPages {
		seen, err := d.window.read(ctx)
		if err != nil {
			return nil, err
		}
		rows = append(rows, seen.listed(l.button)...)
		if _, more := seen.link("Next"); !more || rows.Names(id) {
			break
		}
		if err := d.clickLink(ctx, p, "Next"); err != nil {
			return nil, err
		}
	}
	return rows, nil
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
	rows, err := d.list(ctx, p, user, l, id)
	if err != nil {
		return err
	}
	beside := rows.of(id)
	if beside == nil {
		return missing(d.window, "row of %s", id)
	}
	d.did("row %q", beside.text)
	d.did("pressed %q", l.button)
	err = d.click(ctx, p, fmt.Sprintf("button %q in the row %q", l.button, beside.text), func(seen contents) (element, bool) {
		if beside := seen.listed(l.button).of(id); beside != nil {
			return ofText(beside.buttons, l.button)
		}
		return element{}, false
	})
	if err != nil {
		return err
	}
	return d.confirm(ctx, p, l.button)
}

// confirm says yes where the Dashboard asks before it does what a button says.
func (d *Dashboard) confirm(ctx context.Context, p session.Purpose, button string) error {
	seen, err := d.window.read(ctx)
	if err != nil {
		return err
	}
	yes, asked := seen.question(button)
	if !asked {
		return nil
	}
	d.did("confirmed by %q", yes.text)
	return d.click(ctx, p, "button "+strconv.Quote(yes.text), func(seen contents) (element, bool) { return seen.question(button) })
}

// question is the button that says yes to a question: one outside of any row, beside a way back.
func (c contents) question(button string) (element, bool) {
	_, link := c.link("Cancel")
	_, no := c.button("Cancel")
	if !link && !no {
		return element{}, false
	}
	for _, text := range []string{button, "Yes, " + button, "Confirm", "Yes", "OK"} {
		for _, b := range c.buttons {
			inRow := slices.ContainsFunc(c.rows, func(r row) bool { return slices.Contains(r.buttons, b) })
			if b.text == text && !inRow {
				return b, true
			}
		}
	}
	return element{}, false
}
