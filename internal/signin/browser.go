package signin

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"github.com/revokespec/revokespec/deployment/file"
	"github.com/revokespec/revokespec/internal/httpx"
	"github.com/revokespec/revokespec/internal/origin"
	"github.com/revokespec/revokespec/internal/session"
	"github.com/revokespec/revokespec/internal/webform"
	"github.com/revokespec/revokespec/internal/wording"
)

// Browser is a person's browser without JavaScript: it has cookies of its own, follows redirects, and fills forms.
type Browser struct {
	session *Signer
	purpose session.Purpose
	jar     *cookies
	stop    *url.URL // a redirect to here is not followed
}

// Page is where a browser has come to.
type Page struct {
	URL      *url.URL
	Response httpx.Response
	Stopped  bool // URL is the redirect that was not followed; there is no response
}

// maxRedirects bounds how many redirects in a row are followed.
const maxRedirects = 20

// Browser returns a browser without cookies. A redirect to stopAt, whatever its query, is not followed; stopAt may be "".
func (s *Signer) Browser(p session.Purpose, stopAt string) (*Browser, error) {
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
func (b *Browser) For(p session.Purpose) *Browser {
	other := *b
	other.purpose = p
	return &other
}

// lostPage is a page that did not come; the answer says why. Where the server says by a redirect that it has trouble, that says why, and
// the answer is the one that it stands for (RFC 6749 section 4.1.2.1).
type lostPage struct {
	path    string
	answer  httpx.Response
	trouble string
}

func (e *lostPage) Error() string {
	text := wording.Sentence("the page at %s answers %s", e.path, e.answer)
	if e.trouble != "" {
		text = "the authorization endpoint redirects to the client with " + e.trouble
	}
	if e.answer.Status >= 500 {
		text += "; look at the server; if it cannot take several sign-ins at once, --concurrency 1 helps"
	}
	return text
}

// Open visits a page and follows redirects. An answer of 400 or more is an error.
func (b *Browser) Open(ctx context.Context, target string) (Page, error) {
	return b.visit(ctx, "the sign-in", httpx.Request{Method: http.MethodGet, URL: target})
}

// visit sends a request and follows redirects; who has it sent, for errors.
func (b *Browser) visit(ctx context.Context, who string, r httpx.Request) (Page, error) {
	r.Visits = true
	for range maxRedirects {
		at, err := url.Parse(r.URL)
		if err != nil || at.Host == "" || at.Scheme != "https" && at.Scheme != "http" {
			return Page{}, b.session.sentElsewhere(schemeOf(r.URL))
		}
		if b.isStop(at) {
			return Page{URL: posted(at, r.Form), Stopped: true}, nil
		}
		if err := b.session.Admit(who, &r); err != nil {
			return Page{}, err
		}
		answer := b.send(ctx, at, r)
		if answer.Err != nil || answer.Status >= 400 {
			return Page{}, &lostPage{path: b.session.Path(at.Path), answer: answer}
		}
		location := answer.Header.Get("Location")
		if answer.Status < 300 || location == "" {
			return Page{URL: at, Response: answer}, nil
		}
		next, err := at.Parse(location)
		if err != nil {
			return Page{}, fmt.Errorf("the page at %s redirects to what is no URL", b.session.Path(at.Path))
		}
		if b.isStop(next) {
			return Page{URL: next, Stopped: true}, nil
		}
		r, who = redirected(r, answer.Status, next), "the page at "+b.session.Path(at.Path)
	}
	return Page{}, fmt.Errorf("more than %d redirects in a row, the last from a page at %s; the server sends the browser in circles", maxRedirects, b.session.Path(pathOf(r.URL)))
}

func (b *Browser) isStop(u *url.URL) bool { return sameplace(u, b.stop) }

// sameplace says whether two addresses are the same but for query and fragment, as browsers see it; stop may be of nothing.
func sameplace(u, stop *url.URL) bool {
	if origin.IsWeb(stop) {
		return origin.Of(u.String()) == origin.Of(stop.String()) && cmp.Or(u.Path, "/") == cmp.Or(stop.Path, "/")
	}
	return stop.Scheme != "" && u.Scheme == stop.Scheme && strings.EqualFold(u.Host, stop.Host) && u.Path == stop.Path && u.Opaque == stop.Opaque
}

// posted is an address with what a form posts to it (OAuth 2.0 Form Post Response Mode) as its query.
func posted(at *url.URL, form url.Values) *url.URL {
	if len(form) == 0 {
		return at
	}
	with := *at
	with.RawQuery = form.Encode()
	return &with
}

// send asks for one page, which has been admitted, with the cookies for it; others than the origins that are trusted have none.
func (b *Browser) send(ctx context.Context, at *url.URL, r httpx.Request) httpx.Response {
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

// sentElsewhere is that a page leads to where there is none.
func (s *Signer) sentElsewhere(scheme string) error {
	return fmt.Errorf("sent to a %q address, which is neither a page nor the client's redirect_uri; register that redirect_uri", s.Phrase(scheme))
}

// Forms are the forms of the page, in order. An error is to go behind "the page at ...".
func (p Page) Forms() ([]webform.Form, error) { return webform.Read(p.Response.Body) }

// Submit sends a filled form by the button, as a browser does.
func (b *Browser) Submit(ctx context.Context, page Page, form webform.Form, button webform.Button) (Page, error) {
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
	case b.isStop(target):
	case !f.Trusts(page.URL.String()):
		return Page{}, f.Untrusted(who, file.WantsFilling, page.URL)
	case origin.IsWeb(target) && !f.Trusts(target.String()):
		return Page{}, f.Untrusted(who, "sends its form to", target)
	}
	values := form.Values(button)
	if method == http.MethodGet {
		target.RawQuery = values.Encode()
		return b.visit(ctx, who, httpx.Request{Method: method, URL: target.String()})
	}
	return b.visit(ctx, who, httpx.Request{Method: method, URL: target.String(), Form: values})
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
