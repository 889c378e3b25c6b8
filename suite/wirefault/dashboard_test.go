package wirefault_test

import (
	"fmt"
	"net/http"
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
	togglingByHand(add)
	unlinkingByHand(add)
	changingByHand(add)
	for i, f := range out {
		out[i].single = f.name == "the application's other users die" || f.name == "everything dies"
		if f.rule == "DSH-05" && !strings.HasPrefix(f.name, "Save") {
			out[i].follows = follows{"REV-13": "the same, after a change by the Management API"}
		}
		if f.rule == "DSH-03" {
			out[i].follows = otherwiseShown
		}
	}
	return out
}

func authorizedApplications(add func(rule, name string, wrong behaviour)) {
	row := func(pick func(d *goquery.Document) *goquery.Selection) behaviour {
		return editing(authorizedPage, func(_ *proxy, _ *request, d *goquery.Document) { pick(d).Remove() })
	}
	unlisted := func(fits func(p *proxy, user, id string) bool) func(p *proxy, r *request) (string, string) {
		return func(p *proxy, r *request) (string, string) {
			user := userOf(r)
			for _, c := range p.seed.Clients {
				own := p.all(func(t token) bool { return t.user == user && t.client == c.ClientID })
				if len(own) == 0 && c.Role != "management" && fits(p, user, c.ClientID) {
					return c.Role, c.ClientID
				}
			}
			return "", ""
		}
	}
	add("DSH-01", "the first application is left out", row(func(d *goquery.Document) *goquery.Selection { return d.Find("tbody tr").First() }))
	add("DSH-01", "the last application is left out", row(func(d *goquery.Document) *goquery.Selection { return d.Find("tbody tr").Last() }))
	add("DSH-01", "no application is listed", row(func(d *goquery.Document) *goquery.Selection { return d.Find("table") }))
	add("DSH-01", "only one application is listed", row(func(d *goquery.Document) *goquery.Selection { return d.Find("tbody tr ~ tr") }))
	add("DSH-01", "an application that nobody authorised is listed", addingRow(unlisted(func(p *proxy, _, id string) bool {
		return len(p.all(func(t token) bool { return t.client == id })) == 0
	})))
	add("DSH-01", "an application that another user authorised is listed", addingRow(unlisted(func(p *proxy, user, id string) bool {
		return len(p.all(func(t token) bool { return t.client == id && t.user != user })) > 0
	})))
	add("DSH-01", "public applications are left out", hidingRows(authorizedPage, func(_ *proxy, _ *request, row string) bool {
		return strings.Contains(row, "mock-public")
	}))
}

func revokingByHand(add func(rule, name string, wrong behaviour)) {
	revoked := byHand("revoked")
	noting := func(rest behaviour) behaviour { return both(revokesByHand, noteByHand, rest) }
	like := func(t, o token) bool { return t.user == o.user && t.client == o.client }
	hide := func(p *proxy, r *request, row string) bool {
		for _, c := range p.seed.Clients {
			if strings.Contains(row, c.ClientID) && p.marked("hidden by hand "+userOf(r)+" "+c.ClientID) {
				return true
			}
		}
		return false
	}
	swallowed := swallowing("Revoked the access. Its refresh tokens of this user no longer work.")
	add("DSH-02", "Revoke does nothing", at(revokesByHand, swallowed))
	add("DSH-02", "Revoke does nothing, and hides the application", both(revokesByHand, func(p *proxy, r *request) *answer {
		p.mark("hidden by hand " + userOf(r) + " " + r.param("client_id"))
		return swallowed(p, r)
	}, hidingRows(authorizedPage, hide)))
	add("DSH-02", "the tokens live on", noting(reviving(revoked)))
	add("DSH-02", "the tokens work once more", noting(reviving(func(p *proxy, t token) bool { return revoked(p, t) && p.count("once "+t.value) == 0 })))
	add("DSH-02", "the tokens come back", noting(reviving(func(p *proxy, t token) bool { return revoked(p, t) && p.count("once "+t.value) > 0 })))
	add("DSH-02", "the older tokens live on", noting(reviving(func(p *proxy, t token) bool { return revoked(p, t) && !lastOf(p, t, like) })))
	add("DSH-02", "the newer tokens live on", noting(reviving(func(p *proxy, t token) bool { return revoked(p, t) && !firstOf(p, t, like) })))
	add("DSH-02", "the tokens of another audience live on", noting(reviving(func(p *proxy, t token) bool {
		first := p.all(func(o token) bool { return like(t, o) })[0]
		return revoked(p, t) && t.audience != first.audience
	})))
	add("DSH-02", "rotating tokens live on", noting(reviving(func(p *proxy, t token) bool { return revoked(p, t) && t.client == "mock-rotating" })))
	add("DSH-02", "the refusal has tokens", noting(at(exchangeOf(revoked), withTokens)))
	last := func(p *proxy, r *request) (string, string) { // the application that was revoked last
		id, _ := p.notes.Load("revoked by hand " + userOf(r))
		c, _ := p.seedClient(fmt.Sprint(id))
		return c.Role, c.ClientID
	}
	add("DSH-02", "the application stays listed", noting(addingRow(last)))

	killing := func(doomed func(user, client string, t token) bool) behaviour {
		return at(revokesByHand, func(p *proxy, r *request) *answer {
			user, client := userOf(r), r.param("client_id")
			a := p.send(r)
			if servedByDashboard(a) {
				p.kill(p.all(func(t token) bool { return !t.spent() && doomed(user, client, t) })...)
			}
			return a
		})
	}
	add("DSH-07", "the user's other applications die", killing(func(user, client string, t token) bool { return t.user == user && t.client != client }))
	add("DSH-07", "the application's other users die", killing(func(user, client string, t token) bool { return t.user != user && t.client == client }))
	add("DSH-07", "everything dies", killing(func(_, _ string, _ token) bool { return true }))
	add("DSH-07", "all grants of the user are deleted", at(revokesByHand, func(p *proxy, r *request) *answer {
		a := p.send(r)
		if servedByDashboard(a) {
			p.manage(http.MethodDelete, "/grants", map[string][]string{"user_id": {userOf(r)}}, nil)
		}
		return a
	}))
}

func togglingByHand(add func(rule, name string, wrong behaviour)) {
	overlay := at(advancedPage, func(p *proxy, r *request) *answer {
		a := p.send(r)
		if !p.marked("toggled") {
			return a
		}
		return a.withPage(func(d *goquery.Document) { check(d, p.marked("toggled on")) })
	})
	shown := func(save behaviour) behaviour {
		return both(togglesByHand, func(p *proxy, r *request) *answer {
			p.mark("toggled")
			if p.unmark("toggled on"); r.param("revoke_refresh_token_grant") == "on" {
				p.mark("toggled on")
			}
			return save(p, r)
		}, overlay)
	}
	only := func(kept bool) behaviour { // carries out the one and swallows the other
		return func(p *proxy, r *request) *answer {
			if (r.param("revoke_refresh_token_grant") == "on") == kept {
				return p.send(r)
			}
			return swallowing("Saved.")(p, r)
		}
	}
	swallowed := swallowing("Saved. Revoking a refresh token now deletes its grant.")
	add("DSH-03", "Save does nothing", at(togglesByHand, swallowed))
	add("DSH-03", "Save does nothing, and the page shows it", shown(swallowed))
	add("DSH-03", "Save can only switch it on", shown(only(true)))
	add("DSH-03", "Save can only switch it off", shown(only(false)))
	add("DSH-03", "Save switches to the opposite", shown(func(p *proxy, r *request) *answer {
		on := r.param("revoke_refresh_token_grant") == "on"
		a := p.send(r)
		p.writeSetting(!on)
		return a
	}))
	// The page and the flag show the new value, and the old one governs.
	add("DSH-03", "the page and the flag show it, and the old value governs", both(path("/dashboard"), shown(func(p *proxy, r *request) *answer {
		if p.mark("written"); r.param("revoke_refresh_token_grant") == "on" {
			p.mark("shown")
		} else {
			p.unmark("shown")
		}
		return swallowed(p, r)
	}), shownSetting(func(p *proxy, on bool) { p.writeSetting(on) })))
	add("DSH-03", "the next revocation goes by the old value", both(path("/dashboard"), shown(func(p *proxy, r *request) *answer {
		p.notes.Store("late setting", r.param("revoke_refresh_token_grant") == "on")
		return swallowed(p, r)
	}), both(listing("/tenants/settings"), func(p *proxy, r *request) *answer {
		a := p.send(r)
		on, late := p.notes.Load("late setting")
		if flags := flagsOf(a.object()); late && flags != nil {
			flags[settingFlag] = on
			return a.withField("flags", flags)
		}
		return a
	}, at(validRevocation, func(p *proxy, r *request) *answer {
		a := p.send(r)
		if on, late := p.notes.LoadAndDelete("late setting"); late {
			p.writeSetting(on.(bool))
		}
		return a
	}))))
}

func check(d *goquery.Document, on bool) {
	box := d.Find("#deletes")
	if box.RemoveAttr("checked"); on {
		box.SetAttr("checked", "")
	}
}
