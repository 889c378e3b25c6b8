package tenant

import "time"

// Exchange is one presentation of a refresh token at the token endpoint.
type Exchange struct {
	Request Request
	Client  *Client // nil: the caller was let in without being anybody
	User    *User   // nil: deleted
	Asked   []string
	Place   Place
	Now     time.Time

	// Filled in by Grant.Exchange, for the policy.
	Kind   Kind
	Grant  *Grant
	Family *Family
}

// Exchanged is the outcome of an exchange.
type Exchanged struct {
	Refusal *Error // nil: an access token is due
	Issued  bool   // the new refresh token is in force
	Scopes  []string
	Place   Place // of the newest token: access tokens hang on it
	Others  []Selector

	Kind   Kind // of the token presented, once all was considered
	Reused bool // it was a reuse, and RotationPolicy.Breach was done
	Latest int  // serial of the family's newest token before the exchange; -1 without a family
	// Session is the browser session that the family was opened in.
	Session string
}

// Reuse is the presentation of a spent token.
type Reuse struct {
	Exchange
	Previous bool          // only the newest generation follows it
	SpentAt  time.Time     // zero when too old to be remembered
	Leeway   time.Duration // of the client
}

// Overlaps says whether the request arrived before the exchange that spent the token was done.
func (r Reuse) Overlaps() bool { return r.Request.Received.Before(r.SpentAt) }

// Reaction is what follows from presenting a spent token.
type Reaction struct {
	Accept bool // an access token is handed out
	Issue  bool // ... and a refresh token
	Breach bool // RotationPolicy.Breach ends what it ends
}

// Exchange exchanges the token for the one whose hash is next. It is the caller's to make it atomic.
func (g *Grant) Exchange(p *Policy, x Exchange, next Hash) Exchanged {
	x.Grant, x.Family = g, g.Family(x.Place.Family)
	x.follow()
	x.Kind = g.Kind(x.Place, x.Now)
	out := Exchanged{Place: x.Place, Latest: -1}
	if x.Family != nil {
		out.Latest, out.Session = x.Family.Serials-1, x.Family.Session
	}
	e := &Ending{Grant: g, Family: x.Family, Place: x.Place, Now: x.Now, Node: x.Request.Node}
	reaction := Reaction{Accept: true, Issue: true}
	switch {
	case !p.Exchange.Owns(x):
		x.Kind, e.Cause, reaction = KindForeign, CauseForeign, Reaction{}
		p.Exchange.Foreign(e)
	case x.User == nil:
		x.Kind, reaction = KindUserGone, Reaction{}
	case x.Kind == KindSpent:
		if reaction = p.Rotation.Reuse(g.reuse(p, x)); reaction.Breach {
			e.Cause, g.Breached, out.Reused = CauseReuse, true, true
			p.Rotation.Breach(e)
		}
	}
	out.Others = e.Others
	if x.Kind == KindSpent && reaction.Accept {
		x.Kind = KindLive
	}
	if x.Kind == KindLive && x.User.Blocked { // also within a leeway
		x.Kind = KindUserBlocked
	}
	out.Kind = x.Kind
	if out.Refusal = p.Exchange.Refusal(x); out.Refusal != nil {
		return out
	}
	out.Scopes, out.Refusal = p.Exchange.Scopes(x, x.Family.Scopes)
	if out.Refusal == nil {
		g.turn(p, x, reaction.Issue, next, &out)
	}
	return out
}

func (g *Grant) reuse(p *Policy, x Exchange) Reuse {
	r := Reuse{Exchange: x, Previous: x.Place.Generation == x.Family.Generation-1}
	if t := x.Family.token(x.Place.Serial); t != nil {
		r.SpentAt = t.SpentAt
	}
	if x.Client != nil {
		r.Leeway = p.Rotation.Leeway(*x.Client)
	}
	return r
}

// turn moves the family on: it rotates, or stays, or changes over when the client's rotation was switched
// (Auth0: switching it ends the other tokens of the old sort, of the same user, application and audience).
func (g *Grant) turn(p *Policy, x Exchange, issue bool, next Hash, out *Exchanged) {
	var o RefreshTokenOptions
	if x.Client != nil {
		o = x.Client.RefreshTokens
		o.Rotating = p.Rotation.Rotates(*x.Client)
	}
	f := x.Family
	p.Rotation.Renew(f, o, x.Now)
	f.Exchanged = x.Now
	if !f.ExpiresAt.IsZero() || !f.IdleUntil.IsZero() { // Auth0, "Refresh Tokens", limitations
		f.UsedBy, f.UsedFrom = x.Request.Agent, x.Request.IP
	}
	switch {
	case !f.Rotating && !o.Rotating, !issue, o.Rotating && !p.Rotation.Issue(x):
		return
	case f.Rotating && !o.Rotating:
		f.Ended.set(End{At: x.Now, Cause: CauseSwitched})
		s := SignIn{Key: g.Key, Scopes: f.Scopes, Options: o, Device: f.Device, IP: f.IP, Session: f.Session, Now: x.Now}
		out.Place, out.Issued = g.Open(p, s, next), true
		opened := g.Family(out.Place.Family)
		opened.ExpiresAt, opened.Metadata = f.ExpiresAt, f.Metadata // no exchange makes a sign-in last longer
		return
	case !f.Rotating:
		g.endOthers(f, x.Now)
		f.Rotating = true
	}
	if t := f.token(x.Place.Serial); t != nil && t.SpentAt.IsZero() && p.Rotation.Spend(x) {
		t.SpentAt = x.Now
	}
	out.Place, out.Issued = g.issue(f, &x.Place, next, x.Now), true
}

// endOthers ends the families that do not rotate, but f.
func (g *Grant) endOthers(f *Family, now time.Time) {
	for _, other := range g.Families {
		if other != f && !other.Rotating {
			other.Ended.set(End{At: now, Cause: CauseSwitched})
		}
	}
}
