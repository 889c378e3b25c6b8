package tenant

import "time"

// Policy is every decision that a dialect, a switch or a deviation may change. Each of these three is a
// func(*Policy): it replaces functions, most often by one that asks the function it found there first.
type Policy struct {
	Dialect       string
	Parameters    ParameterPolicy
	Clients       ClientPolicy
	Revocation    RevocationPolicy
	Exchange      ExchangePolicy
	Rotation      RotationPolicy
	SignIn        SignInPolicy
	Responses     ResponsePolicy
	Pushed        PushedPolicy
	Codes         CodePolicy
	Access        AccessPolicy
	Introspection IntrospectionPolicy
	Settings      SettingsPolicy
	Grants        GrantPolicy
	Devices       DevicePolicy
	RefreshTokens RefreshTokenPolicy
	Management    ManagementPolicy
	DeviceFlow    DeviceFlowPolicy
	Users         UserPolicy
	Dashboard     DashboardPolicy
	Limits        LimitPolicy

	// Directory decides nothing: a function that must name an application or an API of the tenant finds it there.
	Directory Directory

	// Status is the status of a token or authorization endpoint's error with that code.
	Status func(code string) int
	// Origins says whether a browser origin may call, given whether an application lists it.
	Origins func(origin string, listed bool) bool
	// Metadata has the last word on the discovery document.
	Metadata func(issuer string, document map[string]any)
	// Log says whether an event is written to the tenant's log, and how.
	Log func(LogEvent) (LogEvent, bool)
	// Restarted is what becomes of a grant when the server is restarted: nothing.
	Restarted func(*Grant)
	// TokenKey is what of a refresh token's value tells it from others, at that endpoint: all of it.
	TokenKey func(at Endpoint, value string) string
	// Wire has the last word on every answer; nil leaves them as they are.
	Wire func(Request, Answer) Answer
}

// Directory is what the tenant has, oldest first.
type Directory struct {
	Clients   func() []*Client
	Audiences func() []*Audience
}

// ParameterPolicy is how the parameters of OAuth endpoints are read.
type ParameterPolicy struct {
	// JSON says whether a JSON body is read, besides a form.
	JSON func(Request) bool
	// Read picks the parameters that count: those of the body, never those of the URL.
	Read func(Request) Params
	// Duplicate is the answer to a parameter given more than once; nil lets the first value count.
	Duplicate func(r Request, name string) *Error
	// MaxBody is how many bytes of a body are read; a longer one is answered 413.
	MaxBody int64
}

// ClientPolicy is how a client proves who it is.
type ClientPolicy struct {
	// Judge has the last word on what authentication found. OK for a client that was not found lets the caller
	// in without being anybody: it then passes for the owner of what it presents.
	Judge func(Attempt, AuthResult) AuthResult
	// Refusal is the answer to a failed authentication.
	Refusal func(Attempt, AuthResult) *Error
	// Accepts says whether a client registered for one method may use another one.
	Accepts func(registered, presented AuthMethod) bool
	// AssertionAudiences are those that a client may address its assertion to.
	AssertionAudiences func(issuer string, endpoint string) []string
	// Assertions is what else is asked of an assertion.
	Assertions AssertionRules
}

// AssertionRules are about private_key_jwt.
type AssertionRules struct {
	Skew    time.Duration // how far a client's clock may be off
	Longest time.Duration // lifetime; 0: any
	NeedsID bool          // jti must be there
	// MaxBytes and MaxID are how long the assertion, in bytes, and its jti, in characters, may be; 0: any length.
	MaxBytes, MaxID int
}

// RevocationPolicy is the revocation endpoint.
type RevocationPolicy struct {
	// Offered says whether there is one.
	Offered bool
	// Methods says whether a request with that method is a revocation.
	Methods func(Request) bool
	// Missing is the answer when `token` is absent, or empty.
	Missing func(r Request, empty bool) *Error
	// Rule says whether the token is ended, or else why not; neither is answered as success.
	Rule func(Revocation) (ends bool, refusal *Error)
	// End ends what a revoked refresh token ends.
	End func(*Ending)
	// EndAccess ends what a revoked access token ends; grant is nil for a token without one.
	EndAccess func(r Revocation, a *AccessToken, grant *Ending)
	// Delay is how long after the answer the revocation takes effect; nil: at once.
	Delay func(Revocation) time.Duration
	// Answer is the answer to a request that was not refused.
	Answer func(Revocation) Answer
	// Failed is the answer to a request that could not be carried out, since the store does not answer.
	Failed func(Revocation, *Error) Answer
	// Refused is what a refused request ends; nil: nothing.
	Refused func(Revocation, *Error) []Selector
}

// ExchangePolicy is the refresh_token grant.
type ExchangePolicy struct {
	// Owns says whether the caller may use the token.
	Owns func(Exchange) bool
	// Orphan stands in for a user who was deleted; nil: nobody does.
	Orphan func(userID string) *User
	// Foreign ends what the attempt of a caller that may not use it ends: nothing.
	Foreign func(*Ending)
	// Refusal is the answer to a token of that kind; nil for a live one.
	Refusal func(Exchange) *Error
	// Scopes is what the new access token gets: as granted, or narrowed as asked.
	Scopes func(x Exchange, granted []string) ([]string, *Error)
}

// RotationPolicy is refresh token rotation.
type RotationPolicy struct {
	// Rotates says whether the client's tokens rotate.
	Rotates func(Client) bool
	// Leeway is how long the previous token still works.
	Leeway func(Client) time.Duration
	// Issue says whether this exchange yields a new token, which spends the old one.
	Issue func(Exchange) bool
	// Spend says whether the exchanged token is spent by it.
	Spend func(Exchange) bool
	// Renew is what an exchange does to the lifetimes of its family.
	Renew func(f *Family, o RefreshTokenOptions, now time.Time)
	// Reuse says what follows from presenting a spent token.
	Reuse func(Reuse) Reaction
	// Breach ends what a reuse ends.
	Breach func(*Ending)
	// Pause is called between the arrival of an exchange and its execution; nil: nothing lies between.
	Pause func()
}

// SignInPolicy is what a sign-in opens.
type SignInPolicy struct {
	// OwnGrant makes every sign-in a grant of its own.
	OwnGrant bool
	// Continue says whether a sign-in goes on with the grant that its user, client and audience have.
	Continue func(g *Grant, now time.Time) bool
	// Opened has the last word on a new family; nil: nothing to say.
	Opened func(g *Grant, f *Family)
	// Offline says whether a sign-in that asks for a refresh token gets one.
	Offline func(Client, Audience) bool
	// AsksConsent says whether a user who has not agreed yet is asked, when the browser is to go on to that address;
	// a device has none.
	AsksConsent func(c Client, a Audience, redirectURI string) bool
	// Honours has the last word on whether what a user approved earlier is still good for tokens; nil is yes.
	Honours func(Approval, *Error) *Error
	// RequiresPKCE says whether the client must use PKCE.
	RequiresPKCE func(Client) bool
	// BlockedToken and BlockedBrowser are the error codes a blocked user meets, by password grant and by browser.
	BlockedToken, BlockedBrowser string
	// UpdatedAt is how claims tell when their user last changed: a text, or seconds since 1970.
	UpdatedAt func(time.Time) any
	// Limit is how many live refresh tokens a user may have at a client before the oldest is ended; 0: any number.
	Limit int
	// Overflow picks the families to end when there are more than the limit.
	Overflow func(all []AgedFamily, limit int) []AgedFamily
}

// AccessPolicy is access tokens.
type AccessPolicy struct {
	// Recorded says whether access tokens are remembered; without that none can be ended before it expires.
	Recorded bool
	// Lifetime of an access token whose client has none of its own.
	Lifetime time.Duration
	// Expired says whether an access token's time is over.
	Expired func(a AccessToken, now time.Time) bool
	// Active says whether a recorded access token works; g is nil when its grant is gone.
	Active func(a AccessToken, g *Grant, now time.Time) bool
	// RFC9068 gives all of them the profile of RFC 9068; else the API says whether its own have it.
	RFC9068 bool
	// LogoutType is the `typ` of the JWT header of a logout token.
	LogoutType string
	// Opaque seals those that are for userinfo alone, so that nobody else can read them; else they are JWTs like all.
	Opaque bool
	// InAddress says whether userinfo takes one that is a parameter of its address (RFC 6750 section 2.3).
	InAddress bool
}

// IntrospectionPolicy is the introspection endpoint.
type IntrospectionPolicy struct {
	// Offered says whether there is one.
	Offered bool
	// Usable says whether a token of that kind may be active that belongs to the user; u is nil for one who was deleted.
	Usable func(k Kind, u *User) bool
	// Answer is what it says of a token of that kind, given what a truthful answer would be.
	Answer func(k Kind, truth map[string]any) map[string]any
}
