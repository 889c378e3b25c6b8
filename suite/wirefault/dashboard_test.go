package wirefault_test

import (
	"strings"

	"github.com/PuerkitoBio/goquery"
)

// dashboard are faults in what an administrator does by hand.
func dashboard() []fault {
	var out []fault
	add := func(rule, name string, wrong behaviour) {
		out = append(out, fault{rule: rule, name: name, dialect: auth0, wrong: noticing(wrong)})
	}
	authorizedApplications(add)
	revokingByHand(add)
	unlinkingByHand(add)
	changingByHand(add)
	for i, f := range out {
		if f.rule == "DSH-05" {
			out[i].follows = follows{"REV-13": "the same, after a change by the Management API"}
		}
	}
	return out
}

func authorizedApplications(add func(rule, name string, wrong behaviour)) {
	row := func(pick func(d *goquery.Document) *goquery.Selection) behaviour {
		return editing(authorizedPage, func(_ *proxy, _ *request, d *goquery.Document) { pick(d).Remove() })
	}
	add("DSH-01", "only one application is listed", row(func(d *goquery.Document) *goquery.Selection { return d.Find("tbody tr ~ tr") }))
	add("DSH-01", "public applications are left out", hidingRows(authorizedPage, func(_ *proxy, _ *request, row string) bool {
		return strings.Contains(row, "mock-public")
	}))
}

func revokingByHand(add func(rule, name string, wrong behaviour)) {
	revoked := byHand("revoked")
	noting := func(rest behaviour) behaviour { return both(revokesByHand, noteByHand, rest) }
	like := func(t, o token) bool { return t.user == o.user && t.client == o.client }
	add("DSH-02", "the tokens come back", noting(reviving(func(p *proxy, t token) bool { return revoked(p, t) && p.count("once "+t.value) > 0 })))
	add("DSH-02", "the newer tokens live on", noting(reviving(func(p *proxy, t token) bool { return revoked(p, t) && !firstOf(p, t, like) })))
}
