package webui

import (
	"context"
	"fmt"
	"strings"

	"github.com/revokespec/revokespec/internal/browser"
	"github.com/revokespec/revokespec/internal/chromium"
	"github.com/revokespec/revokespec/internal/session"
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

func (w *tabWindow) says(ctx context.Context, text string) (bool, error) {
	does, err := w.Says(ctx, text)
	return does, w.failed(err)
}

func elements(buttons []chromium.Button) []element {
	all := make([]element, len(buttons))
	for i, b := range buttons {
		all[i] = element{at: b.At, text: b.Text}
	}
	return all
}
