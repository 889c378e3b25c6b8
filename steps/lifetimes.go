package steps

import (
	"context"
	"fmt"
	"time"

	"github.com/revokespec/revokespec/internal/httpx"
)

// expiry is how long an application's refresh tokens live: from the sign-in on, and unused.
type expiry struct{ lifetime, idle time.Duration }

// Lifetimes of throw-away applications. Where a clock can be moved they are as long as in real life; elsewhere they are
// waited for, and leave room for slow answers.
var (
	longLived  = map[string]expiry{"lifetime": {30 * 24 * time.Hour, 30 * 24 * time.Hour}, "idle lifetime": {300 * 24 * time.Hour, 10 * 24 * time.Hour}}
	shortLived = map[string]expiry{"lifetime": {time.Minute, time.Minute}, "idle lifetime": {time.Hour, 40 * time.Second}}
)

// makeExpiringClient makes a rotating application with lifetimes of its own. Where none may be made, the listed one with
// the lifetimes that the file declares takes its place.
func (w *World) makeExpiringClient(ctx context.Context, which string) error {
	if w.deployment().Missing("changes") != "" {
		listed, err := w.client("rotating")
		if err != nil {
			return err
		}
		w.own.client, w.own.expiry = &listed, expiry{listed.Lifetime, listed.Idle}
		return nil
	}
	w.own.expiry = shortLived[which]
	if w.deployment().File.Control != nil {
		w.own.expiry = longLived[which]
	}
	return w.makeClientWith(ctx, "none", map[string]any{"refresh_token": map[string]any{
		"rotation_type": "rotating", "expiration_type": "expiring", "leeway": 0,
		"token_lifetime": int(w.own.expiry.lifetime.Seconds()), "infinite_token_lifetime": false,
		"idle_token_lifetime": int(w.own.expiry.idle.Seconds()), "infinite_idle_token_lifetime": false,
	}})
}

func (w *World) expiring() (expiry, error) {
	if w.own.expiry == (expiry{}) {
		return expiry{}, fmt.Errorf("the scenario has no application with lifetimes that are known: make one in a Given step")
	}
	return w.own.expiry, nil
}

// margin is how far from the end of the lifetime it is looked at, before and after: less than lies unused for long.
func (e expiry) margin() time.Duration { return min(e.lifetime/10, e.idle*3/10) }

// ageing is a token of the application whose lifetimes are known, and these.
func (w *World) ageing(label string) (expiry, *token, error) {
	e, err := w.expiring()
	if err != nil {
		return expiry{}, nil, err
	}
	t, err := w.subject(label)
	return e, t, err
}

// keptInUse exchanges the token again and again until shortly before the end of its lifetime; the last exchange is the
// control that it lives until then.
func (w *World) keptInUse(ctx context.Context, label string) error {
	e, t, err := w.ageing(label)
	if err != nil {
		return err
	}
	last := t.signedIn.Add(e.lifetime - e.margin())
	for {
		left := last.Sub(w.wall())
		if err := w.wait(ctx, min(left, e.lifetime*3/10, e.idle*6/10)); err != nil {
			return err
		}
		if _, _, err := w.exchangeAndFollow(ctx, label); err != nil {
			return err
		}
		if left <= min(e.lifetime*3/10, e.idle*6/10) {
			return nil
		}
	}
}

func (w *World) lifetimeOver(ctx context.Context, label string) error {
	e, t, err := w.ageing(label)
	if err != nil {
		return err
	}
	return w.wait(ctx, t.signedIn.Add(e.lifetime+e.margin()).Sub(w.wall()))
}

// unused lets most of the idle lifetime pass, or more than all of it.
func (w *World) unused(ctx context.Context, label, howLong string) error {
	e, t, err := w.ageing(label)
	if err != nil {
		return err
	}
	if e.idle*14/10 > e.lifetime*19/20 {
		return notApplicable("the idle lifetime of %s is too long, beside a lifetime of %s, to be seen restarting", e.idle, e.lifetime)
	}
	d := e.idle * 7 / 10
	if howLong == "longer than" {
		d = e.idle * 13 / 10
	}
	return w.wait(ctx, t.used.Add(d).Sub(w.wall()))
}

// inTime refuses to blame the server for a token that was presented too late.
func (w *World) inTime(t *token, asked time.Time) error {
	e := w.own.expiry
	if e == (expiry{}) || !w.ofOwnClient(t) {
		return nil
	}
	if idle := asked.Sub(t.used); idle > e.idle*19/20 || asked.Sub(t.signedIn) > e.lifetime*19/20 {
		return inconclusive("the refresh token %q was presented too late: %s after its last use, of %s", t.label, idle.Round(time.Second), e.idle)
	}
	return nil
}

// exchangeAndFollow exchanges a live token in the middle of an act.
func (w *World) exchangeAndFollow(ctx context.Context, label string) (*token, httpx.Response, error) {
	t, r, err := w.exchangeAlive(ctx, label, nil)
	if err == nil {
		w.follow(t, r)
	}
	return t, r, err
}
