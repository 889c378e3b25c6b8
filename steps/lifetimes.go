package steps

import (
	"context"
	"fmt"
	"time"
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
func (ta *throwAways) makeExpiringClient(ctx context.Context, which string) error {
	if ta.deployment().Missing("changes") != "" {
		listed, err := ta.client("rotating")
		if err != nil {
			return err
		}
		ta.application, ta.expiry = &listed, expiry{listed.Lifetime, listed.Idle}
		return nil
	}
	ta.expiry = shortLived[which]
	if ta.deployment().File.Control != nil {
		ta.expiry = longLived[which]
	}
	return ta.makeClientWith(ctx, "none", map[string]any{"refresh_token": map[string]any{
		"rotation_type": "rotating", "expiration_type": "expiring", "leeway": 0,
		"token_lifetime": int(ta.expiry.lifetime.Seconds()), "infinite_token_lifetime": false,
		"idle_token_lifetime": int(ta.expiry.idle.Seconds()), "infinite_idle_token_lifetime": false,
	}})
}

func (ta *throwAways) knownExpiry() (expiry, error) {
	if ta.expiry == (expiry{}) {
		return expiry{}, fmt.Errorf("the scenario has no application with lifetimes that are known: make one in a Given step")
	}
	return ta.expiry, nil
}

// margin is how far from the end of the lifetime it is looked at, before and after: less than lies unused for long.
func (e expiry) margin() time.Duration { return min(e.lifetime/10, e.idle*3/10) }

// lifetimesOf is a token of the application whose lifetimes are known, and these.
func (ta *throwAways) lifetimesOf(label string) (expiry, *token, error) {
	e, err := ta.knownExpiry()
	if err != nil {
		return expiry{}, nil, err
	}
	t, err := ta.judgedToken(label)
	return e, t, err
}

// keptInUse exchanges the token again and again until shortly before the end of its lifetime; the last exchange is the
// control that it lives until then.
func (ta *throwAways) keptInUse(ctx context.Context, label string) error {
	e, t, err := ta.lifetimesOf(label)
	if err != nil {
		return err
	}
	last := t.signedIn.Add(e.lifetime - e.margin())
	for {
		left := last.Sub(ta.now())
		if err := ta.wait(ctx, min(left, e.lifetime*3/10, e.idle*6/10)); err != nil {
			return err
		}
		if err := ta.exchangeAndFollow(ctx, label); err != nil {
			return err
		}
		if left <= min(e.lifetime*3/10, e.idle*6/10) {
			return nil
		}
	}
}

func (ta *throwAways) lifetimePassed(ctx context.Context, label string) error {
	e, t, err := ta.lifetimesOf(label)
	if err != nil {
		return err
	}
	t.expired = true
	return ta.wait(ctx, t.signedIn.Add(e.lifetime+e.margin()).Sub(ta.now()))
}

// lieUnused lets most of the idle lifetime pass, or more than all of it.
func (ta *throwAways) lieUnused(ctx context.Context, label, howLong string) error {
	e, t, err := ta.lifetimesOf(label)
	if err != nil {
		return err
	}
	if e.idle*14/10 > e.lifetime*19/20 {
		return notApplicable("the idle lifetime of %s is too long, beside a lifetime of %s, to be seen restarting", e.idle, e.lifetime)
	}
	d := e.idle * 7 / 10
	if howLong == "longer than its idle lifetime" {
		d, t.expired = e.idle*13/10, !t.replaced
	}
	return ta.wait(ctx, t.used.Add(d).Sub(ta.now()))
}

// inTime refuses to blame the server for a token that was presented too late.
func (ta *throwAways) inTime(t *token, asked time.Time) error {
	e := ta.expiry
	if e == (expiry{}) || !ta.belongsToApplication(t) {
		return nil
	}
	if idle := asked.Sub(t.used); idle > e.idle*19/20 || asked.Sub(t.signedIn) > e.lifetime*19/20 {
		return inconclusive("the refresh token %q was presented too late: %s after its last use, of %s", t.label, idle.Round(time.Second), e.idle)
	}
	return nil
}
