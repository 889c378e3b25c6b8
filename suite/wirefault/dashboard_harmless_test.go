package wirefault_test

import (
	"net/http"
	"strings"
	"time"

	"github.com/PuerkitoBio/goquery"
)

// harmlessDashboards are what a Dashboard may look like.
func harmlessDashboards() []fault {
	pages := all(isDashboard, method(http.MethodGet))
	posts := all(isDashboard, method(http.MethodPost))
	var out []fault
	add := func(rule, name string, wrong behaviour) {
		out = append(out, fault{rule: rule, name: name, dialect: auth0, wrong: wrong})
	}
	for _, rule := range []string{"DSH-01", "DSH-02", "DSH-03", "DSH-04", "DSH-05"} {
		add(rule, "the page has another table first", editing(pages, func(_ *proxy, _ *request, d *goquery.Document) {
			d.Find("main").PrependHtml(`<table><tbody><tr><td>News</td><td>None</td></tr></tbody></table>`)
		}))
	}
	for _, rule := range []string{"DSH-02", "DSH-03", "DSH-04", "DSH-05"} {
		add(rule, "attributes stand in another order", editing(pages, func(_ *proxy, _ *request, d *goquery.Document) {
			d.Find("*").Each(func(_ int, s *goquery.Selection) {
				for _, n := range s.Nodes {
					for i, j := 0, len(n.Attr)-1; i < j; i, j = i+1, j-1 {
						n.Attr[i], n.Attr[j] = n.Attr[j], n.Attr[i]
					}
				}
			})
		}))
		add(rule, "after a form 302 follows", at(posts, func(p *proxy, r *request) *answer {
			a := p.send(r)
			if !servedByDashboard(a) {
				return a
			}
			return a.withStatus(http.StatusFound)
		}))
		add(rule, "after a form an absolute address follows", at(posts, func(p *proxy, r *request) *answer {
			a := p.send(r)
			if to := a.header.Get("Location"); servedByDashboard(a) && strings.HasPrefix(to, "/") {
				return a.withHeader("Location", p.front.URL+to)
			}
			return a
		}))
		add(rule, "notices are worded otherwise", editing(pages, func(_ *proxy, _ *request, d *goquery.Document) {
			d.Find(".notice span").SetText("Done.")
		}))
		add(rule, "buttons are inputs", editing(pages, func(_ *proxy, _ *request, d *goquery.Document) {
			d.Find("form button").Each(func(_ int, s *goquery.Selection) {
				s.ReplaceWithHtml(`<input type="submit" value="` + strings.TrimSpace(s.Text()) + `">`)
			})
		}))
		add(rule, "buttons have a shape and spaces", editing(pages, func(_ *proxy, _ *request, d *goquery.Document) {
			d.Find("form button").Each(func(_ int, s *goquery.Selection) {
				s.SetHtml("\n  <svg aria-hidden=\"true\"></svg>\n  <span> " + s.Text() + " </span>\n")
			})
		}))
		add(rule, "forms have another hidden field", editing(pages, func(_ *proxy, _ *request, d *goquery.Document) {
			d.Find("form").AppendHtml(`<input type="hidden" name="page" value="1">`)
		}))
		add(rule, "every page is late", at(isDashboard, func(p *proxy, r *request) *answer { time.Sleep(20 * time.Millisecond); return p.send(r) }))
		add(rule, "the navigation has more links", editing(pages, func(_ *proxy, _ *request, d *goquery.Document) {
			d.Find("header nav ul").AppendHtml(`<li><a href="/dashboard/users?help">Help for Users</a></li><li><a href="https://docs.example/">Documents</a></li>`)
		}))
	}
	add("DSH-01", "columns stand in another order", editing(authorizedPage, func(_ *proxy, _ *request, d *goquery.Document) {
		d.Find("tr").Each(func(_ int, row *goquery.Selection) {
			row.AppendSelection(row.Children().First())
		})
	}))
	add("DSH-01", "applications stand in another order", editing(authorizedPage, func(_ *proxy, _ *request, d *goquery.Document) {
		body := d.Find("tbody")
		body.Children().Each(func(_ int, row *goquery.Selection) { body.PrependSelection(row) })
	}))
	add("DSH-01", "nothing to show is an empty table", editing(authorizedPage, func(_ *proxy, _ *request, d *goquery.Document) {
		d.Find(".empty").ReplaceWithHtml(`<table><thead><tr><th>Application</th></tr></thead><tbody></tbody></table>`)
	}))
	add("DSH-02", "nothing to show is an empty table", editing(authorizedPage, func(_ *proxy, _ *request, d *goquery.Document) {
		d.Find(".empty").ReplaceWithHtml(`<table><thead><tr><th>Application</th></tr></thead><tbody></tbody></table>`)
	}))
	add("DSH-03", "the label stands around the box", editing(advancedPage, func(_ *proxy, _ *request, d *goquery.Document) {
		box, label := d.Find("#deletes"), d.Find("label[for=deletes]")
		label.RemoveAttr("for").PrependSelection(box)
	}))
	add("DSH-03", "a box that is on is checked by name", editing(advancedPage, func(_ *proxy, _ *request, d *goquery.Document) {
		if box := d.Find("#deletes"); box.Is("[checked]") {
			box.SetAttr("checked", "checked")
		}
	}))
	return out
}
