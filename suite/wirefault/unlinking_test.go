package wirefault_test

import (
	"net/http"
	"net/url"
)

// unlinking are faults in the deletion of device credentials.
func unlinking() []fault {
	unlink := all(method(http.MethodDelete), path("/api/v2"+devicePath+"/"))
	powerless := all(unlink, lacks("delete:device_credentials"))
	again := all(unlink, func(p *proxy, r *request) bool { return p.marked("unlinked " + r.lastOf()) })
	neverSeen := all(unlink, func(p *proxy, r *request) bool { _, known := p.entry(r.lastOf()); return !known })
	first := all(unlink, not(noBearer), not(madeUp), not(powerless), not(again), not(neverSeen))
	linking := func(rest behaviour) behaviour { return both(isSignIn, link, both(unlink, noteUnlinking, rest)) }
	once := func(wrong behaviour) behaviour { // at the first deletion of a credential only
		return at(unlink, func(p *proxy, r *request) *answer {
			if first(p, r) {
				p.mark("unlinked " + r.lastOf())
				return wrong(p, r)
			}
			return p.send(r)
		})
	}
	return []fault{
		{rule: "DEV-04", name: "the deletion is 202", dialect: auth0, wrong: once(changingSuccess(status(202)))},
		{rule: "DEV-04", name: "the credential stays listed", dialect: auth0, wrong: both(unlink, noteUnlinking, at(listing(devicePath), relistingIf(func(p *proxy, e entry) bool {
			return p.marked("unlinked " + idOf(e.raw))
		})))},

		{rule: "DEV-05", name: "an id never used is 404", dialect: auth0, wrong: at(neverSeen, notFound)},

		{rule: "DEV-06", name: "without the scope it is refused, and done", dialect: auth0, wrong: at(powerless, refusedAndDone)},
		{rule: "DEV-06", name: "a made-up token will do", dialect: auth0, wrong: at(all(unlink, madeUp), asManager)},
		{rule: "DEV-06", name: "without a token it is refused, and done", dialect: auth0, wrong: at(all(unlink, noBearer), refusedAndDone)},
		{rule: "DEV-06", name: "without a token it is 403", dialect: auth0, wrong: at(all(unlink, noBearer), changingRefusal(status(403)))},

		{rule: "DEV-07", name: "the grant is no longer listed", dialect: auth0, wrong: both(unlink, hideUnlinked, notListed)},

		{rule: "DEV-11", name: "the other devices live", dialect: auth0, wrong: linking(reviving(markedAs("left behind")))},
	}
}

func notFound(*proxy, *request) *answer {
	return replyJSON(http.StatusNotFound, map[string]any{"statusCode": 404, "error": "Not Found", "message": "The credential does not exist."})
}

// noteUnlinking remembers which credential was deleted, and the other tokens of its grant.
func noteUnlinking(p *proxy, r *request) *answer {
	a := p.send(r)
	id := r.lastOf()
	if !a.ok() {
		return a
	}
	p.mark("unlinked " + id)
	for _, gone := range p.all(func(t token) bool { return t.previous == "" }) {
		if p.credentialOf(gone) == id {
			p.markAll("left behind", p.all(gone.sibling))
		}
	}
	return a
}

// link finds out, after a sign-in, under which id the new token is listed.
func link(p *proxy, r *request) *answer {
	a := p.send(r)
	t, known := p.token(a.field("refresh_token"))
	if !known {
		return a
	}
	for _, kind := range []string{"refresh_token", "rotating_refresh_token"} {
		query := url.Values{"user_id": {t.user}, "client_id": {t.client}, "type": {kind}}
		for _, item := range p.manage(http.MethodGet, devicePath, query, nil).items() {
			if id := idOf(item); p.count("seen "+id) == 0 {
				p.notes.Store("credential of "+t.family, id)
			}
		}
	}
	return a
}

// credentialOf is the id under which a token's family is listed, where link found it.
func (p *proxy) credentialOf(t token) string {
	id, _ := p.notes.Load("credential of " + t.family)
	name, _ := id.(string)
	return name
}

// hideUnlinked hides the grants that cover a credential which is deleted.
func hideUnlinked(p *proxy, r *request) *answer {
	e, known := p.entry(r.lastOf())
	a := p.send(r)
	if known && a.ok() {
		p.hideGrants(func(grant entry) bool { return grant.client == e.client }, e.user)
	}
	return a
}
