package chromium

import (
	"context"
	"fmt"
	"net/http"
	"slices"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/fetch"
	"github.com/chromedp/cdproto/inspector"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// Request is what a page asks for: itself, or something it consists of.
type Request struct {
	Method, URL string
	Header      http.Header // as the browser would send it, its cookies included
	Body        []byte
	Page        bool // the tab's page itself, as against what it consists of: frames, scripts and the like
}

// Answer is what comes of a request.
type Answer struct {
	Status int
	Header http.Header
	Body   []byte
}

// Carrier sends what a page asks for, in the browser's stead, and follows nothing: the browser does. An error is for the page
// as if the network had failed. It is called by many goroutines.
type Carrier func(ctx context.Context, r Request) (Answer, error)

// notAsked is what nobody needs who reads a page and fills in its forms; CSS they do, since it hides fields.
var notAsked = []network.ResourceType{
	network.ResourceTypeImage, network.ResourceTypeMedia, network.ResourceTypeFont, network.ResourceTypeTextTrack, network.ResourceTypeManifest,
	network.ResourceTypePing, network.ResourceTypeCSPViolationReport,
}

// event is told all that happens in the tab. It runs where messages are read, so that it may not wait for anything.
func (p *Page) event(happened any) {
	switch e := happened.(type) {
	case *fetch.EventRequestPaused:
		p.busy.Add(1)
		p.asked.Add(1)
		go func() {
			defer p.busy.Add(-1)
			defer p.waitForTurn(e)()
			p.answer(e)
		}()
	case *page.EventFrameRequestedNavigation:
		if p.leaving != nil && p.isWhole(e.FrameID) {
			p.leaving(e.URL)
		}
	case *page.EventFrameNavigated:
		if p.isWhole(e.Frame.ID) {
			p.arrivals.Add(1)
		}
	case *page.EventNavigatedWithinDocument:
		if p.isWhole(e.FrameID) {
			p.arrivals.Add(1)
		}
	case *inspector.EventTargetCrashed:
		p.crashed.Store(true)
		go p.cancel() // what is asked of it will never be answered
	}
}

// atOnce is how many requests are under way at once for what a page consists of, as browsers have it for one server; and so many pages.
const atOnce = 6

// waitForTurn waits until fewer are under way; the function returned says that this one no longer is.
func (p *Page) waitForTurn(e *fetch.EventRequestPaused) (done func()) {
	room := p.parts
	if p.isPage(e) {
		room = p.pages // which a part that never comes does not hold up
	}
	select {
	case room <- struct{}{}:
		return func() { <-room }
	case <-p.ctx.Done():
		return func() {}
	}
}

// isWhole says whether a frame is the whole tab, which goes by the id of that.
func (p *Page) isWhole(frame cdp.FrameID) bool {
	return string(frame) == string(chromedp.FromContext(p.ctx).Target.TargetID)
}

func (p *Page) isPage(e *fetch.EventRequestPaused) bool {
	return e.ResourceType == network.ResourceTypeDocument && p.isWhole(e.FrameID)
}

func (p *Page) answer(e *fetch.EventRequestPaused) {
	if slices.Contains(notAsked, e.ResourceType) {
		p.fail(e, network.ErrorReasonBlockedByClient)
		return
	}
	r, err := requestOf(e)
	if err != nil {
		p.fail(e, network.ErrorReasonFailed)
		return
	}
	r.Page = p.isPage(e)
	answer, err := p.carry(p.ctx, r)
	if err != nil {
		p.fail(e, network.ErrorReasonAborted)
		return
	}
	_, _ = chromedp.Call(p.ctx, fetch.FulfillRequest, fetch.FulfillRequestParams{
		RequestID: e.RequestID, ResponseCode: int64(answer.Status), ResponseHeaders: entries(answer.Header), Body: answer.Body,
	})
}

func (p *Page) fail(e *fetch.EventRequestPaused, why network.ErrorReason) {
	_, _ = chromedp.Call(p.ctx, fetch.FailRequest, fetch.FailRequestParams{RequestID: e.RequestID, ErrorReason: why})
}

func requestOf(e *fetch.EventRequestPaused) (Request, error) {
	r := Request{Method: e.Request.Method, URL: e.Request.URL, Header: http.Header{}}
	for name, value := range e.Request.Headers {
		r.Header.Set(name, fmt.Sprint(value))
	}
	for _, part := range e.Request.PostDataEntries {
		r.Body = append(r.Body, part.Bytes...)
	}
	if e.Request.HasPostData && len(r.Body) == 0 {
		return r, fmt.Errorf("the body of the request to %s is not shown", e.Request.URL)
	}
	return r, nil
}

// ofTheConnection are headers about how an answer came, not what it is.
var ofTheConnection = []string{"Connection", "Content-Length", "Keep-Alive", "Transfer-Encoding", "Alt-Svc", "Strict-Transport-Security"}

func entries(h http.Header) []*fetch.HeaderEntry {
	all := []*fetch.HeaderEntry{}
	for name, values := range h {
		for _, value := range values {
			if !slices.Contains(ofTheConnection, name) {
				all = append(all, &fetch.HeaderEntry{Name: name, Value: value})
			}
		}
	}
	return all
}
