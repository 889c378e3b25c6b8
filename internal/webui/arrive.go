package webui

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/revokespec/revokespec/internal/chromium"
	"github.com/revokespec/revokespec/internal/pace"
)

// timeout is how long a page, and what is looked for on it, may take to come.
const timeout = 30 * time.Second

// lookEvery is how often what is awaited is looked for, busyFor how long a page that has come may go on asking for something.
const (
	lookEvery = 50 * time.Millisecond
	busyFor   = 2 * time.Second
)

// arrive waits for the page that comes of something, of which the error is.
func (w *tabWindow) arrive(ctx context.Context, before int64, err error) error {
	for began := time.Now(); ; {
		arrived := w.Arrivals() > before // asked before the look, which else might be at the page before
		var view chromium.View
		if err == nil {
			view, err = w.Look(ctx)
		}
		if _, ended := w.Ended(); ended != nil {
			return ended
		}
		if err != nil {
			return w.failed(err)
		}
		if arrived && view.Complete && (!w.Busy() || time.Since(began) > busyFor) {
			return w.refused()
		}
		if time.Since(began) > timeout {
			return w.nothingCame()
		}
		if err := pace.Sleep(ctx, lookEvery); err != nil {
			return err
		}
	}
}

func (w *tabWindow) refused() error {
	if status, path := w.Answered(); status >= 400 {
		return fmt.Errorf("the page at %s answers %d", path, status)
	}
	return nil
}

func (w *tabWindow) nothingCame() error {
	err := fmt.Errorf("no page came within %s after the one at %s", timeout, w.where())
	if missed := w.Missed(); missed != nil {
		return fmt.Errorf("%w; %w", err, missed)
	}
	return err
}

// failed says of which page an error of the browser's is.
func (w *tabWindow) failed(err error) error {
	var failed *chromium.Failed
	switch {
	case errors.As(err, &failed):
		return fmt.Errorf("the browser failed at the page at %s: %s", w.where(), w.session.Words(failed.Says))
	case errors.Is(err, chromium.ErrBlocked), errors.Is(err, chromium.ErrCrashed), errors.Is(err, chromium.ErrEnded):
		return fmt.Errorf("the page at %s %w; REVOKESPEC_BROWSER=none posts forms instead", w.where(), err)
	}
	return err
}

// look waits until there is something to be seen: between two pages there is not.
func (w *tabWindow) look(ctx context.Context) (chromium.View, error) {
	for began := time.Now(); ; {
		view, err := w.Look(ctx)
		if err != nil || view.Document != "" {
			return view, w.failed(err)
		}
		if time.Since(began) > timeout {
			return view, w.nothingCame()
		}
		if err := pace.Sleep(ctx, lookEvery); err != nil {
			return view, err
		}
	}
}
