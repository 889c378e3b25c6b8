package wirefault_test

import "net/http"

// unlinking are faults in the deletion of device credentials.
func unlinking() []fault {
	unlink := all(method(http.MethodDelete), path("/api/v2"+devicePath+"/"))
	powerless := all(unlink, lacks("delete:device_credentials"))
	again := all(unlink, func(p *proxy, r *request) bool { return p.marked("unlinked " + r.lastOf()) })
	neverSeen := all(unlink, func(p *proxy, r *request) bool { _, known := p.entry(r.lastOf()); return !known })
	unlinked := func(p *proxy, t token) bool { return p.marked("unlinked from " + t.user + " " + t.client) }
	noting := func(rest behaviour) behaviour { return both(unlink, noteUnlinking, rest) }
	others := func(doomed func(e entry, t token) bool) behaviour {
		return at(unlink, func(p *proxy, r *request) *answer {
			before := p.all(func(t token) bool { return !t.spent() })
			a := p.send(r)
			if e, known := p.entry(r.lastOf()); known && a.ok() {
				for _, t := range before {
					if doomed(e, t) {
						p.kill(t)
					}
				}
			}
			return a
		})
	}
	return []fault{
		{rule: "DEV-04", name: "the deletion is 200", dialect: auth0, wrong: at(unlink, changingSuccess(status(200)))},
		{rule: "DEV-04", name: "the deletion is 200 with a body", dialect: auth0, wrong: at(unlink, changingSuccess(func(*answer) *answer {
			return replyJSON(200, map[string]any{"deleted": true})
		}))},
		{rule: "DEV-04", name: "the deletion is 202", dialect: auth0, wrong: at(unlink, changingSuccess(status(202)))},
		{rule: "DEV-04", name: "the token lives on", dialect: auth0, wrong: noting(reviving(unlinked)), follows: follows{"DEV-08": "the same for a rotating one", "DEV-11": "the others live too"}},
		{rule: "DEV-04", name: "the deletion is swallowed", dialect: auth0, wrong: at(unlink, noContent), follows: follows{
			"DEV-08": "the same for a rotating one", "DEV-09": "it stays listed", "DEV-11": "the others live too"}},
		{rule: "DEV-04", name: "the credential stays listed", dialect: auth0, wrong: noting(at(listing(devicePath), relistingIf(func(p *proxy, e entry) bool {
			id, _ := e.raw["id"].(string)
			return p.marked("unlinked " + id)
		}))), follows: follows{"DEV-09": "it stays listed"}},

		{rule: "DEV-05", name: "the second time is 404", dialect: auth0, wrong: both(again, notFound, noting(honest))},
		{rule: "DEV-05", name: "an id never used is 404", dialect: auth0, wrong: at(neverSeen, notFound)},

		{rule: "DEV-06", name: "no scope is needed", dialect: auth0, wrong: at(powerless, asManager)},
		{rule: "DEV-06", name: "without the scope it is refused, and done", dialect: auth0, wrong: at(powerless, refusedAndDone)},
		{rule: "DEV-06", name: "no token is needed", dialect: auth0, wrong: at(all(unlink, noBearer), asManager)},
		{rule: "DEV-06", name: "without a token it is refused, and done", dialect: auth0, wrong: at(all(unlink, noBearer), refusedAndDone)},
		{rule: "DEV-06", name: "without a token it is 403", dialect: auth0, wrong: at(all(unlink, noBearer), changingRefusal(status(403)))},

		{rule: "DEV-07", name: "the other devices are unlinked", dialect: auth0, wrong: others(func(e entry, t token) bool { return t.user == e.user && t.client == e.client })},
		{rule: "DEV-07", name: "the grant goes too", dialect: auth0, wrong: at(unlink, func(p *proxy, r *request) *answer {
			a := p.send(r)
			if e, known := p.entry(r.lastOf()); known && a.ok() {
				p.deleteGrants(func(t token) bool { return t.user == e.user && t.client == e.client })
			}
			return a
		})},
		{rule: "DEV-07", name: "the grant is no longer listed", dialect: auth0, wrong: both(unlink, noteUnlinking, at(listing("/grants"), func(p *proxy, r *request) *answer {
			return p.send(r).withItems(func(item map[string]any) []map[string]any {
				if e := entryOf(item); p.marked("unlinked from " + e.user + " " + e.client) {
					return nil
				}
				return []map[string]any{item}
			})
		}))},

		{rule: "DEV-08", name: "the newest of the family lives", dialect: auth0, wrong: noting(reviving(func(p *proxy, t token) bool {
			return unlinked(p, t) && t.previous != "" && !t.spent()
		}))},

		{rule: "DEV-11", name: "the other devices live", dialect: auth0, wrong: both(unlink, noteUnlinking, reviving(func(p *proxy, t token) bool {
			at := p.orderOf("unlinked from " + t.user + " " + t.client)
			first := p.all(func(o token) bool { return o.sameGrant(t) && o.order < at })
			return unlinked(p, t) && len(first) > 1 && t.value != first[0].value
		}))},
	}
}

func notFound(*proxy, *request) *answer {
	return replyJSON(http.StatusNotFound, map[string]any{"statusCode": 404, "error": "Not Found", "message": "The credential does not exist."})
}

// noteUnlinking remembers which credential was deleted, and whose it was.
func noteUnlinking(p *proxy, r *request) *answer {
	a := p.send(r)
	if e, known := p.entry(r.lastOf()); known && a.ok() {
		p.mark("unlinked " + r.lastOf())
		p.note("unlinked from " + e.user + " " + e.client)
	}
	return a
}
