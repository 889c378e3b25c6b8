package deployment

import (
	"context"

	"github.com/revokespec/revokespec/internal/auth0"
	"github.com/revokespec/revokespec/internal/remedy"
)

// FirstFlags are the tenant's flags as they were when the deployment was opened; nil where they are not known.
func (d *Deployment) FirstFlags() map[string]any { return d.firstFlags }

// surveySetting finds out at the start what the setting is and whether it may be changed.
func (d *Deployment) surveySetting(ctx context.Context) error {
	value, mayChange := d.File.Declares.RevokeRefreshTokenGrant, false
	if m := d.File.Management; m != nil {
		if _, err := d.own.ManagementToken(ctx); err != nil {
			return err
		}
		if on, flags, err := d.own.ReadFlags(ctx); err == nil {
			if value != "" && value != auth0.SettingOf(on) {
				return remedy.NewUnjudgeable("declares.revoke_refresh_token_grant is %s, but the tenant's setting is %s; remove the declaration, which is for servers without a Management API", value, auth0.SettingOf(on))
			}
			value, mayChange, d.firstFlags = auth0.SettingOf(on), m.AllowChanges, flags
		} else {
			d.Progress(err.Error())
		}
	}
	d.leases.know(value, mayChange)
	return nil
}
