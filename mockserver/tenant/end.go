package tenant

import "time"

// Cause is why something ends.
type Cause string

const (
	CauseRevocation  Cause = "revocation"    // at the revocation endpoint
	CauseDevice      Cause = "device"        // its device credential was deleted
	CauseGrant       Cause = "grant"         // its grant was deleted
	CauseUserGrants  Cause = "user's grants" // all grants of its user were deleted
	CauseUserDeleted Cause = "user deleted"
	CauseReuse       Cause = "reuse"   // a spent token was presented
	CauseForeign     Cause = "foreign" // another client presented it for exchange
	CauseOverflow    Cause = "overflow"
)

// Ending is an end about to be made on one grant. A policy makes it by calling its methods.
type Ending struct {
	Cause      Cause
	Grant      *Grant
	Family     *Family // nil when the cause is about a whole grant, or when the family is forgotten
	Place      Place   // of the token presented, where one was
	Revocation *Revocation
	Settings   Settings
	At         time.Time  // when it takes effect
	Others     []Selector // further grants that end at once; set by the policy, carried out by the caller
}

// EndGrant ends the grant, and so all that hangs on it.
func (e *Ending) EndGrant() { e.Grant.End(e.At) }

// EndFamily ends the family, and so every token of it.
func (e *Ending) EndFamily() {
	if e.Family != nil {
		end(&e.Family.EndedAt, e.At)
	}
}

// EndFamilies ends every family but leaves the grant as it is.
func (e *Ending) EndFamilies() {
	for _, f := range e.Grant.Families {
		end(&f.EndedAt, e.At)
	}
}

// EndToken ends the presented token alone.
func (e *Ending) EndToken() {
	if e.Family == nil {
		return
	}
	if t := e.Family.token(e.Place.Serial); t != nil {
		end(&t.EndedAt, e.At)
	}
}

// EndTokens ends every token that is remembered, but not the family.
func (f *Family) EndTokens(at time.Time) {
	for i := range f.Tokens {
		end(&f.Tokens[i].EndedAt, at)
	}
}

// Restore makes the spent token at that place of the family usable again.
func (f *Family) Restore(serial, generation int) {
	if t := f.token(serial); t != nil {
		t.SpentAt, t.EndedAt = time.Time{}, time.Time{}
		return
	}
	f.Tokens = append(f.Tokens, Token{Serial: serial, Generation: generation})
}

// End ends the grant at that time.
func (g *Grant) End(at time.Time) { end(&g.EndedAt, at) }

// end keeps the earlier of two ends.
func end(slot *time.Time, at time.Time) {
	if slot.IsZero() || at.Before(*slot) {
		*slot = at
	}
}

// Selector picks grants: an empty field picks any.
type Selector struct {
	UserID, ClientID, Audience string
	ExceptUser                 string
	ExceptFamily               string // ends the families of the picked grants, but this one
}

// Picks says whether the selector picks g.
func (s Selector) Picks(g *Grant) bool {
	return (s.UserID == "" || s.UserID == g.Key.UserID) &&
		(s.ClientID == "" || s.ClientID == g.Key.ClientID) &&
		(s.Audience == "" || s.Audience == g.Key.Audience) &&
		(s.ExceptUser == "" || s.ExceptUser != g.Key.UserID)
}

// End ends what the selector picks of a grant that it picks.
func (s Selector) End(g *Grant, at time.Time) {
	if s.ExceptFamily == "" {
		g.End(at)
		return
	}
	for _, f := range g.Families {
		if f.ID != s.ExceptFamily {
			end(&f.EndedAt, at)
		}
	}
}

// Revoke ends what the policy says ends when the token at that place is revoked, and returns which other grants do.
func (g *Grant) Revoke(p *Policy, r *Revocation, place Place, s Settings) []Selector {
	e := &Ending{Cause: CauseRevocation, Grant: g, Family: g.Family(place.Family), Place: place, Revocation: r,
		Settings: s, At: r.Now}
	if p.Revocation.Delay != nil {
		e.At = r.Now.Add(p.Revocation.Delay(*r))
	}
	p.Revocation.End(e)
	return e.Others
}
