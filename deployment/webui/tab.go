package webui

import (
	"context"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"time"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"

	"github.com/revokespec/revokespec/deployment"
)

//go:embed find.js
var findJS string

// patience is how long a page, and what is looked for on it, may take to come.
const patience = 30 * time.Second

// tab is a tab of a Chromium, with cookies of its own.
type tab struct {
	ctx    context.Context // the tab's; a call's own context bounds it further
	cancel context.CancelFunc
	at     string
}

// find is an expression that calls one of find.js. Its arguments are written as JSON: they are data, never code.
func find(function string, arguments ...any) string {
	written := make([]string, len(arguments))
	for i, a := range arguments {
		text, _ := json.Marshal(a) // texts and numbers, which always can be
		written[i] = string(text)
	}
	return fmt.Sprintf("(%s).%s(%s)", findJS, function, strings.Join(written, ", "))
}

// bounded is the tab's context, cancelled with that of the call, and by patience.
func (t *tab) bounded(call context.Context) (context.Context, func()) {
	ctx, cancel := context.WithTimeout(t.ctx, patience)
	stop := context.AfterFunc(call, cancel)
	return ctx, func() { stop(); cancel() }
}

// load does what leads to another page, and waits for it. what is what was looked for, for errors.
func (t *tab) load(call context.Context, what string, action chromedp.Action[chromedp.Void]) error {
	ctx, done := t.bounded(call)
	defer done()
	response, err := chromedp.RunResponse(ctx, action)
	if err != nil {
		return t.failed(call, what, err)
	}
	return t.arrived(response)
}

func (t *tab) arrived(r *network.Response) error {
	if r == nil {
		return nil // a page that never was on the network
	}
	t.at = r.URL
	if r.Status >= 400 {
		return fmt.Errorf("the page at %s answers %d", t.where(), r.Status)
	}
	return nil
}

func (t *tab) failed(call context.Context, what string, err error) error {
	var load *chromedp.LoadError
	switch {
	case call.Err() != nil:
		return call.Err()
	case errors.Is(err, context.DeadlineExceeded) || errors.Is(err, context.Canceled):
		return &Missing{What: fmt.Sprintf("%s, or nothing came of it within %s", what, patience), Page: t.where()}
	case errors.As(err, &load):
		return fmt.Errorf("the browser cannot load the page after %s: %s", t.where(), load.ErrorText)
	}
	return fmt.Errorf("the browser failed at the page at %s: %w", t.where(), err)
}

// evaluate calls a function of find.js.
func evaluate[T any](call context.Context, t *tab, function string, arguments ...any) (T, error) {
	ctx, done := t.bounded(call)
	defer done()
	value, err := chromedp.Run(ctx, chromedp.Evaluate[T](find(function, arguments...)))
	if err != nil {
		return value, t.failed(call, function, err)
	}
	return value, nil
}

func (t *tab) where() string {
	if u, err := url.Parse(t.at); err == nil && t.at != "" {
		return u.Path
	}
	return "no address yet"
}

func (t *tab) close() { t.cancel() }

func (t *tab) open(call context.Context, _ deployment.Purpose, address string) error {
	t.at = address
	return t.load(call, "page", chromedp.Navigate(address))
}

func (t *tab) follow(call context.Context, _ deployment.Purpose, link string) error {
	return t.load(call, "link "+quoted(link), chromedp.Click(chromedp.JSPath(find("link", link))))
}

func (t *tab) press(call context.Context, _ deployment.Purpose, button string, in row) error {
	return t.load(call, buttonIn(button, in), chromedp.Click(chromedp.JSPath(find("button", button, in.number))))
}

func (t *tab) rows(call context.Context) ([]row, error) {
	texts, err := evaluate[[]string](call, t, "rows")
	var rows []row
	for i, text := range texts {
		rows = append(rows, row{number: i + 1, text: text})
	}
	return rows, err
}

func (t *tab) has(call context.Context, label string) (bool, error) {
	ctx, done := t.bounded(call)
	defer done()
	there, err := chromedp.Run(ctx, chromedp.Evaluate[bool](find("field", label)+" !== null"))
	if err != nil {
		return false, t.failed(call, "field "+quoted(label), err)
	}
	return there, nil
}

func (t *tab) fill(call context.Context, label, value string) error {
	field := chromedp.JSPath(find("field", label))
	selected := chromedp.Evaluate[chromedp.Void](find("field", label) + ".select()") // so that typing replaces what is there
	return t.do(call, label, chromedp.Steps(chromedp.Focus(field), selected, chromedp.SendKeys(field, value)))
}

func (t *tab) do(call context.Context, label string, action chromedp.Action[chromedp.Void]) error {
	ctx, done := t.bounded(call)
	defer done()
	if err := chromedp.Do(ctx, action); err != nil {
		return t.failed(call, "field "+quoted(label), err)
	}
	return nil
}

func (t *tab) choose(call context.Context, label, option string) error {
	there, err := t.has(call, label)
	if err == nil && !there {
		err = missing(t, "field %q", label)
	}
	if err != nil {
		return err
	}
	chosen, err := evaluate[bool](call, t, "choose", label, option)
	if err == nil && !chosen {
		err = missing(t, "option %q of %q", option, label)
	}
	return err
}

func (t *tab) ticked(call context.Context, label string) (bool, error) {
	ctx, done := t.bounded(call)
	defer done()
	on, err := chromedp.Run(ctx, chromedp.JavascriptAttribute[bool](chromedp.JSPath(find("field", label)), "checked"))
	if err != nil {
		return false, t.failed(call, "field "+quoted(label), err)
	}
	return on, nil
}

// tick clicks on the checkbox where it is not as wanted.
func (t *tab) tick(call context.Context, label string, on bool) error {
	is, err := t.ticked(call, label)
	if err != nil || is == on {
		return err
	}
	return t.do(call, label, chromedp.Click(chromedp.JSPath(find("field", label))))
}
