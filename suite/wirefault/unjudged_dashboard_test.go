package wirefault_test

import (
	"net/http"
	"strings"

	"github.com/PuerkitoBio/goquery"
)

// unjudgedDashboards are troubles of the Dashboard.
func unjudgedDashboards() []fault {
	pages, posts := all(isDashboard, method(http.MethodGet)), all(isDashboard, method(http.MethodPost))
	problem := func(status int, text string) behaviour {
		return func(*proxy, *request) *answer {
			return reply(status, "text/html; charset=utf-8", "<!DOCTYPE html><html><head><title>Problem</title></head><body><main><h1>"+text+"</h1></main></body></html>")
		}
	}
	login := func(_ *proxy, _ *request) *answer {
		return reply(http.StatusSeeOther, "", "").withHeader("Location", "/dashboard/login")
	}
	loginPage := func(*proxy, *request) *answer {
		return reply(200, "text/html; charset=utf-8", `<!DOCTYPE html><html><body><h1>Log in</h1><form method="post" action="/dashboard/login">
<label for="u">Email</label><input id="u" name="username"><label for="p">Password</label><input id="p" name="password" type="password"><button>Log in</button></form></body></html>`)
	}
	loggedOut := func(is condition) behaviour { // from the first request on that is
		return at(isDashboard, func(p *proxy, r *request) *answer {
			switch {
			case strings.HasPrefix(r.path, "/dashboard/login"):
				return loginPage(p, r)
			case is(p, r) || p.marked("logged out"):
				p.mark("logged out")
				return login(p, r)
			}
			return p.send(r)
		})
	}
	var out []fault
	for _, rule := range []string{"DSH-01", "DSH-02", "DSH-03", "DSH-04", "DSH-05", "DSH-06", "DSH-07"} {
		add := func(name string, wrong behaviour) {
			out = append(out, fault{rule: rule, name: name, dialect: auth0, wrong: wrong})
		}
		add("every page is 503", at(pages, problem(503, "Unavailable")))
		add("every page breaks off", at(pages, func(p *proxy, r *request) *answer { a := p.send(r).copy(); a.cut = true; return a }))
		add("it wants a password that nobody gave", loggedOut(isDashboard))
		add("the buttons are called otherwise", editing(pages, func(_ *proxy, _ *request, d *goquery.Document) {
			d.Find("main form button").SetText("Go").RemoveAttr("aria-label")
		}))
		if rule == "DSH-01" {
			continue
		}
		add("every form is 503", at(posts, problem(503, "Unavailable")))
		add("every form is refused as too old", at(posts, func(p *proxy, r *request) *answer { return p.send(r.with("csrf", "too-old")) }))
		add("it logs out before the form", loggedOut(posts))
		add("every form is lost", at(posts, func(*proxy, *request) *answer { return &answer{lost: true} }))
	}
	for _, rule := range []string{"DSH-01", "DSH-02"} {
		out = append(out, fault{rule: rule, name: "the tab is not there", dialect: auth0, wrong: editing(pages, func(_ *proxy, _ *request, d *goquery.Document) {
			d.Find("nav.tabs a").Each(func(_ int, s *goquery.Selection) {
				if strings.TrimSpace(s.Text()) == "Authorized Applications" {
					s.Remove()
				}
			})
		})})
	}
	return out
}
