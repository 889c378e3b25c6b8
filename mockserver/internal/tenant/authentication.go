package tenant

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
