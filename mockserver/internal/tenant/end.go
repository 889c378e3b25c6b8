package tenant

import "time"

// Cause is why something ends.
type Cause string

// Causes, by what was done to bring the end about.
const (
	CauseRevocation  Cause = "revocation"    // at the revocation endpoint
	CauseDevice      Cause = "device"        // its device credential was deleted
	CauseGrant       Cause = "grant"         // its grant was deleted
	CauseUserGrants  Cause = "user's grants" // all grants of its user were deleted
	CauseUserDeleted Cause = "user deleted"
	CauseReuse       Cause = "reuse"   // a spent token was presented
	CauseForeign     Cause = "foreign" // another client presented it for exchange
	CauseOverflow    Cause = "overflow"
	CauseSwitched    Cause = "rotation switched" // the application's rotation was switched on or off
	CauseToken       Cause = "refresh token"     // deleted by itself in the Management API
	CauseSession     Cause = "session"           // its browser session was revoked
	CauseApplication Cause = "application"       // access was revoked in the Dashboard
	CauseClient      Cause = "application deleted"
	CausePassword    Cause = "password changed"
	CauseBlocked     Cause = "user blocked"
	CauseConsent     Cause = "consent withdrawn"
	CauseSignOut     Cause = "logged out" // of a browser's session, by that browser
	CauseLogout      Cause = "logged out everywhere"
	CauseReplay      Cause = "code replayed" // the authorization code it came of was presented again
)

// Ending is an end about to be made on one grant. A policy makes it by calling its methods.
type Ending struct {
	Cause      Cause
	Grant      *Grant
	Family     *Family // nil when the cause is about a whole grant, or when the family is forgotten
	Place      Place   // of the token presented, where one was
	Revocation *Revocation
	Named      *NamedTokens // by an operation of the Management API; nil: by none
	Settings   Settings
	Now        time.Time
	From       time.Time  // when it takes effect; zero: at once
	Node       int        // of the tenant's nodes, that was asked for it; 0: none in particular
	Others     []Selector // further grants that end at once; set by the policy, carried out by the caller
}

func (e *Ending) end() End {
	return End{From: e.From, At: e.Now, Cause: e.Cause, By: e.Place, Node: e.Node}
}

// EndGrant ends the grant, and so all that hangs on it.
func (e *Ending) EndGrant() { e.Grant.Ended.set(e.end()) }

// EndFamily ends the family, and so every token of it.
func (e *Ending) EndFamily() {
	if e.Family != nil {
		e.Family.Ended.set(e.end())
	}
}

// EndFamilies ends every family but leaves the grant as it is.
func (e *Ending) EndFamilies() {
	for _, f := range e.Grant.Families {
		f.Ended.set(e.end())
	}
}

// EndToken ends the presented token alone.
func (e *Ending) EndToken() {
	if e.Family == nil {
		return
	}
	if t := e.Family.token(e.Place.Serial); t != nil {
		t.Ended.set(e.end())
	}
}

// EndTokens ends every token that is remembered, but not the family.
func (f *Family) EndTokens() {
	for i := range f.Tokens {
		f.Tokens[i].Ended.set(End{})
	}
}

// Restore makes the spent token at that place of the family usable again.
func (f *Family) Restore(serial, generation int) {
	if t := f.token(serial); t != nil {
		t.SpentAt, t.Ended = time.Time{}, End{}
		return
	}
	f.Tokens = append(f.Tokens, Token{Serial: serial, Generation: generation})
}

// End ends the grant at once.
func (g *Grant) End() { g.Ended.set(End{}) }

// End ends the family at once.
func (f *Family) End() { f.Ended.set(End{}) }

// Selector picks grants: an empty field picks any.
type Selector struct {
	UserID, ClientID, Audience string
	ExceptUser                 string
	ExceptFamily               string // ends the families of the picked grants, but this one
	Session                    string // ends the families opened in that browser session alone
	Why                        End    // what End records; the zero value: at once, for no known reason
}

// Picks says whether the selector picks g.
func (s Selector) Picks(g *Grant) bool { return s.PicksKey(g.Key) }

// PicksKey says whether the selector picks the grants of a key.
func (s Selector) PicksKey(key GrantKey) bool {
	return (s.UserID == "" || s.UserID == key.UserID) &&
		(s.ClientID == "" || s.ClientID == key.ClientID) &&
		(s.Audience == "" || s.Audience == key.Audience) &&
		(s.ExceptUser == "" || s.ExceptUser != key.UserID)
}

// End ends what the selector picks of a grant that it picks.
func (s Selector) End(g *Grant) {
	if s.ExceptFamily == "" && s.Session == "" {
		g.Ended.set(s.Why)
		return
	}
	for _, f := range g.Families {
		if f.ID != s.ExceptFamily && (s.Session == "" || s.Session == f.Session) {
			f.Ended.set(s.Why)
		}
	}
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

// Revoke ends what the policy says ends when the token at that place is revoked, and returns which other grants do.
func (g *Grant) Revoke(p *Policy, r *Revocation, place Place, s Settings) []Selector {
	e := &Ending{Cause: CauseRevocation, Grant: g, Family: g.Family(place.Family), Place: place, Revocation: r,
		Settings: s, Now: r.Now, Node: r.Request.Node}
	if p.Revocation.Delay != nil {
		e.From = r.Now.Add(p.Revocation.Delay(*r))
	}
	p.Revocation.End(e)
	return e.Others
}
