package webui

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"net/url"
	"reflect"
	"sync/atomic"
	"time"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"github.com/revokespec/revokespec/deployment"
	"github.com/revokespec/revokespec/internal/chromium"
	"github.com/revokespec/revokespec/internal/session"
)

//go:embed find.js
var findJS string

// patience is how long a page, and what is looked for on it, may take to come.
const patience = 30 * time.Second

// look is how often what is awaited is looked for.
const look = 50 * time.Millisecond

// tab is a tab of a Chromium, with cookies of its own.
type tab struct {
	ctx     context.Context // the tab's; a call's own context bounds it further
	cancel  context.CancelFunc
	session *deployment.Session
	at      string
	kept    atomic.Pointer[string] // where something posted was to go, to an origin that is not trusted
}

// find is an expression that calls one of find.js.
func find(function string, arguments ...any) string {
	return "(" + findJS + ")." + chromium.Call(function, arguments...)
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

// await evaluates an expression until it says something that is not null, false or an error of the moment. What is
// evaluated changes nothing that matters, so that it may be evaluated again.
func await[T any](call context.Context, t *tab, what, expression string) (T, error) {
	return evaluated(call, t, what, expression, func(value T) bool { return !reflect.ValueOf(value).IsZero() })
}

// evaluate is the value of an expression now.
func evaluate[T any](call context.Context, t *tab, what, expression string) (T, error) {
	return evaluated(call, t, what, expression, func(T) bool { return true })
}

func evaluated[T any](call context.Context, t *tab, what, expression string, enough func(T) bool) (T, error) {
	ctx, done := t.bounded(call)
	defer done()
	for {
		value, err := chromedp.Run(ctx, chromedp.Evaluate[T](expression))
		switch {
		case err == nil && enough(value):
			return value, nil
		case err != nil && ctx.Err() == nil && !chromium.OfTheMoment(err):
			return value, t.failed(call, what, err)
		}
		select {
		case <-ctx.Done():
			return value, t.failed(call, what, ctx.Err())
		case <-time.After(look):
		}
	}
}

// click is a click with the mouse where a function of find.js says.
func (t *tab) click(call context.Context, what, function string, arguments ...any) (chromedp.Action[chromedp.Void], error) {
	at, err := await[[]float64](call, t, what, find(function, arguments...))
	if err != nil {
		return nil, err
	}
	return chromedp.MouseClickXY(at[0], at[1]), nil
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
	kept := t.untrusted()
	switch {
	case call.Err() != nil:
		return call.Err()
	case kept != nil:
		return kept
	case errors.Is(err, context.DeadlineExceeded) || errors.Is(err, context.Canceled):
		return &Missing{What: fmt.Sprintf("%s, or nothing came of it within %s", what, patience), Page: t.where()}
	case errors.As(err, &load):
		return fmt.Errorf("the browser cannot load the page after %s: %s", t.where(), load.ErrorText)
	}
	return fmt.Errorf("the browser failed at the page at %s: %w", t.where(), err)
}

func (t *tab) where() string {
	if u, err := url.Parse(t.at); err == nil && t.at != "" {
		return t.session.Path(u.Path)
	}
	return "no address yet"
}

func (t *tab) close() { t.cancel() }

func (t *tab) open(call context.Context, _ session.Purpose, address string) error {
	t.at = address
	return t.load(call, "page", chromedp.Navigate(address))
}

func (t *tab) follow(call context.Context, _ session.Purpose, link string) error {
	what := "link " + quoted(link)
	click, err := t.click(call, what, "placeOfLink", link)
	if err != nil {
		return err
	}
	return t.load(call, what, click)
}

func (t *tab) press(call context.Context, _ session.Purpose, button string, in row) error {
	what := buttonIn(button, in)
	click, err := t.click(call, what, "placeOfButton", button, in.number)
	if err != nil {
		return err
	}
	return t.load(call, what, click)
}

func (t *tab) rows(call context.Context) ([]row, error) {
	texts, err := evaluate[[]string](call, t, "table", find("rows"))
	var rows []row
	for i, text := range texts {
		rows = append(rows, row{number: i + 1, text: text})
	}
	return rows, err
}

func (t *tab) has(call context.Context, label string) (bool, error) {
	return t.finds(call, "field", label)
}

func (t *tab) links(call context.Context, text string) (bool, error) {
	return t.finds(call, "link", text)
}

// finds says whether one of find.js finds something, now.
func (t *tab) finds(call context.Context, kind, text string) (bool, error) {
	return evaluate[bool](call, t, kind+" "+quoted(text), find(kind, text)+" !== null")
}

func (t *tab) fill(call context.Context, label, value string) error {
	origins, err := await[[]string](call, t, "field "+quoted(label), find("grasp", label))
	if err == nil {
		err = t.session.Deployment.File.MayFillIn(t.where(), origins...)
	}
	if err != nil {
		return err
	}
	return t.do(call, label, chromedp.Steps(chromium.Pasted(value), chromedp.KeyEvent(kb.End)))
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
	chosen, err := evaluate[bool](call, t, "option "+quoted(option), find("choose", label, option))
	if err == nil && !chosen {
		err = missing(t, "option %q of %q", option, label)
	}
	return err
}

func (t *tab) ticked(call context.Context, label string) (bool, error) {
	on, err := await[[]bool](call, t, "field "+quoted(label), find("ticked", label))
	return err == nil && on[0], err
}

// tick clicks on the checkbox where it is not as wanted.
func (t *tab) tick(call context.Context, label string, on bool) error {
	is, err := t.ticked(call, label)
	if err != nil || is == on {
		return err
	}
	click, err := t.click(call, "field "+quoted(label), "placeOfField", label)
	if err != nil {
		return err
	}
	return t.do(call, label, click)
}
