package tenant

import (
	"fmt"
	"time"
)

// DeviceStatus is what has become of a device's request.
type DeviceStatus string

// States of a device authorization: the user has yet to act, let the device in, or refused; the device has taken its
// tokens, or was told that it is too late.
const (
	DevicePending  DeviceStatus = "pending"
	DeviceApproved DeviceStatus = "approved"
	DeviceDenied   DeviceStatus = "denied"
	DeviceDone     DeviceStatus = "done"
)

// DeviceAuthorization is one device's request to be let in (RFC 8628). It is kept by the hash of its device code.
type DeviceAuthorization struct {
	UserCode string // as PlainUserCode has it
	Shown    string // ... and as the user sees it
	ClientID string
	Audience string
	Scopes   []string // as asked
	Agent    string   // of the device
	IP       string

	Status          DeviceStatus
	UserID          string // who let it in
	Session         string
	Approved        string // the grant that this is recorded in; empty: in none
	AuthenticatedAt time.Time

	Interval  time.Duration // between two polls; it grows when the device polls too fast
	PolledAt  time.Time
	ExpiresAt time.Time
}

// slowDown is what a poll that came too soon adds to the interval (RFC 8628 section 3.5).
const slowDown = 5 * time.Second

// Open says whether the user may still decide about the device.
func (d *DeviceAuthorization) Open(now time.Time) bool {
	return d.Status == DevicePending && !past(d.ExpiresAt, now)
}

// Approve lets the device in on behalf of the session's user, who is recorded in that grant to have agreed; false when
// that is decided already, or too late.
func (d *DeviceAuthorization) Approve(s Session, grant string, now time.Time) bool {
	if !d.Open(now) {
		return false
	}
	d.Status, d.UserID, d.Session, d.AuthenticatedAt = DeviceApproved, s.UserID, s.ID, s.AuthenticatedAt
	d.Approved = grant
	return true
}

// Deny keeps the device out; false when that is decided already, or too late.
func (d *DeviceAuthorization) Deny(now time.Time) bool {
	if !d.Open(now) {
		return false
	}
	d.Status = DeviceDenied
	return true
}

// Poll is one poll of the device. Nil lets it in, which happens once.
func (d *DeviceAuthorization) Poll(p *Policy, now time.Time) *Error {
	before := *d
	found := d.poll(p, now)
	refusal := p.DeviceFlow.Poll(before, found)
	if refusal == nil && d.UserID == "" {
		return found // there is nobody to let it in for
	}
	if refusal == nil {
		d.Status = DeviceDone
	}
	return refusal
}

// poll answers in the words of Auth0's reference, where it has some.
func (d *DeviceAuthorization) poll(p *Policy, now time.Time) *Error {
	refuse := func(code, description string) *Error {
		return &Error{Status: p.DeviceFlow.Status(code), Code: code, Description: description}
	}
	since, last := now.Sub(d.PolledAt), d.PolledAt
	d.PolledAt = now
	switch {
	case d.Status == DeviceDone:
		return InvalidDeviceCode(p)
	case past(d.ExpiresAt, now):
		d.Status = DeviceDone // told exactly once
		return refuse("expired_token", "The device code has expired.")
	case d.Status == DeviceDenied:
		return refuse("access_denied", "User cancelled the confirmation prompt.")
	case d.Status == DeviceApproved:
		return nil
	case !last.IsZero() && since >= 0 && since < d.Interval:
		e := refuse("slow_down", fmt.Sprintf("You are polling faster than the specified interval of %d seconds.",
			int(d.Interval.Seconds())))
		d.Interval += slowDown
		return e
	}
	return refuse("authorization_pending", "User has yet to authorize device code.")
}

// InvalidDeviceCode is the answer to a device code that is unknown, of another client, or done with.
func InvalidDeviceCode(p *Policy) *Error {
	return &Error{Status: p.Status("invalid_grant"), Code: "invalid_grant", Description: "Invalid or expired device code."}
}
