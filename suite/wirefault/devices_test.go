package wirefault_test

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
)

const devicePath = "/device-credentials"

// devices are faults in the listing of device credentials.
func devices() []fault {
	list := listing(devicePath)
	shown := func(of func(p *proxy, item map[string]any) []map[string]any) behaviour {
		return at(list, func(p *proxy, r *request) *answer {
			return p.send(r).withItems(func(item map[string]any) []map[string]any { return of(p, item) })
		})
	}
	one := func(item map[string]any) []map[string]any { return []map[string]any{item} }
	byUser := all(madeUp, func(_ *proxy, r *request) bool { return strings.Count(r.bearer(), ".") == 2 }) // a JWT, of another audience
	byClient := all(list, func(_ *proxy, r *request) bool { return r.query.Has("client_id") })
	rotating := all(list, func(_ *proxy, r *request) bool { return r.query.Get("type") == "rotating_refresh_token" })
	empty := func(p *proxy, r *request) *answer {
		return p.send(r).withItems(func(map[string]any) []map[string]any { return nil })
	}
	return []fault{
		{rule: "DEV-01", name: "listing needs no token", dialect: auth0, wrong: at(all(list, noBearer), asManager)},
		{rule: "DEV-01", name: "listing needs no scope", dialect: auth0, wrong: at(all(list, lacks("read:device_credentials")), asManager)},
		{rule: "DEV-01", name: "a made-up token will do", dialect: auth0, wrong: at(all(list, madeUp), asManager)},
		{rule: "DEV-01", name: "no token is 403", dialect: auth0, wrong: at(all(list, noBearer), changingRefusal(status(403)))},
		{rule: "DEV-01", name: "no scope is 401", dialect: auth0, wrong: at(all(list, lacks("read:device_credentials")), changingRefusal(status(401)))},
		{rule: "DEV-01", name: "no scope is called otherwise", dialect: auth0, wrong: at(all(list, lacks("read:device_credentials")), changingRefusal(field("errorCode", "forbidden")))},

		{rule: "DEV-02", name: "nothing is listed", dialect: auth0, few: true, wrong: at(list, empty)},
		{rule: "DEV-02", name: "the newest is left out", dialect: auth0, few: true, wrong: both(isSignIn, link, at(list, hidingNewest))},
		{rule: "DEV-02", name: "the one before the newest is left out", dialect: auth0, few: true, wrong: both(isSignIn, link, at(list, hidingOlder))},
		{rule: "DEV-02", name: "the token is shown", dialect: auth0, wrong: shown(func(p *proxy, item map[string]any) []map[string]any {
			e := entryOf(item)
			for _, t := range p.all(func(t token) bool { return t.user == e.user && t.client == e.client }) {
				item["value"] = t.value
			}
			return one(item)
		})},
		{rule: "DEV-02", name: "items have no id", dialect: auth0, few: true, wrong: shown(func(_ *proxy, item map[string]any) []map[string]any {
			delete(item, "id")
			return one(item)
		})},
		{rule: "DEV-02", name: "other users' credentials are listed", dialect: auth0, wrong: shown(func(_ *proxy, item map[string]any) []map[string]any {
			if item["type"] != "refresh_token" {
				return one(item)
			}
			return []map[string]any{item, {"id": "dcr_ffffffffffffffff", "type": item["type"], "user_id": "auth0|ffffffffffffffffffffffff",
				"client_id": item["client_id"], "device_name": "somebody else's"}}
		})},

		{rule: "DEV-01", name: "a user's access token will do", dialect: auth0, wrong: at(all(list, byUser), asManager)},
		{rule: "DEV-02", name: "the user is ignored", dialect: auth0, wrong: at(list, func(p *proxy, r *request) *answer {
			return p.send(r.asking(func(q url.Values) { q.Del("user_id") }))
		})},

		{rule: "DEV-03", name: "the client is ignored", dialect: auth0, wrong: at(byClient, func(p *proxy, r *request) *answer {
			c := *r
			c.query = map[string][]string{}
			for name, values := range r.query {
				if name != "client_id" {
					c.query[name] = values
				}
			}
			return p.send(&c)
		})},
		{rule: "DEV-03", name: "with a client nothing is listed", dialect: auth0, wrong: at(byClient, empty)},

		{rule: "DEV-09", name: "a revoked token stays listed", dialect: auth0, wrong: both(isSignIn, link, at(list, relistingIf(relisted(isRevoked))))},
		{rule: "DEV-09", name: "a token stays listed after its grant was deleted", dialect: auth0, wrong: both(isSignIn, link, both(
			all(method(http.MethodDelete), path("/api/v2/grants")), noteDeletion, at(list, relistingIf(relisted(markedAs("deleted"))))))},

		{rule: "DEV-12", name: "rotating tokens are not listed", dialect: auth0, wrong: at(rotating, empty),
			follows: follows{"DEV-02": "they are not listed as others either"}},
		{rule: "DEV-12", name: "rotating tokens are listed as another type", dialect: auth0, wrong: at(rotating, func(p *proxy, r *request) *answer {
			return p.send(r).withItems(func(item map[string]any) []map[string]any {
				item["type"] = "refresh_token"
				return one(item)
			})
		})},
	}
}

// hidingNewest leaves out the credential of the newest of several sign-ins of a user to one grant, hidingOlder the others.
func hidingNewest(p *proxy, r *request) *answer {
	return hidingOf(func(o, t token) bool { return o.order < t.order })(p, r)
}
func hidingOlder(p *proxy, r *request) *answer {
	return hidingOf(func(o, t token) bool { return o.order > t.order })(p, r)
}

// hidingOf leaves out the credentials of sign-ins besides which there is another, live one, as is says.
func hidingOf(is func(other, t token) bool) behaviour {
	return without(func(p *proxy, item map[string]any) bool {
		live := p.all(func(t token) bool { return t.previous == "" && !t.revoked })
		for _, t := range live {
			if p.credentialOf(t) == idOf(item) {
				return slices.ContainsFunc(live, func(o token) bool { return o.sameGrant(t) && is(o, t) })
			}
		}
		return false
	})
}

// relistingIf shows the credentials that have gone, of users and clients that the condition picks.
func relistingIf(pick func(p *proxy, e entry) bool) behaviour {
	return func(p *proxy, r *request) *answer {
		a, all := p.send(r), relisting(p, r)
		if !a.ok() {
			return a
		}
		now := map[any]bool{}
		for _, item := range a.items() {
			now[item["id"]] = true
		}
		return all.withItems(func(item map[string]any) []map[string]any {
			if now[item["id"]] || pick(p, entryOf(item)) {
				return []map[string]any{item}
			}
			return nil
		})
	}
}

// relisted picks the credentials of tokens that fit, where link found them.
func relisted(fits func(p *proxy, t token) bool) func(p *proxy, e entry) bool {
	return func(p *proxy, e entry) bool {
		return slices.ContainsFunc(p.all(func(t token) bool { return t.user == e.user }), func(t token) bool {
			return p.credentialOf(t) == idOf(e.raw) && fits(p, t)
		})
	}
}

func isRevoked(_ *proxy, t token) bool { return t.revoked }
