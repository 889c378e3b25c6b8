package webui

import (
	"context"
	"errors"

	"github.com/revokespec/revokespec/internal/session"
)

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
