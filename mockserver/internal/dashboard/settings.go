package dashboard

import (
	"fmt"
	"net/http"

	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

// Forms of the Advanced tab, told apart by a hidden field.
const (
	formSetting    = "setting"
	formDeviceFlow = "device_flow"
)

func (c *call) tenantPage(status int, tab, template string, body any) tenant.Answer {
	return c.render(status, template, page{Title: "Tenant Settings", Section: sectionTenant, Body: body, Tabs: []link{
		{"General", base + "/tenant", tab == "General"}, {"Advanced", base + "/tenant/advanced", tab == "Advanced"}}})
}

type generalBody struct {
	Name, Issuer, Dialect string
	Session, Idle         any // hours
	Audiences             []*tenant.Audience
	Now                   stamp
	Ahead                 string // of the clock outside
}

func (c *call) tenantGeneral() (tenant.Answer, error) {
	s, err := c.store.Settings(c.Ctx)
	if err != nil {
		return tenant.Answer{}, err
	}
	audiences, err := c.store.Audiences(c.Ctx)
	if err != nil {
		return tenant.Answer{}, err
	}
	body := generalBody{Issuer: c.Request.Issuer, Dialect: c.Policy.Dialect, Session: s.Other["session_lifetime"],
		Idle: s.Other["idle_session_lifetime"], Audiences: audiences,
		Now: stamp{c.Now.UTC().Format("2 Jan 2006, 15:04:05"), stampAt(c.Now, c.Now).ISO}}
	body.Name, _ = s.Other["friendly_name"].(string)
	switch ahead := c.Now.Sub(c.Env.Clock.Unmoved()).Round(1e9); {
	case ahead > 0:
		body.Ahead = span(ahead) + " ahead of the clock outside"
	case ahead < 0:
		body.Ahead = span(-ahead) + " behind the clock outside"
	}
	return c.tenantPage(http.StatusOK, "General", "tenant", body), nil
}

type advancedBody struct {
	DeletesGrant bool
	Errors       map[string]string

	tenant.UserCodeFormat
}

func advancedOf(s tenant.Settings) advancedBody {
	setting, _ := s.Other["device_flow"].(map[string]any)
	return advancedBody{DeletesGrant: s.RevocationDeletesGrant(), UserCodeFormat: tenant.UserCodeFormatOf(setting)}
}

func (c *call) showAdvanced(status int, body advancedBody) tenant.Answer {
	return c.tenantPage(status, "Advanced", "tenant_advanced", body)
}

func (c *call) tenantAdvanced() (tenant.Answer, error) {
	s, err := c.store.Settings(c.Ctx)
	if err != nil {
		return tenant.Answer{}, err
	}
	return c.showAdvanced(http.StatusOK, advancedOf(c.Policy.Dashboard.Shown(s))), nil
}

func (c *call) saveAdvanced() (tenant.Answer, error) {
	patch := tenant.Settings{Flags: map[string]bool{}, Other: map[string]any{}}
	var notice string
	switch c.form.Get("form") {
	case formSetting:
		on := c.form.Get(tenant.FlagRevocationDeletesGrant) == "on"
		patch.Flags[tenant.FlagRevocationDeletesGrant] = on
		notice = "Saved. Revoking a refresh token now leaves its grant."
		if on {
			notice = "Saved. Revoking a refresh token now deletes its grant."
		}
	case formDeviceFlow:
		body, err := c.readDeviceFlow()
		if err != nil {
			return tenant.Answer{}, err
		}
		if len(body.Errors) > 0 {
			return c.showAdvanced(http.StatusUnprocessableEntity, body), nil
		}
		patch.Other["device_flow"] = body.Setting()
		notice = "Saved the user code format. Codes handed out from now on follow it."
	default:
		return c.problem(http.StatusBadRequest, "Unknown form", "The form does not say which settings it is about. Nothing was changed."), nil
	}
	_, err := c.store.UpdateSettings(c.Ctx, func(old tenant.Settings) tenant.Settings { return c.Policy.Dashboard.Patch(old, patch) })
	if err != nil {
		return tenant.Answer{}, err
	}
	c.log("Update tenant settings", tenant.LogEvent{Details: map[string]any{"flags": patch.Flags, "changed": patch.Other}})
	return c.redirectWithNotice(c.here(), notice), nil
}

// readDeviceFlow keeps what was filled in, right or wrong.
func (c *call) readDeviceFlow() (advancedBody, error) {
	s, err := c.store.Settings(c.Ctx)
	body := advancedOf(s)
	body.Charset, body.Mask, body.Errors = c.form.Get("charset"), c.form.Get("mask"), map[string]string{}
	fewest := tenant.FewestCharacters(body.Charset)
	switch {
	case fewest == 0:
		body.Errors["charset"] = "Choose one of the character sets listed."
	case body.Mask == "":
		body.Errors["mask"] = "Give a mask, such as ****-****."
	case !tenant.IsMask(body.Mask):
		body.Errors["mask"] = "Use asterisks for the characters of the code, and hyphens or spaces between them."
	case len(body.Mask) > tenant.LongestMask:
		body.Errors["mask"] = fmt.Sprintf("Use at most %d characters.", tenant.LongestMask)
	case body.TooShort():
		body.Errors["mask"] = fmt.Sprintf("Use at least %d asterisks with this character set, or codes could be guessed.", fewest)
	}
	return body, err
}
