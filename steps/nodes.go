package steps

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"time"

	"github.com/revokespec/revokespec/internal/httpx"
	"github.com/revokespec/revokespec/internal/session"
	"github.com/revokespec/revokespec/judge"
)

// nodes is what is done at single nodes of a server, and seen at all of them.
type nodes struct {
	*World
	role     string
	kind     endingAtNodes
	curves   []*judge.Curve
	told     int // of the curves
	subjects []*nodeToken
	accepted string // how a spent token was taken that had to be refused; "": none was
}

// nodeToken is a refresh token that one act ends, and one look is for: no look disturbs what another one sees.
type nodeToken struct {
	*token
	number  int
	from    place // where it is ended
	at      place // where it is looked at first
	look    look
	spent   []string  // what it was rotated out of, newest last
	endedAt time.Time // the answer to what ended it
}

// look is when a token is presented after its end, and whether over a connection of its own or one that others went over.
type look struct {
	after time.Duration
	fresh bool
}

// looks are more and more rare, until the limit is over. At first, and when the limit is over, there are two.
func looks(limit time.Duration) []look {
	all := []look{{0, false}, {0, true}}
	for after := 25 * time.Millisecond; after <= 400*time.Millisecond || after < limit; after *= 2 {
		all = append(all, look{after, len(all)%2 == 1})
	}
	if limit > 0 {
		all = append(all, look{limit, false}, look{limit, true})
		slices.SortStableFunc(all, func(a, b look) int { return cmp.Compare(a.after, b.after) })
	}
	return all
}

// endedInTurn is an act: at one node after another tokens are ended, and presented at all others.
func (n *nodes) endedInTurn(ctx context.Context, role, how string) error {
	if err := n.settingUnchanged(ctx); err != nil {
		return err
	}
	n.role, n.kind = role, endingsAtNodes[how]
	for _, from := range n.places() {
		if err := n.endedAt(ctx, from); err != nil {
			return err
		}
	}
	if err := n.sweep(ctx); err != nil {
		return err
	}
	if err := n.newTokensWork(ctx); err != nil {
		return err
	}
	return n.settingUnchanged(ctx)
}

// endedAt ends tokens at one node, and presents each at another one: each for itself or, where one act ends all of them, all after that.
func (n *nodes) endedAt(ctx context.Context, from place) error {
	subjects, together := n.subjectsAt(from), 1
	if n.kind.all {
		together = len(subjects)
	}
	for some := range slices.Chunk(subjects, together) {
		if err := n.endedAndPresented(ctx, some); err != nil {
			return err
		}
	}
	return n.untilRefused(ctx, from, subjects)
}

// subjectsAt is a token for each look at each other node.
func (n *nodes) subjectsAt(from place) (subjects []*nodeToken) {
	for _, at := range n.places() {
		for _, l := range looks(n.limit()) {
			if at != from {
				subjects = append(subjects, &nodeToken{from: from, at: at, look: l, number: len(n.subjects) + len(subjects) + 1})
			}
		}
	}
	slices.SortStableFunc(subjects, func(a, b *nodeToken) int { return cmp.Compare(a.look.after, b.look.after) })
	n.subjects = append(n.subjects, subjects...)
	return subjects
}

func (n *nodes) signsIn(ctx context.Context, s *nodeToken) error {
	made, err := n.describe([]map[string]string{{"token": "the token", "application": n.role}})
	if err != nil {
		return err
	}
	if _, err := n.setUp(ctx, made); err != nil {
		var unclear *Inconclusive
		if errors.As(err, &unclear) && len(n.curves) > 0 { // what was done before may be the reason
			return inconclusive("%s", unclear.Message)
		}
		return err
	}
	s.token, s.spent = made[0], []string{made[0].before}
	return nil
}

// endedAndPresented has one act end tokens, which all nodes have accepted, and each presented when it is time.
func (n *nodes) endedAndPresented(ctx context.Context, subjects []*nodeToken) error {
	for _, s := range subjects {
		if err := n.signsIn(ctx, s); err != nil {
			return err
		}
	}
	for _, s := range subjects {
		if err := n.used(ctx, s); err != nil {
			return err
		}
	}
	if err := n.end(ctx, subjects[0], subjects); err != nil {
		return err
	}
	for _, s := range subjects {
		if err := n.present(ctx, s); err != nil {
			return err
		}
	}
	return nil
}

// used has every node accept the token, and last of all that at which it is looked at: the control, and whatever a node remembers of it. Of
// two tokens to be reused one is spent at the node that is told of the reuse, and one at another.
func (n *nodes) used(ctx context.Context, s *nodeToken) error {
	last := s.at
	if n.kind.does == "" && s.number%2 == 1 {
		last = s.from
	}
	for _, p := range append(slices.DeleteFunc(n.places(), func(p place) bool { return p == last }), last) {
		if err := n.exchangedAt(ctx, p, s, false); err != nil {
			return err
		}
	}
	for range again { // over connections of their own, as it will be presented: one of several processes at a node may remember it
		if len(s.spent) > 1 {
			return nil // by now it is another token
		}
		if err := n.exchangedAt(ctx, last, s, true); err != nil {
			return err
		}
	}
	return nil
}

// exchangedAt is the control that a place accepts a live token.
func (n *nodes) exchangedAt(ctx context.Context, p place, s *nodeToken, fresh bool) error {
	r, err := n.exchangeKnown(ctx, p, s.token, fresh)
	if err != nil {
		return err
	}
	if judge.Class(r) != judge.Alive {
		return inconclusive("control: %s does not accept a live refresh token: its exchange was answered %s", p, r)
	}
	if n.follow(s.token, r); s.before != s.spent[len(s.spent)-1] {
		s.spent = append(s.spent, s.before)
	}
	return nil
}

// patience is how long a node may take until it knows a token that was issued elsewhere, where none is declared.
const patience = time.Second

// exchangeKnown exchanges a live token at a node, which may get to know it a little later than the one that issued it.
func (n *nodes) exchangeKnown(ctx context.Context, p place, t *token, fresh bool) (r httpx.Response, err error) {
	for _, pause := range []time.Duration{0, patience / 10, max(n.limit(), patience)} {
		if err := n.elapse(ctx, pause); err != nil {
			return r, err
		}
		if r, err = n.exchangeAt(ctx, session.Control, p, t, fresh); err != nil || judge.Class(r) != judge.Dead {
			return r, err
		}
	}
	return r, nil
}

// newTokensWork is the control after the acts: every node accepts a new token still.
func (n *nodes) newTokensWork(ctx context.Context) error {
	s := &nodeToken{}
	if err := n.signsIn(ctx, s); err != nil {
		return err
	}
	return n.used(ctx, s)
}
