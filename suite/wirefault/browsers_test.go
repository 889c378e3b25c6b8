package wirefault_test

import (
	"net/http"
	"strings"

	"github.com/revokespec/revokespec/mockserver"
)

// browsers are faults in what a browser is told before it revokes.
func browsers() []fault {
	preflight := func(origin func(string) bool) condition {
		return all(method(http.MethodOptions), revocationEndpoint, func(_ *proxy, r *request) bool { return origin(r.header.Get("Origin")) })
	}
	known := preflight(func(origin string) bool { return origin == mockserver.SeedOrigin })
	other := preflight(func(origin string) bool { return origin != mockserver.SeedOrigin && origin != "null" })
	granting := func(p *proxy, r *request) *answer {
		c := *r
		c.header = r.header.Clone()
		c.header.Set("Origin", mockserver.SeedOrigin)
		return p.send(&c).withHeader("Access-Control-Allow-Origin", r.header.Get("Origin"))
	}
	grantingAll := func(p *proxy, r *request) *answer {
		return granting(p, r).withHeader("Access-Control-Allow-Origin", "*")
	}
	within := func(is func(origin string) bool) condition { return all(other, preflight(is)) }
	host := strings.TrimPrefix(mockserver.SeedOrigin, "http://")
	return []fault{
		{rule: "REV-27", name: "the known origin is not granted", dialect: auth0, wrong: at(known, changing(header("Access-Control-Allow-Origin", "")))},
		{rule: "REV-27", name: "another origin is granted to the known one", dialect: auth0, wrong: at(known, changing(header("Access-Control-Allow-Origin", "https://elsewhere.example")))},
		{rule: "REV-27", name: "preflights are 405", dialect: auth0, wrong: at(preflight(func(string) bool { return true }), refusing(405, "method_not_allowed"))},
		{rule: "REV-27", name: "the known origin is granted with a 403", dialect: auth0, wrong: at(known, changing(status(403)))},
		{rule: "REV-27", name: "Content-Type is not among the headers", dialect: auth0, wrong: at(known, changing(header("Access-Control-Allow-Headers", "Authorization")))},
		{rule: "REV-27", name: "the preflight is sent to another page", dialect: auth0, wrong: at(known, changing(func(a *answer) *answer {
			return a.withStatus(302).withHeader("Location", "/elsewhere")
		}))},
		{rule: "REV-27", name: "any origin is granted", dialect: auth0, wrong: at(other, granting)},
		{rule: "REV-27", name: "every origin is granted by a star", dialect: auth0, wrong: at(other, grantingAll)},
		{rule: "REV-27", name: "an origin that begins like the known one is granted", dialect: auth0, wrong: at(within(func(o string) bool { return strings.HasPrefix(o, mockserver.SeedOrigin) }), granting)},
		{rule: "REV-27", name: "an origin that ends like the known one is granted", dialect: auth0, wrong: at(within(func(o string) bool { return strings.HasSuffix(o, host) }), granting)},
		{rule: "REV-27", name: "the origin null is granted", dialect: auth0, wrong: at(preflight(func(o string) bool { return o == "null" }), granting)},
	}
}

// harmlessPreflights are what browsers take as well.
func harmlessPreflights() []fault {
	preflight := all(method(http.MethodOptions), revocationEndpoint)
	known := all(preflight, func(_ *proxy, r *request) bool { return r.header.Get("Origin") == mockserver.SeedOrigin })
	return []fault{
		{name: "preflights are 200", rule: "REV-27", dialect: auth0, wrong: at(preflight, changing(status(200)))},
		{name: "unknown origins are 403", rule: "REV-27", dialect: auth0, wrong: at(all(preflight, not(known)), refusing(403, "access_denied"))},
		{name: "all methods and headers are granted by a star", rule: "REV-27", dialect: auth0, wrong: at(known, changing(func(a *answer) *answer {
			return a.withHeader("Access-Control-Allow-Methods", "*").withHeader("Access-Control-Allow-Headers", "*")
		}))},
		{name: "other methods are named, as POST need not be", rule: "REV-27", dialect: auth0, wrong: at(known, changing(header("Access-Control-Allow-Methods", "PATCH, DELETE")))},
		{name: "methods are not named, as POST need not be", rule: "REV-27", dialect: auth0, wrong: at(known, changing(header("Access-Control-Allow-Methods", "")))},
		{name: "headers are spelt otherwise", rule: "REV-27", dialect: auth0, wrong: at(known, changing(func(a *answer) *answer {
			return a.withHeader("Access-Control-Allow-Headers", "content-type,auth0-client,authorization").withHeader("Access-Control-Allow-Methods", "GET,POST")
		}))},
		{name: "every origin is told of the known one", rule: "REV-27", dialect: auth0, wrong: at(preflight, changing(header("Access-Control-Allow-Origin", mockserver.SeedOrigin)))},
	}
}
