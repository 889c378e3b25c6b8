package steps

import (
	"context"
	"errors"
	"time"

	"github.com/revokespec/revokespec/internal/httpx"
	"github.com/revokespec/revokespec/internal/session"
	"github.com/revokespec/revokespec/judge"
)

// leewayEnds is what is presented while leeways end. Nobody but the server knows when one of them began: at some time between a request
// and its answer. What is presented so close to the end that either may be right, is not judged.
type leewayEnds struct {
	*World
	previous []*previous
	rounds   []judge.Round
	trip     time.Duration // the longest of a request and its answer
}

// previous is a token that was exchanged, and works on for its leeway; the token itself is the newest of its family.
type previous struct {
	*token
	spent  string
	ends   span // of its leeway
	sent   span // when it was presented again
	answer httpx.Response
}

// span is what is known of a time: it is not before from, nor after to.
type span struct{ from, to time.Time }

func (s span) plus(d time.Duration) span { return span{s.from.Add(d), s.to.Add(d)} }

// old is the token that was exchanged.
func (p *previous) old() *token {
	old := *p.token
	old.value, old.replaced = p.spent, true
	return &old
}

// The sides of an end.
const (
	justBefore = "just before"
	justAfter  = "just after"
)

// present is an act: each round exchanges a token, and presents it again on one side of the end of its leeway. The rounds begin at different
// parts of a second, since some servers count in seconds.
func (l *leewayEnds) present(ctx context.Context, rounds int, side string) error {
	made, err := l.signedIn(ctx, rounds)
	if err != nil {
		return err
	}
	for i, t := range made {
		p, err := l.exchangedOnce(ctx, t)
		if err != nil {
			return err
		}
		l.previous = append(l.previous, p)
		if i < rounds-1 {
			if err := l.wait(ctx, time.Second/time.Duration(rounds)); err != nil {
				return err
			}
		}
	}
	for _, p := range l.previous {
		at := p.ends.from.Add(-l.margin())
		if side == justAfter {
			at = p.ends.to.Add(l.margin())
		}
		if err := l.presentAt(ctx, p, at); err != nil {
			return err
		}
	}
	return nil
}

// presentAt presents the token again when it is time.
func (l *leewayEnds) presentAt(ctx context.Context, p *previous, at time.Time) (err error) {
	if err := l.until(ctx, at); err != nil {
		return err
	}
	if p.answer, p.sent, err = l.timed(ctx, session.Check, p.old()); err != nil {
		return err
	}
	if judge.HandsOutToken(p.answer) {
		l.follow(p.token, p.answer)
	}
	return nil
}

// The margin that is kept from an end is four times as long as a request takes, but not so long that whole seconds go unseen.
const (
	leastMargin = 25 * time.Millisecond
	mostMargin  = 250 * time.Millisecond
)

func (l *leewayEnds) margin() time.Duration { return min(max(4*l.trip, leastMargin), mostMargin) }

func (l *leewayEnds) signedIn(ctx context.Context, n int) ([]*token, error) {
	var made []*token
	for range n {
		some, err := l.describe([]map[string]string{{"token": "the previous token", "application": "leeway"}})
		if err != nil {
			return nil, err
		}
		made = append(made, some...)
	}
	_, err := l.setUp(ctx, made)
	return made, err
}

// exchangedOnce exchanges a token, which has a leeway from then on.
func (l *leewayEnds) exchangedOnce(ctx context.Context, t *token) (*previous, error) {
	r, sent, err := l.timed(ctx, session.Control, t)
	if err != nil {
		return nil, err
	}
	if judge.Class(r) != judge.Alive {
		return nil, l.leftTo(l.exchangeOf(t), "control: a live refresh token was answered %s; %s judges that", r)
	}
	p := &previous{token: t, spent: t.value, ends: sent.plus(t.client.Leeway)}
	if l.follow(t, r); t.value == p.spent {
		return nil, l.leftTo(l.rotationOf(t), "an exchange returned no new refresh token; %s judges that")
	}
	return p, nil
}

// timed is an exchange, and when the server has seen it by its own clock. One that may have waited for the server's limits was sent as long
// before its answer as that took.
func (l *leewayEnds) timed(ctx context.Context, p session.Purpose, t *token) (httpx.Response, span, error) {
	from, err := l.lease.Now(ctx)
	r := l.exchange(ctx, p, t, false)
	to, again := l.lease.Now(ctx)
	if err := errors.Join(err, again); err != nil {
		return r, span{}, inconclusive("%v", err)
	}
	if l.deployment().File.Control == nil {
		from = to.Add(-r.Took)
	}
	l.trip = max(l.trip, to.Sub(from))
	return r, span{from, to}, nil
}

// until waits for a time of the server's clock.
func (l *leewayEnds) until(ctx context.Context, at time.Time) error {
	now, err := l.lease.Now(ctx)
	if err != nil {
		return inconclusive("%v", err)
	}
	return l.wait(ctx, max(at.Sub(now), 0))
}

// meet is an act: each round has a previous token exchanged many times at once as its leeway ends, and once more when that is over, which is a
// reuse. The rounds come closer and closer to the end.
func (l *leewayEnds) meet(ctx context.Context, rounds, times int) error {
	for n := range rounds {
		made, err := l.signedIn(ctx, 1)
		if err != nil {
			return err
		}
		p, err := l.exchangedOnce(ctx, made[0])
		if err != nil {
			return err
		}
		early := l.margin() * time.Duration(rounds-1-n) / time.Duration(rounds)
		if err := l.meetAt(ctx, p, p.ends.to.Add(-early), times); err != nil {
			return err
		}
	}
	return l.found(judge.Raced(l.rounds, rounds, times))
}

func (l *leewayEnds) meetAt(ctx context.Context, p *previous, at time.Time, times int) error {
	requests := make([]httpx.Request, times)
	for i := range requests {
		var err error
		if requests[i], err = l.exchangeRequest(p.old(), p.client, nil); err != nil {
			return err
		}
	}
	if err := l.until(ctx, at); err != nil {
		return err
	}
	answers, overlap := l.lease.SendTogether(ctx, session.Act, requests)
	round := judge.Round{Number: len(l.rounds) + 1, Overlap: overlap}
	for _, r := range answers {
		if judge.Class(r) == judge.Alive {
			round.Succeeded++
		}
	}
	family := []issued{{p.value, theIssuer}}
	for _, value := range without(handedOut(answers), []string{p.spent, p.value}) {
		family = append(family, issued{value, theIssuer})
	}
	if err := l.presentAt(ctx, p, p.ends.to.Add(l.margin())); err != nil {
		return err
	}
	if judge.HandsOutToken(p.answer) {
		return inconclusive("in round %d the previous token works after its leeway as well (%s), so that there is no reuse: another rule judges that", round.Number, p.answer)
	}
	live, err := l.race.countLive(ctx, p.token, family, false)
	if err != nil {
		return err
	}
	round.Issued, round.Live = len(family), live
	l.note("round %d: %d of %d requests under way at once as the leeway ended, %d of them answered 200; refresh tokens of the family: %d, live after its reuse: %d",
		round.Number, overlap, times, round.Succeeded, round.Issued, live)
	l.rounds = append(l.rounds, round)
	return nil
}
