package wirefault_test

import (
	"net/http"
	"net/url"
)

// grantDeletion are faults in what the deletion of grants does, and in what a sign-in gives afterwards.
func grantDeletion() []fault {
	one := all(method(http.MethodDelete), path("/api/v2/grants/"))
	ofUser := all(method(http.MethodDelete), path("/api/v2/grants"), func(_ *proxy, r *request) bool { return r.query.Has("user_id") })
	deleted := func(p *proxy, t token) bool { return p.marked("deleted " + t.grant()) }
	noting := func(rest behaviour) behaviour { return both(either(one, ofUser), noteDeletion, rest) }
	return []fault{
		{rule: "GRT-08", name: "the tokens outlive their grant", dialect: auth0, wrong: noting(reviving(deleted)),
			follows: follows{"GRT-11": "the old tokens stay dead there", "GRT-10": "the same for all of a user"}},
		{rule: "GRT-08", name: "the newest token outlives its grant", dialect: auth0, wrong: noting(reviving(func(p *proxy, t token) bool {
			return deleted(p, t) && len(p.all(func(o token) bool { return o.sibling(t) && o.order > t.order })) == 0
		})), follows: follows{"GRT-11": "the old tokens stay dead there", "GRT-10": "the same for all of a user"}},
		{rule: "GRT-08", name: "with the setting off the tokens outlive it", dialect: auth0, wrong: noting(reviving(func(p *proxy, t token) bool {
			return deleted(p, t) && !p.settingOn()
		})), follows: follows{"GRT-11": "the old tokens stay dead there", "GRT-10": "the same for all of a user"}},
		{rule: "GRT-08", name: "with the setting on the tokens outlive it", dialect: auth0, wrong: noting(reviving(func(p *proxy, t token) bool {
			return deleted(p, t) && p.settingOn()
		})), follows: follows{"GRT-11": "the old tokens stay dead there", "GRT-10": "the same for all of a user"}},
		{rule: "GRT-08", name: "the deletion is 200", dialect: auth0, wrong: at(one, changingSuccess(status(200)))},
		{rule: "GRT-08", name: "the deletion is swallowed", dialect: auth0, wrong: at(one, noContent)},

		{rule: "GRT-09", name: "all grants of the user go", dialect: auth0, wrong: at(one, func(p *proxy, r *request) *answer {
			if e, known := p.entry(r.lastOf()); known {
				p.manage(http.MethodDelete, "/grants", url.Values{"user_id": {e.user}}, nil)
			}
			return p.send(r)
		})},
		{rule: "GRT-09", name: "the user's other audience dies", dialect: auth0, wrong: at(one, func(p *proxy, r *request) *answer {
			e, _ := p.entry(r.lastOf())
			p.kill(p.all(func(t token) bool { return t.client == e.client && t.user == e.user && t.audience != e.audience })...)
			return p.send(r)
		})},
		{rule: "GRT-09", name: "the user's other grants are no longer listed", dialect: auth0, wrong: both(one, noteDeletion, at(listing("/grants"), func(p *proxy, r *request) *answer {
			return p.send(r).withItems(func(item map[string]any) []map[string]any {
				if p.marked("user lost a grant " + entryOf(item).user) {
					return nil
				}
				return []map[string]any{item}
			})
		}))},

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

		{rule: "GRT-11", name: "the new token is dead", dialect: auth0, wrong: both(either(one, ofUser), noteDeletion, both(isSignIn, firstIsDead, noteRevocation))},
		{rule: "GRT-11", name: "the new grant is not listed", dialect: auth0, wrong: both(either(one, ofUser), noteDeletion, both(listing("/grants"), hidingDeleted, noteRevocation))},
		{rule: "GRT-11", name: "the old tokens come back with the new sign-in", dialect: auth0, wrong: both(either(one, ofUser), noteDeletion, reviving(func(p *proxy, t token) bool {
			at := p.orderOf("deleted " + t.grant())
			newer := p.all(func(o token) bool { return o.sibling(t) && o.order > at })
			return deleted(p, t) && len(newer) > 0
		}))},
	}
}

// grant names the grant that a token stands in.
func (t token) grant() string { return t.user + " " + t.client + " " + t.audience }

func noContent(*proxy, *request) *answer { return reply(http.StatusNoContent, "", "") }

// noteDeletion remembers which grants a request deletes.
func noteDeletion(p *proxy, r *request) *answer {
	e, one := p.entry(r.lastOf())
	user := r.query.Get("user_id")
	if one {
		user = e.user
	}
	p.mark("user lost a grant " + user)
	for _, t := range p.all(func(t token) bool { return t.user == user && (!one || e.covers(t)) }) {
		p.note("deleted " + t.grant())
	}
	return p.send(r)
}

// noteRevocation remembers the grants that end because a token was revoked under the setting.
func noteRevocation(p *proxy, r *request) *answer {
	return afterRevocation(func(p *proxy, t token) {
		if p.settingOn() {
			p.note("deleted " + t.grant())
		}
	})(p, r)
}

// firstIsDead hands out a dead token at the first sign-in after a grant was gone.
func firstIsDead(p *proxy, r *request) *answer {
	a := p.send(r)
	t, known := p.token(a.field("refresh_token"))
	if known && p.marked("deleted "+t.grant()) {
		p.unmark("deleted " + t.grant())
		p.kill(t)
	}
	return a
}

func hidingDeleted(p *proxy, r *request) *answer {
	return p.send(r).withItems(func(item map[string]any) []map[string]any {
		e := entryOf(item)
		if p.marked("deleted " + e.user + " " + e.client + " " + e.audience) {
			return nil
		}
		return []map[string]any{item}
	})
}
