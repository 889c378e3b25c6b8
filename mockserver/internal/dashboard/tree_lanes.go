package dashboard

import (
	"fmt"
	"slices"
)

// drawing draws the rows of one grant from the oldest on, and knows which lanes go on.
type drawing struct {
	forest
	families []*familyTree
	active   []bool
}

// row draws an event; false when it changed nothing that can be seen.
func (d *drawing) row(e event) (row, bool) {
	r := row{Kind: e.kind, When: stampAt(e.at, d.now)}
	before := slices.Clone(d.active)
	marks := map[int]string{}
	switch e.kind {
	case rowEnd, rowExpiry:
		if !d.end(&r, e, marks) {
			return r, false
		}
	case rowSignIn, rowExchange, rowFork, rowEarlier, rowNow:
		d.issue(&r, e, marks)
	}
	for i := range d.active {
		r.Lanes = append(r.Lanes, lane{X: center(i), Above: before[i], Below: d.active[i], Live: d.liveLane(i), Mark: marks[i]})
	}
	return r, true
}

func center(lane int) int { return lane*laneWidth + laneWidth/2 }

// issue draws what issued a token.
func (d *drawing) issue(r *row, e event, marks map[int]string) {
	t, n := e.family, e.token
	at := t.lanes[0]
	r.Letters = []string{t.Letter}
	switch e.kind {
	case rowSignIn:
		r.Title, r.Text = "Sign-in", t.Device
		if n == nil { // long forgotten, and so long spent
			n = &tokenNode{fate: outcome{State: stateRotated}, lane: at}
			marks[at], r.Badge = string(stateRotated), &badge{stateRotated, "token 1: rotated"}
		}
		if !t.Rotating && t.Used.Text != "" {
			r.Notes = append(r.Notes, "last exchanged "+t.Used.Text)
		}
	case rowEarlier:
		r.Title = plural(e.hidden, "earlier token") + ", rotated"
		d.active[e.lane], marks[e.lane] = true, markEarlier
		return
	case rowFork:
		r.Title = "Fork"
		r.Text = fmt.Sprintf("token %d was exchanged once more within the overlap period, for token %d", n.Parent+1, n.Serial+1)
		r.Strokes = []stroke{{From: center(n.from), To: center(n.lane)}}
		at = n.lane
	default:
		r.Title, r.Text, at = "Exchange", fmt.Sprintf("token %d for token %d", n.Parent+1, n.Serial+1), n.lane
	}
	d.active[at] = true
	marks[at] = string(n.fate.State)
	if r.Badge == nil {
		b := d.badge(n.fate, "")
		b.Text = fmt.Sprintf("token %d: %s", n.Serial+1, b.Text)
		r.Badge = &b
	}
	r.Notes = append(r.Notes, n.notes...)
}

// end draws an end over all lanes that go no further; false when there is none, and the grant goes on.
func (d *drawing) end(r *row, e event, marks map[int]string) bool {
	var cut []int
	var letters []string
	reach := func(t *familyTree, lanes []int) {
		for _, l := range lanes {
			if d.active[l] {
				cut = append(cut, l)
				if !slices.Contains(letters, t.Letter) {
					letters = append(letters, t.Letter)
				}
			}
		}
	}
	switch {
	case e.kind == rowExpiry:
		reach(e.family, e.family.lanes)
	case e.token != nil && e.token.last:
		reach(e.family, []int{e.token.lane})
	default:
		for _, t := range d.families {
			if e.grant || slices.Contains(e.ended, t) {
				reach(t, t.lanes)
			}
		}
	}
	if len(cut) == 0 && !e.grant {
		return false
	}
	r.Letters = letters
	d.wordEnd(r, e)
	mark := markCut
	if e.kind == rowExpiry {
		mark = string(stateExpired)
	}
	for _, l := range cut {
		d.active[l], marks[l] = false, mark
	}
	if trigger, found := d.trigger(e); found && slices.Contains(cut, trigger) {
		marks[trigger] = markTrigger
	}
	if len(cut) > 1 {
		r.Strokes = []stroke{{From: center(slices.Min(cut)), To: center(slices.Max(cut)), End: true}}
	}
	return true
}

// trigger is the lane of the token that brought the end about.
func (d *drawing) trigger(e event) (int, bool) {
	for _, t := range d.families {
		if t.ID != e.end.By.Family {
			continue
		}
		for _, n := range t.tokens {
			if n.Serial == e.end.By.Serial {
				return n.lane, true
			}
		}
		return t.lanes[0], true
	}
	return 0, false
}

// wordEnd says what was done, and what that ended.
func (d *drawing) wordEnd(r *row, e event) {
	who := enumerate(r.Letters)
	if e.kind == rowExpiry {
		r.Title, r.Text = "Expired", "The "+e.fate.Limit+" of "+who+" ran out."
		r.Badge = &badge{stateExpired, who + " ended; the grant stays"}
		return
	}
	r.Title, r.Text = causeTitle(e.end), causeText(e.end, tokenName(d.families, e.end.By))
	outcome := who + " ended; the grant stays"
	switch {
	case e.grant && who == "":
		outcome = "The grant ended"
	case e.grant:
		outcome = "The grant ended, and " + who + " with it"
	case e.token != nil:
		outcome = fmt.Sprintf("Token %d of %s ended", e.token.Serial+1, e.family.Letter)
	}
	r.Badge = &badge{stateEnded, outcome}
}

// closing is the last row of a grant with something left: what is live now.
func (d *drawing) closing() row {
	r := row{Kind: rowNow, When: stampAt(d.now, d.now), Title: "Now"}
	var live []string
	for _, t := range d.families {
		for _, n := range t.tokens {
			if n.fate.State == stateLive {
				live = append(live, fmt.Sprintf("token %d of %s", n.Serial+1, t.Letter))
			}
		}
	}
	r.Text = "no refresh token is live"
	if len(live) > 0 {
		r.Title, r.Text = "Live now", enumerate(live)
		r.Badge = &badge{stateLive, plural(len(live), "live token")}
	}
	for i, on := range d.active {
		l := lane{X: center(i), Above: on, Live: d.liveLane(i)}
		if on && l.Live {
			l.Mark = string(stateLive)
		}
		r.Lanes = append(r.Lanes, l)
	}
	return r
}

func (d *drawing) liveLane(i int) bool {
	for _, t := range d.families {
		for _, n := range t.tokens {
			if n.lane == i && n.last && n.fate.State == stateLive {
				return true
			}
		}
	}
	return false
}
