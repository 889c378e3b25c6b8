package tenant

import (
	"slices"
	"strings"
	"time"
)

// AccessToken is the record of an access token that can be ended before it expires.
type AccessToken struct {
	ID        string // jti
	Place     Place  // of the refresh token it was issued beside; the zero Place without a sign-in
	UserID    string
	ClientID  string
	Audience  []string
	Scopes    []string
	IssuedAt  time.Time
	ExpiresAt time.Time
	Ended     End
}

// LooksLikeAccess says whether a text has the form of an access token: a JWT, or one that is sealed.
func LooksLikeAccess(token string) bool {
	dots := strings.Count(token, ".")
	return dots == 2 || dots == 4
}

// Active says whether the access token works: by itself, by its family and by its grant, which is nil when gone.
func (a *AccessToken) Active(g *Grant, now time.Time) bool {
	if past(a.ExpiresAt, now) || a.Ended.Past(now) {
		return false
	}
	if a.Place.Grant == "" {
		return true
	}
	if g == nil || !g.Stands(now) {
		return false
	}
	if a.Place.Family == "" {
		return true
	}
	f := g.Family(a.Place.Family)
	return f != nil && !f.Ended.Past(now)
}

// Session is a browser's session with the tenant.
type Session struct {
	ID              string
	UserID          string
	Issuer          string // by the name that its browser knows
	AuthenticatedAt time.Time
	ExpiresAt       time.Time // absolute
	IdleUntil       time.Time // restarts at each use; zero: never
	UsedAt          time.Time
	Agent, IP       string   // of the browser
	Clients         []string // that were signed in to
	Ended           End
	Revoked         bool // along with the refresh tokens that were issued in it
}

// Live says whether the session lets its browser in without a password.
func (s *Session) Live(now time.Time) bool {
	return !past(s.ExpiresAt, now) && !past(s.IdleUntil, now) && !s.Ended.Past(now)
}

// Use records that the session signed its user in to a client. Its idle lifetime restarts, as the settings are now.
func (s *Session) Use(clientID string, settings Settings, now time.Time) {
	_, idle := settings.SessionLifetimes()
	s.UsedAt, s.IdleUntil = now, now.Add(idle)
	if !slices.Contains(s.Clients, clientID) {
		s.Clients = append(slices.Clone(s.Clients), clientID)
	}
}

// End ends the session. Refresh tokens outlive it.
func (s *Session) End(why End) { s.Ended.set(why) }

// Revoke ends the session, whose refresh tokens end along with it: what was approved in it is worth nothing any more, even
// while the end is still to come.
func (s *Session) Revoke(why End) {
	s.End(why)
	s.Revoked = true
}

// Pending is an authorization request that waits for its user, with the browser. Only plain data may be in it.
type Pending struct {
	ID                                            string // empty until it waits
	ClientID, RedirectURI, State, Nonce, Audience string
	ResponseType                                  ResponseType
	ResponseMode                                  ResponseMode
	Scopes                                        []string
	Challenge, ChallengeMethod                    string
	Login, Consent                                bool   // must be asked for, whatever is remembered
	Hint                                          string // the name that the user may sign in with
	Subject                                       string // the user whom the application means; empty: anybody

	// Where a device asks: which one, by what code, and whether the user has seen that code on it.
	Device    Hash
	UserCode  string // as shown; empty: no device asks
	Confirmed bool

	Browser   Hash // of the cookie it is bound to
	ExpiresAt time.Time
}
