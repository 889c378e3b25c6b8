package chromium

import (
	"context"
	_ "embed"
	"encoding/json"
	"errors"
	"strings"

	"github.com/chromedp/chromedp"
)

//go:embed page.js
var pageJS string

// What a page does that makes it of no use. The text goes behind "the page at ...".
var (
	ErrBlocked = errors.New("does not answer the browser: a script of it does not end, or there is too much of it")
	ErrCrashed = errors.New("has made its tab of the browser crash: it takes too much memory, say")
	ErrEnded   = errors.New("has made the browser end, or something else has")
)

// Failed is that the browser would not do what it was asked. What it says may quote the page, secrets and all.
type Failed struct{ Says string }

func (e *Failed) Error() string { return "the browser failed: " + beginning(e.Says) }

// expression is the call of a function. Its arguments are written as JSON: they are data, never code.
func expression(function string, arguments ...any) string {
	texts := make([]string, len(arguments))
	for i, a := range arguments {
		text, _ := json.Marshal(a) // texts and numbers, which always can be
		texts[i] = string(text)
	}
	return function + "(" + strings.Join(texts, ", ") + ")"
}

// evaluate is the value of a function of page.js now; while one page gives way to the next it is the zero value.
func evaluate[T any](call context.Context, p *Page, script string) (value T, err error) {
	ctx, done := p.bounded(call)
	defer done()
	value, err = chromedp.Run(ctx, chromedp.Evaluate[T]("("+pageJS+")."+script))
	if err != nil && ctx.Err() == nil && ofTheMoment(err) {
		var nothing T
		return nothing, nil
	}
	return value, p.failed(call, err)
}

// ofTheMoment says whether an error is what Chromium says while one page gives way to the next.
func ofTheMoment(err error) bool { return strings.Contains(err.Error(), "(-32000)") }

// bounded is the tab's context, cancelled with that of the call, and when the page has had its time.
func (p *Page) bounded(call context.Context) (context.Context, func()) {
	ctx, cancel := context.WithTimeout(p.ctx, p.timeout)
	stop := context.AfterFunc(call, cancel)
	return ctx, func() { stop(); cancel() }
}

func (p *Page) failed(call context.Context, err error) error {
	switch {
	case err == nil:
		return nil
	case call.Err() != nil:
		return call.Err()
	case !p.process.Alive():
		return ErrEnded
	case p.crashed.Load():
		return ErrCrashed
	case errors.Is(err, context.DeadlineExceeded):
		return ErrBlocked
	}
	return &Failed{err.Error()}
}
