package wirefault_test

import "net/http"

// grants are faults in how far a revocation reaches.
func grants() []fault {
	older := func(t, o token) bool { return t.sibling(o) && o.order < t.order }
	newer := func(t, o token) bool { return t.sibling(o) && o.order > t.order }
	on := func(spared func(revoked, o token) bool) behaviour {
		return both(validRevocation, afterRevocation(func(p *proxy, t token) {
			if p.settingOn() {
				p.markAll("spared", p.all(func(o token) bool { return spared(t, o) }))
			}
		}), reviving(markedAs("spared")))
	}
	off := func(doomed func(revoked, o token) bool) behaviour {
		return afterRevocation(func(p *proxy, t token) {
			if !p.settingOn() {
				p.kill(p.all(func(o token) bool { return o.value != t.value && doomed(t, o) })...)
			}
		})
	}
	follow := follows{"SET-01": "the setting no longer governs"}
	return []fault{
		{rule: "GRT-01", name: "newer siblings live", dialect: auth0, wrong: on(newer), follows: follow},
		{rule: "GRT-01", name: "older siblings live", dialect: auth0, wrong: on(older), follows: follow},

		{rule: "GRT-04", name: "the user's other applications die", dialect: auth0, wrong: killing(func(t, o token) bool { return t.user == o.user && t.client != o.client }), follows: alsoOff},

		{rule: "GRT-06", name: "newer siblings die", dialect: auth0, wrong: off(newer), follows: follow},
	}
}

// listing picks the reading of a Management API listing.
func listing(name string) condition { return all(method(http.MethodGet), path("/api/v2"+name)) }

func (e entry) covers(t token) bool {
	return e.client == t.client && e.user == t.user && (e.audience == "" || e.audience == t.audience)
}

// relisting shows what was once listed for the user and is listed no more.
func relisting(p *proxy, r *request) *answer {
	a := p.send(r)
	if !a.ok() {
		return a
	}
	shown := map[string]bool{}
	for _, item := range a.items() {
		id, _ := item["id"].(string)
		shown[id] = true
	}
	items := a.items()
	p.ledger.mu.Lock()
	defer p.ledger.mu.Unlock()
	for id, e := range p.entries {
		isGrant := e.raw["clientID"] != nil
		if !shown[id] && isGrant == path("/api/v2/grants")(p, r) && fits(e, r) {
			items = append(items, e.raw)
		}
	}
	list := replyJSON(a.status, items)
	if len(a.body) > 0 && a.body[0] == '[' {
		return list
	}
	return a.withItems(func(map[string]any) []map[string]any { return nil }).withMember(items)
}

// fits says whether an item is among those that a listing asks for.
func fits(e entry, r *request) bool {
	same := func(name, value string) bool { return !r.query.Has(name) || r.query.Get(name) == value }
	return same("user_id", e.user) && same("client_id", e.client) && same("audience", e.audience) && same("type", e.kind)
}

// alsoOff is what follows where more dies than should, whatever the setting.
var alsoOff = follows{"GRT-06": "with the setting off they die as well"}
