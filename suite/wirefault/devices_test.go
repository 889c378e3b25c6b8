package wirefault_test

import (
	"net/url"
	"slices"
)

const devicePath = "/device-credentials"

// devices are faults in the listing of device credentials.
func devices() []fault {
	list := listing(devicePath)
	one := func(item map[string]any) []map[string]any { return []map[string]any{item} }
	byClient := all(list, func(_ *proxy, r *request) bool { return r.query.Has("client_id") })
	rotating := all(list, func(_ *proxy, r *request) bool { return r.query.Get("type") == "rotating_refresh_token" })
	empty := func(p *proxy, r *request) *answer {
		return p.send(r).withItems(func(map[string]any) []map[string]any { return nil })
	}
	return []fault{
		{rule: "DEV-01", name: "a made-up token will do", dialect: auth0, wrong: at(all(list, madeUp), asManager)},
		{rule: "DEV-01", name: "no token is 403", dialect: auth0, wrong: at(all(list, noBearer), changingRefusal(status(403)))},

		{rule: "DEV-02", name: "the user is ignored", dialect: auth0, wrong: at(list, func(p *proxy, r *request) *answer {
			return p.send(r.asking(func(q url.Values) { q.Del("user_id") }))
		})},

		{rule: "DEV-03", name: "with a client nothing is listed", dialect: auth0, wrong: at(byClient, empty)},

		{rule: "DEV-09", name: "a revoked token stays listed", dialect: auth0, wrong: both(isSignIn, link, at(list, relistingIf(relisted(isRevoked))))},

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
