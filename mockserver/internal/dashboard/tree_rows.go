package dashboard

import (
	"fmt"
	"slices"
	"time"

	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

// laneWidth is in CSS pixels, like all lengths of the drawing.
const laneWidth = 24

// row is one event of a grant: what happened, and the lanes at that height.
type row struct {
	Kind    rowKind
	When    stamp
	Letters []string // of the families it is about
	Title   string
	Text    string
	Badge   *badge
	Notes   []string
	Lanes   []lane
	Strokes []stroke
}

type rowKind string

const (
	rowSignIn   rowKind = "sign-in"
	rowExchange rowKind = "exchange"
	rowFork     rowKind = "fork"
	rowEarlier  rowKind = "earlier" // several exchanges in one
	rowEnd      rowKind = "end"
	rowExpiry   rowKind = "expiry"
	rowNow      rowKind = "now"
)

// lane is one lane at one row.
type lane struct {
	X            int
	Above, Below bool   // whether it comes from there, and goes on
	Live         bool   // whether a live token stands at its end
	Mark         string // the shape on it; empty: none
}

// stroke connects two lanes.
type stroke struct {
	From, To int // x
	End      bool
}

// Marks, besides the states.
const (
	markEarlier = "earlier"
	markCut     = "cut"     // what an end has ended
	markTrigger = "trigger" // ... and whose token brought it about
)

// event is what a row is made of.
type event struct {
	at     time.Time
	kind   rowKind
	family *familyTree
	token  *tokenNode
	hidden int // tokens that an earlier row stands for
	lane   int // ... and where they are
	end    tenant.End
	grant  bool          // the whole grant ended
	ended  []*familyTree // the families that ended by themselves
	fate   outcome
}

func (f forest) rows(g *tenant.Grant, families []*familyTree, lanes int) []row {
	events := f.events(g, families)
	d := &drawing{forest: f, families: families, active: make([]bool, lanes)}
	var out []row
	for _, e := range events {
		if r, worth := d.row(e); worth {
			out = append(out, r)
		}
	}
	if slices.Contains(d.active, true) {
		out = append(out, d.closing())
	}
	return out
}

// events are all that happened, in order; an end that comes with an issue comes after it.
func (f forest) events(g *tenant.Grant, families []*familyTree) []event {
	var out []event
	for _, t := range families {
		out = append(out, t.events()...)
	}
	out = append(out, f.ends(g, families)...)
	slices.SortStableFunc(out, func(a, b event) int {
		if a.at.IsZero() != b.at.IsZero() { // unknown: believed to have come last
			if a.at.IsZero() {
				return 1
			}
			return -1
		}
		return a.at.Compare(b.at)
	})
	return out
}

// shownTokens is how many of the newest tokens of a family are always drawn.
const shownTokens = 3

// events are the sign-in and the exchanges, the earlier ones of a long chain as one.
func (t *familyTree) events() []event {
	out := []event{{at: t.family.CreatedAt, kind: rowSignIn, family: t}}
	tokens := t.tokens
	if len(tokens) > 0 && tokens[0].Serial == 0 {
		out[0].token, tokens = tokens[0], tokens[1:]
	}
	var run []*tokenNode
	count := t.forgotten
	if count > 0 && out[0].token == nil {
		count-- // the first one has the sign-in
	}
	flush := func() {
		switch n := count + len(run); {
		case n == 0:
		case n == 1 && len(run) == 1:
			out = append(out, run[0].event(t))
		default:
			at, lane := t.family.CreatedAt, t.lanes[0]
			if len(run) > 0 {
				at, lane = run[len(run)-1].IssuedAt, run[0].lane
			}
			out = append(out, event{at: at, kind: rowEarlier, family: t, hidden: n, lane: lane})
		}
		run, count = nil, 0
	}
	for i, n := range tokens {
		plain := n.fate.State == stateRotated && !n.fork && !n.last && len(n.notes) == 0 && !t.forks(n.Serial)
		if len(run) > 0 && run[0].lane != n.lane {
			flush()
		}
		if plain && i < len(tokens)-shownTokens {
			run = append(run, n)
			continue
		}
		flush()
		out = append(out, n.event(t))
	}
	flush()
	return out
}

func (n *tokenNode) event(t *familyTree) event {
	kind := rowExchange
	if n.fork {
		kind = rowFork
	}
	return event{at: n.IssuedAt, kind: kind, family: t, token: n}
}

// forks says whether more than one token was issued for that one.
func (t *familyTree) forks(serial int) bool {
	n := 0
	for _, child := range t.tokens {
		if child.Parent == serial && child.Serial != serial {
			n++
		}
	}
	return n > 1
}

// ends are the ends of the grant, of families and of tokens. Families that ended by one request are one event.
func (f forest) ends(g *tenant.Grant, families []*familyTree) []event {
	var out []event
	add := func(x outcome, over bool, e event) {
		if over {
			e.at, e.end, e.fate = x.At, x.End, x
			out = append(out, e)
		}
	}
	for _, t := range families {
		for _, n := range t.tokens {
			x, over := endOutcome(n.Ended, ofItself, f.now)
			add(x, over && n.fate.State == stateEnded && n.fate.Of == ofItself, event{kind: rowEnd, family: t, token: n})
		}
		for _, x := range familyEnds(g, t.family, ofItself, f.now) {
			add(x, x.State == stateExpired, event{kind: rowExpiry, family: t})
		}
		x, over := endOutcome(t.family.Ended, ofItself, f.now)
		i := slices.IndexFunc(out, func(e event) bool { return len(e.ended) > 0 && e.end == x.End })
		if over && i >= 0 {
			out[i].ended = append(out[i].ended, t)
			continue
		}
		add(x, over, event{kind: rowEnd, ended: []*familyTree{t}})
	}
	x, over := endOutcome(g.Ended, ofItself, f.now)
	add(x, over, event{kind: rowEnd, grant: true})
	return out
}

// tokenName names a token by its place, as far as it is drawn.
func tokenName(families []*familyTree, p tenant.Place) string {
	for _, t := range families {
		if t.ID == p.Family {
			return fmt.Sprintf("Token %d of %s", p.Serial+1, t.Letter)
		}
	}
	return "A token that is not drawn"
}
