package deployment

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/revokespec/revokespec/deployment/file"
	"github.com/revokespec/revokespec/internal/httpx"
)

const (
	settingsPath = "/tenants/settings"
	settingFlag  = "revoke_refresh_token_grant"
)

// ReadSetting reads the tenant setting through the Management API.
func (s *Session) ReadSetting(ctx context.Context) (bool, error) {
	on, _, err := s.readFlags(ctx)
	return on, err
}

// FirstFlags are the tenant's flags as they were when the deployment was opened; nil where they are not known.
func (d *Deployment) FirstFlags() map[string]any { return d.firstFlags }

func (s *Session) readFlags(ctx context.Context) (setting bool, flags map[string]any, err error) {
	answer := s.Management(ctx, Check, ManagementRequest{Method: http.MethodGet, Path: settingsPath})
	settings, read := answer.JSON()
	if answer.Err != nil || answer.Status != http.StatusOK || !read {
		return false, nil, fmt.Errorf("reading the tenant settings: %s", ManagementPlace("read:tenant_settings").Describe(answer))
	}
	flags, _ = settings["flags"].(map[string]any)
	on, known := flags[settingFlag].(bool)
	if !known {
		return false, nil, fmt.Errorf("the tenant settings do not show flags.%s; set it once, on or off", settingFlag)
	}
	return on, flags, nil
}

// WriteSetting changes the tenant setting, and nothing else, after it was journalled. Only the holder of SettingChanged
// may call it. An answer other than 2xx is an error too.
func (s *Session) WriteSetting(ctx context.Context, p Purpose, on bool) (httpx.Response, error) {
	if missing := s.Deployment.Missing("changes"); missing != "" {
		return httpx.Response{}, errors.New(missing)
	}
	if err := s.Deployment.protectSetting(ctx); err != nil {
		return httpx.Response{}, err
	}
	return s.patchSetting(ctx, p, on)
}

// JournalSetting notes what the setting is, so that it is restored, before it is changed in another way than by
// WriteSetting. Only the holder of SettingChanged may change it.
func (s *Session) JournalSetting(ctx context.Context) error {
	if missing := s.Deployment.Missing("changes"); missing != "" {
		return errors.New(missing)
	}
	defer s.Deployment.setting.byHand() // the setting may be read before it is noted
	return s.Deployment.protectSetting(ctx)
}

func (s *Session) patchSetting(ctx context.Context, p Purpose, on bool) (httpx.Response, error) {
	answer := s.Management(ctx, p, ManagementRequest{
		Method: http.MethodPatch, Path: settingsPath, JSON: map[string]any{"flags": map[string]any{settingFlag: on}},
	})
	if answer.Err != nil || answer.Status/100 != 2 {
		return answer, fmt.Errorf("changing the tenant setting: %s", ManagementPlace("update:tenant_settings").Describe(answer))
	}
	return answer, nil
}

// surveySetting finds out at the start what the setting is and whether it may be changed.
func (d *Deployment) surveySetting(ctx context.Context) error {
	value, mayChange := d.File.Declares.RevokeRefreshTokenGrant, false
	if m := d.File.Management; m != nil {
		if _, err := d.own.ManagementToken(ctx); err != nil {
			return err
		}
		if on, flags, err := d.own.readFlags(ctx); err == nil {
			if value != "" && value != settingOf(on) {
				return unjudgeable("declares.revoke_refresh_token_grant is %s, but the tenant's setting is %s; remove the declaration, which is for servers without a Management API", value, settingOf(on))
			}
			value, mayChange, d.firstFlags = settingOf(on), m.AllowChanges, flags
		} else {
			d.progress(err.Error())
		}
	}
	d.leases.know(value, mayChange)
	return nil
}

// settle brings the setting to what is wanted, for the only one who holds it, and returns its value.
func (d *Deployment) settle(ctx context.Context, want file.Setting) (file.Setting, error) {
	if want != file.SettingAny {
		if err := d.protectSetting(ctx); err != nil {
			return "", err
		}
	}
	on, err := d.own.ReadSetting(ctx)
	if err != nil {
		return "", err
	}
	if value := settingOf(on); want == file.SettingAny || want == file.SettingChanged || want == value {
		return value, nil
	}
	return want, d.own.changeSetting(ctx, want == file.SettingOn)
}

// settingReads is how often a changed setting is read, a second apart, until it shows.
const settingReads = 5

// changeSetting changes the setting and makes sure that it shows.
func (s *Session) changeSetting(ctx context.Context, on bool) error {
	if _, err := s.patchSetting(ctx, SetUp, on); err != nil {
		return err
	}
	for range settingReads {
		if now, err := s.ReadSetting(ctx); err != nil || now == on {
			return err
		}
		if err := s.Deployment.sleep(ctx, time.Second); err != nil {
			return err
		}
	}
	return fmt.Errorf("the tenant setting was changed to %s, but still shows the old value; is somebody else changing it?", settingOf(on))
}

// protectSetting journals the value to restore, before the first change of it.
func (d *Deployment) protectSetting(ctx context.Context) error {
	if d.journal.has(kindSetting) {
		return nil
	}
	on, err := d.own.ReadSetting(ctx)
	if err != nil {
		return err
	}
	return d.journal.add(entry{Kind: kindSetting, Name: settingFlag, Was: settingOf(on)})
}

func settingOf(on bool) file.Setting {
	if on {
		return file.SettingOn
	}
	return file.SettingOff
}
