package deviation

import (
	"fmt"
	"sync"
	"time"

	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

// What a family of a device's tokens is remembered by.
const noteDeviceRevoked = "a device's token was revoked"

// deviceFlow are the deviations from DFL.
func deviceFlow() []Deviation {
	return append([]Deviation{
		{Name: "device-keeps-its-token", Rule: "DFL-01", Dialects: bothDialects,
			Sentence: "Revoking the refresh token of a device is answered with 200, and does nothing.",
			Follows: map[string]string{
				"DFL-03": "the device comes back with the token that was revoked",
				"GRT-01": "with the setting on, the revocation of a device's token must end its siblings",
			},
			Apply: changingDeviceEnd(instead(nothing, nil))},
		{Name: "authorization-revives-the-device", Rule: "DFL-01", Dialects: onlyAuth0,
			Sentence: "When a device is let in again, what of its tokens was revoked one by one works again.",
			Follows:  map[string]string{"DFL-03": "the revoked token is looked at after a new authorization there too"},
			Apply: allOf(notingRevokedDevice, func(p *tenant.Policy) {
				before := p.SignIn.Opened
				p.SignIn.Opened = func(g *tenant.Grant, opened *tenant.Family) {
					if before != nil {
						before(g, opened)
					}
					for _, f := range g.Families {
						if f.Note == noteDeviceRevoked {
							f.Note, f.Ended = "", tenant.End{}
						}
					}
				}
			})},
		{Name: "device-loses-its-access-token", Rule: "DFL-02", Dialects: onlyAuth0,
			Sentence: "Revoking the refresh token of a device ends its access tokens.",
			Apply: allOf(notingRevokedDevice, func(p *tenant.Policy) {
				p.Access.Recorded = true
				p.Access.Active = func(a tenant.AccessToken, g *tenant.Grant, now time.Time) bool {
					var f *tenant.Family
					if g != nil {
						f = g.Family(a.Place.Family)
					}
					return now.Before(a.ExpiresAt) && (f == nil || f.Note != noteDeviceRevoked)
				}
			})},
		{Name: "revoked-device-is-locked-out", Rule: "DFL-03", Dialects: onlyAuth0,
			Sentence: "A user who revoked a device's token can let no such device in any more.",
			Apply:    lockingOutDevices},
		{Name: "revocation-of-a-device-wears-off", Rule: "DFL-03", Dialects: onlyAuth0,
			Sentence: "A device's revoked refresh token works again after half a day.",
			Apply: allOf(notingRevokedDevice, acceptingExchange(func(x tenant.Exchange) bool {
				return x.Family != nil && x.Family.Note == noteDeviceRevoked && x.Now.Sub(x.Family.Ended.At) > 12*time.Hour
			}))},
		{Name: "access-token-outlives-its-lifetime", Rule: "DFL-03", Dialects: onlyAuth0,
			Sentence: "An access token is accepted long after it has expired.",
			Apply: func(p *tenant.Policy) {
				p.Access.Expired = func(tenant.AccessToken, time.Time) bool { return false }
			}},
		{Name: "revoking-a-device-takes-the-others", Rule: "DFL-04", Dialects: onlyAuth0,
			Sentence: "With the setting off, revoking the token of one device ends those of the user's others.",
			Apply:    changingDeviceEnd(alsoWhileOff((*tenant.Ending).EndFamilies))},
	}, polling()...)
}

func polling() []Deviation {
	return []Deviation{
		otherStatus("pending-is-400", "DFL-05", onlyAuth0, "authorization_pending", 400, "as RFC 8628 has it"),
		otherStatus("denied-device-is-400", "DFL-05", onlyAuth0, "access_denied", 400, "as RFC 8628 has it"),
		otherStatus("expired-code-is-400", "DFL-05", onlyAuth0, "expired_token", 400, "as RFC 8628 has it"),
		otherStatus("slow-down-is-403", "DFL-05", onlyAuth0, "slow_down", 403, "as the other codes are"),
		{Name: "denied-device-stays-pending", Rule: "DFL-05", Dialects: onlyAuth0,
			Sentence: "A device that the user refused is told to go on polling.",
			Apply:    stillPendingAt("access_denied")},
		{Name: "refused-device-may-ask-again", Rule: "DFL-05", Dialects: onlyAuth0,
			Sentence: "A device that was told once that the user refused it is told to go on polling.",
			Apply: func(p *tenant.Policy) {
				told := counter()
				answeringPoll("authorization_pending", "User has yet to authorize device code.", func(d tenant.DeviceAuthorization, _ *tenant.Error) bool {
					return d.Status == tenant.DeviceDenied && told(d.UserCode) > 1
				})(p)
			}},
		{Name: "expired-code-stays-pending", Rule: "DFL-05", Dialects: onlyAuth0,
			Sentence: "A device whose code has expired is told to go on polling.",
			Apply:    stillPendingAt("expired_token")},
		{Name: "expired-code-is-said-again", Rule: "DFL-05", Dialects: onlyAuth0,
			Sentence: "A device is told at every poll that its code has expired.",
			Apply: answeringPoll("expired_token", "The device code has expired.", func(d tenant.DeviceAuthorization, _ *tenant.Error) bool {
				return d.Status == tenant.DeviceDone && d.UserID == ""
			})},
		otherStatus("pending-is-403", "DFL-06", onlyRFC, "authorization_pending", 403, "as Auth0 has it"),
		otherStatus("slow-down-is-429", "DFL-06", onlyRFC, "slow_down", 429, "as Auth0 has it"),
		otherStatus("denied-device-is-403", "DFL-06", onlyRFC, "access_denied", 403, "as Auth0 has it"),
		otherStatus("expired-code-is-403", "DFL-06", onlyRFC, "expired_token", 403, "as Auth0 has it"),
	}
}

func ofDevice(c *tenant.Client) bool { return c != nil && c.Allows(tenant.GrantDeviceCode) }

// changingDeviceEnd changes what a revocation by a device ends.
func changingDeviceEnd(end otherEnd) change {
	return changingEnd(where(func(e *tenant.Ending) bool { return ofDevice(e.Revocation.Client) }, end))
}

// notingRevokedDevice remembers of a device's tokens that they were revoked.
var notingRevokedDevice = changingDeviceEnd(also(func(e *tenant.Ending) {
	if e.Family != nil && !e.Grant.Ended.Done {
		e.Family.Note = noteDeviceRevoked
	}
}))

// otherStatus answers a poll that comes to that code with the status that another document has.
func otherStatus(name, rule string, dialects []string, code string, status int, as string) Deviation {
	return Deviation{Name: name, Rule: rule, Dialects: dialects,
		Sentence: fmt.Sprintf("%s is answered with %d, %s.", code, status, as),
		Apply: func(p *tenant.Policy) {
			before := p.DeviceFlow.Status
			p.DeviceFlow.Status = func(c string) int {
				if c == code {
					return status
				}
				return before(c)
			}
		}}
}

// lockingOutDevices remembers who revoked a device's token at which application.
func lockingOutDevices(p *tenant.Policy) {
	var out sync.Map // user id and client id -> struct{}
	changingDeviceEnd(also(func(e *tenant.Ending) {
		out.Store([2]string{e.Grant.Key.UserID, e.Grant.Key.ClientID}, struct{}{})
	}))(p)
	answeringPoll("access_denied", "The device was revoked.", func(d tenant.DeviceAuthorization, found *tenant.Error) bool {
		_, locked := out.Load([2]string{d.UserID, d.ClientID})
		return locked && found == nil
	})(p)
}

// stillPendingAt tells the device to go on polling where it should be told that code.
func stillPendingAt(code string) change {
	return answeringPoll("authorization_pending", "User has yet to authorize device code.", func(_ tenant.DeviceAuthorization, found *tenant.Error) bool {
		return found != nil && found.Code == code
	})
}

// answeringPoll answers a poll with that code, on that condition.
func answeringPoll(code, description string, when func(d tenant.DeviceAuthorization, found *tenant.Error) bool) change {
	return func(p *tenant.Policy) {
		before := p.DeviceFlow.Poll
		p.DeviceFlow.Poll = func(d tenant.DeviceAuthorization, found *tenant.Error) *tenant.Error {
			if when(d, found) {
				found = &tenant.Error{Status: p.DeviceFlow.Status(code), Code: code, Description: description}
			}
			return before(d, found)
		}
	}
}
