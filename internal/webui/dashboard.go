package webui

import (
	"context"
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
