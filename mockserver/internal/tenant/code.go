package tenant

import "time"

// Code is an authorization code, kept by its hash and taken once.
type Code struct {
	ClientID, UserID, RedirectURI, Audience string
	Scopes                                  []string
	Nonce, Challenge, ChallengeMethod       string
	Session                                 string
	AuthenticatedAt                         time.Time
	ExpiresAt                               time.Time
	Approved                                string        // the grant that the user's consent is recorded in; empty: in none
	Custom                                  *CustomClaims // that its tokens will tell; nil: those of the moment
	Used                                    bool
	Place                                   Place     // of the refresh token that it was redeemed for; its grant alone where there is none
	RedeemedAt                              time.Time // when that was done; zero: not yet
}

// CodeFinding is what a code that is presented turns out to be.
type CodeFinding string

// Findings: CodeGood is the one that yields tokens.
const (
	CodeGood          CodeFinding = "good"
	CodeUnknown       CodeFinding = "unknown"
	CodeForeign       CodeFinding = "another client's"
	CodeUsed          CodeFinding = "used before"
	CodeExpired       CodeFinding = "expired"
	CodeOtherRedirect CodeFinding = "for another redirect_uri"
	CodeOtherVerifier CodeFinding = "for another verifier"
)

// Redemption is one presentation of a code at the token endpoint.
type Redemption struct {
	Request Request
	Client  *Client
	Code    Code // as it was before; the zero Code of an unknown one
	Now     time.Time
}

// Overlaps says whether the request arrived before another one that redeemed the code was done.
func (r Redemption) Overlaps() bool {
	return r.Code.RedeemedAt.IsZero() || r.Request.Received.Before(r.Code.RedeemedAt)
}

// CodePolicy is authorization codes.
type CodePolicy struct {
	// Judge has the last word on what a presented code is.
	Judge func(Redemption, CodeFinding) CodeFinding
	// Replayed ends what a code was redeemed for when its client presents it again (RFC 6749 section 4.1.2).
	Replayed func(*Ending)
	// Foreign ends what a code was redeemed for when another client presents it: nothing.
	Foreign func(*Ending)
	// Pause is called between the arrival of a code and its redemption; nil: nothing lies between.
	Pause func()
}
