package tenant

import (
	"slices"
	"time"
)

// SignIn is one user's sign-in at one application, for one audience.
type SignIn struct {
	Key     GrantKey
	Scopes  []string
	Offline bool // whether it yields a refresh token
	Options RefreshTokenOptions
	Device  string // the user agent
	IP      string
	Session string // the browser session; empty: none
	Now     time.Time
}

// keptFamilies is how many families a grant keeps before those that ended are forgotten; where more live, twice as many, and so on. A
// forgotten one has ended.
const keptFamilies = 256

// Grant returns the grant that a sign-in goes to: the current one of its key, which may be nil, or a new one.
func (p *Policy) Grant(current *Grant, s SignIn) *Grant {
	if current == nil || p.SignIn.OwnGrant || !p.SignIn.Continue(current, s.Now) {
		current = &Grant{ID: NewID(grantIDBytes), Key: s.Key, CreatedAt: s.Now}
	}
	current.Withdrawn = false
	current.Scopes = Union(current.Scopes, s.Scopes)
	return current
}

// Open opens a family with one refresh token on the grant.
func (g *Grant) Open(p *Policy, s SignIn, h Hash) Place {
	if n := len(g.Families); n >= keptFamilies && n&(n-1) == 0 { // seldom, however many live: it looks at all of them
		g.Forget(s.Now)
	}
	f := &Family{
		ID:        FamilyID(g.ID, g.Opened),
		Device:    s.Device,
		IP:        s.IP,
		UsedBy:    s.Device,
		UsedFrom:  s.IP,
		Session:   s.Session,
		Rotating:  s.Options.Rotating,
		Scopes:    s.Scopes,
		CreatedAt: s.Now,
	}
	g.Opened++
	g.Families = append(g.Families, f)
	f.Renew(s.Options, s.Now)
	place := g.issue(f, nil, h, s.Now)
	if p.SignIn.Opened != nil {
		p.SignIn.Opened(g, f)
	}
	return place
}

// Forget drops the families of which no token can be exchanged any more.
func (g *Grant) Forget(now time.Time) {
	g.Families = slices.DeleteFunc(g.Families, func(f *Family) bool { return !g.Usable(f, now) })
}

// AgedFamily is a live family and its age.
type AgedFamily struct {
	Grant, Family string
	Since         time.Time
}

// Live are the families of the grant whose tokens can be exchanged.
func (g *Grant) Live(now time.Time) []AgedFamily {
	var out []AgedFamily
	for _, f := range g.Families {
		if g.Usable(f, now) {
			out = append(out, AgedFamily{g.ID, f.ID, f.CreatedAt})
		}
	}
	return out
}

// oldestBeyond returns the oldest of the families, beyond that many.
func oldestBeyond(all []AgedFamily, limit int) []AgedFamily {
	slices.SortStableFunc(all, func(a, b AgedFamily) int { return a.Since.Compare(b.Since) })
	return all[:max(0, len(all)-limit)]
}
