package steps

import (
	"context"
	"errors"
	"time"

	"github.com/revokespec/revokespec/internal/session"
	"github.com/revokespec/revokespec/judge"
)

// leewayOutcomes are what the end of a leeway is judged by.
var leewayOutcomes = map[string]func(*leewayEnds, context.Context) error{
	servesBefore:  (*leewayEnds).servesBefore,
	refusesAfter:  (*leewayEnds).refusesAfter,
	leavesNothing: (*leewayEnds).leavesNothing,
}

const (
	servesBefore  = "serves what comes just before its end"
	refusesAfter  = "refuses what comes just after its end, as a reuse"
	leavesNothing = "leaves nothing that a reuse after its end does not kill"
)

// judged judges what was presented around the end. What comes of it as well far from the end is the finding of other rules.
func (l *leewayEnds) judged(ctx context.Context, outcome string) error {
	finding := leewayOutcomes[outcome](l, ctx)
	var broken *Failure
	if !errors.As(finding, &broken) {
		return finding
	}
	far, err := l.farFromTheEnd(ctx, outcome)
	switch {
	case err != nil:
		return err
	case far:
		return inconclusive("control: the same is so far from the end of the leeway (%s): another rule judges the leeway itself", broken.Message)
	}
	return finding
}

func (l *leewayEnds) servesBefore(ctx context.Context) error {
	served := 0
	for i, p := range l.previous {
		if !p.sent.to.Before(p.ends.from) {
			continue
		}
		switch l.stateOf(ctx, p.token, p.answer) {
		case judge.Dead:
			return l.failure("in round %d, the previous token was presented %s before the end of its leeway of %s, and was answered %s",
				i+1, between(p.ends.from.Sub(p.sent.to), p.ends.to.Sub(p.sent.from)), p.client.Leeway, p.answer)
		case judge.Alive:
			served++
		}
	}
	return l.seen(served, justBefore)
}

func (l *leewayEnds) refusesAfter(ctx context.Context) error {
	refused := 0
	for i, p := range l.previous {
		if p.sent.from.Before(p.ends.to) {
			continue
		}
		late := between(p.sent.from.Sub(p.ends.to), p.sent.to.Sub(p.ends.from))
		switch l.stateOf(ctx, p.token, p.answer) {
		case judge.Alive:
			return l.failure("in round %d, the previous token was presented %s after the end of its leeway of %s, and was answered %s", i+1, late, p.client.Leeway, p.answer)
		case judge.Dead:
			if r := l.exchange(ctx, session.Check, p.token, false); judge.HandsOutToken(r) {
				return l.failure("in round %d, the previous token was refused %s after the end of its leeway of %s, but its family lives on: the newest token was answered %s",
					i+1, late, p.client.Leeway, r)
			}
			refused++
		}
	}
	return l.seen(refused, justAfter)
}

func (l *leewayEnds) leavesNothing(context.Context) error {
	for _, r := range l.rounds {
		if r.Live > 0 {
			return l.failure("in round %d, %d of %d refresh tokens of the family live on, although its previous token was used again after its leeway: %d of the exchanges that met its end were answered 200",
				r.Number, r.Live, r.Issued, r.Succeeded)
		}
	}
	return nil
}

// seen says whether enough was presented at a time of which it is known on which side of the end it was.
func (l *leewayEnds) seen(rounds int, side string) error {
	l.note("%d of %d previous tokens were presented %s the end of their leeway, and rightly answered; the others too close to it, or without a clear answer", rounds, len(l.previous), side)
	if rounds == 0 {
		return inconclusive("no previous token was presented %s the end of its leeway, with a clear answer: the answers of this server take too long (%s) for that", side, judge.Shown(l.trip))
	}
	return nil
}

// farFromTheEnd says whether what was found is so as well a quarter of the leeway after the exchange or, where it is about what comes after the
// end, a quarter of it later than that.
func (l *leewayEnds) farFromTheEnd(ctx context.Context, outcome string) (bool, error) {
	made, err := l.signedIn(ctx, 1)
	if err != nil {
		return false, err
	}
	p, err := l.exchangedOnce(ctx, made[0])
	if err != nil {
		return false, err
	}
	quarter := p.client.Leeway / 4
	if outcome != refusesAfter {
		if err := l.presentAt(ctx, p, p.ends.from.Add(-3*quarter)); err != nil || outcome == servesBefore {
			return judge.Class(p.answer) == judge.Dead, err
		}
	}
	if err := l.presentAt(ctx, p, p.ends.to.Add(max(quarter, time.Second))); err != nil || judge.HandsOutToken(p.answer) {
		return true, err
	}
	return judge.HandsOutToken(l.exchange(ctx, session.Control, p.token, false)), nil
}

// between is a time of which two bounds are known.
func between(least, most time.Duration) string {
	if shown := judge.Shown(least); shown != judge.Shown(most) {
		return shown + " to " + judge.Shown(most)
	}
	return judge.Shown(most)
}
