package auth0

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/revokespec/revokespec/deployment/file"
	"github.com/revokespec/revokespec/internal/httpx"
	"github.com/revokespec/revokespec/internal/journal"
	"github.com/revokespec/revokespec/internal/remedy"
	"github.com/revokespec/revokespec/internal/session"
)

const settingsPath = "/tenants/settings"

// settingIn is the setting among the flags of the tenant settings, as they are read and written.
func settingIn(settings map[string]any) (on, known bool) {
	flags, _ := settings["flags"].(map[string]any)
	on, known = flags[journal.SettingFlag].(bool)
	return on, known
}

// ReadSetting reads the tenant setting through the Management API, to see that nobody has changed it meanwhile: a control of what is judged.
func (c *Client) ReadSetting(ctx context.Context) (bool, error) {
	on, _, err := c.ReadFlags(ctx, session.Control)
	return on, err
}

// ReadFlags reads the flags of the tenant settings, and the setting among them.
func (c *Client) ReadFlags(ctx context.Context, p session.Purpose) (setting bool, flags map[string]any, err error) {
	answer := c.Management(ctx, p, ManagementRequest{Method: http.MethodGet, Path: settingsPath})
	settings, read := answer.JSON()
	if answer.Err != nil || answer.Status != http.StatusOK || !read {
		return false, nil, fmt.Errorf("reading the tenant settings: %s", remedy.ManagementPlace("read:tenant_settings").Describe(answer))
	}
	flags, _ = settings["flags"].(map[string]any)
	setting, known := settingIn(settings)
	if !known {
		return false, nil, fmt.Errorf("the tenant settings do not show flags.%s; set it once, on or off", journal.SettingFlag)
	}
	return setting, flags, nil
}

// WriteSetting changes the tenant setting, and nothing else, after it was journalled. Only the holder of SettingChanged
// may call it. An answer other than 2xx is an error too.
func (c *Client) WriteSetting(ctx context.Context, p session.Purpose, on bool) (httpx.Response, error) {
	if missing := c.tenant.missing("changes"); missing != "" {
		return httpx.Response{}, errors.New(missing)
	}
	if err := c.tenant.protectSetting(ctx); err != nil {
		return httpx.Response{}, err
	}
	return c.patchSetting(ctx, p, on)
}

// JournalSetting notes the setting before it is changed in another way than by WriteSetting, so that it is restored. Only the
// holder of SettingChanged may change it.
func (c *Client) JournalSetting(ctx context.Context) error {
	if missing := c.tenant.missing("changes"); missing != "" {
		return errors.New(missing)
	}
	defer c.tenant.ChangedElsewhere() // the setting may be read before it is noted
	return c.tenant.protectSetting(ctx)
}

func (c *Client) patchSetting(ctx context.Context, p session.Purpose, on bool) (httpx.Response, error) {
	answer := c.Management(ctx, p, ManagementRequest{
		Method: http.MethodPatch, Path: settingsPath, JSON: map[string]any{"flags": map[string]any{journal.SettingFlag: on}},
	})
	if !answer.Accepted() {
		return answer, fmt.Errorf("changing the tenant setting: %s", remedy.ManagementPlace("update:tenant_settings").Describe(answer))
	}
	return answer, nil
}

// Settle gives the setting the wanted value, for the scenario that holds it alone, and returns the value.
func (t *Tenant) Settle(ctx context.Context, want file.Setting) (file.Setting, error) {
	if want != file.SettingAny {
		if err := t.protectSetting(ctx); err != nil {
			return "", err
		}
	}
	on, err := t.own.ReadSetting(ctx)
	if err != nil {
		return "", err
	}
	if value := SettingOf(on); want == file.SettingAny || want == file.SettingChanged || want == value {
		return value, nil
	}
	return want, t.own.changeSetting(ctx, want == file.SettingOn)
}

// settingReads is how often a changed setting is read, a second apart, until it shows.
const settingReads = 5

// changeSetting changes the setting and makes sure that it shows.
func (c *Client) changeSetting(ctx context.Context, on bool) error {
	if _, err := c.patchSetting(ctx, session.SetUp, on); err != nil {
		return err
	}
	for range settingReads {
		if now, err := c.ReadSetting(ctx); err != nil || now == on {
			return err
		}
		if err := c.Server.Sleep(ctx, time.Second); err != nil {
			return err
		}
	}
	return fmt.Errorf("the tenant setting was changed to %s, but still shows the old value; is somebody else changing it?", SettingOf(on))
}

// protectSetting journals the value to restore, before the first change of it.
func (t *Tenant) protectSetting(ctx context.Context) error {
	if t.Journal.Has(journal.KindSetting) {
		return nil
	}
	on, err := t.own.ReadSetting(ctx)
	if err != nil {
		return err
	}
	return t.Journal.Add(journal.Entry{Kind: journal.KindSetting, Name: journal.SettingFlag, Was: SettingOf(on)})
}

// SettingOf is what the setting is called in a deployment file.
func SettingOf(on bool) file.Setting {
	if on {
		return file.SettingOn
	}
	return file.SettingOff
}
