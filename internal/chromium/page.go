package chromium

import (
	"context"
	"fmt"
	"sync/atomic"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/fetch"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// Page is a tab without a network, with cookies of its own. It is for one goroutine.
type Page struct {
	ctx      context.Context
	cancel   context.CancelFunc
	process  *Process
	timeout  time.Duration // how long the page may take to answer
	crashed  atomic.Bool
	carry    Carrier
	leaving  func(address string)
	pages    chan struct{} // one for each that is under way
	parts    chan struct{}
	busy     atomic.Int64
	asked    atomic.Int64
	arrivals atomic.Int64
}

// Open opens a tab. carry sends what its pages ask for; leaving is told where a page wants to go by itself, whatever comes
// of that. Neither may call the page. timeout is how long the page may take to answer whatever it is asked.
func (p *Process) Open(timeout time.Duration, carry Carrier, leaving func(address string)) (*Page, error) {
	ctx, cancel, err := p.tab()
	if err != nil {
		return nil, err
	}
	opened := &Page{ctx: ctx, cancel: cancel, process: p, timeout: timeout, carry: carry, leaving: leaving}
	opened.pages, opened.parts = make(chan struct{}, atOnce), make(chan struct{}, atOnce)
	err = chromedp.Listen(ctx, opened.event)
	if err == nil {
		_, err = chromedp.Call(ctx, network.SetBypassServiceWorker, network.SetBypassServiceWorkerParams{Bypass: true})
	}
	if err == nil {
		_, err = chromedp.Call(ctx, fetch.Enable, fetch.EnableParams{Patterns: []*fetch.RequestPattern{{URLPattern: "*"}}})
	}
	if err != nil {
		cancel()
		return nil, fmt.Errorf("the browser opens no tab: %w", err)
	}
	return opened, nil
}

// Close closes the tab. Its cookies are gone.
func (p *Page) Close() { p.cancel() }

// Busy says whether something that the page asked for is still to come.
func (p *Page) Busy() bool { return p.busy.Load() > 0 }

// Asked is how often the page has asked for something.
func (p *Page) Asked() int64 { return p.asked.Load() }

// Arrivals is how often the tab has come to another page, or to another place of the same.
func (p *Page) Arrivals() int64 { return p.arrivals.Load() }

// Go goes to an address. That nothing comes of it shows in what is seen then.
func (p *Page) Go(call context.Context, address string) error {
	ctx, done := p.bounded(call)
	defer done()
	_, err := chromedp.Call(ctx, page.Navigate, page.NavigateParams{URL: address})
	return p.failed(call, err)
}

// Look says what is seen now. Between two pages it is nothing, and no error.
func (p *Page) Look(call context.Context) (View, error) {
	return evaluate[View](call, p, "look()")
}

// Says tells whether a text stands anywhere on the page.
func (p *Page) Says(call context.Context, text string) (bool, error) {
	return evaluate[bool](call, p, expression("says", text))
}

// Type replaces what is in a field: pasted, and a key pressed in the end for the scripts that wait for keys. false: it is not
// there any more.
func (p *Page) Type(call context.Context, v View, field int, text string) (bool, error) {
	there, err := evaluate[bool](call, p, expression("focus", v.Document, field))
	if err != nil || !there {
		return false, err
	}
	return true, p.do(call, chromedp.Steps(pasted(text), chromedp.KeyEvent(kb.End)))
}

// pasted is text put into what has the focus. It is quicker than keys; one of them at the end is for scripts that wait for keys.
func pasted(text string) chromedp.Action[chromedp.Void] {
	return chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, input.InsertText, input.InsertTextParams{Text: text})
		return err
	})
}

// Press has a button or a checkbox clicked. false: it is not there any more. A page that has just come may lose what a mouse
// does, so this does without one.
func (p *Page) Press(call context.Context, v View, at int) (bool, error) {
	return evaluate[bool](call, p, expression("click", v.Document, at))
}

// Click is Press with the mouse, for pages that want one. false: it is not there any more, or something lies over it.
func (p *Page) Click(call context.Context, v View, at int) (bool, error) {
	place, err := p.place(call, v, at)
	if err != nil || len(place) != 2 {
		return false, err
	}
	return true, p.do(call, chromedp.MouseClickXY(place[0], place[1]))
}

// Choose chooses an option of a list, by what it says. false: the list is not there any more, or has none.
func (p *Page) Choose(call context.Context, v View, at int, option string) (bool, error) {
	return evaluate[bool](call, p, expression("choose", v.Document, at, option))
}

// Reachable says whether a mouse could click on something: it is there, and nothing lies over it.
func (p *Page) Reachable(call context.Context, v View, at int) (bool, error) {
	place, err := p.place(call, v, at)
	return len(place) == 2, err
}

func (p *Page) place(call context.Context, v View, at int) ([]float64, error) {
	return evaluate[[]float64](call, p, expression("place", v.Document, at))
}

// Return presses the return key, in the field that was typed into last.
func (p *Page) Return(call context.Context) error { return p.do(call, chromedp.KeyEvent("\r")) }

func (p *Page) do(call context.Context, action chromedp.Action[chromedp.Void]) error {
	ctx, done := p.bounded(call)
	defer done()
	return p.failed(call, chromedp.Do(ctx, action))
}
