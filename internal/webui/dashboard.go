package webui

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/revokespec/revokespec/deployment/file"
	"github.com/revokespec/revokespec/internal/session"
)

// Dashboard is a person at the Dashboard, in a window of their own. It is for one goroutine.
type Dashboard struct {
	window   window
	timeout  time.Duration // how long what is looked for on a page may take to come
	file     file.Dashboard
	loggedIn bool
	done     []string
	way      string
}

// What the documentation calls things (Auth0, "Revoke refresh tokens", "Tenant settings", "Application settings").
const (
	settingLabel        = "Refresh Token Revocation Deletes Grant"
	authenticationLabel = "Authentication Method"
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

// Revoke presses Revoke beside the application of that client_id among the user's Authorized Applications.
func (d *Dashboard) Revoke(ctx context.Context, p session.Purpose, user, clientID string) error {
	return d.pressBeside(ctx, p, user, applications, clientID)
}

// Unlink presses Unlink beside the device credential of that id among the user's Devices.
func (d *Dashboard) Unlink(ctx context.Context, p session.Purpose, user, credential string) error {
	return d.pressBeside(ctx, p, user, devices, credential)
}

// Setting reads the toggle "Refresh Token Revocation Deletes Grant" of the Advanced tenant settings.
func (d *Dashboard) Setting(ctx context.Context, p session.Purpose) (on bool, err error) {
	if err := d.follow(ctx, p, "Tenant Settings", "Advanced"); err != nil {
		return false, err
	}
	return d.ticked(ctx, settingLabel)
}

// SwitchSetting switches that toggle, and saves.
func (d *Dashboard) SwitchSetting(ctx context.Context, p session.Purpose, on bool) error {
	if err := d.follow(ctx, p, "Tenant Settings", "Advanced"); err != nil {
		return err
	}
	if err := d.tick(ctx, settingLabel, on); err != nil {
		return err
	}
	d.did("ticked %q: %t", settingLabel, on)
	return d.press(ctx, p, "Save")
}

// SetAuthentication chooses an application's authentication method, as it is spelled there, and saves.
func (d *Dashboard) SetAuthentication(ctx context.Context, p session.Purpose, application, method string) error {
	if err := d.follow(ctx, p, "Applications", application, "Settings"); err != nil {
		return err
	}
	if err := d.choose(ctx, authenticationLabel, method); err != nil {
		return err
	}
	d.did("chose %q as %q", method, authenticationLabel)
	return d.press(ctx, p, "Save Changes")
}

// Done says what was done since the last call, and in which way: for the record.
func (d *Dashboard) Done() []string {
	if len(d.done) == 0 {
		return nil
	}
	done := append([]string{"at the Dashboard, " + d.way}, d.done...)
	d.done = nil
	return done
}

// Close closes the window.
func (d *Dashboard) Close() { d.window.close() }

func (d *Dashboard) did(format string, args ...any) {
	d.done = append(d.done, fmt.Sprintf(format, args...))
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

// follow goes from the beginning along links.
func (d *Dashboard) follow(ctx context.Context, p session.Purpose, links ...string) error {
	if err := d.begin(ctx, p); err != nil {
		return err
	}
	for _, link := range links {
		if err := d.clickLink(ctx, p, link); err != nil {
			return err
		}
	}
	return nil
}

// stillLoggedIn says whether the page that arrived is the login page: then what was to be done there was not, or nobody
// knows.
func (d *Dashboard) stillLoggedIn(ctx context.Context) error {
	if !d.loggedIn {
		return nil
	}
	asked, err := d.asksPassword(ctx)
	if err != nil || !asked {
		return err
	}
	d.loggedIn = false
	return errors.New("the Dashboard asks for the password in between; check that nobody else logs this account out, and that sessions last for a run")
}

func (d *Dashboard) asksPassword(ctx context.Context) (bool, error) {
	seen, err := d.window.read(ctx)
	_, asked := seen.field("Password")
	return asked, err
}

// begin opens the Dashboard and logs in where it asks for that.
func (d *Dashboard) begin(ctx context.Context, p session.Purpose) error {
	if d.loggedIn {
		return nil
	}
	if err := d.window.open(ctx, p, d.file.URL); err != nil {
		return err
	}
	asked, err := d.asksPassword(ctx)
	if err != nil || !asked {
		d.loggedIn = err == nil
		return err
	}
	if d.file.Password == "" {
		return errors.New("the Dashboard asks for a password; give dashboard.username and dashboard.password")
	}
	if err := d.fill(ctx, "Email", d.file.Username); err != nil {
		return err
	}
	if err := d.fill(ctx, "Password", d.file.Password); err != nil {
		return err
	}
	if err := d.press(ctx, p, "Log in"); err != nil {
		return err
	}
	if asked, err = d.asksPassword(ctx); err == nil && asked {
		err = errors.New("the Dashboard asks for the password again; check dashboard.username and dashboard.password")
	}
	d.loggedIn = err == nil
	return err
}
