package wirefault_test

import (
	"net/http"

	"github.com/PuerkitoBio/goquery"

	"github.com/revokespec/revokespec/mockserver"
)

func unlinkingByHand(add func(rule, name string, wrong behaviour)) {
	unlinked := byHand("unlinked")
	noting := func(rest behaviour) behaviour { return both(isSignIn, link, both(unlinksByHand, noteByHand, rest)) }
	swallowed := swallowing("Unlinked the device. Its refresh token no longer works.")
	add("DSH-04", "Unlink does nothing", at(unlinksByHand, swallowed))
	add("DSH-04", "Unlink does nothing, and hides the device", both(unlinksByHand, func(p *proxy, r *request) *answer {
		p.mark("hidden " + r.param("credential"))
		return swallowed(p, r)
	}, editing(devicesPage, func(p *proxy, _ *request, d *goquery.Document) {
		d.Find("tbody tr").Each(func(_ int, row *goquery.Selection) {
			if id, _ := row.Find("input[name=credential]").Attr("value"); p.marked("hidden " + id) {
				row.Remove()
			}
		})
	})))
	add("DSH-04", "the token lives on", noting(reviving(unlinked)))
	add("DSH-04", "the token works once more", noting(reviving(func(p *proxy, t token) bool { return unlinked(p, t) && p.count("once "+t.value) == 0 })))
	add("DSH-04", "the token comes back", noting(reviving(func(p *proxy, t token) bool { return unlinked(p, t) && p.count("once "+t.value) > 0 })))
	add("DSH-04", "the newest of a rotating family lives on", noting(reviving(func(p *proxy, t token) bool { return unlinked(p, t) && t.previous != "" && !t.spent() })))
	add("DSH-04", "the refusal has tokens", noting(at(exchangeOf(unlinked), withTokens)))
	add("DSH-04", "another device is unlinked instead", both(isSignIn, link, at(unlinksByHand, func(p *proxy, r *request) *answer {
		user := userOf(r)
		for _, t := range p.all(func(t token) bool { return t.user == user && t.previous == "" }) {
			if id := p.credentialOf(t); id != "" && id != r.param("credential") {
				return p.send(r.with("credential", id))
			}
		}
		return swallowed(p, r)
	})))

	others := func(doomed func(gone, t token) bool) behaviour {
		return both(isSignIn, link, at(all(unlinksByHand, not(settingOn)), func(p *proxy, r *request) *answer {
			user := userOf(r)
			a := p.send(r)
			for _, gone := range p.all(func(t token) bool { return t.user == user && t.previous == "" }) {
				if p.credentialOf(gone) == r.param("credential") && servedByDashboard(a) {
					p.kill(p.all(func(t token) bool { return !t.spent() && t.family != gone.family && doomed(gone, t) })...)
				}
			}
			return a
		}))
	}
	add("DSH-06", "the application's other devices are unlinked", others(token.sibling))
	add("DSH-06", "the user's older devices are unlinked", others(func(gone, t token) bool { return gone.user == t.user && t.order < gone.order }))
	add("DSH-06", "the user's newer devices are unlinked", others(func(gone, t token) bool { return gone.user == t.user && t.order > gone.order }))
	add("DSH-06", "the user's devices at other applications are unlinked", others(func(gone, t token) bool { return gone.user == t.user && gone.client != t.client }))
	add("DSH-06", "the grant goes too", both(isSignIn, link, at(all(unlinksByHand, not(settingOn)), func(p *proxy, r *request) *answer {
		user := userOf(r)
		a := p.send(r)
		p.deleteGrants(func(t token) bool { return t.user == user && p.credentialOf(t) == r.param("credential") })
		return a
	})))
	add("DSH-06", "the grant is no longer listed", both(all(unlinksByHand, not(settingOn)), func(p *proxy, r *request) *answer {
		a := p.send(r)
		p.hideGrants(func(entry) bool { return true }, userOf(r))
		return a
	}, notListed))
}

func changingByHand(add func(rule, name string, wrong behaviour)) {
	demanding, free := changed(mockserver.AuthNone, mockserver.AuthSecretPost), changed(mockserver.AuthSecretPost, mockserver.AuthNone)
	without := func(_ *proxy, r *request) bool { return secretOf(r) == "" }
	refused := refusing(http.StatusUnauthorized, "invalid_client")
	add("DSH-05", "Save Changes does nothing", at(savesApplication, swallowing("Saved.")))
	add("DSH-05", "Save Changes does nothing, and the page shows it", both(savesApplication, func(p *proxy, r *request) *answer {
		p.notes.Store("method of "+r.path, r.param("token_endpoint_auth_method"))
		return swallowing("Saved.")(p, r)
	}, editing(applicationPage, func(p *proxy, r *request, d *goquery.Document) {
		if method, ok := p.notes.Load("method of " + r.path); ok {
			d.Find("#method option").RemoveAttr("selected")
			d.Find("#method option[value="+method.(string)+"]").SetAttr("selected", "")
		}
	})))
	add("DSH-05", "no secret is demanded after all", at(all(isRevocation, demanding, without), obeying))
	add("DSH-05", "a secret is still demanded", at(all(isRevocation, free, without), refused))
	add("DSH-05", "without a secret it is told a lie", at(all(isRevocation, free, without), pretending))
	add("DSH-05", "without the secret it is refused, but obeyed", at(all(isRevocation, demanding, without), revokingAnyway))
	add("DSH-05", "Save Changes saves None for a secret", at(savesApplication, func(p *proxy, r *request) *answer {
		if r.param("token_endpoint_auth_method") == "client_secret_post" {
			return p.send(r.with("token_endpoint_auth_method", "none"))
		}
		return p.send(r)
	}))
}
