package dashboard

import (
	"cmp"
	"slices"
	"time"

	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

// forest is what the grants of one user, their families and tokens are drawn from.
type forest struct {
	now    time.Time
	grants []*tenant.Grant
	name   func(clientID string) string
	leeway func(clientID string) time.Duration
}

// grantTree is one grant, drawn: its events in order of time, and beside them a lane for each line of descent.
type grantTree struct {
	ID, Application, ClientID, Audience string
	Badge                               badge
	Why                                 string // and when; empty while it stands
	Created                             stamp
	Scopes                              []string
	Families                            []*familyTree // those drawn
	Undrawn                             string        // what is not
	Live                                int
	Width                               int // of the lanes
	Rows                                []row
}

// familyTree is what descends from one sign-in.
type familyTree struct {
	Letter            string // names it in the drawing
	ID, Device, Agent string
	IP, Session       string
	Rotating          bool
	Created, Used     stamp
	Issued, Live      int
	Badge             badge
	Why               string
	family            *tenant.Family
	tokens            []*tokenNode
	lanes             []int
	forgotten         int
}

// tokenNode is one refresh token in the tree.
type tokenNode struct {
	tenant.Token
	fate   outcome
	lane   int
	from   int  // the lane of its parent
	fork   bool // another token was issued for the same one before
	last   bool // of its lane
	notes  []string
	marked bool // a request about it ended something
}

// badge is a state: a shape and its text, so that it can be told without colour.
type badge struct {
	State state
	Text  string
}

// mostFamilies is how many sign-ins of one grant are drawn.
const mostFamilies = 8

// draw turns the grants into trees: those that stand first, newest first.
func (f forest) draw() []grantTree {
	grants := slices.Clone(f.grants)
	slices.SortStableFunc(grants, func(a, b *tenant.Grant) int {
		if x, y := a.Stands(f.now), b.Stands(f.now); x != y {
			if x {
				return -1
			}
			return 1
		}
		return b.CreatedAt.Compare(a.CreatedAt)
	})
	var out []grantTree
	for _, g := range grants {
		out = append(out, f.grant(g))
	}
	return out
}

func (f forest) grant(g *tenant.Grant) grantTree {
	whole := grantOutcome(g, f.now)
	t := grantTree{ID: g.ID, Application: f.name(g.Key.ClientID), ClientID: g.Key.ClientID, Audience: g.Key.Audience,
		Created: stampAt(g.CreatedAt, f.now), Scopes: g.Scopes, Live: liveTokens(g, f.now), Badge: f.badge(whole, "Grant"),
		Why: f.why(g.Ended)}
	lanes := 0
	drawn := f.choose(g)
	for i, family := range drawn {
		tree := f.family(g, family, letter(i))
		for _, n := range tree.tokens {
			n.lane += lanes
			n.from += lanes
		}
		for l := range tree.lanes {
			tree.lanes[l] = lanes + l
		}
		lanes += len(tree.lanes)
		t.Families = append(t.Families, tree)
	}
	t.Undrawn = f.undrawn(g, drawn)
	t.Width = laneWidth * lanes
	t.Rows = f.rows(g, t.Families, lanes)
	return t
}

// choose picks the newest families, and those whose tokens brought an end about.
func (f forest) choose(g *tenant.Grant) []*tenant.Family {
	families := slices.Clone(g.Families)
	slices.SortStableFunc(families, func(a, b *tenant.Family) int { return a.CreatedAt.Compare(b.CreatedAt) })
	extra := len(families) - mostFamilies
	if extra <= 0 {
		return families
	}
	triggers := map[string]bool{g.Ended.By.Family: true}
	for _, family := range families {
		triggers[family.Ended.By.Family] = true
	}
	return slices.DeleteFunc(families, func(family *tenant.Family) bool {
		if extra > 0 && (!triggers[family.ID] || len(triggers) > mostFamilies) {
			extra--
			return true
		}
		return false
	})
}

func (f forest) family(g *tenant.Grant, family *tenant.Family, name string) *familyTree {
	tree := &familyTree{Letter: name, ID: family.ID, Device: deviceName(family.Device), Agent: family.Device, IP: family.IP,
		Session: family.Session, Rotating: family.Rotating, Created: stampAt(family.CreatedAt, f.now),
		Used: stampAt(family.Exchanged, f.now), Issued: family.Serials, family: family,
		Badge: f.badge(familyOutcome(g, family, f.now), ""), Why: f.familyWhy(familyOutcome(g, family, f.now))}
	all := slices.Concat(family.Tokens, family.Past)
	slices.SortStableFunc(all, func(a, b tenant.Token) int { return cmp.Compare(a.Serial, b.Serial) })
	all = slices.CompactFunc(all, func(a, b tenant.Token) bool { return a.Serial == b.Serial }) // one may have been restored
	tree.forgotten = max(0, family.Serials-len(all))
	for _, t := range all {
		n := &tokenNode{Token: t, fate: tokenOutcome(g, family, t, f.now)}
		if by := n.fate.End.By; n.fate.Of == ofFamily && by.Family == family.ID && by.Serial == n.Serial {
			n.fate.Of = ofItself // the request was about this one
		}
		if n.fate.State == stateLive {
			tree.Live++
		}
		f.note(n, g, family)
		tree.tokens = append(tree.tokens, n)
	}
	tree.branch()
	return tree
}

// branch gives each line of descent a lane: the first token issued for another one goes on in its lane, any further one
// is a fork and opens a lane.
func (t *familyTree) branch() {
	t.lanes = []int{0}
	tip := map[int]*tokenNode{} // the last token of each lane
	bySerial := map[int]*tokenNode{}
	continued := map[int]bool{}
	for i, n := range t.tokens {
		parent := bySerial[n.Parent]
		switch {
		case i == 0, parent == nil: // the first one, or one whose parent is forgotten
		case continued[n.Parent]:
			n.fork, n.from, n.lane = true, parent.lane, len(t.lanes)
			t.lanes = append(t.lanes, n.lane)
		default:
			n.lane, n.from, continued[n.Parent] = parent.lane, parent.lane, true
		}
		bySerial[n.Serial], tip[n.lane] = n, n
	}
	for _, n := range tip {
		n.last = true
	}
}

func letter(i int) string { return string(rune('A' + i%26)) }
