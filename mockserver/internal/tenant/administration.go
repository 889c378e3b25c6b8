package tenant

import "time"

// SettingsPolicy is the tenant's settings.
type SettingsPolicy struct {
	// Cascades says whether the end of one refresh token by that cause takes its grant along.
	Cascades func(Settings, Cause) bool
	// Founded are the settings of a tenant founded at that time; the zero time means a new one.
	Founded func(time.Time) Settings
	// Patch is what a PATCH makes of the settings.
	Patch func(old, patch Settings) Settings
}

// GrantPolicy is grants in the Management API.
type GrantPolicy struct {
	// Listed says whether a grant is shown.
	Listed func(g *Grant, now time.Time) bool
	// Delete ends what deleting a grant ends, alone or with all grants of its user (Ending.Cause tells).
	Delete func(*Ending)
	// OfUser picks those grants of a user that deleting all of them deletes.
	OfUser func([]*Grant) []*Grant
}

// DevicePolicy is device credentials in the Management API.
type DevicePolicy struct {
	// Listed says whether a credential answers a query.
	Listed func(DeviceQuery, Device) bool
	// Type is the type a family is listed under.
	Type func(*Family) string
	// Item is how a credential is shown, given how it should be.
	Item func(d Device, item map[string]any) map[string]any
	// End ends what deleting a credential ends.
	End func(*Ending)
	// Answer is the answer to a deletion.
	Answer func(DeviceDeletion) Answer
}

// RefreshTokenPolicy is refresh tokens in the Management API, by themselves and by the sessions that they were issued in.
type RefreshTokenPolicy struct {
	// Shown says whether a token is shown by its id, and Listed whether it is among its user's.
	Shown, Listed func(g *Grant, f *Family, now time.Time) bool
	// Item is how a token is shown, given how it should be.
	Item func(g *Grant, f *Family, item map[string]any) map[string]any
	// Named is which tokens an operation is about, given which it should be.
	Named func(NamedTokens) NamedTokens
	// End ends what ending one of them ends.
	End func(*Ending)
	// Absent is the refusal to delete a token that is not there; nil: it is taken for deleted.
	Absent func() *Problem
	// Preserved says whether the tokens of a user whose access is revoked are left alone, given whether that was asked for.
	Preserved func(asked bool) bool
}

// ManagementPolicy is the Management API as a whole.
type ManagementPolicy struct {
	// Authorize is the refusal of a caller, nil to let it pass; found is the refusal it deserves.
	Authorize func(op Endpoint, found *Problem) *Problem
	// Window cuts the items from (included) to (excluded) out of a listing of n, for a page counted from 0.
	Window func(op Endpoint, page, perPage, n int) (from, to int)
	// Malformed is the answer to a malformed paging parameter.
	Malformed func(op Endpoint, p *Problem) *Problem
	// BadBody is the answer to a body that is not as documented; nil lets it count for what can be read of it.
	BadBody func(op Endpoint, body map[string]any, p *Problem) *Problem
	// Delay is how long an operation that answers 202 takes to be carried out, at most.
	Delay time.Duration
	// UserRequired refuses a listing of device credentials without user_id (Auth0, migration of 17 December 2020).
	UserRequired bool
	// Enterprise says whether the endpoints of Enterprise plans are served: refresh tokens and sessions.
	Enterprise bool
}

// UserPolicy is what happens to users and applications otherwise.
type UserPolicy struct {
	// Deleted ends what deleting a user ends, grant by grant.
	Deleted func(*Ending)
	// ClientDeleted ends what deleting an application ends, grant by grant.
	ClientDeleted func(*Ending)
	// PasswordChanged ends what a new password ends: nothing.
	PasswordChanged func(*Ending)
	// Disabled ends what disabling or blocking a user ends: nothing, since that user's tokens are refused while that lasts.
	Disabled func(*Ending)
	// ConsentWithdrawn ends what is ended where a user takes back what an application was given, grant by grant.
	ConsentWithdrawn func(*Ending)
	// LoggedOut ends what logging a user out everywhere ends, grant by grant.
	LoggedOut func(*Ending)
}

// DeviceFlowPolicy is the device authorization flow (RFC 8628).
type DeviceFlowPolicy struct {
	// Lifetime of a device code, and Interval between two polls.
	Lifetime, Interval time.Duration
	// Admits is the refusal of a client that may not use the flow; nil to let it.
	Admits func(Client) *Error
	// WrongCodes is how many wrong user codes an address may enter within a minute; 0: any number.
	WrongCodes int
	// Status is the HTTP status of a polling error: authorization_pending, slow_down, expired_token, access_denied.
	Status func(code string) int
	// Poll has the last word on the answer to a poll; nil lets the device in.
	Poll func(d DeviceAuthorization, found *Error) *Error
}

// DashboardPolicy is what is done in the Dashboard. By default it is what the Management API does.
type DashboardPolicy struct {
	// Authorized says whether a grant makes its application one of the user's Authorized Applications.
	Authorized func(g *Grant, now time.Time) bool
	// Lists is the grants among which those are looked for: the user's.
	Lists func(userID string) Selector
	// Revokes is the grants that revoking a user's application is about: that user's, of that application.
	Revokes func(userID, clientID string) Selector
	// Revoke ends what that ends of each of them: all of it.
	Revoke func(*Ending)
	// Unlink ends what unlinking a device ends.
	Unlink func(*Ending)
	// Shown is what the page of the tenant's settings shows of them.
	Shown func(Settings) Settings
	// Patch is what saving the tenant's settings makes of them.
	Patch func(old, patch Settings) Settings
	// Client is what saving an application's settings makes of it.
	Client func(old, changed Client) Client
}

// Device is a device credential: a family, seen from the Management API.
type Device struct {
	Family *Family
	Key    GrantKey
	Usable bool // a token of it can be exchanged

	GrantEnded bool
}

// DeviceQuery is what a listing of device credentials asks for; empty fields ask for any.
type DeviceQuery struct{ UserID, ClientID, Type string }

// DeviceDeletion is the deletion of a device credential.
type DeviceDeletion struct {
	Known    bool // it belongs to a family
	Usable   bool // ... which was usable until now
	Rotating bool
}

// Types of device credentials.
const (
	DeviceRefreshToken         = "refresh_token"
	DeviceRotatingRefreshToken = "rotating_refresh_token"
	DevicePublicKey            = "public_key"
)
