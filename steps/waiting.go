package steps

import (
	"context"
	"slices"
	"time"

	"github.com/revokespec/revokespec/internal/session"
	"github.com/revokespec/revokespec/judge"
)

const (
	// hour is long after any act, and within the lifetimes that refresh tokens have.
	hour = time.Hour
	// aWhile is longer than what a server keeps in a cache of new tokens, or takes to spread them.
	aWhile = 5 * time.Second
	// grace is what lies between the end of something's life and the look at whether it is over.
	grace = 5 * time.Second
)

// now is our own clock, and with a mock's clock that is moved how far we moved it.
func (w *World) now() time.Time { return time.Now().Add(w.clockMoved) }

// codeLifetime is what RFC 6749 section 4.1.2 recommends as the most that an authorization code lives.
const codeLifetime = 10 * time.Minute

// hasPassed waits: for a minute, or for what belongs to a code, an application or the device.
func (w *World) hasPassed(ctx context.Context, what string) error {
	switch what {
	case "a minute":
		return w.wait(ctx, time.Minute)
	case "the lifetime of a code":
		return w.wait(ctx, codeLifetime+grace)
	case "the lifetime of the device code":
		request, err := w.device.authorizationRequest()
		if err != nil {
			return err
		}
		return w.wait(ctx, request.Lifetime+grace)
	}
	client, err := w.client("leeway")
	if err != nil {
		return err
	}
	if what == "a quarter of the leeway" {
		return w.wait(ctx, client.Leeway/4)
	}
	return w.wait(ctx, client.Leeway+max(client.Leeway/4, time.Second))
}

// lifetimePassed waits until the refresh token has expired, or its newest access token.
func (w *World) lifetimePassed(ctx context.Context, which, label string) error {
	if which == "" {
		return w.throwAways.lifetimePassed(ctx, label)
	}
	t, err := w.judgedToken(label)
	if err != nil {
		return err
	}
	lifetime := t.access[len(t.access)-1].lifetime
	if lifetime == 0 {
		return inconclusive("when the access token of %q expires is not known: its answer had no expires_in", label)
	}
	return w.wait(ctx, lifetime+grace)
}

// keptInUse is an act that takes its time: the token is exchanged again and again, and ages.
func (w *World) keptInUse(ctx context.Context, label, howLong string) error {
	if howLong != "for weeks" {
		return w.throwAways.keptInUse(ctx, label)
	}
	t, err := w.judgedToken(label)
	if err != nil {
		return err
	}
	return w.useForWeeks(ctx, []*token{t})
}

// exchangeAndFollow exchanges a live token in the middle of an act.
func (w *World) exchangeAndFollow(ctx context.Context, label string) error {
	t, r, err := w.exchangeAlive(ctx, label, nil)
	if err == nil {
		w.follow(t, r)
	}
	return err
}

// liesUnused lets a token grow older.
func (w *World) liesUnused(ctx context.Context, label, howLong string) error {
	pause, timed := daysUnused[howLong]
	if howLong == "some seconds" {
		pause, timed = aWhile, true
	}
	if !timed {
		return w.throwAways.lieUnused(ctx, label, howLong)
	}
	if _, err := w.judgedToken(label); err != nil {
		return err
	}
	return w.wait(ctx, pause)
}

// aliveLater looks an hour later. That tokens live that long is seen on a new one, where it matters.
func (w *World) aliveLater(ctx context.Context, label string) error {
	t, err := w.judgedToken(label)
	if err != nil {
		return err
	}
	if err := w.wait(ctx, hour); err != nil {
		return err
	}
	r := w.exchange(ctx, session.Check, t, false)
	switch judge.Class(r) {
	case judge.Alive:
		w.follow(t, r)
		return nil
	case judge.Unclear:
		return inconclusive("whether the refresh token %q is alive is unclear: its exchange was answered %s", label, r)
	}
	control := *t
	if err := w.signIn(ctx, session.Control, &control); err != nil {
		return err
	}
	if err := w.wait(ctx, hour); err != nil {
		return err
	}
	if r := w.exchange(ctx, session.Control, &control, false); judge.Class(r) != judge.Alive {
		return inconclusive("control: a refresh token that nothing was done to dies within an hour: its exchange was answered %s", r)
	}
	return w.lost("the refresh token %q must still work an hour later, but its exchange was answered %s", label, r)
}

// propagated waits for the propagation limit that the deployment declares. Auth0's documents know none.
func (w *World) propagated(ctx context.Context) error {
	if limit := w.limit(); limit > 0 {
		return w.wait(ctx, limit)
	}
	return nil
}

// promisesImmediacy says whether a profile of the run does.
func (w *World) promisesImmediacy() bool { return slices.Contains(w.scenario.Profiles, "auth0") }

func (w *World) wait(ctx context.Context, d time.Duration) error {
	if err := w.lease.Wait(ctx, d); err != nil {
		if missing := lacking(err); missing != err {
			return missing
		}
		return inconclusive("could not wait for %s: %v", d, err)
	}
	if w.deployment().File.Control != nil {
		w.clockMoved += max(d, 0)
	}
	return nil
}
