package authapi

import (
	"errors"
	"net/http"
	"net/url"

	"github.com/revokespec/revokespec/mockserver/internal/store"
	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

// deviceAuthorization is the device authorization endpoint (RFC 8628 section 3.1; Auth0, "Call Your API Using the
// Device Authorization Flow").
func (c *call) deviceAuthorization() tenant.Answer {
	d, value, err := c.askForDevice()
	if err != nil {
		c.detail("error", map[string]any{"message": c.reason(err), "oauthError": err.Code})
		c.record(tenant.LogDeviceAuthFailed, c.reason(err))
		return err.Answer()
	}
	page := c.Request.Issuer + activatePath
	return tenant.Answer{Status: http.StatusOK, JSON: map[string]any{
		"device_code": value, "user_code": d.Shown,
		"verification_uri":          page,
		"verification_uri_complete": page + "?" + url.Values{"user_code": {d.Shown}}.Encode(),
		"expires_in":                int(c.Policy.DeviceFlow.Lifetime.Seconds()),
		"interval":                  int(c.Policy.DeviceFlow.Interval.Seconds()),
	}}
}

func (c *call) askForDevice() (d tenant.DeviceAuthorization, value string, refusal *tenant.Error) {
	client, _, refusal := c.authenticate()
	switch {
	case refusal != nil:
		return d, "", refusal
	case client == nil:
		return d, "", missingParameter("client_id")
	case !client.Allows(tenant.GrantDeviceCode):
		return d, "", c.grantTypeRefused(tenant.GrantDeviceCode)
	}
	if refusal = c.Policy.DeviceFlow.Admits(*client); refusal != nil {
		return d, "", refusal
	}
	if refusal = c.checkServed("/oauth/device/code"); refusal != nil {
		return d, "", refusal
	}
	if refusal = c.checkScope(); refusal != nil {
		return d, "", refusal
	}
	api, refusal := c.requestedAPI()
	if refusal != nil {
		return d, "", refusal
	}
	flow := c.Policy.DeviceFlow
	d = tenant.DeviceAuthorization{ClientID: client.ID, Audience: api.Identifier, Scopes: tenant.Scopes(c.params.Get("scope")),
		Agent: c.Request.Agent, IP: c.Request.IP, Status: tenant.DevicePending, Interval: flow.Interval,
		ExpiresAt: c.Now.Add(flow.Lifetime)}
	var err error
	if d.Shown, err = c.freeUserCode(); err == nil {
		d.UserCode = tenant.PlainUserCode(d.Shown)
		var hash tenant.Hash
		value, hash = tenant.NewSecret("")
		err = c.store.PutDevice(c.Ctx, hash, d)
	}
	if err != nil {
		return d, "", c.fault(err)
	}
	return d, value, nil
}

// freeUserCode makes a user code that no open request shows.
func (c *call) freeUserCode() (string, error) {
	settings, err := c.store.Settings(c.Ctx)
	if err != nil {
		return "", err
	}
	for range 8 {
		code := settings.UserCodes().New()
		_, other, err := c.store.DeviceByUserCode(c.Ctx, tenant.PlainUserCode(code))
		switch {
		case errors.Is(err, store.ErrNotFound), err == nil && !other.Open(c.Now):
			return code, nil
		case err != nil:
			return "", err
		}
	}
	return "", errors.New("no free user code was found")
}

// device is the device_code grant: one poll.
func (c *call) device(client *tenant.Client) (tenant.Answer, *tenant.Error) {
	value := c.params.Get("device_code")
	if value == "" {
		return tenant.Answer{}, missingParameter("device_code")
	}
	if client == nil {
		return tenant.Answer{}, missingParameter("client_id")
	}
	if refusal := c.Policy.DeviceFlow.Admits(*client); refusal != nil {
		return tenant.Answer{}, refusal
	}
	var d tenant.DeviceAuthorization
	var refusal *tenant.Error
	err := c.store.UpdateDevice(c.Ctx, tenant.HashOf(value), func(kept *tenant.DeviceAuthorization) {
		refusal = tenant.InvalidDeviceCode(c.Policy)
		if kept.ClientID == client.ID {
			refusal = kept.Poll(c.Policy, c.Now)
		}
		d = *kept
	})
	switch {
	case errors.Is(err, store.ErrNotFound):
		return tenant.Answer{}, tenant.InvalidDeviceCode(c.Policy)
	case err != nil:
		return tenant.Answer{}, c.fault(err)
	case refusal != nil:
		return tenant.Answer{}, refusal
	}
	return c.issueToDevice(client, d)
}

// issueToDevice hands the device its tokens.
func (c *call) issueToDevice(client *tenant.Client, d tenant.DeviceAuthorization) (tenant.Answer, *tenant.Error) {
	approval, refusal := c.approval(d.UserID, d.Session, d.Approved, tenant.InvalidDeviceCode(c.Policy))
	if refusal != nil {
		return tenant.Answer{}, refusal
	}
	api, refusal := c.audience(d.Audience)
	if refusal != nil {
		return tenant.Answer{}, refusal
	}
	answer, _, refusal := c.signIn(signIn{client: client, user: approval.User, api: api, scopes: d.Scopes, session: d.Session,
		authenticated: d.AuthenticatedAt, approval: approval})
	return answer, refusal
}
