package webui

import (
	"context"
	"errors"
	"fmt"

	"github.com/revokespec/revokespec/deployment/file"
	"github.com/revokespec/revokespec/internal/session"
)

// Dashboard is a person at the Dashboard, in a window of their own. It is for one goroutine.
type Dashboard struct {
	window window
	file   file.Dashboard
	inside bool
	done   []string
	way    string
}

// What the documentation calls things (Auth0, "Revoke refresh tokens", "Tenant settings", "Application settings").
const (
	settingLabel        = "Refresh Token Revocation Deletes Grant"
	authenticationLabel = "Authentication Method"
)

// Applications are the rows of the user's Authorized Applications.
func (d *Dashboard) Applications(ctx context.Context, p session.Purpose, user string) (Rows, error) {
	return d.tab(ctx, p, user, "Authorized Applications")
}

// Devices are the rows of the user's Devices.
func (d *Dashboard) Devices(ctx context.Context, p session.Purpose, user string) (Rows, error) {
	return d.tab(ctx, p, user, "Devices")
}

// Revoke presses Revoke beside the application of that client_id among the user's Authorized Applications.
func (d *Dashboard) Revoke(ctx context.Context, p session.Purpose, user, clientID string) error {
	return d.pressBeside(ctx, p, user, "Authorized Applications", clientID, "Revoke")
}

// Unlink presses Unlink beside the device credential of that id among the user's Devices.
func (d *Dashboard) Unlink(ctx context.Context, p session.Purpose, user, credential string) error {
	return d.pressBeside(ctx, p, user, "Devices", credential, "Unlink")
}

// Setting reads the toggle "Refresh Token Revocation Deletes Grant" of the Advanced tenant settings.
func (d *Dashboard) Setting(ctx context.Context, p session.Purpose) (on bool, err error) {
	if err := d.follow(ctx, p, "Tenant Settings", "Advanced"); err != nil {
		return false, err
	}
	return d.window.ticked(ctx, settingLabel)
}

// SwitchSetting switches that toggle, and saves.
func (d *Dashboard) SwitchSetting(ctx context.Context, p session.Purpose, on bool) error {
	if err := d.follow(ctx, p, "Tenant Settings", "Advanced"); err != nil {
		return err
	}
	if err := d.window.tick(ctx, settingLabel, on); err != nil {
		return err
	}
	d.did("ticked %q: %t", settingLabel, on)
	return d.press(ctx, p, "Save", anywhere)
}

// SetAuthentication chooses an application's authentication method, as it is spelled there, and saves.
func (d *Dashboard) SetAuthentication(ctx context.Context, p session.Purpose, application, method string) error {
	if err := d.follow(ctx, p, "Applications", application, "Settings"); err != nil {
		return err
	}
	if err := d.window.choose(ctx, authenticationLabel, method); err != nil {
		return err
	}
	d.did("chose %q as %q", method, authenticationLabel)
	return d.press(ctx, p, "Save Changes", anywhere)
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

// tab goes to a tab of the user's page and reads its rows.
func (d *Dashboard) tab(ctx context.Context, p session.Purpose, user, name string) (Rows, error) {
	if err := d.follow(ctx, p, "Users"); err != nil {
		return nil, err
	}
	if err := d.search(ctx, p, user); err != nil {
		return nil, err
	}
	if err := d.click(ctx, p, user); err != nil {
		return nil, err
	}
	if err := d.click(ctx, p, name); err != nil {
		return nil, err
	}
	return d.window.rows(ctx)
}

// search looks for a user who is not on the first page of the list, where it can be searched.
func (d *Dashboard) search(ctx context.Context, p session.Purpose, user string) error {
	if there, err := d.window.links(ctx, user); there || err != nil {
		return err
	}
	for _, label := range []string{"Search", "Search users", "q"} {
		found, err := d.window.has(ctx, label)
		if err != nil {
			return err
		}
		if !found {
			continue
		}
		if err := d.window.fill(ctx, label, user); err != nil {
			return err
		}
		return d.press(ctx, p, "Search", anywhere)
	}
	return nil
}

func (d *Dashboard) pressBeside(ctx context.Context, p session.Purpose, user, tab, id, button string) error {
	rows, err := d.tab(ctx, p, user, tab)
	if err != nil {
		return err
	}
	for _, r := range rows {
		if r.names(id) {
			d.did("row %q", r.text)
			return d.press(ctx, p, button, r)
		}
	}
	return missing(d.window, "row of %s", id)
}

// follow goes from the beginning along links.
func (d *Dashboard) follow(ctx context.Context, p session.Purpose, links ...string) error {
	if err := d.begin(ctx, p); err != nil {
		return err
	}
	for _, link := range links {
		if err := d.click(ctx, p, link); err != nil {
			return err
		}
	}
	return nil
}

func (d *Dashboard) click(ctx context.Context, p session.Purpose, link string) error {
	d.did("followed %q", link)
	if err := d.window.follow(ctx, p, link); err != nil {
		return err
	}
	return d.stillInside(ctx)
}

func (d *Dashboard) press(ctx context.Context, p session.Purpose, button string, in row) error {
	d.did("pressed %q", button)
	if err := d.window.press(ctx, p, button, in); err != nil {
		return err
	}
	return d.stillInside(ctx)
}

// stillInside says whether the page that arrived is the login page: then what was to be done there was not, or nobody
// knows.
func (d *Dashboard) stillInside(ctx context.Context) error {
	if !d.inside {
		return nil
	}
	asked, err := d.asksPassword(ctx)
	if err != nil || !asked {
		return err
	}
	d.inside = false
	return errors.New("the Dashboard asks for the password in between; check that nobody else logs this account out, and that sessions last for a run")
}

func (d *Dashboard) asksPassword(ctx context.Context) (bool, error) {
	return d.window.has(ctx, "Password")
}

// begin opens the Dashboard and logs in where it asks for that.
func (d *Dashboard) begin(ctx context.Context, p session.Purpose) error {
	if d.inside {
		return nil
	}
	if err := d.window.open(ctx, p, d.file.URL); err != nil {
		return err
	}
	asked, err := d.asksPassword(ctx)
	if err != nil || !asked {
		d.inside = err == nil
		return err
	}
	if d.file.Password == "" {
		return errors.New("the Dashboard asks for a password; give dashboard.username and dashboard.password")
	}
	if err := d.window.fill(ctx, "Email", d.file.Username); err != nil {
		return err
	}
	if err := d.window.fill(ctx, "Password", d.file.Password); err != nil {
		return err
	}
	if err := d.press(ctx, p, "Log in", anywhere); err != nil {
		return err
	}
	if asked, err = d.asksPassword(ctx); err == nil && asked {
		err = errors.New("the Dashboard asks for the password again; check dashboard.username and dashboard.password")
	}
	d.inside = err == nil
	return err
}

// Rows are the rows of a tab.
type Rows []row

// Names says whether one of the rows holds the text as a whole.
func (rs Rows) Names(text string) bool {
	for _, r := range rs {
		if r.names(text) {
			return true
		}
	}
	return false
}

// Other returns the text of the first row that holds none of the texts, "" when there is none.
func (rs Rows) Other(texts []string) string {
	for _, r := range rs {
		known := false
		for _, text := range texts {
			known = known || r.names(text)
		}
		if !known {
			return r.text
		}
	}
	return ""
}
