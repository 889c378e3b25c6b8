package control

import (
	"errors"
	"net/http"
	"time"

	"github.com/revokespec/revokespec/mockserver/internal/tenant"
	"github.com/revokespec/revokespec/mockserver/internal/wire"
)

func (a *API) readClock(*wire.Call) tenant.Answer {
	clock := a.Server.Clock()
	now := clock.Now()
	return ok(map[string]any{
		"now": formatTime(now), "ahead": now.Sub(clock.Unmoved()).Round(time.Millisecond).String(),
	})
}

// moveClock takes {"advance": "10m"} or {"now": "2026-03-01T12:00:00Z"}.
func (a *API) moveClock(c *wire.Call) tenant.Answer {
	var move struct {
		Advance *string `json:"advance"`
		Now     *string `json:"now"`
	}
	if err := decodeBody(c, &move); err != nil {
		return badRequest(err)
	}
	switch {
	case move.Advance != nil && move.Now == nil:
		d, err := time.ParseDuration(*move.Advance)
		if err != nil {
			return badRequest(errors.New("advance is not a duration; write it as 10m or 1h30m"))
		}
		if !isNearEnough(d, a.Server.Clock().Now().Add(d), a.Server.Clock().Unmoved()) {
			return badRequest(errTooFar)
		}
		a.Server.Clock().Advance(d)
	case move.Now != nil && move.Advance == nil:
		t, err := parseTime("now", *move.Now)
		if err != nil {
			return badRequest(err)
		}
		if !isNearEnough(0, t, a.Server.Clock().Unmoved()) {
			return badRequest(errTooFar)
		}
		a.Server.Clock().Set(t)
	default:
		return badRequest(errors.New("give either advance or now"))
	}
	if a.Server.Clock().Moved() != nil {
		return refuse(http.StatusServiceUnavailable, "the store cannot keep how far the clock is moved, so it stays")
	}
	return a.readClock(c)
}

// farthestMove is how far the clock may be moved; a duration holds three times as much.
const farthestMove = 100 * 365 * 24 * time.Hour

var errTooFar = errors.New("the clock can be moved by a hundred years at most")

// isNearEnough says whether the move, and where it leads to, is near enough to the present.
func isNearEnough(move time.Duration, to, present time.Time) bool {
	return move.Abs() <= 2*farthestMove && to.Sub(present).Abs() <= farthestMove
}

func parseTime(name, text string) (time.Time, error) {
	t, err := time.Parse(time.RFC3339Nano, text)
	if err != nil {
		return t, errors.New(name + " is not a time; write it as 2026-03-01T12:00:00Z")
	}
	return t, nil
}

// formatTime writes a time; the zero time is left out.
func formatTime(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339Nano)
}
