package authapi

import (
	"errors"
	"net/http"
	"strconv"

	"github.com/revokespec/revokespec/mockserver/internal/store"
	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

const activatePath = "activate"

// activate is where a user begins to let a device in: by entering its code, or by a link that holds it (RFC 8628
// section 3.3).
func (c *call) activate() tenant.Answer {
	entered := c.params.Get("user_code")
	if entered == "" && c.Request.Method != http.MethodPost {
		return c.showActivate(http.StatusOK, "")
	}
	if !c.api.attempts.begin(c.Request.IP, c.Policy.DeviceFlow.WrongCodes, c.Now) {
		return c.showActivate(http.StatusTooManyRequests, "Too many wrong codes. Try again in a minute.").
			With("Retry-After", strconv.Itoa(int(attemptWindow.Seconds())))
	}
	hash, d, err := c.store.DeviceByUserCode(c.Ctx, tenant.PlainUserCode(entered))
	wrong := errors.Is(err, store.ErrNotFound) || err == nil && !d.Open(c.Now)
	c.api.attempts.end(c.Request.IP, wrong)
	switch {
	case wrong: // unknown, expired or used: which of them is nobody's business
		c.record(tenant.LogActivationFailed, "The user code is wrong or has expired")
		return c.showActivate(http.StatusBadRequest, "This code is wrong or has expired. Check the code on your device.")
	case err != nil:
		return c.faultPage(err)
	}
	p := tenant.Pending{Device: hash, UserCode: d.Shown, ClientID: d.ClientID, Audience: d.Audience, Scopes: d.Scopes,
		ExpiresAt: d.ExpiresAt}
	return c.sendToPage(p, "/"+activatePath+"/confirm")
}

func (c *call) showActivate(status int, message string) tenant.Answer {
	return c.show(status, "activate", page{Title: "Activate your device", Message: message})
}

// confirmPage shows the code, which the user compares with that on the device: somebody else may have sent the link.
func (c *call) confirmPage() tenant.Answer {
	p, ok := c.pendingDevice()
	if !ok {
		return c.expiredPage()
	}
	return c.show(http.StatusOK, "confirm", page{Title: "Confirm your device", Client: c.clientName(p.ClientID),
		Code: p.UserCode, State: c.params.Get("state")})
}

// confirm takes the user's answer. Only an explicit one counts.
func (c *call) confirm() tenant.Answer {
	p, ok := c.pendingDevice()
	if !ok {
		return c.expiredPage()
	}
	switch c.params.Get("action") {
	case "accept":
		p.Confirmed = true
		return c.proceed(p, false)
	case "deny":
		return c.refuseDevice(p)
	}
	return c.expiredPage()
}

// pendingDevice finds the request of a device that a page belongs to, of this browser only.
func (c *call) pendingDevice() (tenant.Pending, bool) {
	p, ok := c.requestOfBrowser()
	return p, ok && p.UserCode != ""
}

// refuseDevice keeps the device out, as its user wants.
func (c *call) refuseDevice(p tenant.Pending) tenant.Answer {
	if err := c.decide(p, func(d *tenant.DeviceAuthorization) bool { return d.Deny(c.Now) }); err != nil {
		return c.decisionFailed(err)
	}
	session := ""
	if s, _ := c.session(); s != nil {
		session = s.ID
	}
	c.detail("session_id", session)
	c.aboutClient(p.ClientID)
	c.record(tenant.LogActivationDenied, "User did not confirm device.")
	return redirect("/" + activatePath + "/denied")
}

// admitDevice lets the device in on behalf of the session's user.
func (c *call) admitDevice(p tenant.Pending, s tenant.Session) tenant.Answer {
	grant, refusal := c.recordConsent(p, s)
	if refusal != nil {
		return c.failDevice(p, refusal)
	}
	err := c.useSession(s.ID, p.ClientID)
	if err == nil {
		err = c.decide(p, func(d *tenant.DeviceAuthorization) bool { return d.Approve(s, grant, c.Now) })
	}
	if err != nil {
		return c.decisionFailed(err)
	}
	return redirect("/" + activatePath + "/success")
}

// failDevice tells the user what went wrong. Whom the tenant refuses, the device is told that it was denied.
func (c *call) failDevice(p tenant.Pending, e *tenant.Error) tenant.Answer {
	c.aboutClient(p.ClientID)
	c.detail("error", map[string]any{"type": e.Code})
	c.record(tenant.LogActivationFailed, e.Description)
	if e.Status == http.StatusServiceUnavailable {
		return c.errorPage(e.Status, e.Code, e.Description)
	}
	if err := c.decide(p, func(d *tenant.DeviceAuthorization) bool { return d.Deny(c.Now) }); err != nil {
		return c.decisionFailed(err)
	}
	return c.errorPage(http.StatusForbidden, e.Code, e.Description)
}

var errDecided = errors.New("decided already, or too late")

// decide changes the device's request, once.
func (c *call) decide(p tenant.Pending, change func(*tenant.DeviceAuthorization) bool) error {
	decided := false
	err := c.store.UpdateDevice(c.Ctx, p.Device, func(d *tenant.DeviceAuthorization) { decided = change(d) })
	if errors.Is(err, store.ErrNotFound) || err == nil && !decided {
		return errDecided
	}
	return err
}

func (c *call) decisionFailed(err error) tenant.Answer {
	if errors.Is(err, errDecided) {
		return c.errorPage(http.StatusBadRequest, "expired_token", "The code has expired. Start again on your device.")
	}
	return c.faultPage(err)
}

func (c *call) faultPage(err error) tenant.Answer {
	f := c.fault(err)
	return c.errorPage(f.Status, f.Code, f.Description)
}

func (c *call) activatedPage() tenant.Answer {
	return c.show(http.StatusOK, "done", page{Title: "Congratulations, you're all set!", Message: "Your device is now connected."})
}

func (c *call) deniedPage() tenant.Answer {
	return c.show(http.StatusOK, "done", page{Title: "Device not connected", Message: "You cancelled the confirmation prompt."})
}
