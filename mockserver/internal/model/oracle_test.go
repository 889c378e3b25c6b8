package model_test

import (
	"slices"
	"time"
)

// What Auth0 documents of rotating tokens that say nothing else ("Configure refresh token expiration").
const (
	absoluteLifetime = 30 * 24 * time.Hour
	idleLifetime     = 15 * 24 * time.Hour
)

// place is what a grant is about.
type place struct{ user, app, audience string }

// family is what came of one sign-in.
type family struct {
	place
	rotating   bool
	tokens     []string // in the order of issue; without rotation there is one
	credential string   // by which it is unlinked
	dead       bool
	begun      time.Time
	used       time.Time
}

// oracle says what must become of every token. It is written from the rules, and knows nothing of the mock.
type oracle struct {
	now      time.Time
	setting  bool // "Refresh Token Revocation Deletes Grant"
	blocked  map[string]bool
	families []*family
	grants   map[place]bool
}

func (o *oracle) expired(f *family) bool {
	return f.rotating && (o.now.Sub(f.begun) >= absoluteLifetime || o.now.Sub(f.used) >= idleLifetime)
}

func (o *oracle) live(f *family) bool { return !f.dead && !o.expired(f) }

func (o *oracle) signedIn(p place, rotating bool, token string) *family {
	f := &family{place: p, rotating: rotating, tokens: []string{token}, begun: o.now, used: o.now}
	o.families = append(o.families, f)
	o.grants[p] = true
	return f
}

// exchange says whether the exchange of a family's token number i succeeds, and notes what follows: a spent token that is
// used again ends its family (ROT-03, ROT-04).
func (o *oracle) exchange(f *family, i int, app string) bool {
	switch {
	case app != f.app, o.blocked[f.user], !o.live(f): // ROT-14, LIF-02
		return false
	case i < len(f.tokens)-1:
		f.dead = true
		return false
	}
	f.used = o.now
	return true
}

// revoke is the revocation of a token by an application: its own live ones only (REV-05, REV-08), with the setting on by the
// grant (GRT-01), else by the family (GRT-06, ROT-08).
func (o *oracle) revoke(f *family, app string) {
	if app == f.app && o.live(f) {
		o.end(f)
	}
}

// unlink deletes the family's device credential (DEV-04, DEV-07, DEV-08).
func (o *oracle) unlink(f *family) {
	if o.live(f) {
		o.end(f)
	}
}

func (o *oracle) end(f *family) {
	if o.setting {
		o.deleteGrants(func(p place) bool { return p == f.place })
	}
	f.dead = true
}

// deleteGrants deletes grants with all that was issued in them (GRT-08 to GRT-10).
func (o *oracle) deleteGrants(which func(place) bool) {
	for _, f := range o.families {
		f.dead = f.dead || which(f.place)
	}
	for p := range o.grants {
		if which(p) {
			delete(o.grants, p)
		}
	}
}

// credentials are those that the list of a user must have (DEV-02, DEV-09). What has expired may be there or not.
func (o *oracle) credentials(user string) (must, may []string) {
	for _, f := range o.families {
		switch {
		case f.user != user || f.dead:
		case o.expired(f):
			may = append(may, f.credential)
		default:
			must = append(must, f.credential)
		}
	}
	slices.Sort(must)
	return must, may
}
