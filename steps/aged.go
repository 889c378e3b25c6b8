package steps

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/cucumber/godog"

	"github.com/revokespec/revokespec/internal/session"
	"github.com/revokespec/revokespec/judge"
)

// The states that tokens can be brought into before an act.
const (
	neverExchanged = "were never exchanged"
	exchangedOnce  = "were exchanged once"
	untilExpired   = "lay unused until their access tokens expired"
	inUseForWeeks  = "were in use for weeks"
)

// daysUnused is how long a token lies unused, by what the steps say of it: less than the idle lifetimes that servers have by default, and
// not always as long, as a server may forget at any time.
var daysUnused = map[string]time.Duration{
	"two days": 2 * day, "five days": 5 * day, "ten days": 10 * day, "thirteen days": 13 * day,
}

const day = 24 * time.Hour

// tokensThat signs in for every row, as live does, and brings the tokens into a state. That a token of that age works at each application
// is seen on one more sign-in there, to which nothing else is done: a control of the same shape.
func (w *World) tokensThat(ctx context.Context, state string, table *godog.Table) error {
	made, err := rows(table, "token", "application", "user", "audience")
	if err != nil {
		return err
	}
	if state == neverExchanged {
		for _, row := range made {
			row["exchanged"] = "never"
		}
	}
	if state == exchangedOnce {
		return w.live(ctx, made)
	}
	controls := w.controlsOf(made)
	if err := w.live(ctx, slices.Concat(controls, made)); err != nil {
		return err
	}
	if err := w.age(ctx, state); err != nil {
		return err
	}
	for _, row := range controls {
		t := w.tokens[row["token"]]
		if r := w.exchange(ctx, session.Control, t, false); judge.Class(r) != judge.Alive {
			return inconclusive("control: refresh tokens of the %s application that %s do not work here, whatever is done: the exchange of one was answered %s", t.client.Role, state, r)
		}
	}
	return nil
}

// controlsOf gives one more sign-in for each application, before all others.
func (w *World) controlsOf(made []map[string]string) (controls []map[string]string) {
	seen := map[string]bool{}
	for _, row := range made {
		if seen[row["application"]] {
			continue
		}
		seen[row["application"]] = true
		controls = append(controls, map[string]string{
			"token": fmt.Sprintf("control %d", len(controls)+1), "application": row["application"], "user": row["user"], "audience": row["audience"], "exchanged": row["exchanged"],
		})
	}
	return controls
}

// age lets time pass for all tokens.
func (w *World) age(ctx context.Context, state string) error {
	switch state {
	case untilExpired:
		longest, err := w.longestAccess()
		if err != nil {
			return err
		}
		return w.wait(ctx, longest+grace)
	case inUseForWeeks:
		return w.useForWeeks(ctx, w.signIns)
	case neverExchanged:
		return nil
	}
	pause, known := daysUnused[strings.TrimPrefix(state, "lay unused for ")]
	if !known {
		return fmt.Errorf("tokens cannot be brought into the state that they %s", state)
	}
	return w.wait(ctx, pause)
}

// longestAccess is the lifetime of the access token that lives longest.
func (w *World) longestAccess() (longest time.Duration, err error) {
	for _, t := range w.signIns {
		lifetime := t.access[len(t.access)-1].lifetime
		if lifetime == 0 {
			return 0, inconclusive("when the access token of %q expires is not known: its answer had no expires_in", t.label)
		}
		longest = max(longest, lifetime)
	}
	return longest, nil
}

// useForWeeks exchanges the tokens three times, nine days apart.
func (w *World) useForWeeks(ctx context.Context, tokens []*token) error {
	for range 3 {
		if err := w.wait(ctx, 9*24*time.Hour); err != nil {
			return err
		}
		for _, t := range tokens {
			if err := w.exchangeAndFollow(ctx, t.label); err != nil {
				return err
			}
		}
	}
	return nil
}
