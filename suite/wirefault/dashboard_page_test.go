package wirefault_test

import (
	"fmt"
	"html"
	"net/http"
	"net/url"
	"regexp"
	"strings"

	"github.com/PuerkitoBio/goquery"
)

// page picks requests of the Dashboard whose path matches.
func page(verb, pattern string) condition {
	is := regexp.MustCompile("^/dashboard" + pattern + "$")
	return func(_ *proxy, r *request) bool { return r.method == verb && is.MatchString(r.path) }
}

var (
	isDashboard       = path("/dashboard")
	authorizedPage    = page(http.MethodGet, "/users/[^/]+/applications")
	revokesByHand     = page(http.MethodPost, "/users/[^/]+/applications")
	unlinksByHand     = page(http.MethodPost, "/users/[^/]+/devices")
	advancedPage      = page(http.MethodGet, "/tenant/advanced")
	savesApplication  = page(http.MethodPost, "/applications/[^/]+")
	servedByDashboard = func(a *answer) bool { return a.status == http.StatusSeeOther && !a.lost }
)

// userOf is the user that a page of the Dashboard is about.
func userOf(r *request) string {
	parts := strings.Split(r.path, "/")
	if len(parts) < 4 {
		return ""
	}
	id, _ := url.PathUnescape(parts[3])
	return id
}

// noticing shows the notices of forms that were swallowed.
func noticing(rest behaviour) behaviour {
	return func(p *proxy, r *request) *answer {
		a := rest(p, r)
		if r.method != http.MethodGet || !isDashboard(p, r) || !a.ok() {
			return a
		}
		if notice, ok := p.notes.LoadAndDelete("notice of " + r.path); ok {
			return a.withPage(func(d *goquery.Document) {
				d.Find("main").PrependHtml(fmt.Sprintf(`<p class="notice" role="status"><span>%s</span></p>`, html.EscapeString(notice.(string))))
			})
		}
		return a
	}
}

// withPage changes a page of HTML.
func (a *answer) withPage(change func(d *goquery.Document)) *answer {
	if !strings.HasPrefix(a.header.Get("Content-Type"), "text/html") {
		return a
	}
	d, err := goquery.NewDocumentFromReader(strings.NewReader(string(a.body)))
	if err != nil {
		return a
	}
	change(d)
	text, err := d.Html()
	if err != nil {
		return a
	}
	return a.withBody(a.header.Get("Content-Type"), text)
}

// editing changes the pages that the condition picks.
func editing(is condition, change func(p *proxy, r *request, d *goquery.Document)) behaviour {
	return at(is, func(p *proxy, r *request) *answer {
		a := p.send(r)
		if !a.ok() {
			return a
		}
		return a.withPage(func(d *goquery.Document) { change(p, r, d) })
	})
}

// hidingRows leaves table rows out of a page.
func hidingRows(is condition, gone func(p *proxy, r *request, row string) bool) behaviour {
	return editing(is, func(p *proxy, r *request, d *goquery.Document) {
		d.Find("tbody tr").Each(func(_ int, row *goquery.Selection) {
			if gone(p, r, row.Text()) {
				row.Remove()
			}
		})
	})
}

// noteByHand remembers what a form of the Dashboard was about, once it was carried out.
func noteByHand(p *proxy, r *request) *answer {
	user, client, credential := userOf(r), r.param("client_id"), r.param("credential")
	before := p.all(func(t token) bool { return t.user == user })
	a := p.send(r)
	if !servedByDashboard(a) {
		return a
	}
	for _, t := range before {
		switch {
		case client != "" && t.client == client:
			p.mark("revoked by hand " + t.value)
		case credential != "" && p.credentialOf(t) == credential:
			p.mark("unlinked by hand " + t.value)
		}
	}
	if client != "" {
		p.notes.Store("revoked by hand "+user, client)
	}
	return a
}

func byHand(what string) func(p *proxy, t token) bool {
	return func(p *proxy, t token) bool {
		root, _ := p.token(t.family)
		return p.marked(what+" by hand "+t.value) || p.marked(what+" by hand "+root.value)
	}
}
