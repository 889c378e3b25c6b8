package signin

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"github.com/revokespec/revokespec/internal/chromium"
	"github.com/revokespec/revokespec/internal/httpx"
	"github.com/revokespec/revokespec/internal/origin"
	"github.com/revokespec/revokespec/internal/redact"
	"github.com/revokespec/revokespec/internal/session"
)

// errKept is what a page gets for a request that is not sent.
var errKept = errors.New("not sent")

// carry sends what the browser's pages ask for. Pages become part of the record; what they consist of does not, frames included: what
// becomes of them does not end a visit.
func (v *visit) carry(_ context.Context, asked chromium.Request) (chromium.Answer, error) {
	at, err := url.Parse(asked.URL)
	if err != nil {
		return chromium.Answer{}, err
	}
	if !v.isBack(at) && !origin.IsWeb(at) || !v.bounded(asked) {
		return chromium.Answer{}, errKept
	}
	if v.isBack(at) {
		form, _ := url.ParseQuery(string(asked.Body))
		if back := posted(at, form); asked.Page || back.Query().Get("code") != "" {
			v.end(back, nil)
		}
		return chromium.Answer{}, errKept
	}
	if v.hasPassword(asked) {
		v.told.Store(true)
	}
	r := httpx.Request{Method: asked.Method, URL: asked.URL, Header: asked.Header, Body: asked.Body, ContentType: asked.Header.Get("Content-Type"), Visits: true, Part: !asked.Page}
	if err := v.session.Admit(v.who(), &r); err != nil {
		v.withhold(asked, err)
		return chromium.Answer{}, errKept
	}
	for name := range v.session.Server.HeadersFor(asked.URL) {
		r.Header.Del(name) // the file's replace the browser's
	}
	got := v.session.SendAdmitted(v.ctx, v.purpose, r)
	if asked.Page && v.leadsAway(at, got) || !asked.Page && v.sendsBack(at, got) {
		return chromium.Answer{}, errKept
	}
	if got.Err != nil {
		v.miss(fmt.Errorf("%s needs %s, which did not come (%s); look at the server, or at what is between", v.who(), v.session.Path(at.Path), got.Err))
		return chromium.Answer{}, got.Err
	}
	if !v.affords(len(got.Body)) {
		return chromium.Answer{}, errKept
	}
	header := got.Header.Clone()
	if !v.session.Server.File.Trusts(asked.URL) {
		header.Del("Set-Cookie")
	}
	header.Del("Content-Encoding") // it is undone
	return chromium.Answer{Status: got.Status, Header: header, Body: got.Body}, nil
}

// hasPassword says whether the user's password is in what a page sends, however it is written there.
func (v *visit) hasPassword(asked chromium.Request) bool {
	return v.word != "" && slices.ContainsFunc([]string{asked.URL, string(asked.Body)}, func(text string) bool {
		return redact.WrittenIn(text, v.word)
	})
}

// leadsAway looks at the answer for a page. It says whether the browser is not to see it: it redirects to the client or to what
// is no page, or it is none at all.
func (v *visit) leadsAway(at *url.URL, got httpx.Response) bool {
	path := v.session.Path(at.Path)
	v.mu.Lock()
	v.status, v.last = got.Status, path
	v.mu.Unlock()
	if got.Err != nil || session.StartAgain(got) {
		v.end(nil, &lostPage{path: path, answer: got})
		return true
	}
	location := got.Header.Get("Location")
	if got.Status/100 != 3 || location == "" {
		return false
	}
	next, err := at.Parse(location)
	switch {
	case err != nil:
		v.end(nil, fmt.Errorf("the page at %s redirects to what is no URL", path))
	case v.isBack(next):
		v.end(next, nil)
	case !origin.IsWeb(next):
		v.end(nil, v.session.sentElsewhere(next.Scheme))
	default:
		return false
	}
	return true
}

// sendsBack says whether what a script asked for redirects to the client with a code. A browser may not follow that for a script.
// One without is left alone: it may be of a request of the page's own, which only asks whether somebody is signed in.
func (v *visit) sendsBack(at *url.URL, got httpx.Response) bool {
	next, err := at.Parse(got.Header.Get("Location"))
	if got.Status/100 != 3 || err != nil || !v.isBack(next) || next.Query().Get("code") == "" {
		return false
	}
	v.end(next, nil)
	return true
}

// elsewhere is told where a page's script or link leads. What is no page at all is not asked for.
func (v *visit) elsewhere(address string) {
	at, err := url.Parse(address)
	switch {
	case err != nil || origin.IsWeb(at):
	case v.isBack(at):
		v.end(at, nil)
	case at.Host != "" || strings.Contains(at.Scheme, "."): // not about:blank, data: and their like
		v.end(nil, v.session.sentElsewhere(at.Scheme))
	}
}

func (v *visit) isBack(u *url.URL) bool { return sameplace(u, v.stop) }

// withhold is told what was not sent. Where that is a page or holds a secret, the visit is over; else it may get on without, and
// the reason is said where it does not.
func (v *visit) withhold(asked chromium.Request, why error) {
	if asked.Page || v.session.Carries(asked.URL+" "+string(asked.Body), asked.Header) {
		v.end(nil, why)
		return
	}
	v.miss(why)
}

// miss notes what a page did not get; what came first counts.
func (v *visit) miss(why error) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.missed == nil {
		v.missed = why
	}
}

// who is the last page, which has something sent.
func (v *visit) who() string {
	if _, path := v.answered(); path != "" {
		return "the page at " + path
	}
	return "the sign-in"
}

// end ends the visit; what came first counts.
func (v *visit) end(back *url.URL, broken error) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.back == nil && v.broken == nil {
		v.back, v.broken = back, broken
	}
}

// answered is the status of the last page, path where it is.
func (v *visit) answered() (status int, path string) {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.status, v.last
}
