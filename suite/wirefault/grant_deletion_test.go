package wirefault_test

import (
	"net/http"
	"net/url"
)

// grantDeletion are faults in what the deletion of grants does, and in what a sign-in gives afterwards.
func grantDeletion() []fault {
	one := all(method(http.MethodDelete), path("/api/v2/grants/"))
	ofUser := all(method(http.MethodDelete), path("/api/v2/grants"), func(_ *proxy, r *request) bool { return r.query.Has("user_id") })
	deleted := markedAs("deleted")
	outlived := follows{"GRT-11": "the old tokens stay dead there", "GRT-10": "the same for all of a user"}
	noting := func(rest behaviour) behaviour { return both(either(one, ofUser), noteDeletion, rest) }
	return []fault{
		{rule: "GRT-08", name: "the newest token outlives its grant", dialect: auth0, wrong: noting(reviving(func(p *proxy, t token) bool {
			return deleted(p, t) && len(p.all(func(o token) bool { return o.sibling(t) && o.order > t.order })) == 0
		})), follows: outlived},
		{rule: "GRT-08", name: "the deletion is 200", dialect: auth0, wrong: at(one, changingSuccess(status(200)))},

		{rule: "GRT-09", name: "the user's other grants are no longer listed", dialect: auth0, wrong: both(one, hideOthers, notListed)},

		{rule: "GRT-10", name: "the deletion is swallowed", dialect: auth0, wrong: at(ofUser, noContent)},
		{rule: "GRT-10", name: "only one of the grants goes", dialect: auth0, wrong: at(ofUser, func(p *proxy, r *request) *answer {
			for _, item := range p.manage(http.MethodGet, "/grants", r.query, nil).items() {
				id, _ := item["id"].(string)
				return p.manage(http.MethodDelete, "/grants/"+id, nil, nil)
			}
			return p.send(r)
		})},
		{rule: "GRT-10", name: "other users' tokens die too", dialect: auth0, single: true, wrong: at(ofUser, func(p *proxy, r *request) *answer {
			p.kill(p.all(func(t token) bool { return t.user != r.query.Get("user_id") })...)
			return p.send(r)
		})},

		{rule: "GRT-11", name: "signing in again gives no refresh token", dialect: auth0, few: true, wrong: both(either(one, ofUser), noteDeletion, both(isSignIn, func(p *proxy, r *request) *answer {
			a := p.send(r)
			if t, known := p.token(a.field("refresh_token")); known && p.signInsSince("gone "+t.grant()) == 1 {
				return a.withField("refresh_token", nil)
			}
			return a
		}, noteRevocation))},
		{rule: "GRT-11", name: "the new grant is not listed", dialect: auth0, few: true, wrong: both(either(one, ofUser), noteDeletion, at(listing("/grants"),
			without(func(p *proxy, item map[string]any) bool { return p.signInsSince("gone "+entryOf(item).grant()) == 1 })))},
	}
}

// grant names the grant that a token stands in.
func (t token) grant() string { return t.user + " " + t.client + " " + t.audience }
func (e entry) grant() string { return e.user + " " + e.client + " " + e.audience }

func idOf(item map[string]any) string {
	id, _ := item["id"].(string)
	return id
}

// without leaves items out of a listing.
func without(gone func(p *proxy, item map[string]any) bool) behaviour {
	return func(p *proxy, r *request) *answer {
		return p.send(r).withItems(func(item map[string]any) []map[string]any {
			if gone(p, item) {
				return nil
			}
			return []map[string]any{item}
		})
	}
}

func noContent(*proxy, *request) *answer { return reply(http.StatusNoContent, "", "") }

// noteDeletion remembers which grants a request deletes, and the tokens that stand in them.
func noteDeletion(p *proxy, r *request) *answer {
	e, one := p.entry(r.lastOf())
	user := r.query.Get("user_id")
	if one {
		user = e.user
	}
	p.mark("user lost a grant " + user)
	tokens := p.all(func(t token) bool { return t.user == user && (!one || e.covers(t)) })
	p.markAll("deleted", tokens)
	for _, t := range tokens {
		p.note("gone " + t.grant())
	}
	return p.send(r)
}

// noteRevocation remembers the grants that end because a token was revoked under the setting.
func noteRevocation(p *proxy, r *request) *answer {
	return afterRevocation(func(p *proxy, t token) {
		if p.settingOn() {
			p.note("gone " + t.grant())
		}
	})(p, r)
}

// signInsSince counts the sign-ins to a grant since it was noted as gone; -1 when it never was.
func (p *proxy) signInsSince(gone string) int {
	at := p.orderOf(gone)
	if at < 0 {
		return -1
	}
	return len(p.all(func(t token) bool { return "gone "+t.grant() == gone && t.order > at && t.previous == "" }))
}

// hideOthers hides the other grants of a user who loses one.
func hideOthers(p *proxy, r *request) *answer {
	e, _ := p.entry(r.lastOf())
	a := p.send(r)
	p.hideGrants(func(entry) bool { return true }, e.user)
	return a
}

// hideGrants hides grants of a user until the user signs in to them again, where notListed serves the rest.
func (p *proxy) hideGrants(which func(entry) bool, user string) {
	for _, item := range p.manage(http.MethodGet, "/grants", url.Values{"user_id": {user}}, nil).items() {
		if which(entryOf(item)) {
			p.mark("hidden " + idOf(item))
		}
	}
}

// notListed leaves the hidden grants out of listings.
var notListed = both(isSignIn, showAgain, at(listing("/grants"), without(func(p *proxy, item map[string]any) bool {
	return p.marked("hidden " + idOf(item))
})))

func showAgain(p *proxy, r *request) *answer {
	a := p.send(r)
	t, _ := p.token(a.field("refresh_token"))
	for _, item := range p.manage(http.MethodGet, "/grants", url.Values{"user_id": {t.user}}, nil).items() {
		if entryOf(item).covers(t) {
			p.unmark("hidden " + idOf(item))
		}
	}
	return a
}
