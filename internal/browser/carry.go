package browser

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"strings"

	"github.com/revokespec/revokespec/internal/chromium"
	"github.com/revokespec/revokespec/internal/httpx"
	"github.com/revokespec/revokespec/internal/origin"
	"github.com/revokespec/revokespec/internal/session"
)

// errNotSent is what a page gets for a request that is not sent, or of which it is not to see the answer.
var errNotSent = errors.New("not sent")

// carry sends what the tab's pages ask for. Pages become part of the record; what they consist of does not, frames included; a
// code or a secret that would leave by them ends the tab all the same.
func (t *Tab) carry(_ context.Context, asked chromium.Request) (chromium.Answer, error) {
	at, err := url.Parse(asked.URL)
	if err != nil {
		return chromium.Answer{}, err
	}
	if !t.maySend(at, asked) {
		return chromium.Answer{}, errNotSent
	}
	if t.asks != nil {
		t.asks(asked)
	}
	r := httpx.Request{Method: asked.Method, URL: asked.URL, Header: asked.Header, Body: asked.Body, ContentType: asked.Header.Get("Content-Type"), Visits: true, Part: !asked.Page}
	if err := t.session.Admit(t.who(), &r); err != nil {
		t.withhold(asked, err)
		return chromium.Answer{}, errNotSent
	}
	for name := range t.session.Server.HeadersFor(asked.URL) {
		r.Header.Del(name) // the file's replace the browser's
	}
	got := t.session.SendAdmitted(t.ctx, *t.purpose.Load(), r)
	if asked.Page && t.endIfItLeadsAway(at, got) || !asked.Page && t.endIfItSendsBack(at, got) {
		return chromium.Answer{}, errNotSent
	}
	if got.Err != nil {
		t.miss(fmt.Errorf("%s needs %s, which did not come (%s); look at the server, or at what is between", t.who(), t.session.Path(at.Path), got.Err))
		return chromium.Answer{}, got.Err
	}
	if !t.mayGet(len(got.Body)) {
		return chromium.Answer{}, errNotSent
	}
	return t.shown(asked, got), nil
}

// maySend says whether a request is for a page of the web at all, and is no larger than it may be. One to the client ends the tab, where
// it is for a page or has a code.
func (t *Tab) maySend(at *url.URL, asked chromium.Request) bool {
	if !t.isBack(at) && !origin.IsWeb(at) || !t.withinBounds(asked) {
		return false
	}
	if !t.isBack(at) {
		return true
	}
	form, _ := url.ParseQuery(string(asked.Body))
	if back := withForm(at, form); asked.Page || back.Query().Get("code") != "" {
		t.end(&sentBack{back})
	}
	return false
}

// shown is what the browser sees of an answer.
func (t *Tab) shown(asked chromium.Request, got httpx.Response) chromium.Answer {
	header := got.Header.Clone()
	if !t.session.Server.File.Trusts(asked.URL) {
		header.Del("Set-Cookie")
	}
	header.Del("Content-Encoding") // it is undone
	return chromium.Answer{Status: got.Status, Header: header, Body: got.Body}
}

// endIfItLeadsAway looks at the answer for a page. It says whether the browser is not to see it: it redirects to the client or to what
// is no page, or it is none at all.
func (t *Tab) endIfItLeadsAway(at *url.URL, got httpx.Response) bool {
	path := t.session.Path(at.Path)
	t.mu.Lock()
	t.status, t.path = got.Status, path
	t.mu.Unlock()
	if got.Err != nil || session.StartAgain(got) {
		t.end(&LostPage{Path: path, Answer: got})
		return true
	}
	location := got.Header.Get("Location")
	if got.Status/100 != 3 || location == "" {
		return false
	}
	next, err := at.Parse(location)
	switch {
	case err != nil:
		t.end(fmt.Errorf("the page at %s redirects to what is no URL", path))
	case t.isBack(next):
		t.end(&sentBack{next})
	case !origin.IsWeb(next):
		t.end(noPageAt(t.session, next.Scheme))
	default:
		return false
	}
	return true
}

// endIfItSendsBack says whether what a script asked for redirects to the client with a code. A browser may not follow that for a script.
// One without is left alone: it may be of a request of the page's own, which only asks whether somebody is signed in.
func (t *Tab) endIfItSendsBack(at *url.URL, got httpx.Response) bool {
	next, err := at.Parse(got.Header.Get("Location"))
	if got.Status/100 != 3 || err != nil || !t.isBack(next) || next.Query().Get("code") == "" {
		return false
	}
	t.end(&sentBack{next})
	return true
}

// leaving is told where a page's script or link leads. What is no page at all is not asked for.
func (t *Tab) leaving(address string) {
	at, err := url.Parse(address)
	switch {
	case err != nil || origin.IsWeb(at):
	case t.isBack(at):
		t.end(&sentBack{at})
	case at.Host != "" || strings.Contains(at.Scheme, "."): // not about:blank, data: and their like
		t.end(noPageAt(t.session, at.Scheme))
	}
}

func (t *Tab) isBack(u *url.URL) bool { return samePlace(u, t.back) }

// withhold is told what was not sent. Where that is a page or holds a secret, the tab ends; else its page may get on without, and
// the reason is said where it does not.
func (t *Tab) withhold(asked chromium.Request, why error) {
	if asked.Page || t.session.Carries(asked.URL+" "+string(asked.Body), asked.Header) {
		t.end(why)
		return
	}
	t.miss(why)
}
