package deployment

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"net/url"

	"github.com/PuerkitoBio/goquery"
)

// Browser is a person's browser without JavaScript: it has cookies of its own, follows redirects, and fills forms.
type Browser struct {
	session *Session
	purpose Purpose
	jar     *cookies
	stop    *url.URL // a redirect to here is not followed
}

// Page is where a browser has come to.
type Page struct {
	URL      *url.URL
	Response Response
	Stopped  bool // URL is the redirect that was not followed; there is no response
}

// maxRedirects bounds how many redirects in a row are followed.
const maxRedirects = 20

// Browser returns a browser without cookies. A redirect to stopAt, whatever its query, is not followed; stopAt may be "".
func (s *Session) Browser(p Purpose, stopAt string) (*Browser, error) {
	jar, err := newCookies()
	if err != nil {
		return nil, err
	}
	stop, err := url.Parse(stopAt)
	if err != nil {
		return nil, fmt.Errorf("redirect_uri is no URI; correct it")
	}
	return &Browser{session: s, purpose: p, jar: jar, stop: stop}, nil
}

// For is the same browser, cookies and all, with another purpose for what it sends.
func (b *Browser) For(p Purpose) *Browser {
	other := *b
	other.purpose = p
	return &other
}

// lostPage is a page that did not come; the answer says why.
type lostPage struct {
	path   string
	answer Response
}

func (e *lostPage) Error() string {
	text := Sentence("the page at %s answers %s", e.path, e.answer)
	if e.answer.Status >= 500 {
		text += "; look at the server; if it cannot take several sign-ins at once, --concurrency 1 helps"
	}
	return text
}

// Open visits a page and follows redirects. An answer of 400 or more is an error.
func (b *Browser) Open(ctx context.Context, target string) (Page, error) {
	return b.visit(ctx, Request{Method: http.MethodGet, URL: target})
}

func (b *Browser) visit(ctx context.Context, r Request) (Page, error) {
	for range maxRedirects {
		at, err := url.Parse(r.URL)
		if err != nil || at.Host == "" || at.Scheme != "https" && at.Scheme != "http" {
			return Page{}, fmt.Errorf("sent to a %q address, which is neither a page nor the client's redirect_uri; register that redirect_uri", phrase(schemeOf(r.URL)))
		}
		answer := b.send(ctx, at, r)
		if answer.Err != nil || answer.Status >= 400 {
			return Page{}, &lostPage{at.Path, answer}
		}
		location := answer.Header.Get("Location")
		if answer.Status < 300 || location == "" {
			return Page{URL: at, Response: answer}, nil
		}
		next, err := at.Parse(location)
		if err != nil {
			return Page{}, fmt.Errorf("the page at %s redirects to what is no URL", at.Path)
		}
		if b.stop.Scheme != "" && next.Scheme == b.stop.Scheme && next.Host == b.stop.Host && next.Path == b.stop.Path {
			return Page{URL: next, Stopped: true}, nil
		}
		r = redirected(r, answer.Status, next)
	}
	return Page{}, fmt.Errorf("more than %d redirects in a row, the last from a page at %s; the server sends the browser in circles", maxRedirects, pathOf(r.URL))
}

// send asks for one page with the cookies for it.
func (b *Browser) send(ctx context.Context, at *url.URL, r Request) Response {
	r.Header = http.Header{"Accept": {"text/html,*/*;q=0.5"}}
	carrier := &http.Request{Header: r.Header}
	for _, cookie := range b.jar.Cookies(trustworthy(at)) {
		carrier.AddCookie(cookie)
	}
	answer := b.session.Send(ctx, b.purpose, r)
	b.jar.SetCookies(trustworthy(at), (&http.Response{Header: answer.Header}).Cookies())
	return answer
}

// trustworthy has browsers' way with cookies marked Secure: on loopback they work without TLS.
func trustworthy(u *url.URL) *url.URL {
	if !loopback(u.Hostname()) {
		return u
	}
	secure := *u
	secure.Scheme = "https"
	return &secure
}

// redirected is the request that follows a redirect (RFC 9110 section 15.4): 307 and 308 repeat the request.
func redirected(r Request, status int, next *url.URL) Request {
	target := *next
	target.Fragment = ""
	if status == http.StatusTemporaryRedirect || status == http.StatusPermanentRedirect {
		r.URL = target.String()
		return r
	}
	return Request{Method: http.MethodGet, URL: target.String()}
}

// Forms are the forms of the page, in order.
func (p Page) Forms() []Form {
	document, err := goquery.NewDocumentFromReader(bytes.NewReader(p.Response.Body))
	if err != nil {
		return nil
	}
	var forms []Form
	document.Find("form").Each(func(_ int, node *goquery.Selection) {
		forms = append(forms, ReadForm(document, node))
	})
	return forms
}

// Submit sends a filled form by the button, as a browser does.
func (b *Browser) Submit(ctx context.Context, page Page, form Form, button Button) (Page, error) {
	action, method := form.Action, form.Method
	if button.Action != "" {
		action = button.Action
	}
	if button.Method != "" {
		method = button.Method
	}
	target, err := page.URL.Parse(action)
	if err != nil {
		return Page{}, fmt.Errorf("the form at %s is sent to what is no URL", page.URL.Path)
	}
	target.Fragment = ""
	values := form.Values(button)
	if method == http.MethodGet {
		target.RawQuery = values.Encode()
		return b.visit(ctx, Request{Method: method, URL: target.String()})
	}
	return b.visit(ctx, Request{Method: method, URL: target.String(), Form: values})
}

func schemeOf(target string) string {
	if u, err := url.Parse(target); err == nil {
		return u.Scheme
	}
	return ""
}

func pathOf(target string) string {
	if u, err := url.Parse(target); err == nil {
		return u.Path
	}
	return ""
}
