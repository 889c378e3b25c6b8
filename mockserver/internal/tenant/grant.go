package tenant

import (
	"cmp"
	"encoding/base32"
	"encoding/hex"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"
)

// GrantKey is what Auth0 binds a grant to (facts: user, application and audience).
type GrantKey struct{ UserID, ClientID, Audience string }

// Grant is what a user has given an application for an audience. All fields are plain data, so that a store may
// serialise it; a Grant is not safe for concurrent use, which is the store's business.
type Grant struct {
	ID        string
	Key       GrantKey
	Scopes    []string
	CreatedAt time.Time
	Ended     End    // everything on it ends with it
	Withdrawn bool   // the record of consent is gone, whatever became of the tokens
	Breached  bool   // a spent token of it was presented again
	Opened    int    // families so far
	Note      string // whatever a policy wants to remember about it
	Families  []*Family

	issued []Issued
}

// Family is all refresh tokens that descend from one sign-in. Its id is the id of the device credential.
type Family struct {
	ID         string
	Device     string // the user agent that signed in
	IP         string // ... and its address
	Session    string // the browser session it was opened in; empty: none
	Rotating   bool
	Scopes     []string
	CreatedAt  time.Time
	UsedAt     time.Time
	Exchanged  time.Time // the last exchange; zero: none yet
	UsedBy     string    // the user agent of the last exchange, or of the sign-in where it never expires
	UsedFrom   string    // ... and its address
	ExpiresAt  time.Time // absolute; zero: never
	IdleUntil  time.Time // restarts at each exchange; zero: never
	Ended      End
	Serials    int               // tokens issued so far
	Generation int               // of its newest token
	Note       string            // whatever a policy wants to remember about it
	Metadata   map[string]string // as the Management API was given it
	Tokens     []Token           // those not spent, and those of the generation before the newest; all others are spent
	Past       []Token           // the newest of those others, for those who want to see them; nothing is decided by it
}

// keptPast is how many tokens that are no longer needed a family remembers.
const keptPast = 24

// Token is what changes about one refresh token. Where it stands is its Place.
type Token struct {
	Serial, Generation int
	Parent             int // serial of the token it was issued for; its own when it is the first
	IssuedAt           time.Time
	SpentAt            time.Time `json:",omitzero"` // zero while it is not spent
	Ended              End       `json:",omitzero"`
}

// Issued is a token that a store has yet to index.
type Issued struct {
	Hash  Hash
	Place Place
	At    time.Time
}

// End is whether something has ended. It is a flag rather than a date: it holds at once for everybody, whatever the
// clock of a request says that is on its way, or of another node. Only a policy that delays an end gives it a date.
type End struct {
	Done  bool
	From  time.Time `json:",omitzero"` // zero: at once
	At    time.Time `json:",omitzero"` // when it was decided; zero: not known
	Cause Cause     `json:",omitzero"` // why; empty: not known
	By    Place     `json:",omitzero"` // the token that was presented, or whose credential was deleted; the zero Place: none was
	Node  int       `json:",omitzero"` // of the tenant's nodes, that was asked for it; 0: none in particular
}

// Past says whether the end has come.
func (e End) Past(now time.Time) bool { return e.Done && !now.Before(e.From) }

// set keeps the earlier of two ends.
func (e *End) set(other End) {
	if !e.Done || other.From.Before(e.From) {
		other.Done = true
		*e = other
	}
}

// past says whether a time that may never come has come.
func past(expiry, now time.Time) bool { return !expiry.IsZero() && !now.Before(expiry) }

// Stands says whether the grant has not ended.
func (g *Grant) Stands(now time.Time) bool { return !g.Ended.Past(now) }

// Family returns the family of that id, or nil. Families stand in the order in which they were opened, which is that of their ids.
func (g *Grant) Family(id string) *Family {
	i, found := slices.BinarySearchFunc(g.Families, id, func(f *Family, id string) int {
		return cmp.Or(cmp.Compare(len(f.ID), len(id)), strings.Compare(f.ID, id))
	})
	if !found {
		return nil
	}
	return g.Families[i]
}

// Kind says what a token is by its grant, its family and its place in the family.
func (g *Grant) Kind(p Place, now time.Time) Kind {
	f := g.Family(p.Family)
	switch {
	case f == nil, !g.Stands(now), f.Ended.Past(now):
		return KindEnded
	case past(f.ExpiresAt, now), past(f.IdleUntil, now):
		return KindExpired
	}
	t := f.token(p.Serial)
	switch {
	case t == nil:
		return KindSpent
	case t.Ended.Past(now):
		return KindEnded
	case !t.SpentAt.IsZero():
		return KindSpent
	}
	return KindLive
}

// Usable says whether any token of the family can still be exchanged.
func (g *Grant) Usable(f *Family, now time.Time) bool {
	return slices.ContainsFunc(f.Tokens, func(t Token) bool {
		return g.Kind(Place{Grant: g.ID, Family: f.ID, Serial: t.Serial}, now) == KindLive
	})
}

// Newest is the place of the newest token of the family.
func (g *Grant) Newest(f *Family) Place {
	return Place{Grant: g.ID, Family: f.ID, Serial: f.Serials - 1, Generation: f.Generation}
}

func (f *Family) token(serial int) *Token {
	for i := range f.Tokens {
		if f.Tokens[i].Serial == serial {
			return &f.Tokens[i]
		}
	}
	return nil
}

// issue adds a token to the family: the first one, or the one that parent was exchanged for.
func (g *Grant) issue(f *Family, parent *Place, h Hash, now time.Time) Place {
	p := Place{Grant: g.ID, Family: f.ID, Serial: f.Serials}
	t := Token{Serial: p.Serial, Parent: p.Serial, IssuedAt: now}
	if parent != nil {
		p.Generation = parent.Generation + 1
		t.Generation, t.Parent = p.Generation, parent.Serial
	}
	f.Serials++
	f.Generation = max(f.Generation, p.Generation)
	f.forget()
	f.Tokens = append(f.Tokens, t)
	g.issued = append(g.issued, Issued{h, p, now})
	return p
}

// forget moves the spent tokens that nothing depends on any more to the past.
func (f *Family) forget() {
	f.Tokens = slices.DeleteFunc(f.Tokens, func(t Token) bool {
		if t.SpentAt.IsZero() || t.Generation >= f.Generation-1 {
			return false
		}
		f.Past = append(f.Past, t)
		return true
	})
	if extra := len(f.Past) - keptPast; extra > 0 {
		f.Past = slices.Delete(f.Past, 0, extra)
	}
}

// TakeIssued returns the tokens issued since it was last called: a store indexes them together with the grant.
func (g *Grant) TakeIssued() []Issued {
	out := g.issued
	g.issued = nil
	return out
}

// Clone shares nothing with g.
func (g *Grant) Clone() *Grant {
	c := *g
	c.Scopes, c.issued = slices.Clone(g.Scopes), nil
	c.Families = make([]*Family, len(g.Families))
	for i, f := range g.Families {
		d := *f
		d.Tokens, d.Scopes, d.Past = slices.Clone(f.Tokens), slices.Clone(f.Scopes), slices.Clone(f.Past)
		d.Metadata = maps.Clone(f.Metadata)
		c.Families[i] = &d
	}
	return &c
}

const (
	grantIDBytes     = 12 // 24 hexadecimal digits, as Auth0's
	credentialPrefix = "dcr_"
)

// credentialDigits writes the bytes of a grant's id shorter than hexadecimal does: the Management API takes ids of refresh
// tokens of 30 characters at most.
var credentialDigits = base32.NewEncoding("0123456789abcdefghijklmnopqrstuv").WithPadding(base32.NoPadding)

// FamilyID names the family that was opened on a grant after n others, so that its grant can be told from it, without an index: it is the id
// of a device credential.
func FamilyID(grant string, n int) string {
	var raw [grantIDBytes]byte
	_, _ = hex.Decode(raw[:], []byte(grant)) // NewID made it
	id := credentialDigits.AppendEncode(append(make([]byte, 0, 40), credentialPrefix...), raw[:])
	number := strconv.FormatInt(int64(n), 16)
	return string(append(append(id, "000"[:max(0, leastDigits-len(number))]...), number...))
}

// leastDigits is how many a family's number is written with at least, in hexadecimal.
const leastDigits = 4

// FamilyNumber is the number in a family's id: how many were opened before it. Of anything else it is -1.
func FamilyNumber(id string) int {
	begin := len(credentialPrefix) + credentialDigits.EncodedLen(grantIDBytes)
	if len(id) < begin+leastDigits {
		return -1
	}
	n, err := strconv.ParseUint(id[begin:], 16, 32)
	if err != nil {
		return -1
	}
	return int(n)
}

// GrantOfCredential returns the id of the grant that a device credential belongs to; false when it is malformed.
func GrantOfCredential(id string) (string, bool) {
	digits, ok := strings.CutPrefix(id, credentialPrefix)
	n := credentialDigits.EncodedLen(grantIDBytes)
	if !ok || len(digits) < n+leastDigits {
		return "", false
	}
	raw, err := credentialDigits.DecodeString(digits[:n])
	grant := hex.EncodeToString(raw)
	if err != nil || FamilyID(grant, FamilyNumber(id)) != id { // there is one way to write each
		return "", false
	}
	return grant, true
}
