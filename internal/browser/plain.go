package browser

import (
	"context"
	"fmt"
	"net/http"
	"net/url"

	"github.com/revokespec/revokespec/deployment/file"
	"github.com/revokespec/revokespec/internal/httpx"
	"github.com/revokespec/revokespec/internal/origin"
	"github.com/revokespec/revokespec/internal/session"
	"github.com/revokespec/revokespec/internal/webform"
)

// Plain is a browser without JavaScript: it has cookies of its own, follows redirects, and sends forms.
type Plain struct {
	session *session.Session
	purpose session.Purpose
	jar     *cookies
	back    *url.URL // a redirect to here is not followed
}

// Page is where a browser has come to.
type Page struct {
	URL      *url.URL
	Response httpx.Response
	Back     bool // URL is that of the redirect back to the client, which was not followed; there is no response
}

// maxRedirects bounds how many redirects in a row are followed.
const maxRedirects = 20

// New returns a browser without cookies. A redirect to redirectURI, whatever its query, is not followed; it may be "".
func New(s *session.Session, p session.Purpose, redirectURI string) (*Plain, error) {
	jar, err := newCookies()
	if err != nil {
		return nil, err
	}
	back, err := wayBack(redirectURI)
	if err != nil {
		return nil, err
	}
	return &Plain{session: s, purpose: p, jar: jar, back: back}, nil
}

// For is the same browser, cookies and all, with another purpose for what it sends.
func (b *Plain) For(p session.Purpose) *Plain {
	other := *b
	other.purpose = p
	return &other
}

// BackTo is the same browser, cookies and all, for another redirect back to a client.
func (b *Plain) BackTo(redirectURI string) (*Plain, error) {
	other := *b
	var err error
	other.back, err = wayBack(redirectURI)
	return &other, err
}

// Open goes to a page and follows redirects. An answer of 400 or more is an error.
func (b *Plain) Open(ctx context.Context, target string) (Page, error) {
	return b.follow(ctx, "the sign-in", httpx.Request{Method: http.MethodGet, URL: target})
}

// follow sends a request and follows redirects; who has it sent, for errors.
func (b *Plain) follow(ctx context.Context, who string, r httpx.Request) (Page, error) {
	r.Visits = true
	for range maxRedirects {
		at, err := url.Parse(r.URL)
		if err != nil || at.Host == "" || at.Scheme != "https" && at.Scheme != "http" {
			return Page{}, noPageAt(b.session, schemeOf(r.URL))
		}
		if b.isBack(at) {
			return Page{URL: withForm(at, r.Form), Back: true}, nil
		}
		if err := b.session.Admit(who, &r); err != nil {
			return Page{}, err
		}
		answer := b.send(ctx, at, r)
		if answer.Err != nil || answer.Status >= 400 {
			return Page{}, &LostPage{Path: b.session.Path(at.Path), Answer: answer}
		}
		location := answer.Header.Get("Location")
		if answer.Status < 300 || location == "" {
			return Page{URL: at, Response: answer}, nil
		}
		next, err := at.Parse(location)
		if err != nil {
			return Page{}, fmt.Errorf("the page at %s redirects to what is no URL", b.session.Path(at.Path))
		}
		if b.isBack(next) {
			return Page{URL: next, Back: true}, nil
		}
		r, who = redirected(r, answer.Status, next), "the page at "+b.session.Path(at.Path)
	}
	return Page{}, fmt.Errorf("more than %d redirects in a row, the last from a page at %s; the server sends the browser in circles", maxRedirects, b.session.Path(pathOf(r.URL)))
}

func (b *Plain) isBack(u *url.URL) bool { return samePlace(u, b.back) }

// send asks for one page, which has been admitted, with the cookies for it; others than the origins that are trusted have none.
func (b *Plain) send(ctx context.Context, at *url.URL, r httpx.Request) httpx.Response {
	r.Header = http.Header{"Accept": {"text/html,*/*;q=0.5"}}
	if !b.session.Server.File.Trusts(r.URL) {
		return b.session.SendAdmitted(ctx, b.purpose, r)
	}
	carrier := &http.Request{Header: r.Header}
	for _, cookie := range b.jar.Cookies(trustworthy(at)) {
		carrier.AddCookie(cookie)
	}
	answer := b.session.SendAdmitted(ctx, b.purpose, r)
	b.jar.SetCookies(trustworthy(at), (&http.Response{Header: answer.Header}).Cookies())
	return answer
}

// trustworthy has browsers' way with cookies marked Secure: on loopback they work without TLS.
func trustworthy(u *url.URL) *url.URL {
	if !origin.Loopback(u.Hostname()) {
		return u
	}
	secure := *u
	secure.Scheme = "https"
	return &secure
}

// redirected is the request that follows a redirect (RFC 9110 section 15.4): 307 and 308 repeat the request.
func redirected(r httpx.Request, status int, next *url.URL) httpx.Request {
	target := *next
	target.Fragment = ""
	if status == http.StatusTemporaryRedirect || status == http.StatusPermanentRedirect {
		r.URL = target.String()
		return r
	}
	return httpx.Request{Method: http.MethodGet, URL: target.String(), Visits: r.Visits}
}

// Forms are the forms of the page, in order. An error is to go behind "the page at ...".
func (p Page) Forms() ([]webform.Form, error) { return webform.Read(p.Response.Body) }

// Submit sends a filled form by the button, as a browser does.
func (b *Plain) Submit(ctx context.Context, page Page, form webform.Form, button webform.Button) (Page, error) {
	action, method := form.Action, form.Method
	if button.Action != "" {
		action = button.Action
	}
	if button.Method != "" {
		method = button.Method
	}
	target, err := page.URL.Parse(action)
	if err != nil {
		return Page{}, fmt.Errorf("the form at %s is sent to what is no URL", b.session.Path(page.URL.Path))
	}
	target.Fragment = ""
	who, f := "the page at "+b.session.Path(page.URL.Path), b.session.Server.File
	switch {
	case b.isBack(target):
	case !f.Trusts(page.URL.String()):
		return Page{}, f.Untrusted(who, file.WantsFilling, page.URL)
	case origin.IsWeb(target) && !f.Trusts(target.String()):
		return Page{}, f.Untrusted(who, "sends its form to", target)
	}
	values := form.Values(button)
	if method == http.MethodGet {
		target.RawQuery = values.Encode()
		return b.follow(ctx, who, httpx.Request{Method: method, URL: target.String()})
	}
	return b.follow(ctx, who, httpx.Request{Method: method, URL: target.String(), Form: values})
}
