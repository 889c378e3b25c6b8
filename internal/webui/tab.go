package webui

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/revokespec/revokespec/internal/browser"
	"github.com/revokespec/revokespec/internal/chromium"
	"github.com/revokespec/revokespec/internal/pace"
	"github.com/revokespec/revokespec/internal/session"
)

// timeout is how long a page, and what is looked for on it, may take to come.
const timeout = 30 * time.Second

// lookEvery is how often what is awaited is looked for, busyFor how long a page that has come may go on asking for something.
const (
	lookEvery = 50 * time.Millisecond
	busyFor   = 2 * time.Second
)

// tabWindow is a tab of a Chromium.
type tabWindow struct {
	*browser.Tab
	session *session.Session
	view    chromium.View // as it was read last
}

func newTabWindow(ctx context.Context, process *chromium.Process, s *session.Session) (*tabWindow, error) {
	tab, err := browser.OpenTab(ctx, process, s, browser.TabOptions{Purpose: session.SetUp, Timeout: timeout})
	return &tabWindow{Tab: tab, session: s}, err
}

func (w *tabWindow) close() { w.Close() }

func (w *tabWindow) where() string {
	if _, path := w.Answered(); path != "" {
		return path
	}
	return "no address yet"
}

func (w *tabWindow) open(ctx context.Context, p session.Purpose, address string) error {
	w.Begin(p)
	before := w.Arrivals()
	return w.arrive(ctx, before, w.Go(ctx, address))
}

func (w *tabWindow) click(ctx context.Context, p session.Purpose, at int) (bool, error) {
	if reachable, err := w.Reachable(ctx, w.view, at); err != nil || !reachable {
		return false, w.failed(err)
	}
	w.Begin(p)
	before := w.Arrivals()
	there, err := w.Press(ctx, w.view, at)
	if err == nil && !there && w.Arrivals() == before {
		return false, nil
	}
	return true, w.arrive(ctx, before, err)
}

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

func (w *tabWindow) read(ctx context.Context) (contents, error) {
	view, err := w.look(ctx)
	if err != nil {
		return contents{}, err
	}
	if view.More {
		return contents{}, fmt.Errorf("the page at %s has more than 1000 fields or buttons, which is more than is looked at", w.where())
	}
	w.view = view
	seen := contents{links: elements(view.Links)}
	for _, part := range view.Parts {
		seen.buttons = append(seen.buttons, elements(part.Buttons)...)
		for _, f := range part.Fields {
			labels := make([]string, len(f.Labels))
			for i, label := range f.Labels {
				labels[i] = strings.TrimRight(label, afterLabel)
			}
			seen.fields = append(seen.fields, field{at: f.At, labels: labels, names: f.Names, on: f.On})
		}
	}
	for _, r := range view.Rows {
		seen.rows = append(seen.rows, row{text: r.Text, buttons: elements(r.Buttons)})
	}
	return seen, nil
}

func elements(buttons []chromium.Button) []element {
	all := make([]element, len(buttons))
	for i, b := range buttons {
		all[i] = element{at: b.At, text: b.Text}
	}
	return all
}

func (w *tabWindow) fill(ctx context.Context, at int, value string) (bool, error) {
	if err := w.session.Server.File.MayFillIn(w.where(), w.view.Origin); err != nil {
		return false, err
	}
	there, err := w.Type(ctx, w.view, at, value)
	return there, w.failed(err)
}

func (w *tabWindow) choose(ctx context.Context, at int, option string) (bool, error) {
	chosen, err := w.Choose(ctx, w.view, at, option)
	return chosen, w.failed(err)
}

func (w *tabWindow) tick(ctx context.Context, at int, _ bool) (bool, error) {
	if reachable, err := w.Reachable(ctx, w.view, at); err != nil || !reachable {
		return false, w.failed(err)
	}
	there, err := w.Press(ctx, w.view, at)
	return there, w.failed(err)
}
