package tenant

import "time"

// AuthResult is what the authentication of a client came to.
type AuthResult string

// Outcomes of client authentication: AuthOK is the one success.
const (
	AuthOK             AuthResult = "ok"
	AuthNoClient       AuthResult = "no client named"
	AuthUnknownClient  AuthResult = "unknown client"
	AuthMissing        AuthResult = "credentials missing"
	AuthWrongSecret    AuthResult = "wrong secret"
	AuthWrongMethod    AuthResult = "method not registered"
	AuthTwoMethods     AuthResult = "two methods"
	AuthMismatch       AuthResult = "two client ids"
	AuthBadAssertion   AuthResult = "assertion malformed"
	AuthBadSignature   AuthResult = "assertion wrongly signed"
	AuthExpired        AuthResult = "assertion expired"
	AuthTooLong        AuthResult = "assertion valid for too long"
	AuthWrongAudience  AuthResult = "assertion addressed elsewhere"
	AuthReplayed       AuthResult = "assertion used before"
	AuthMalformedBasic AuthResult = "authorization header malformed"
)

// Attempt is a caller's attempt to say who it is.
type Attempt struct {
	Request  Request
	Method   AuthMethod  // as presented
	ClientID string      // as presented
	Client   *Client     // nil when unknown
	Token    func() Kind // what the refresh token presented beside it is
}

// Revocation is a request at the revocation endpoint, as far as it is understood.
type Revocation struct {
	Request  Request
	Client   *Client // nil: the caller was let in without being anybody
	Method   AuthMethod
	Kind     Kind
	Foreign  bool // issued to another client
	Settings Settings
	Now      time.Time
	Owner    GrantKey // whose token it is, when known
	Place    Place    // where it stands, when known
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
