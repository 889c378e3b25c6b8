package tenant

import "time"

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
	UserCode string // as shown to the user
	ClientID string
	Audience string
	Scopes   []string // as asked
	Agent    string   // of the device
	IP       string

	Status          DeviceStatus
	UserID          string // who let it in
	Session         string
	AuthenticatedAt time.Time

	Interval  time.Duration // between two polls; it grows when the device polls too fast
	PolledAt  time.Time
	ExpiresAt time.Time
}
