package steps

import (
	"context"
	"fmt"
	"time"
)

// everyExchangeYielded judges the refresh tokens that the plain exchanges returned.
func (w *World) everyExchangeYielded(context.Context) error {
	seen := map[string]bool{}
	for i, y := range w.yields {
		switch {
		case y.returned == "":
			return w.failure("exchange %d returned no refresh token: the presented one stays in use", i+1)
		case y.returned == y.presented, seen[y.returned]:
			return w.failure("exchange %d returned a refresh token that was used before", i+1)
		}
		seen[y.presented] = true
	}
	if len(w.yields) == 0 {
		return fmt.Errorf("nothing was exchanged in this scenario")
	}
	return nil
}

// leewayPassed waits for the leeway and a quarter more, a second at the least; or for a quarter of it.
func (w *World) leewayPassed(ctx context.Context, which string) error {
	client, err := w.client("leeway")
	if err != nil {
		return err
	}
	if which == "a quarter of the leeway" {
		return w.wait(ctx, client.Leeway/4)
	}
	return w.wait(ctx, client.Leeway+max(client.Leeway/4, time.Second))
}

// withinLeeway refuses to blame the server for a spent token that was presented too late: its clock, or ours, may have
// gone on by more than a third of the leeway.
func (w *World) withinLeeway(ctx context.Context, t *token) error {
	if t.spent.IsZero() {
		return nil
	}
	now, err := w.lease.Now(ctx)
	if err != nil {
		return inconclusive("%v", err)
	}
	if passed := now.Sub(t.spent); passed > t.client.Leeway/3 {
		return inconclusive("%s of the leeway of %s had passed before the spent token was presented", passed.Round(time.Millisecond), t.client.Leeway)
	}
	return nil
}
