package webui

import (
	"net/url"

	"github.com/chromedp/cdproto/fetch"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
)

// guard has the tab ask before it goes to another page: a redirect may repeat what was posted, to anybody (RFC 9110 section 15.4).
func (t *tab) guard() error {
	err := chromedp.Listen(t.ctx, func(event any) {
		if e, is := event.(*fetch.EventRequestPaused); is {
			go t.letGo(e)
		}
	})
	if err == nil {
		pages := []*fetch.RequestPattern{{URLPattern: "*", ResourceType: network.ResourceTypeDocument}}
		_, err = chromedp.Call(t.ctx, fetch.Enable, fetch.EnableParams{Patterns: pages})
	}
	return err
}

func (t *tab) letGo(e *fetch.EventRequestPaused) {
	if e.Request.HasPostData && !t.session.Deployment.File.Trusts(e.Request.URL) {
		t.kept.CompareAndSwap(nil, &e.Request.URL)
		_, _ = chromedp.Call(t.ctx, fetch.FailRequest, fetch.FailRequestParams{RequestID: e.RequestID, ErrorReason: network.ErrorReasonBlockedByClient})
		return
	}
	_, _ = chromedp.Call(t.ctx, fetch.ContinueRequest, fetch.ContinueRequestParams{RequestID: e.RequestID})
}

// untrusted is why a page was not gone to, nil where that is not for its origin.
func (t *tab) untrusted() error {
	kept := t.kept.Load()
	if kept == nil {
		return nil
	}
	at, err := url.Parse(*kept)
	if err != nil {
		at = &url.URL{}
	}
	return t.session.Deployment.File.Untrusted("the page at "+t.where(), "sends what is secret to", at)
}
